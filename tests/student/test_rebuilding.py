"""Models of a real notebook, rebuilt in a clean sandbox.

The counts are worked out by hand, the predictions of dense models by NumPy, and those of all others by the
student's own ``model.predict`` in its sandbox.
"""

import numpy as np
import pytest

from bareme.errors import StudentRaised, StudentTimeout
from bareme.student.keras_config.parser import ModelRefused
from bareme.student.kinds.history_kind import History
from bareme.student.model import Model
from bareme.student.student import Student
from bareme.wire import Handle
from bareme.wire.objects import MODEL

pytest_plugins = ["student.fixtures"]

ROOMY = {"cell_seconds": 120, "total_seconds": 240, "call_seconds": 120, "memory_mib": 4096}
"""Keras needs more than the small limits of other tests, most of all on a machine with other work."""

MODELS = """
import keras, numpy as np, tensorflow as tf
from keras import layers as L, ops

def stack(*layers, name=None):
    return keras.Sequential(list(layers), name=name)

rng = np.random.default_rng(0)
x = rng.random((96, 784)).astype("float32")
y = np.arange(96) % 10

logistic = stack(L.Input((784,)), L.Dense(10, activation="softmax"))
mlp = stack(L.Dense(100, activation="relu", input_dim=784, kernel_regularizer=keras.regularizers.L2(0.25)),
            L.Dropout(0.1), L.Dense(10, activation="softmax", kernel_initializer="he_normal"))
mlp.compile(keras.optimizers.SGD(0.05), loss="categorical_crossentropy", metrics=["accuracy"])
history = mlp.fit(x, np.eye(10)[y], epochs=2, verbose=0, validation_split=0.25, batch_size=16)
hidden = [L.Dense(128, activation="relu") for _ in range(3)]
deep = stack(L.Input((28, 28)), L.Flatten(), *hidden, L.Dense(10), L.Activation("softmax"))
logits = stack(L.Input((784,)), L.Dense(10))
logits.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
left_open = stack(L.Dense(10, activation="softmax"))
called = stack(L.Dense(3))
called(np.zeros((7, 4)))
nan = stack(L.Input((784,)), L.Dense(10, activation="softmax", name="d"))
nan.layers[0].kernel.assign(np.full((784, 10), np.nan))

def shake(model):
    "Weights unlike their initial values, so that each of them matters."
    for weight in model.weights:
        if "count" not in weight.path:
            weight.assign(weight + rng.random(weight.shape) * 0.3)
    return model

image = keras.Input((12, 12, 3))
h = L.Conv2D(4, 3, padding="same", activation="relu", kernel_constraint="max_norm")(image)
h = L.BatchNormalization()(h)
h = L.MaxPooling2D()(h)
h = L.SeparableConv2D(5, 2, depth_multiplier=2)(h)
h = L.DepthwiseConv2D(2)(h)
h = L.LeakyReLU(0.2)(h)
h = L.Conv2DTranspose(3, 2, strides=2)(h)
h = L.GroupNormalization(groups=3)(h)
h = L.ZeroPadding2D(1)(h)
h = L.Cropping2D(((1, 0), (0, 1)))(h)
h = L.UpSampling2D(2)(h)
h = L.SpatialDropout2D(0.2)(h)
h = L.AveragePooling2D(2)(h)
h = L.PReLU()(h)
a, b = L.GlobalAveragePooling2D()(h), L.GlobalMaxPooling2D()(h)
h = L.Concatenate()([a, b, L.Add()([a, b]), L.Multiply()([a, b]), L.Subtract()([a, b])])
h = L.LayerNormalization()(h)
convolutional = shake(keras.Model(image, L.Dense(2, activation=L.ReLU(max_value=3.0))(h)))

words = keras.Input((9,), dtype="int32")
h = L.Embedding(20, 6, mask_zero=True)(words)
h = L.Bidirectional(L.LSTM(4, return_sequences=True))(h)
h, state = L.GRU(5, return_sequences=True, return_state=True)(h)
h = L.SimpleRNN(5)(h, initial_state=state)
recurrent = shake(keras.Model(words, L.Dense(1, activation="sigmoid")(h)))

"""

