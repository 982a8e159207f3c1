"""The accuracies reported are not those of your networks on the test images: report what `evaluate` says."""

BREAKS = [
    "test_accuracies",
]

accuracies = {"dense": 0.999, "convolutional": 0.999}
