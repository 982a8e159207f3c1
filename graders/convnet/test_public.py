"""Public checks of the lab "Convolutional networks".

Run them on your own file with ``bareme check convnet.ipynb``. Every expected value below was worked by hand.
"""

import numpy as np
import pytest

from bareme.checks import assert_close, assert_figure, assert_layers, assert_param_count


@pytest.mark.exercise(
    "dense", points=0.75, hint="A layer with 3 inputs and 2 outputs: how many weights, how many biases?"
)
def test_dense_count_by_hand(student):
    """dense_parameter_count is right for one layer, and for the network of exercise 6"""
    assert_close(student.dense_parameter_count([3, 2]), 8, name="dense_parameter_count([3, 2])")
    # 785 * 128 + 129 * 128 + 129 * 128 + 129 * 10
    sizes = [784, 128, 128, 128, 10]
    assert_close(student.dense_parameter_count(sizes), 134_794, name=f"dense_parameter_count({sizes})")


@pytest.mark.exercise("conv", points=0.75, hint="In how many channels does one filter look at its patch?")
def test_conv_count_by_hand(student):
    """conv_parameter_count is right for one layer, on a grey image and on one in colour"""
    assert_close(
        student.conv_parameter_count([1, 32], 5), 832, name="conv_parameter_count([1, 32], 5)"
    )  # (25 + 1) * 32
    assert_close(
        student.conv_parameter_count([3, 4], 2), 52, name="conv_parameter_count([3, 4], 2)"
    )  # (2 * 2 * 3 + 1) * 4


@pytest.mark.exercise(
    "sizes", points=0.5, hint="At which pixels of a row of 5 can a filter of 3 begin? Count them."
)
def test_feature_count_by_hand(student):
    """feature_count is right for a small image, and for 400 filters on a large one"""
    assert_close(student.feature_count(5, 3, 1), 9, name="feature_count(5, 3, 1)")
    # 89 * 89 places, 400 times
    assert_close(student.feature_count(96, 8, 400), 3_168_400, name="feature_count(96, 8, 400)")


@pytest.mark.exercise(
    "sizes", points=0.5, hint="Write down the side of the image after each layer, and the maps at the end."
)
def test_flattened_size_by_hand(student):
    """flattened_size is right for the network of exercise 6"""
    # 28 -> 24 -> 12 -> 8 -> 4, and 4 * 4 * 64
    assert_close(student.flattened_size(28, 5, 2, [32, 64]), 1024, name="flattened_size(28, 5, 2, [32, 64])")


@pytest.mark.exercise(
    "convolution", points=1, hint="The first weight goes with the first pixel of the patch, as in Keras."
)
def test_convolve_by_hand(student):
    """convolve2d is right on a 3 x 4 image and a 2 x 2 filter worked by hand"""
    image = np.array([[1.0, 2.0, 0.0, 3.0], [0.0, 5.0, 1.0, 2.0], [3.0, 1.0, 4.0, 0.0]])
    kernel = np.array([[1.0, 2.0], [0.0, -1.0]])
    # the first one: 1 * 1 + 2 * 2 - 5 = 0; the second one: 2 * 1 + 0 * 2 - 1 = 1
    expected = np.array([[0.0, 1.0, 4.0], [9.0, 3.0, 5.0]])
    assert_close(student.convolve2d(image, kernel), expected, name="convolve2d(image, kernel)")


@pytest.mark.exercise(
    "pooling", points=0.75, hint="Cut the image into blocks that do not overlap: what is largest in each?"
)
def test_pool_by_hand(student):
    """max_pool is right on a 4 x 6 image worked by hand"""
    image = np.array(
        [
            [1.0, 7.0, 0.0, 2.0, 3.0, 3.0],
            [3.0, 4.0, 5.0, 1.0, 3.0, 2.0],
            [6.0, 0.0, 8.0, 9.0, 0.0, 0.0],
            [2.0, 2.0, 9.5, 8.0, 0.0, 1.0],
        ]
    )
    expected = np.array([[7.0, 5.0, 3.0], [6.0, 9.5, 1.0]])
    assert_close(student.max_pool(image, 2), expected, name="max_pool(image, 2)")
    assert_close(student.max_pool(image[:, :4], 4), np.array([[9.5]]), name="max_pool of one block")


@pytest.mark.exercise(
    "networks", points=0.5, hint="Flatten, a Dense layer for each number, and the last one."
)
def test_dense_network_layers(student):
    """build_dense_network has hidden layers of ReLU, and ends with softmax"""
    model = student.build_dense_network(28, [128, 128, 128], 10)
    hidden = ("Dense", {"units": 128, "activation": "relu"})
    assert_layers(model, [hidden, hidden, hidden, ("Dense", {"units": 10, "activation": "softmax"})])
    assert_param_count(model, 134_794)


@pytest.mark.exercise(
    "networks", points=0.75, hint="A Conv2D and a MaxPooling2D for each number, then two Dense layers."
)
def test_convnet_layers(student):
    """build_convnet has the layers that were asked for, each with its settings"""
    convolution = {"kernel_size": (5, 5), "strides": (1, 1), "padding": "valid", "activation": "relu"}
    pooling = ("MaxPooling2D", {"pool_size": (2, 2), "strides": (2, 2), "padding": "valid"})
    assert_layers(
        student.build_convnet(28, [32, 64], 10),
        [
            ("Conv2D", {"filters": 32, **convolution}),
            pooling,
            ("Conv2D", {"filters": 64, **convolution}),
            pooling,
            ("Dense", {"units": 100, "activation": "relu"}),
            ("Dense", {"units": 10, "activation": "softmax"}),
        ],
    )


@pytest.mark.exercise(
    "filters", points=0.75, hint="The filters are along the last axis: weights[:, :, 0, k]."
)
def test_show_filters(student):
    """show_filters draws 32 filters of 5 x 5"""
    weights = np.random.default_rng(1).normal(0, 0.1, (5, 5, 1, 32))
    assert_figure(student.show_filters(weights), images=np.moveaxis(weights[:, :, 0, :], -1, 0))