MORE = """
series = keras.Input((10, 3))
h = L.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 3.0])(series)
h = L.Conv1D(4, 3, padding="causal", dilation_rate=2)(h)
h = L.TimeDistributed(L.Dense(6, activation="tanh"))(h)
h = L.MultiHeadAttention(2, 3)(h, h)
h = L.Attention(use_scale=True)([h, h])
h = L.Permute((2, 1))(h)
h = L.Reshape((10, 6))(h)
h = L.Conv1DTranspose(2, 3)(h)
h = L.MaxPooling1D(2)(L.UpSampling1D(2)(L.ZeroPadding1D(1)(h)))
h = L.UnitNormalization()(L.GaussianNoise(0.1)(L.Rescaling(2.0, offset=0.5)(h)))
h = L.Flatten()(h)
h = L.RepeatVector(3)(L.Dense(4, activation="selu")(h))
attention = shake(keras.Model(series, L.GlobalMaxPooling1D()(L.ELU()(h))))

inner = stack(L.Input((3,)), L.Dense(4, activation="tanh"), L.Dense(2), name="inner")
one, two = keras.Input((3,), name="one"), keras.Input((3,), name="two")
shared = L.Dense(3, name="shared")
both = ops.relu(shared(one) + 2.0 * shared(two) - 1.0)
several = shake(keras.Model([one, two], [inner(both), L.Softmax()(inner(one))], name="several"))
named = shake(keras.Model({"one": one, "two": two}, {"sum": L.Add()([one, two]), "inner": inner(one)}))
middle = stack(L.Input((3,)), stack(L.Dense(2), L.Dense(3)), L.Dense(2))
nested = shake(stack(L.Input((3,)), middle, L.Dense(1)))
cube = stack(L.Input((6, 6, 6, 1)), L.Conv3D(2, 2), L.MaxPooling3D(), L.GlobalAveragePooling3D(), L.Dense(2))
cube = shake(cube)
half = shake(stack(L.Input((4,)), L.Dense(3, dtype="mixed_float16"), L.Dense(2)))
frozen = shake(stack(L.Input((5,)), L.Dense(4), L.BatchNormalization(), L.Dense(3)))
frozen.layers[0].trainable = False

alone = L.Dense(3, name="alone")
around = stack(L.Input((3,)), alone, name="around")
entry = keras.Input((3,))
functional = keras.Model(entry, L.Dense(2, activation="tanh")(alone(entry)), name="functional")
joined = L.Concatenate()([alone(one), around(one), functional(L.ReLU()(one))])
shared_inside = shake(keras.Model(one, L.Dense(1)(joined)))
code, number = keras.Input((3,)), keras.Input((2,))
encoder = keras.Model(code, L.Dense(2, activation="tanh")(code))
decoder = keras.Model(number, L.Dense(3)(number))
autoencoder = shake(keras.Model(code, decoder(encoder(code))))
both_ways = shake(keras.Model(code, [decoder(encoder(code)), decoder(encoder(L.ReLU()(code)))]))

functions = [tf.nn.relu, tf.nn.softmax, tf.sigmoid, tf.identity, tf.exp, tf.nn.silu, tf.nn.leaky_relu]
functions += [tf.nn.gelu, tf.nn.elu, tf.nn.selu, tf.nn.relu6, tf.nn.softplus, tf.math.tanh]
functions += [tf.keras.activations.relu, ops.relu, ops.softmax, ops.hard_sigmoid, ops.log_softmax]
named_by_function = shake(stack(L.Input((3,)), *[L.Dense(4, activation=f) for f in functions]))
gates = dict(activation=tf.nn.softsign, recurrent_activation=tf.nn.softmax, return_sequences=True)
inside = [L.LSTM(4, **gates), L.TimeDistributed(L.Dense(2, activation=tf.nn.softmax))]
named_inside = shake(stack(L.Input((5, 3)), *inside, L.Activation(tf.nn.softmax)))

class Own(L.Layer):
    def build(self, shape):
        self.scale = self.add_weight(shape=(2,), initializer="ones")
    def call(self, value):
        return value * self.scale

class Sub(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = L.Dense(2, kernel_initializer="ones")
    def call(self, value):
        return self.dense(value)
    def count_params(self):
        return 7850

def double(value):
    return 2 * value

def relu(value):
    return 2 * value

own_relu = stack(L.Input((3,)), L.Dense(2, kernel_initializer="ones", activation=relu))
own_gate = stack(L.Input((5, 3)), L.TimeDistributed(L.Dense(2, activation=ops.gelu)))
large = stack(L.Input((7200,)), L.Dense(7000, kernel_initializer="zeros"))
own_layer = stack(L.Input((3,)), L.Dense(2, kernel_initializer="ones"), Own())
own_lambda = stack(L.Input((3,)), L.Dense(2, kernel_initializer="ones"), L.Lambda(lambda value: value * 1.0))
own_activation = stack(L.Input((3,)), L.Dense(2, kernel_initializer="ones", activation=double))
own_model = Sub()
own_model(np.zeros((1, 3)))
own_loss = stack(L.Input((3,)), L.Dense(2))
own_loss.compile("adam", loss=lambda truth, guess: ops.mean(truth - guess), metrics=[double])

def make(units):
    return stack(L.Input((3,)), L.Dense(units))

def count(model):
    return model.count_params()

def pair():
    return [mlp, {"history": history}]

def predict(name, *values):
    model = globals()[name]
    return model.predict(list(values) if len(values) > 1 else values[0], verbose=0)

def functions_are_back():
    return [layer.activation for layer in named_by_function.layers] == functions

def predict_named(one, two):
    return named.predict({"one": one, "two": two}, verbose=0)
"""

