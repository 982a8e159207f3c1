"""These numbers are not those of your networks: put what is measured into the tables, not what you expect."""

BREAKS = [
    "test_validation_accuracies",
    "test_best_architecture",
    "test_studied",
    "test_studied_accuracies",
]

validation_accuracies = {"none": 0.99, "one": 0.995, "three": 0.999}
best_architecture = "none"
squared_weights = {
    ("none", 0.0): 9000.0,
    ("l2", 0.01): 5000.0,
    ("l2", 0.1): 1000.0,
    ("l1", 0.001): 5000.0,
    ("l1", 0.01): 1000.0,
}
studied_accuracies = {
    ("none", 0.0): 0.9999,
    ("l2", 0.01): 0.9998,
    ("l2", 0.1): 0.9997,
    ("l1", 0.001): 0.9998,
    ("l1", 0.01): 0.9997,
}
