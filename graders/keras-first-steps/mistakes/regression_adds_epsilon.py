"""A small number is added to the deviation: a column that never changes is divided by 1."""

BREAKS = [
    "test_regression_constant_column",
]


def prepare_regression(dataset):
    (x_train, y_train), (x_test, y_test) = dataset
    mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
    deviation = deviation + 1e-8
    return ((x_train - mean) / deviation, y_train), ((x_test - mean) / deviation, y_test)
