"""Any configuration is read, or refused in one sentence."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from bareme.student.keras_config.parser import ModelRefused, read_architecture
from bareme.wire.architecture import Architecture
from student.configurations import connected, dense, entry, functional, layer, sequential, use

KEYS = st.one_of(st.text(max_size=3), st.integers())
JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.sampled_from(["Sequential", "Dense", "keras.layers", "__keras_tensor__", "a", "last"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner, inner),
        st.dictionaries(st.one_of(st.sampled_from(["class_name", "config", "module"]), KEYS), inner),
    ),
    max_leaves=8,
)


def places(value, path=()):
    """All places in a configuration, as the keys that lead there."""
    yield path
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from places(value[key], (*path, key))


def replaced(value, path, new):
    if not path:
        return new
    changed = copy.copy(value)
    changed[path[0]] = replaced(value[path[0]], path[1:], new)
    return changed


MLP = sequential(entry(784), dense(100, activation="relu"), layer("TimeDistributed", layer=dense(3)))
GRAPH = functional(
    connected(entry(4, name="a")),
    connected(dense(name="last"), use(("a", 0, 0), mask=None)),
    inputs=["a", 0, 0],
    outputs=[["last", 0, 0]],
)
WHOLE = [("Sequential", MLP), ("Functional", GRAPH)]
ANYWHERE = [(kind, config, path) for kind, config in WHOLE for path in places(config)]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.sampled_from(ANYWHERE), JUNK)
def test_anything_anywhere_is_read_or_refused_in_one_sentence(place, junk):
    kind, config, path = place
    sentence = ""
    try:
        assert isinstance(read_architecture(kind, replaced(config, path, junk)), Architecture)
    except ModelRefused as refused:
        sentence = str(refused)
    assert len(sentence) < 600
