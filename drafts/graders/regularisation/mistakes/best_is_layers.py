"""The name of the best architecture is asked for, not the sizes of its layers."""

BREAKS = ["test_best_architecture"]

best_architecture = [128, 128, 128]
