"""The accuracy reported is not that of your network on the test images: report what `evaluate` says."""

BREAKS = [
    "test_classifier_claim",
]

test_accuracy = 0.999