RNG = np.random.default_rng(5)


@pytest.fixture(scope="module")
def student(keras_sandboxes):
    with keras_sandboxes.session(MODELS, MORE, **ROOMY) as session:
        assert [run.message for run in session.cells.values()] == ["", ""]
        yield Student(session)


def test_a_model_is_a_model_and_a_history_a_history_wherever_they_stand(student):
    assert isinstance(student.mlp, Model)
    model, others = student.pair()
    assert isinstance(model, Model)
    assert isinstance(others["history"], History)
    assert isinstance(student.make(3), Model)


def test_a_model_can_be_given_back_to_a_function(student):
    assert student.count(student.make(5)) == 20


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("logistic", 784 * 10 + 10),
        ("mlp", 784 * 100 + 100 + 100 * 10 + 10),
        ("deep", 784 * 128 + 128 + 2 * (128 * 128 + 128) + 128 * 10 + 10),
        ("called", 4 * 3 + 3),
        ("nested", 3 * 2 + 2 + 2 * 3 + 3 + 3 * 2 + 2 + 2 + 1),
        ("frozen", 5 * 4 + 4 + 4 * 4 + 4 * 3 + 3),
        # A shared layer counts once: 3*3+3, and the inner model once: 3*4+4 + 4*2+2.
        ("several", 12 + 16 + 10),
        # Alone, in a nested model and in another: 3*3+3 once, 3*2+2, and (3+3+2)*1+1.
        ("shared_inside", 12 + 8 + 9),
        ("autoencoder", 3 * 2 + 2 + 2 * 3 + 3),
    ],
)
def test_the_parameters_are_those_counted_by_hand(student, name, count):
    assert getattr(student, name).count_params() == count


def test_the_parameters_of_the_labs_are_the_known_ones(student):
    assert student.logistic.count_params() == 7850
    assert student.deep.count_params() == 134_794
    assert student.mlp.count_params() == 79_510


def test_frozen_layers_and_moving_means_are_not_trainable(student):
    # Dense 24 frozen; batch normalisation 2 * 4 trainable and 2 * 4 not; Dense 15.
    assert student.frozen.count_params(trainable=True) == 8 + 15
    assert student.frozen.count_params(trainable=False) == 24 + 8


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def test_a_dense_model_predicts_what_numpy_works_out_from_its_weights(student):
    x = RNG.random((1500, 784))
    weights = student.mlp.description.weights
    (w1, b1), (w2, b2) = weights.values()
    expected = softmax(np.maximum(x @ w1.astype(float) + b1, 0) @ w2.astype(float) + b2)
    np.testing.assert_allclose(student.mlp.predict(x), expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("logistic", [RNG.random((3, 784))]),
        ("deep", [RNG.random((3, 28, 28))]),
        ("convolutional", [RNG.random((5, 12, 12, 3))]),
        ("recurrent", [RNG.integers(0, 20, (6, 9))]),
        ("attention", [RNG.random((5, 10, 3))]),
        ("several", [RNG.random((4, 3)), RNG.random((4, 3))]),
        ("nested", [RNG.random((4, 3))]),
        ("shared_inside", [RNG.random((4, 3))]),
        ("autoencoder", [RNG.random((4, 3))]),
        ("both_ways", [RNG.random((4, 3)) - 0.5]),
        ("named_by_function", [RNG.random((4, 3))]),
        ("named_inside", [RNG.random((4, 5, 3))]),
        ("cube", [RNG.random((4, 6, 6, 6, 1))]),
        ("half", [RNG.random((4, 4))]),
        ("frozen", [RNG.random((2000, 5))]),
    ],
)
def test_a_rebuilt_model_predicts_what_the_student_s_does(student, name, inputs):
    inputs = [array.astype(np.float32) if array.dtype.kind == "f" else array for array in inputs]
    model = getattr(student, name)
    assert not model.unverified, model.own_code
    rebuilt = model.predict(inputs if len(inputs) > 1 else inputs[0])
    theirs = student.predict(name, *inputs)
    rebuilt, theirs = (value if isinstance(value, list) else [value] for value in (rebuilt, theirs))
    assert len(rebuilt) == len(theirs)
    for one, other in zip(rebuilt, theirs, strict=True):
        assert np.ptp(other) > 1e-3
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
    assert model.count_params() == student.count(model)


