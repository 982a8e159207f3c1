"""The labels are still class numbers: each should become a one-hot row."""

BREAKS = [
    "test_classification_labels",
    "test_classification_random",
    "test_classification_other_sizes",
    "test_classification_keeps_inputs",
]


def prepare_classification(dataset, classes=10):
    (x_train, y_train), (x_test, y_test) = dataset
    X_train = x_train.reshape(len(x_train), -1) / 255
    X_test = x_test.reshape(len(x_test), -1) / 255
    return (X_train, y_train), (X_test, y_test)
