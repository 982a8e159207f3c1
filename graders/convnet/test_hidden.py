"""Hidden checks of the lab "Convolutional networks": other sizes, edge cases, choices, unseen images."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from bareme.checks import (
    as_array,
    assert_choice,
    assert_claim,
    assert_close,
    assert_figure,
    assert_model,
    assert_model_accuracy,
    assert_no_import,
    assert_param_count,
    assert_probabilities,
    assert_shape,
)
from bareme.i18n import msg

# At least three standard deviations, over seeds and of the held-out sample together, below what the
# reference reaches: 90 % and 95 % of the 300 images of mini, 97 % and 98.8 % of the 5,000 of full.
DENSE_ACCURACY = {"mini": 0.82, "full": 0.95}
CONVNET_ACCURACY = {"mini": 0.88, "full": 0.98}

# importlib imports what the source does not name.
OTHER_LIBRARIES = ("cv2", "importlib", "jax", "keras", "scipy", "skimage", "tensorflow", "torch")


def as_inputs(levels):
    """Turns grey levels of shape (N, 28, 28) into what the networks take."""
    return levels[..., np.newaxis] / np.float32(255)


# dense


@pytest.mark.exercise("dense", points=0.75, hint="Every pair of neighbouring sizes is a layer.")
def test_dense_count_others(student):
    """dense_parameter_count is right for networks of any depth and width"""
    for sizes, count in (
        ([1, 1], 2),
        ([784, 10], 7_850),
        ([5, 4, 3, 2, 1], 50),  # 24 + 15 + 8 + 3
        ([256, 1000, 10], 267_010),  # 257,000 + 10,010
    ):
        assert_close(student.dense_parameter_count(sizes), count, name=f"dense_parameter_count({sizes})")


# conv


@pytest.mark.exercise("conv", points=0.75, hint="What comes out of one layer goes into the next.")
def test_conv_count_of_chains(student):
    """conv_parameter_count is right for several layers, and for filters of other sizes"""
    for channels, filter_size, count in (
        ([1, 32, 64], 5, 52_096),  # 26 * 32 + 801 * 64
        ([3, 16, 16, 8], 3, 3_928),  # 28 * 16 + 145 * 16 + 145 * 8
        ([2, 1], 1, 3),
    ):
        given = student.conv_parameter_count(channels, filter_size)
        assert_close(given, count, name=f"conv_parameter_count({channels}, {filter_size})")


@pytest.mark.exercise("conv", points=0.5, hint="The cell before the question prints the four counts.")
def test_choice_of_layer(student):
    """most_parameters_in names the layer with most of the parameters"""
    assert_choice(student.most_parameters_in, "c", variable="most_parameters_in")


# sizes


@pytest.mark.exercise("sizes", points=0.5, hint="What if the filter is as large as the image?")
def test_feature_count_others(student):
    """feature_count is right for other images, also where a filter has a single place"""
    for image_size, filter_size, filters, count in (
        (8, 8, 3, 3),
        (28, 5, 32, 18_432),  # 24 * 24 * 32
        (7, 1, 2, 98),
    ):
        given = student.feature_count(image_size, filter_size, filters)
        assert_close(given, count, name=f"feature_count({image_size}, {filter_size}, {filters})")


@pytest.mark.exercise(
    "sizes", points=0.5, hint="Where a side is odd, pooling drops the rest. A list may have any length."
)
def test_flattened_size_others(student):
    """flattened_size is right for one to three convolutions, and where pooling drops a rest"""
    for arguments, count in (
        ((28, 3, 2, [16]), 2_704),  # 26 -> 13, and 13 * 13 * 16
        ((32, 3, 2, [4, 8, 6]), 24),  # 30 -> 15 -> 13 -> 6 -> 4 -> 2, and 2 * 2 * 6
        ((29, 4, 3, [9, 5]), 5),  # 26 -> 8 -> 5 -> 1, and 1 * 1 * 5
    ):
        given = student.flattened_size(*arguments)
        assert_close(given, count, name=f"flattened_size{arguments}")


# convolution


@pytest.mark.exercise(
    "convolution", points=0.75, hint="Images and filters need not be square; is yours turned or flipped?"
)
def test_convolve_random(student):
    """convolve2d is right on random images and filters of many shapes"""
    random = np.random.default_rng(2)
    for image_shape, kernel_shape in (
        ((96, 96), (8, 8)),
        ((9, 14), (3, 2)),
        ((12, 7), (1, 5)),
        ((6, 5), (6, 5)),
        ((4, 3), (1, 1)),
    ):
        image, kernel = random.normal(0, 1, image_shape), random.normal(0, 1, kernel_shape)
        assert_close(
            student.convolve2d(image, kernel),
            correlate2d(image, kernel, mode="valid"),
            rtol=1e-4,
            atol=1e-5,
            name=msg("convolve2d of %(image)s and %(kernel)s", image=image_shape, kernel=kernel_shape),
        )


@pytest.mark.exercise("convolution", points=0.5, hint="Which type has the array that you write into?")
def test_convolve_integers(student):
    """convolve2d gives fractions and negative numbers also where the pixels are integers from 0 to 255"""
    image = np.random.default_rng(3).integers(0, 256, (10, 8), dtype=np.uint8)
    kernel = np.array([[0.5, -1.25], [0.25, -0.75]])
    assert_close(
        student.convolve2d(image, kernel),
        correlate2d(image.astype(float), kernel, mode="valid"),
        rtol=1e-4,
        name="convolve2d of an image of integers",
    )


@pytest.mark.exercise("convolution", points=0.25, hint="It takes two loops, and a sum of products.")
def test_convolve_by_oneself(student):
    """convolve2d is right without the convolution of another library"""
    # no even slope, on which a flipped filter would be off by a constant
    image, kernel = (np.arange(12.0) ** 2 % 7).reshape(3, 4), np.array([[1.0, -1.0, 3.0]])
    assert_close(student.convolve2d(image, kernel), correlate2d(image, kernel, mode="valid"), rtol=1e-4)
    assert_no_import(student.convolve2d, *OTHER_LIBRARIES)


@pytest.mark.exercise("convolution", points=0.5, hint="Which weights meet the digit at its new place?")
def test_choice_of_shift(student):
    """shifted_image_gives says what becomes of the features when the image is moved"""
    assert_choice(student.shifted_image_gives, "b", variable="shifted_image_gives")


# pooling


@pytest.mark.exercise("pooling", points=0.75, hint="Are there blocks in which all numbers are negative?")
def test_pool_random(student):
    """max_pool is right on random images of numbers of any sign, and for blocks of any size"""
    random = np.random.default_rng(4)
    for shape, size in (((24, 24), 2), ((9, 6), 3), ((4, 10), 1), ((5, 5), 5)):
        image = random.normal(-1, 1, shape)
        blocks = [np.hsplit(rows, shape[1] // size) for rows in np.vsplit(image, shape[0] // size)]
        expected = np.array([[block.max() for block in row] for row in blocks])
        assert_close(
            student.max_pool(image, size),
            expected,
            rtol=1e-6,
            name=msg("max_pool of %(shape)s, %(size)s", shape=shape, size=size),
        )


@pytest.mark.exercise("pooling", points=0.5, hint="Count the blocks that are full, along both sides.")
def test_pool_rest(student):
    """max_pool drops the rows and columns that fill no block"""
    image = np.array([[1.0, 2.0, 9.0], [4.0, 3.0, 9.0], [8.0, 7.0, 9.0], [5.0, 6.0, 9.0], [9.0, 9.0, 9.0]])
    assert_close(student.max_pool(image, 2), np.array([[4.0], [8.0]]), name="max_pool of 5 x 3, 2")
    assert_close(student.max_pool(image, 3), np.array([[9.0]]), name="max_pool of 5 x 3, 3")


# networks


def assert_compiled(model):
    """Demands Adam at its own rate, the loss for integer labels, and the accuracy."""
    compilation = assert_model(model).compilation
    assert compilation is not None, "The model was not compiled: call its `compile` before you return it."
    optimizer, loss = compilation.optimizer, compilation.loss
    assert_close(optimizer.class_name, "Adam", name="the optimiser")
    assert_close(optimizer.learning_rate, 0.001, rtol=1e-5, name="the learning rate")
    assert_close(None if loss is None else loss.name, "sparse_categorical_crossentropy", name="the loss")
    # Without softmax, from_logits is right, and the layers are not.
    twice = (
        loss is not None
        and loss.from_logits
        and [layer.activation for layer in assert_model(model).layers[-1:]] == ["softmax"]
    )
    assert not twice, "With `from_logits=True`, the loss applies softmax to outputs that are probabilities."
    assert set(compilation.metrics) & {"accuracy", "sparse_categorical_accuracy"}, msg(
        "The metrics should have the accuracy; they are %(names)s.",
        names=", ".join(compilation.metrics) or msg("none"),
    )


@pytest.mark.exercise("networks", points=0.5, hint="A hidden layer for each number of the list, as it comes.")
def test_dense_network_others(student):
    """build_dense_network has the right number of parameters for other sizes"""
    # 256 inputs: 257 * 5 + 6 * 4 + 5 * 3
    assert_param_count(student.build_dense_network(16, [5, 4], 3), 1_324)
    # without a hidden layer: 785 * 10
    assert_param_count(student.build_dense_network(28, [], 10), 7_850)


@pytest.mark.exercise("networks", points=0.5, hint="Use the arguments: not every image has 28 x 28 pixels.")
def test_convnet_parameters(student):
    """build_convnet has the right number of parameters, for images, filters and classes of any number"""
    # 832 + 51,264 + 102,500 + 1,010
    assert_param_count(student.build_convnet(28, [32, 64], 10), 155_606)
    # 20 -> 16 -> 8: 26 * 3, (192 + 1) * 100 and 101 * 4
    assert_param_count(student.build_convnet(20, [3], 4), 19_782)


@pytest.mark.exercise(
    "networks", points=0.5, hint="Three things are said to compile: how, what, and what to show."
)
def test_networks_compiled(student):
    """both networks are compiled with Adam, the loss for integer labels, and the accuracy"""
    assert_compiled(student.build_dense_network(12, [6], 4))
    assert_compiled(student.build_convnet(12, [6], 4))


@pytest.mark.exercise(
    "networks", points=0.25, hint="Which activation makes probabilities of the last outputs?"
)
def test_convnet_probabilities(student):
    """build_convnet predicts a probability for each class, also of images of another size"""
    model = student.build_convnet(12, [6], 4)
    images = np.random.default_rng(5).uniform(0, 1, (7, 12, 12, 1)).astype(np.float32)
    assert_probabilities(model, images, classes=4)
    assert_shape(assert_model(model).predict(images), (7, 4), name="what the model predicts for 7 images")


# training


@pytest.mark.exercise("training", points=0.5, hint="Does its loss fall from epoch to epoch?")
def test_dense_network_held_out(student, data, profile):
    """the trained dense network recognises images that no one has seen"""
    images = as_inputs(data.x_held_out)
    assert_model_accuracy(student.dense_network, images, data.y_held_out, at_least=DENSE_ACCURACY[profile])


@pytest.mark.exercise("training", points=1, hint="Does its loss fall from epoch to epoch?")
def test_convnet_held_out(student, data, profile):
    """the trained convolutional network recognises images that no one has seen"""
    images = as_inputs(data.x_held_out)
    assert_model_accuracy(student.convnet, images, data.y_held_out, at_least=CONVNET_ACCURACY[profile])


@pytest.mark.exercise(
    "training", points=0.5, hint="Report what evaluate says of the test images, as it is, for both."
)
def test_accuracies(student, data):
    """accuracies has the accuracy of both trained networks on the test images"""
    given = student.accuracies
    models = {"dense": student.dense_network, "convolutional": student.convnet}
    keys = dict.fromkeys(given) if isinstance(given, dict) else given
    assert_close(keys, dict.fromkeys(models), name="accuracies")
    images = as_inputs(data.x_test)
    for key, model in models.items():
        # Whether its outputs are probabilities was paid for where the network is built.
        measured = float(np.mean(assert_model(model).classify(images, 10) == data.y_test))
        assert_claim(given[key], measured, len(data.y_test))


# filters


@pytest.mark.exercise("filters", points=0.25, hint="Let the array say how many filters there are.")
def test_show_filters_others(student):
    """show_filters draws filters of another size and number"""
    random = np.random.default_rng(6)
    # 12 and 11 of them: a last row that is not full
    for shape in ((3, 3, 1, 12), (2, 2, 1, 11)):
        weights = random.normal(0, 1, shape)
        assert_figure(student.show_filters(weights), images=np.moveaxis(weights[:, :, 0, :], -1, 0))


@pytest.mark.exercise("filters", points=0.5, hint="Are they those of the first layer, and are they drawn?")
def test_figure_of_filters(student):
    """the notebook shows the 32 filters of the first layer of the trained network"""
    filters = student.first_filters
    # Filters of another size were paid for where the network is built.
    size = filters.shape[:2] if isinstance(filters, np.ndarray) and filters.ndim == 4 else (5, 5)
    filters = as_array(filters, (*size, 1, 32), name="first_filters")
    weights = assert_model(student.convnet).description.weights.values()
    kernels = [array for layer in weights for array in layer if array.ndim == 4 and array.shape[2] == 1]
    assert kernels, "`convnet` has no convolution of grey images."
    assert_close(filters, kernels[0], rtol=1e-5, atol=1e-6, name="first_filters")
    assert_figure(student.figures, images=np.moveaxis(filters[:, :, 0, :], -1, 0))
