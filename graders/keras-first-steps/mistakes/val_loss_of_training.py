"""That is loss: val_loss is about images that no weight was changed for."""

BREAKS = [
    "test_meaning_of_val_loss",
]

val_loss_means = "a"
