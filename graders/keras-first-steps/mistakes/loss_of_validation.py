"""That is val_loss: loss is about the images trained on."""

BREAKS = [
    "test_meaning_of_loss",
]

loss_means = "e"
