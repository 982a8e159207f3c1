"""These numbers are not those of your networks: put what is measured into the tables, not what you expect."""

BREAKS = ["test_validation_accuracies", "test_squared_weights", "test_studied_accuracies"]

validation_accuracies = {"none": 0.99, "one": 0.995, "three": 0.999}
squared_weights = {0.0: 1000.0, 0.01: 500.0, 0.1: 100.0}
studied_accuracies = {0.0: 0.9999, 0.01: 0.9998, 0.1: 0.9997}
