"""That is val_accuracy: accuracy is about the images trained on."""

BREAKS = [
    "test_meaning_of_accuracy",
]

accuracy_means = "b"
