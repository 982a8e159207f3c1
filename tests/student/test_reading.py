"""Allowed configurations are read; others never reach Keras."""

import builtins
import math
import os
import sys

import numpy as np
import pytest

from bareme.student.keras_config.description import read_description
from bareme.student.keras_config.parser import ModelRefused, least_parameters, read_architecture
from bareme.wire.architecture import Architecture, from_plain, to_plain
from student.configurations import connected, dense, entry, functional, layer, part, sequential, use

MLP = sequential(entry(784), dense(100, activation="relu"), dense(10, name="last", activation="softmax"))


def refusal(config, class_name="Sequential"):
    with pytest.raises(ModelRefused) as refused:
        read_architecture(class_name, config)
    return str(refused.value)


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch):
    """Whatever a configuration names, reading it runs, opens and imports nothing."""
    opened = []
    monkeypatch.setattr(builtins, "open", lambda *arguments, **_: opened.append(arguments))
    monkeypatch.setattr(os, "system", lambda *arguments: opened.append(arguments))
    before = set(sys.modules)
    yield
    assert not opened
    assert {name.split(".")[0] for name in set(sys.modules) - before} <= {"_pytest", "pytest", "pygments"}


def test_a_sequential_model_is_read_with_its_layers_and_parameters():
    architecture = read_architecture("Sequential", MLP)
    first, hidden, last = architecture.layers
    assert first.parameters["batch_shape"] == (None, 784)
    assert (hidden.parameters["units"], hidden.parameters["activation"]) == (100, "relu")
    assert hidden.parameters["kernel_initializer"].class_name == "GlorotUniform"
    assert last.name == "last"
    assert architecture.class_name == "Sequential"


def test_the_number_of_samples_that_a_model_was_built_with_is_forgotten():
    config = {**MLP, "build_input_shape": [32, 784]}
    assert read_architecture("Sequential", config).input_shape == (None, 784)


def test_a_functional_model_is_read_with_its_connections_in_order():
    config = functional(
        connected(
            layer("Add", name="sum"), {"args": [[*use(("d", 0, 0))["args"], *use(("d", 1, 0))["args"]]]}
        ),
        connected(dense(3, name="d"), use(("a", 0, 0)), use(("b", 0, 0))),
        connected(entry(4, name="a")),
        connected(entry(4, name="b")),
        inputs=[["a", 0, 0], ["b", 0, 0]],
        outputs=["sum", 0, 0],
    )
    graph = read_architecture("Functional", config).graph
    order = [(call.layer, call.number) for call in graph.calls]
    assert sorted(order) == [("a", 0), ("b", 0), ("d", 0), ("d", 1), ("sum", 0)]
    assert order.index(("a", 0)) < order.index(("d", 0)) < order.index(("sum", 0))


def test_an_architecture_survives_its_way_as_plain_data():
    architecture = read_architecture("Sequential", sequential(entry(784), dense(10), name="outer"))
    plain = to_plain(architecture)
    assert not isinstance(plain, Architecture)
    assert from_plain(plain) == architecture


def test_parameters_that_change_nothing_may_be_unknown_and_others_may_not():
    read_architecture("Sequential", sequential(entry(784), dense(10, of_a_later_version=None, another=False)))
    assert "'of_a_later_version'" in refusal(sequential(entry(784), dense(10, of_a_later_version=3)))


