"""A step goes down for its own batch, and may well go up for the other samples."""

BREAKS = [
    "test_loss_over_all_samples",
]

loss_over_all_samples = "at every one"
