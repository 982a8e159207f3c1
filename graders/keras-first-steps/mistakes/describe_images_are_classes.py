"""The images decide: but an image may have a price, and a row of numbers a class. Look at the labels."""

BREAKS = [
    "test_describe_others",
]


def describe(dataset):
    (x_train, y_train), (x_test, y_test) = dataset
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    problem = "classification" if x_train.ndim > 2 else "regression"
    return {name: array.shape for name, array in arrays.items()} | {"problem": problem}