OTHERS = {
    "CVE-2024-3660: a Lambda with marshalled code": layer(
        "Lambda", function={"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None}}
    ),
    "CVE-2025-1550: a module and a class of the attacker's choice": layer(
        "system", module="os", command="touch /tmp/harmed"
    ),
    "CVE-2025-1550: a function instead of a layer": {
        "module": "subprocess",
        "class_name": "function",
        "config": "Popen",
        "registered_name": "function",
    },
    "CVE-2025-8747: a download by a function of Keras": {
        "module": "keras.utils",
        "class_name": "function",
        "config": "get_file",
        "registered_name": "function",
    },
    "CVE-2025-8747: the same as a layer": layer(
        "get_file", module="keras.utils", fname="x", origin="file:///"
    ),
    "CVE-2025-9906: unsafe deserialisation switched on": layer(
        "enable_unsafe_deserialization", module="keras.config"
    ),
    "CVE-2025-9905: a Lambda as old files have it": {
        "class_name": "Lambda",
        "config": {"function": ["4wEAAAA=", None, None], "function_type": "lambda"},
    },
    "CVE-2025-12058: a vocabulary from a file": layer("StringLookup", vocabulary="/etc/passwd"),
    "CVE-2025-12058: the same of whole numbers": layer("IntegerLookup", vocabulary="/etc/passwd"),
    "CVE-2025-12058: the same of texts": layer("TextVectorization", vocabulary="/etc/passwd"),
    "CVE-2025-49655: a pickle inside a Torch module": layer("TorchModuleWrapper", module="keras.layers"),
    "a saved model of TensorFlow": layer("TFSMLayer", filepath="/tmp/model"),
    "a layer of JAX": layer("JaxLayer", call_fn="x"),
    "a registered class": {**layer("Own"), "module": None, "registered_name": "Custom>Own"},
    "a built-in class registered as another": {**dense(), "registered_name": "Custom>Dense"},
    "a layer by its private module": {**dense(), "module": "keras.src.layers.core.dense"},
    "a class with a dot in its name": layer("core.Dense"),
    "a magic name": layer("__class__"),
    "a text instead of a layer": "Dense",
    "a list instead of a layer": [dense()],
    "a layer without parameters": {"module": "keras.layers", "class_name": "Dense", "config": None},
    "a layer with more than Keras writes": {**dense(), "compile": "x"},
    "a class name that is no text": {**dense(), "class_name": ["Dense"]},
    "a module that is no text": {**dense(), "module": ["keras.layers"]},
}


@pytest.mark.parametrize("node", OTHERS.values(), ids=OTHERS)
def test_whatever_is_not_a_built_in_layer_is_refused(node):
    assert refusal(sequential(entry(784), node)).startswith("Your model cannot be rebuilt to grade it: ")


@pytest.mark.parametrize("node", OTHERS.values(), ids=OTHERS)
def test_it_is_refused_in_a_wrapper_and_in_a_nested_model_as_well(node):
    refusal(sequential(entry(784), layer("TimeDistributed", layer=node)))
    refusal(sequential({**layer("Sequential", module="keras"), "config": sequential(node, name="inner")}))


@pytest.mark.parametrize("node", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize(
    "parameter", ["activation", "kernel_initializer", "kernel_regularizer", "bias_constraint", "dtype"]
)
def test_it_is_refused_as_a_parameter_as_well(node, parameter):
    if not (isinstance(node, str) and parameter == "none"):
        refusal(sequential(entry(784), dense(10, **{parameter: node})))


@pytest.mark.parametrize(
    "value",
    [0, -1, 10**9, 2**70, 1.5, True, None, "10", [10], {"class_name": "int"}, math.nan],
)
def test_a_number_of_units_is_a_whole_number_within_reason(value):
    message = refusal(sequential(entry(784), dense(value)))
    assert "'units'" in message
    assert "a whole number from 1 to 1,000,000" in message


@pytest.mark.parametrize("rate", [-0.1, 1.1, math.nan, math.inf, "0.5", None, True])
def test_a_rate_is_a_share(rate):
    assert "'rate'" in refusal(sequential(entry(784), layer("Dropout", rate=rate, seed=None)))


@pytest.mark.parametrize("name", ["a" * 10_000, "", "a/b", "a\nb", 5, None, "\u202e"])
def test_a_name_is_short_and_printable(name):
    assert len(refusal(sequential(entry(784), dense(name=name)))) < 400
    assert len(refusal(sequential(entry(784), dense(), name=name))) < 400


def test_a_callable_is_no_activation():
    own = {"module": "builtins", "class_name": "function", "config": "mine", "registered_name": "function"}
    assert "'activation'" in refusal(sequential(entry(784), dense(activation=own)))
    assert "one of" in refusal(sequential(entry(784), dense(activation="eval")))


def test_a_built_in_layer_may_be_an_activation():
    node = dense(activation=layer("LeakyReLU", negative_slope=0.1))
    read = read_architecture("Sequential", sequential(entry(784), node)).layers[1]
    assert read.parameters["activation"].parameters["negative_slope"] == 0.1


def test_a_state_that_would_carry_over_is_refused():
    assert "'stateful'" in refusal(sequential(entry(5, 2), layer("LSTM", units=3, stateful=True)))


def test_more_than_a_thousand_layers_are_refused_at_once():
    many = [dense(name=f"d{i}") for i in range(10_000)]
    assert "more than 1,000 layers" in refusal(sequential(*many))


def test_models_nested_too_deep_are_refused():
    config = sequential(dense())
    for depth in range(20):
        config = sequential({**layer("Sequential", module="keras"), "config": config}, name=f"s{depth}")
    assert "nested more than 4 deep" in refusal(config)


def test_two_layers_of_one_name_are_refused():
    assert "same name" in refusal(sequential(entry(784), dense(), dense()))


def chain(*links):
    return functional(connected(entry(4, name="a")), *links, inputs=["a", 0, 0], outputs=["last", 0, 0])


LAST = connected(dense(name="last"), use(("a", 0, 0)))
BROKEN = {
    "a circle": (
        [connected(dense(name="x"), use(("last", 0, 0))), connected(dense(name="last"), use(("x", 0, 0)))],
        "circle",
    ),
    "a layer on itself": ([connected(dense(name="last"), use(("last", 0, 0)))], "circle"),
    "a layer that is not there": ([connected(dense(name="last"), use(("y", 0, 0)))], "not there"),
    "a use that is not there": ([connected(dense(name="last"), use(("a", 7, 0)))], "not there"),
    "a layer that leads nowhere": ([LAST, connected(dense(name="loose"), use(("a", 0, 0)))], "no output"),
    "a layer that is not connected": ([dense(name="last")], "not connected"),
    "an argument that is code": (
        [connected(dense(name="last"), {"args": [{"class_name": "__lambda__", "config": {}}], "kwargs": {}})],
        "something else",
    ),
    "an unknown keyword": ([connected(dense(name="last"), use(("a", 0, 0), eval=True))], "'eval'"),
    "a history that is none": (
        [connected(dense(name="last"), {"args": [{"class_name": "__keras_tensor__", "config": {}}]})],
        "no output of a layer",
    ),
    "an input after a layer": ([LAST, connected(entry(2, name="b"), use(("a", 0, 0)))], "after another"),
    "an input that is not named": ([LAST, connected(entry(2, name="b"))], "not its input layers"),
    "an operation that is not rebuilt": (
        [connected(layer("GetItem", module="keras.src.ops.numpy", name="last"), use(("a", 0, 0)))],
        "'GetItem'",
    ),
    "an operation of another module": (
        [connected(layer("Relu", module="keras.src.ops.evil", name="last"), use(("a", 0, 0)))],
        "'keras.src.ops.evil'",
    ),
}


@pytest.mark.parametrize(("links", "words"), BROKEN.values(), ids=BROKEN)
def test_a_graph_that_cannot_be_walked_is_refused(links, words):
    assert words in refusal(chain(*links), "Functional")
    assert read_architecture("Functional", chain(LAST))


@pytest.mark.parametrize(
    "ends", [None, [], {}, "a", [["a", 0]], ["a", -1, 0], ["a", 0, 2**80], {1: ["a", 0, 0]}]
)
def test_inputs_and_outputs_name_outputs_of_layers(ends):
    config = chain(LAST)
    refusal({**config, "input_layers": ends}, "Functional")
    refusal({**config, "output_layers": ends}, "Functional")


@pytest.mark.parametrize(
    ("class_name", "config"),
    [
        ("Model", MLP),
        ("Subclass", MLP),
        (None, MLP),
        (["Sequential"], MLP),
        ("Sequential", None),
        ("Sequential", {}),
        ("Sequential", {"layers": 3}),
        ("Sequential", {"layers": {}, "name": "x"}),
    ],
)
def test_only_sequential_and_functional_models_are_read(class_name, config):
    refusal(config, class_name)


@pytest.mark.parametrize(
    ("node", "least"),
    [
        (dense(1000), 1000),
        (layer("Conv2D", filters=8, kernel_size=[3, 3]), 72),
        (layer("Embedding", input_dim=1000, output_dim=32), 32_000),
        (layer("TimeDistributed", layer=dense(50)), 50),
        (layer("Bidirectional", layer=layer("LSTM", units=20)), 20),
        (layer("Dropout", rate=0.1), 0),
    ],
)
def test_how_many_parameters_a_layer_has_at_least(node, least):
    assert least_parameters(read_architecture("Sequential", sequential(entry(784), node)).layers[1]) == least


def described(**changes):
    return {
        "class_name": "Sequential",
        "config": MLP,
        "weights": [],
        "parameters": 0,
        "shared": [],
        "own_code": "",
    } | changes


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"parameters": 500_000_000}, r"500,000,000 parameters \(2 GB\)"),
        ({"weights": None}, "cannot be read"),
        ({"weights": [(("d", []), [])]}, "cannot be read"),
        ({"parameters": 40_000_000, "bytes": 320_000_000}, r"40,000,000 parameters \(0\.32 GB\)"),
        ({"parameters": 10**80}, "a huge number of parameters"),
        ({"weights": [(("elsewhere",), [])]}, "does not have"),
        ({"shared": None}, "cannot be read"),
        ({"shared": [()]}, "cannot be read"),
        ({"shared": [["dense", "last"]]}, "cannot be read"),
        ({"shared": [[("dense",), ("last",)]]}, "cannot be read"),
        ({"shared": [[("nowhere",), ("nowhere too",)]]}, "cannot be read"),
        ({"shared": [[("last",), ("last",)]]}, "'last' stands more than once in one Sequential model"),
        ({"weights": [(("dense",), ["text"])]}, "not numbers"),
        ({"config": sequential(entry(2), layer("Embedding", input_dim=10**6, output_dim=1000))}, "slip"),
    ],
)
def test_weights_that_do_not_belong_to_the_layers_are_refused(changes, words):
    with pytest.raises(ModelRefused, match=words):
        read_description(described(**changes))


