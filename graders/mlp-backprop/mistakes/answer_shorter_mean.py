"""The differences of the batches cancel: their mean is the gradient over all samples."""

BREAKS = [
    "test_mean_batch_gradient",
]

mean_batch_gradient = "shorter"