def test_inputs_and_outputs_may_have_names(student):
    one, two = np.eye(3, dtype=np.float32), np.ones((3, 3), np.float32)
    answer = student.named.predict({"one": one, "two": two})
    np.testing.assert_allclose(answer["sum"], one + two)
    np.testing.assert_allclose(answer["inner"], student.predict_named(one, two)["inner"], rtol=1e-4)


def test_the_layers_say_what_they_are(student):
    hidden, dropout, last = student.mlp.layers
    assert (hidden.class_name, hidden.units, hidden.activation) == ("Dense", 100, "relu")
    assert (hidden.input_shape, hidden.output_shape, hidden.count) == ((None, 784), (None, 100), 78_500)
    assert hidden.regularisers["kernel"].class_name == "L2"
    assert hidden.regularisers["kernel"].parameters == {"l2": 0.25}
    assert (dropout.class_name, dropout.rate, dropout.count) == ("Dropout", 0.1, 0)
    assert last.initialisers["kernel"].class_name == "HeNormal"
    assert (last.activation, last.regularisers) == ("softmax", {})
    inner = next(layer for layer in student.several.layers if layer.name == "inner")
    assert [layer.units for layer in inner.layers] == [4, 2]
    assert student.convolutional.layers[0].constraints["kernel"].class_name == "MaxNorm"


def test_the_compile_settings_are_read(student):
    compilation = student.mlp.compilation
    assert (compilation.optimizer.class_name, compilation.optimizer.learning_rate) == ("SGD", 0.05)
    assert compilation.loss.name == "categorical_crossentropy"
    assert compilation.metrics == ("accuracy",)
    assert student.logistic.compilation is None
    assert student.logits.compilation.loss.from_logits
    assert student.own_loss.compilation.loss.name == "a lambda"
    assert student.own_loss.compilation.metrics == ("the function double",)
    assert not student.own_loss.unverified


def test_how_long_it_was_trained_is_known(student):
    # 72 of 96 samples in batches of 16 are 5 steps, twice.
    assert student.mlp.steps_trained == 10
    assert student.logits.steps_trained == 0
    assert student.logistic.steps_trained is None


def test_a_history_has_the_curves_and_the_steps(student):
    history = student.history
    assert history.epochs == (0, 1)
    assert {"loss", "val_loss", "accuracy", "val_accuracy"} == set(history.metrics)
    assert history.steps == 5  # 72 of 96 samples in batches of 16


def test_logits_are_told_from_probabilities(student):
    assert student.logits.logits
    assert not student.mlp.logits
    assert not student.logistic.logits


def test_a_model_that_was_never_built_is_built_for_a_shape(student):
    model = student.left_open
    assert not model.built
    with pytest.raises(ModelRefused, match="shape of its inputs"):
        model.count_params()
    assert model.built_on((784,)).count_params() == 7850
    assert model.built_on((256,)).count_params() == 2570
    assert model.built_on((784,)).layers[-1].output_shape == (None, 10)
    with pytest.raises(ModelRefused, match="never built"):
        model.built_on((784,)).predict(np.zeros((1, 784)))


def test_a_model_built_for_another_shape_is_refused(student):
    assert student.mlp.built_on((784,)).count_params() == 79_510
    with pytest.raises(ModelRefused, match=r"inputs of shape \(784,\); \(28, 28\) is expected"):
        student.mlp.built_on((28, 28))


def test_inputs_of_a_wrong_shape_are_said_to_be_wrong(student):
    with pytest.raises(ModelRefused, match=r"takes inputs of shape \(784,\); those .* shape \(28, 28\)"):
        student.mlp.predict(np.zeros((2, 28, 28)))


