"""Every allowed layer is rebuilt with its configuration."""

import numpy as np
import pytest

from bareme.student.keras_config.allowed_layers import LAYERS, WRAPPERS, read_layer
from bareme.student.keras_config.allowed_parts import ACTIVATIONS
from bareme.wire.architecture import OPERATIONS, to_plain

pytest_plugins = ["student.fixtures"]

ROOMY = {"cell_seconds": 120, "total_seconds": 240, "call_seconds": 120, "memory_mib": 4096}

# What the classes are made with here: what they cannot do without, and values that are not the defaults.
ARGUMENTS = """
weighted = dict(kernel_initializer="he_uniform", kernel_regularizer="l1", bias_constraint="non_neg")
weighted |= dict(use_bias=False)
window = dict(weighted, kernel_size=3, padding="same", activation="gelu")
recurrent = dict(weighted, units=3, recurrent_initializer="identity", dropout=0.1, go_backwards=True)
arguments = {
    "Activation": dict(activation="swish"), "ActivityRegularization": dict(l1=0.1),
    "Dense": dict(weighted, units=3, activation=layers.PReLU(shared_axes=[1])),
    "Embedding": dict(input_dim=9, output_dim=2, mask_zero=True), "Masking": dict(mask_value=-1.0),
    "Permute": dict(dims=(2, 1)), "RepeatVector": dict(n=3), "Rescaling": dict(scale=[1.0, 2.0], offset=-1),
    "Reshape": dict(target_shape=(3, -1)), "Concatenate": dict(axis=1),
    "Dot": dict(axes=(1, 2), normalize=True),
    "GaussianNoise": dict(stddev=0.3, seed=4), "InputLayer": dict(batch_shape=(None, 3), dtype="int32"),
    "Resizing": dict(height=3, width=4, interpolation="nearest"),
    "RandomFlip": dict(mode="horizontal"), "RandomRotation": dict(factor=0.1),
    "RandomTranslation": dict(height_factor=0.1, width_factor=(-0.2, 0.3)),
    "RandomZoom": dict(height_factor=0.1), "RandomContrast": dict(factor=0.2),
    "SimpleRNN": recurrent, "LSTM": dict(recurrent, unit_forget_bias=False),
    "GRU": dict(recurrent, reset_after=False),
    "BatchNormalization": dict(momentum=0.9, epsilon=0.01, center=False, beta_regularizer="l2", axis=1),
    "LayerNormalization": dict(axis=[1, 2], scale=False), "GroupNormalization": dict(groups=2),
    "Normalization": dict(axis=None, mean=1.5, variance=2.5, invert=True), "UnitNormalization": dict(axis=1),
    "Attention": dict(use_scale=True, score_mode="concat"), "AdditiveAttention": dict(dropout=0.1),
    "MultiHeadAttention": dict(num_heads=2, key_dim=3, value_dim=4, output_shape=5, attention_axes=1),
    "ELU": dict(alpha=0.5), "LeakyReLU": dict(negative_slope=0.1), "ReLU": dict(max_value=6.0, threshold=0.1),
    "PReLU": dict(alpha_initializer=keras.initializers.Constant(0.25)), "Softmax": dict(axis=1),
    "Bidirectional": dict(layer=layers.GRU(3), merge_mode="sum"),
    "TimeDistributed": dict(layer=layers.Dense(3)),
}
for rank, size in enumerate(("1D", "2D", "3D"), 1):
    arguments |= {
        f"Conv{size}": dict(window, filters=4, dilation_rate=2, groups=2),
        f"Conv{size}Transpose": dict(window, filters=4, strides=2, output_padding=1),
        f"MaxPooling{size}": dict(pool_size=3, strides=2),
        f"AveragePooling{size}": dict(pool_size=3, padding="same"),
        f"GlobalMaxPooling{size}": dict(keepdims=True), f"SpatialDropout{size}": dict(rate=0.3),
        f"ZeroPadding{size}": dict(padding=2), f"Cropping{size}": dict(cropping=3),
        f"UpSampling{size}": dict(size=3),
    }
plain_window = dict(kernel_size=3, padding="same", depthwise_regularizer="l2", depth_multiplier=2)
for size in ("1D", "2D"):
    arguments[f"DepthwiseConv{size}"] = plain_window
    arguments[f"SeparableConv{size}"] = dict(plain_window, filters=4, pointwise_constraint="unit_norm")
arguments |= {name: dict(rate=0.2, seed=3) for name in ("Dropout", "AlphaDropout", "GaussianDropout")}
"""
NOTEBOOK = f"""
import keras
from keras import layers
from bareme.wire.architecture import from_plain
from bareme.guest.keras_rebuild import _build
from bareme.wire.kinds.keras import _plain
{ARGUMENTS}
def make(class_name):
    return serialised(getattr(layers, class_name)(**arguments.get(class_name, {{}})))

def build_again(plain):
    return serialised(_build(from_plain(plain)))

def serialised(layer):
    return _plain(keras.saving.serialize_keras_object(layer))

def has(module, names):
    return [hasattr(getattr(keras, module), name) for name in names]
"""


@pytest.fixture(scope="module")
def session(keras_sandboxes):
    with keras_sandboxes.session(NOTEBOOK, **ROOMY) as session:
        assert session.cells[0].message == ""
        yield session


def ask(session, name, *arguments):
    reply = session.ask("call", name=name, arguments=arguments, keywords={}, want="value")
    assert "value" in reply, reply
    return reply["value"]


@pytest.mark.parametrize("class_name", [*LAYERS, *WRAPPERS])
def test_a_layer_on_the_list_comes_back_as_it_was(session, class_name):
    node = ask(session, "make", class_name)
    again = ask(session, "build_again", to_plain(read_layer(node)))
    np.testing.assert_equal(again, node)


def test_every_activation_and_operation_on_the_list_is_one_of_keras(session):
    assert all(ask(session, "has", "activations", list(ACTIVATIONS)))
    assert all(ask(session, "has", "ops", list(OPERATIONS.values())))
