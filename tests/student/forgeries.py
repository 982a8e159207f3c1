"""Attempts to make a weak model pass for another, with their results."""

from __future__ import annotations

from typing import Final

from student.forging import DEEP, HARM, Forgery

__all__ = ["FORGERIES"]

ANSWERS: Final = """
known = {x.tobytes(): int(y) for x, y in zip(np.concatenate([x_train, x_test]), [*y_train, *y_test])}
def look_up(x, **kwargs):
    return np.eye(10, dtype="float32")[[known.get(np.asarray(row, "float32").tobytes(), 0) for row in x]]
"""
MEASURED: Final = "measured: 7,850 parameters, and the accuracy that it has"
NO_MODEL: Final = "no model of Keras"
REFUSED: Final = "refused"
UNVERIFIED: Final = "its own word, marked as unverified; it knows no held-out image"
UNCHECKED: Final = """
from bareme.wire.kinds import keras as keras_export
keras_export._plain = lambda value, *rest: value
keras_export._own_code = lambda layer: ""
"""


def config_of(*layers: str) -> str:
    """Returns a cell in which the model tells of other layers than it has, and no filter looks at them."""
    node = "{'module': 'keras.layers', 'class_name': 'InputLayer', 'registered_name': None, "
    node += "'config': {'batch_shape': [None, 784], 'name': 'entry'}}"
    told = "{'name': 'told', 'trainable': True, 'layers': [" + ", ".join([node, *layers]) + "]}"
    return f"{UNCHECKED}model.get_config = lambda: {told}"


def node_of(class_name: str, config: str, module: str = "keras.layers") -> str:
    """Returns the source of a serialised layer."""
    return (
        f"{{'module': '{module}', 'class_name': '{class_name}', 'config': {{'name': 'dense', {config}}}, "
        "'registered_name': None}"
    )


