"""300 is the size of a batch: an epoch has as many updates as batches."""

BREAKS = [
    "test_updates_per_epoch",
]

updates_per_epoch = 300