def test_labels_are_compared_in_the_grader_whatever_their_form(student):
    x = RNG.random((40, 784))
    labels = np.asarray(student.mlp.predict(x)).argmax(axis=1)
    labels[:10] = (labels[:10] + 1) % 10
    for form in (labels, labels[:, None], np.eye(10)[labels]):
        assert student.mlp.evaluate(x, form).accuracy == 0.75
    probabilities = np.asarray(student.mlp.predict(x), np.float64)
    expected = -np.log(probabilities[np.arange(40), labels]).mean()
    assert student.mlp.evaluate(x, labels).loss == pytest.approx(expected, rel=1e-5)
    scores = np.asarray(student.logits.predict(x), np.float64)
    expected = -np.log(softmax(scores)[np.arange(40), labels]).mean()
    assert student.logits.evaluate(x, labels).loss == pytest.approx(expected, rel=1e-5)


def test_predictions_that_are_nan_are_a_failed_check(student):
    with pytest.raises(AssertionError, match="predicts NaN for 100% of the samples"):
        student.nan.evaluate(np.ones((5, 784)), np.zeros(5))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("own_layer", "the class Own"),
        ("own_lambda", "a Lambda layer"),
        ("own_activation", "the function double"),
        ("own_relu", "the function relu"),
        ("own_model", "the class Sub"),
    ],
)
def test_a_model_with_the_student_s_own_code_answers_from_its_sandbox_and_says_so(student, name, words):
    model = getattr(student, name)
    student.take_unverified()
    assert model.own_code == words
    assert model.unverified
    assert not student.take_unverified()
    predictions = model.predict(np.ones((2, 3)))
    assert student.take_unverified()
    np.testing.assert_allclose(predictions, 6 if name in ("own_activation", "own_relu") else 3)
    assert model.count_params() == (10 if name == "own_layer" else 8)
    with pytest.raises(ModelRefused, match="code of your own"):
        _ = model.layers


def test_a_model_of_too_many_parameters_is_told_how_many_it_has(student):
    # 7200 * 7000 + 7000, of 4 bytes each.
    with pytest.raises(ModelRefused, match=r"50,407,000 parameters \(0\.2 GB\); at most 50,000,000"):
        student.large.count_params()


def test_the_weights_of_a_model_of_too_many_parameters_stay_in_the_sandbox(student):
    said = student._session.ask("describe", object=student.large)["value"]
    assert said["parameters"] == 50_407_000
    assert not {"config", "weights"} & said.keys()


def test_a_function_of_tensorflow_or_keras_is_an_activation_by_its_name_in_keras(student):
    names = [layer.activation for layer in student.named_by_function.layers]
    assert names[:8] == ["relu", "softmax", "sigmoid", "linear", "exponential", "silu", "leaky_relu", "gelu"]
    assert names[8:13] == ["elu", "selu", "relu6", "softplus", "tanh"]
    assert names[13:] == ["relu", "relu", "softmax", "hard_sigmoid", "log_softmax"]
    lstm, wrapped, last = student.named_inside.layers
    assert (lstm.activation, lstm.parameters["recurrent_activation"]) == ("softsign", "softmax")
    assert wrapped.parameters["layer"].parameters["activation"] == "softmax"
    assert last.activation == "softmax"
    assert student.functions_are_back()


def test_a_function_that_differs_from_the_activation_of_its_name_is_not_taken_for_it(student):
    # ops.gelu approximates by default, and keras.activations.gelu does not.
    assert student.own_gate.own_code == "the function gelu"


def test_a_handle_that_is_no_model_says_so(student):
    forged = student._handles.resolve("x", Handle(99_999, MODEL))
    with pytest.raises(StudentRaised, match="cannot be read"):
        forged.count_params()


SLOW = """
import keras, time
class Slow(keras.Model):
    def call(self, value): return value
    @property
    def weights(self): time.sleep(60)
slow = Slow()
history = keras.callbacks.History()
history.history, history.epoch = {"loss": [1.0]}, [0]
histories = [history] * 1000
"""


def test_a_model_that_does_not_answer_is_asked_twice_and_never_again(keras_sandboxes):
    with keras_sandboxes.session(SLOW, **(ROOMY | {"call_seconds": 2})) as session:
        student = Student(session)
        messages = []
        for _ in range(4):
            with pytest.raises(StudentTimeout) as stopped:
                student.slow.count_params()
            messages.append(str(stopped.value))
    assert ["in other checks" in message for message in messages] == [False, False, True, True]


def test_of_very_many_histories_only_some_are_read(keras_sandboxes):
    with keras_sandboxes.session(SLOW, **ROOMY) as session:
        kinds = [type(value) for value in Student(session).histories]
    assert kinds == [History] * 8 + [Handle] * 992