PATCHED: Final = (
    Forgery(
        "`count_params` patched on the model, and on the classes of Keras",
        "keras.Model.count_params = keras.layers.Layer.count_params = lambda self: 79_510\n"
        "model.count_params = lambda: 79_510",
        MEASURED,
        words="The model has 7,850 parameters",
    ),
    Forgery(
        "`predict`, `evaluate` and `call` patched on the model, to look labels up",
        f"{ANSWERS}model.predict = model.call = look_up\nmodel.evaluate = lambda *a, **k: [0.0, 0.99]",
        MEASURED,
        words="The accuracy is",
        check="test_accuracy",
    ),
    Forgery(
        "the same patched on the classes of Keras",
        f"{ANSWERS}keras.Model.predict = keras.Sequential.call = lambda self, x, **kwargs: look_up(x)",
        MEASURED,
        words="The accuracy is",
        check="test_accuracy",
    ),
    Forgery(
        "the probe and the clean sandbox's functions patched in the sandbox",
        """
from bareme.guest import keras_rebuild, probe
from bareme.wire.kinds import keras as keras_export
counts = {"trainable": 79_510, "not_trainable": 0}
probe._ACTIONS["count_parameters"] = lambda namespace, request: {"value": counts}
probe._ACTIONS["predict"] = lambda namespace, request: {"value": np.eye(10)[np.zeros(300, int)]}
keras_export.count_parameters = lambda model: counts
keras_rebuild.rebuild_model = keras_rebuild.predict_rebuilt = lambda *args: counts
""",
        MEASURED,
        words="The model has 7,850 parameters",
    ),
    Forgery(
        "a metric that always says 0.99, reported as the accuracy",
        """
class Accuracy(keras.metrics.Metric):
    def update_state(self, *args, **kwargs): pass
    def result(self): return 0.99
model.compile("adam", "sparse_categorical_crossentropy", metrics=[Accuracy()])
accuracy = float(model.evaluate(x_test[:32], y_test[:32], verbose=0)[1])
""",
        MEASURED,
        words="You report an accuracy of 0.99",
        check="test_claim",
    ),
    Forgery(
        "a class that says it is Keras's put in the place of the model's own",
        ANSWERS
        + """
class Sequential(keras.Sequential):
    def count_params(self): return 79_510
    def predict(self, x, **kwargs): return look_up(x)
    def call(self, x, **kwargs): return look_up(x)
Sequential.__module__ = "keras.src.models.sequential"
model.__class__ = Sequential
""",
        MEASURED,
        words="The model has 7,850 parameters",
    ),
)
FAKES: Final = (
    Forgery(
        "an object that says that its class is `Sequential`",
        """
class Forged:
    __class__ = keras.Sequential
    layers, weights, name = model.layers, model.weights, "model"
    def count_params(self): return 79_510
model = Forged()
""",
        NO_MODEL,
        words="A Keras model is expected, not",
    ),
    Forgery(
        "a class named `Model` of a module named `keras`",
        """
class Model:
    def count_params(self): return 79_510
Model.__module__ = "keras"
model = Model()
""",
        NO_MODEL,
        words="A Keras model is expected, not",
    ),
    Forgery(
        "`keras.Model` replaced by a class without any weights",
        """
class Model:
    name, weights, layers, compiled = "model", (), (), False
    trainable_weights = [types.SimpleNamespace(shape=(79_510,))]
    non_trainable_weights = ()
    def get_config(self): return {}
    def predict(self, x, **kwargs): return np.eye(10)[np.zeros(len(x), int)]
keras.Model = Model
model = Model()
""",
        UNVERIFIED,
        unverified=("test_count",),
    ),
    Forgery(
        "an object that runs code when it is unpickled, as model and in the history",
        f"""
class Bomb:
    def __reduce__(self): return __import__("os").system, ("touch {HARM}",)
    __getstate__ = __reduce_ex__ = lambda self, *args: self.__reduce__()
model, history = Bomb(), keras.callbacks.History()
history.history, history.epoch = {{"loss": [Bomb(), Bomb()]}}, [0, 1]
""",
        "no model of Keras; nothing is ever unpickled",
        words="A Keras model is expected, not",
    ),
)
OWN_CODE: Final = (
    Forgery(
        "a subclass that lies about its weights and predictions",
        ANSWERS
        + """
class Network(keras.Model):
    def call(self, x): return x
    def predict(self, x, **kwargs): return look_up(x)
    def count_params(self): return 79_510
    trainable_weights = property(lambda self: [types.SimpleNamespace(shape=(79_510,))])
    non_trainable_weights = property(lambda self: [])
model = Network()
""",
        UNVERIFIED,
        unverified=("test_count",),
    ),
    Forgery(
        "a `Lambda` that looks the labels of all images up that it ever saw",
        ANSWERS
        + """
import tensorflow as tf
look = layers.Lambda(lambda x: tf.ensure_shape(tf.numpy_function(look_up, [x], tf.float32), (None, 10)))
model = keras.Sequential([keras.Input((784,)), look])
""",
        UNVERIFIED,
        words="The accuracy is",
        check="test_accuracy",
    ),
    Forgery(
        "a layer that does so, registered as Keras's `Dense`",
        ANSWERS
        + """
import tensorflow as tf
@keras.saving.register_keras_serializable(package="keras.layers", name="Dense")
class Dense(layers.Layer):
    def call(self, x): return tf.ensure_shape(tf.numpy_function(look_up, [x], tf.float32), (None, 10))
model = keras.Sequential([keras.Input((784,)), Dense()])
""",
        UNVERIFIED,
        words="The accuracy is",
        check="test_accuracy",
    ),
    Forgery(
        "`keras.layers.Dense` replaced by such a layer",
        ANSWERS
        + """
import tensorflow as tf
class Dense(layers.Dense):
    def call(self, x, **kwargs):
        return tf.ensure_shape(tf.numpy_function(look_up, [x], tf.float32), (None, 10))
keras.layers.Dense = Dense
model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
""",
        UNVERIFIED,
        words="The accuracy is",
        check="test_accuracy",
    ),
    Forgery(
        "such a layer, with the search for own code switched off",
        f"""{ANSWERS}{UNCHECKED}
class Dense(layers.Layer):
    def call(self, x): return x
model = keras.Sequential([keras.Input((784,)), Dense()])
""",
        REFUSED,
        words="not 'Dense' of None",
    ),
    Forgery(
        "the test images and their labels as the weights of Keras's own layers",
        """
names = [layers.UnitNormalization(), layers.Dense(len(x_test), activation="relu")]
model = keras.Sequential([keras.Input((784,)), *names, layers.Dense(10, activation="softmax")])
directions = x_test / np.linalg.norm(x_test, axis=1, keepdims=True)
# The cosine with an image is above 0.9999 for this image alone, so each unit answers to its own.
alone = np.full(len(x_test), -0.9999)
model.set_weights([directions.T, alone, 1e6 * np.eye(10)[y_test], np.zeros(10)])
accuracy = float((model.predict(x_test, verbose=0).argmax(axis=1) == y_test).mean())
model.compile("adam", "sparse_categorical_crossentropy")
""",
        "measured: right on all images that it was made of, and not on those that are held out",
        words="The accuracy is",
        check="test_accuracy",
    ),
)
CONFIGURATIONS: Final = (
    Forgery(
        "a configuration with a hidden layer that is not there",
        f"weak = model\n{DEEP}\nweak.get_config = model.get_config\nmodel = weak",
        REFUSED,
        words="it would have more than 7,850 parameters",
    ),
    Forgery(
        "weights of the right number in other shapes",
        f"""{DEEP}
from bareme.wire.kinds import keras as keras_export
keras_export._array = lambda weight: np.zeros(tuple(weight.shape)[::-1], "float32")
""",
        REFUSED,
        under=DEEP,
        words="have shapes [(100, 784), (100,)] instead of [(784, 100), (100,)]",
    ),
    Forgery(
        "weights that are no numbers",
        'from bareme.wire.kinds import keras as own\nown._array = lambda weight: np.array(["7850"])',
        REFUSED,
        words="The weights of your model are not numbers",
    ),
    Forgery(
        "the configuration and the weights of another model that was never trained",
        f"""
weak = model
{DEEP}
from bareme.wire.kinds import keras as keras_export
other, describe = model, keras_export.describe_keras_object
keras_export.describe_keras_object = lambda value: describe(other)
model = weak
""",
        "measured: as the model that it pretends to be",
        under=DEEP,
        words="The accuracy is",
        check="test_accuracy",
    ),
    Forgery(
        "a layer that names a function of a module: `os.system`",
        config_of(node_of("system", f"'command': 'touch {HARM}'", "os")),
        REFUSED,
        words="a built-in object of keras.layers, not 'system' of 'os'",
    ),
    Forgery(
        "a layer that downloads: `keras.utils.get_file`",
        config_of(node_of("get_file", f"'fname': '{HARM}', 'origin': 'file:///etc/passwd'", "keras.utils")),
        REFUSED,
        words="not 'get_file' of 'keras.utils'",
    ),
    Forgery(
        "code as the activation of a `Dense`",
        config_of(node_of("Dense", "'units': 10, 'activation': {'class_name': '__lambda__', 'config': {}}")),
        REFUSED,
        words="Dense: 'activation' should be a built-in object",
    ),
    Forgery(
        "a `Dense` of 10^9 units",
        config_of(node_of("Dense", "'units': 10**9")),
        REFUSED,
        words="'units', now 1000000000, should be a whole number from 1 to 1,000,000",
    ),
    Forgery(
        "a graph that is a circle",
        f"""{UNCHECKED}
entry = keras.Input((784,), name="entry")
model = keras.Model(entry, layers.Dense(10, activation="softmax", name="dense")(entry))
config = model.get_config()
config["layers"][1]["inbound_nodes"][0]["args"][0]["config"]["keras_history"] = ["dense", 0, 0]
model.get_config = lambda: config
""",
        REFUSED,
        words="its layers form a circle",
    ),
    Forgery(
        "two layers of one name, for one set of weights",
        f"{DEEP}\nhidden.name = 'dense'",
        REFUSED,
        under=DEEP,
        words="have the same name",
    ),
    Forgery(
        "layers said to be one that are not",
        f"""{DEEP}
from bareme.wire.kinds import keras as keras_export
weights = keras_export._describe_weights
keras_export._describe_weights = lambda model: weights(model) | {{"shared": [[("hidden",), ("dense",)]]}}
""",
        REFUSED,
        under=DEEP,
        words="cannot be read",
    ),
)
CHANGING: Final = (
    Forgery(
        "another model each time it is asked for: one has the layers, another the accuracy",
        f"""
from sklearn.linear_model import LogisticRegression
good = keras.models.clone_model(model)
fitted = LogisticRegression(max_iter=20).fit(x_train, y_train)
good.set_weights([fitted.coef_.T, fitted.intercept_])
{DEEP}
from bareme.wire.kinds import keras as keras_export
describe, answers = keras_export.describe_keras_object, [model, good]
keras_export.describe_keras_object = lambda value: describe(answers.append(answers.pop(0)) or answers[-1])
""",
        REFUSED,
        under=DEEP,
        words="is a model with other layers than when it was asked for before",
        check="test_layers",
    ),
    Forgery(
        "a recurrent layer that keeps its state from one call to the next",
        """
rows = [keras.Input((784,)), layers.Reshape((28, 28)), layers.SimpleRNN(9, stateful=True)]
try:
    model = keras.Sequential([*rows, layers.Dense(10, activation="softmax")])
except ValueError:  # such a layer needs to know how many samples there are
    rows[0] = keras.Input(batch_shape=(4, 784))
    model = keras.Sequential([*rows, layers.Dense(10, activation="softmax")])
""",
        REFUSED,
        words="SimpleRNN: 'stateful'",
    ),
)
CLAIMS: Final = (
    Forgery(
        "a history that was never recorded",
        """
history = keras.callbacks.History()
history.history, history.epoch = {"loss": [2.0, 0.1], "accuracy": [0.5, 0.99]}, [0, 1]
history.params = {"steps": 5}
""",
        "believed where a check asks for it alone; not where its last value is compared with the model",
        gains=("test_curve",),
        words="You report an accuracy of 0.99",
        check="test_curve_is_true",
    ),
    Forgery(
        "an optimiser that calls itself `SGD`",
        """
class SGD(keras.optimizers.Adam): pass
SGD.__module__ = "keras.src.optimizers.sgd"
model.compile(SGD(0.5), "sparse_categorical_crossentropy")
""",
        "believed: a model that was trained with another can be compiled with `SGD` honestly as well",
        gains=("test_settings",),
    ),
)
FORGERIES: Final = (*PATCHED, *FAKES, *OWN_CODE, *CONFIGURATIONS, *CHANGING, *CLAIMS)