INNER = sequential(dense(), name="inner")
NESTED = sequential(
    entry(784),
    *({**layer("Sequential", module="keras"), "config": {**INNER, "name": name}} for name in "abc"),
)
PLACES = [(name, "dense") for name in "abc"]


def test_places_of_one_layer_have_one_set_of_weights():
    arrays = [np.zeros((784, 10), "f"), np.zeros(10, "f")]
    description = read_description(
        described(config=NESTED, shared=[PLACES], weights=[(PLACES[0], arrays)], parameters=7850)
    )
    assert description.parameters == 7850
    assert description.shared == {("b", "dense"): ("a", "dense"), ("c", "dense"): ("a", "dense")}


@pytest.mark.parametrize(
    "shared",
    [[[PLACES[0], PLACES[1]], [PLACES[1], PLACES[2]]], [[PLACES[0], PLACES[2]], [PLACES[1], PLACES[2]]]],
)
def test_a_layer_has_one_first_place(shared):
    with pytest.raises(ModelRefused, match="cannot be read"):
        read_description(described(config=NESTED, shared=shared))


def test_a_second_place_has_no_weights_of_its_own():
    with pytest.raises(ModelRefused, match="does not have"):
        read_description(described(config=NESTED, shared=[PLACES], weights=[(PLACES[1], [])]))


def test_the_student_s_own_code_is_not_read_at_all():
    description = read_description(described(own_code="the class Own", config={"layers": object()}))
    assert description.own_code == "the class Own"
    assert description.architecture is None


@pytest.mark.parametrize("content", [None, [], "model", 3, {"class_name": 3}])
def test_what_is_no_description_is_refused(content):
    with pytest.raises(ModelRefused):
        read_description(content)


def test_parts_may_be_any_built_in_ones():
    node = dense(
        kernel_initializer=part("initializers", "HeNormal", seed=3),
        kernel_regularizer=part("regularizers", "L1L2", l1=0.1, l2=0.2),
        kernel_constraint=part("constraints", "MaxNorm", max_value=2, axis=0),
    )
    read = read_architecture("Sequential", sequential(entry(784), node)).layers[1].parameters
    assert read["kernel_regularizer"].parameters == {"l1": 0.1, "l2": 0.2}
    assert read["kernel_initializer"].class_name == "HeNormal"
    assert read["kernel_constraint"].parameters["max_value"] == 2
