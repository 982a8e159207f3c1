"""fit does not know the test set: val_accuracy is about the images that it put aside itself."""

BREAKS = [
    "test_meaning_of_val_accuracy",
]

val_accuracy_means = "g"
