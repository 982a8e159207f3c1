"""Who chooses by the test set has used it up: the best of ten was lucky there, too."""

BREAKS = ["test_accuracy_to_report"]

accuracy_to_report = "b"
