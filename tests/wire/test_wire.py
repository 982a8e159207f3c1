"""Values cross the wall unchanged, and hostile bytes do no harm."""

import io
import json
import math
import os
import struct
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from bareme.errors import WireError
from bareme.wire import Handle, codec, decode, encode, framing, read_frame, write_frame

QUICK = settings(max_examples=100, deadline=None, database=None)


def message(text, *blobs):
    """Builds a message by hand: magic, counts, lengths, JSON, blobs."""
    text = text.encode() if isinstance(text, str) else text
    head = b"bRm1" + struct.pack(">IQ", len(blobs), len(text))
    return head + b"".join(struct.pack(">Q", len(blob)) for blob in blobs) + text + b"".join(blobs)


def npy(header, data=b"", version=b"\x01\x00"):
    """The layout of a .npy file, written out by hand."""
    header = header.encode("latin1") if isinstance(header, str) else header
    return b"\x93NUMPY" + version + struct.pack("<H", len(header)) + header + data


def header(descr="'<f8'", order="False", shape="(2,)"):
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n"


def same(one, other):
    """Compares types, signs of zero, dtypes and shapes; NaN equals NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray | np.generic):
        return (
            one.dtype == other.dtype.newbyteorder("=")
            and one.shape == other.shape
            and np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
        )
    if isinstance(one, float):
        return (math.isnan(one) and math.isnan(other)) or (
            one == other and math.copysign(1, one) == math.copysign(1, other)
        )
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one), list(other)) and same(list(one.values()), list(other.values()))
    return one == other


def native(array):
    return array.astype(array.dtype.newbyteorder("="))


# Surrogates cross as what can be written to a file, which has a test of its own.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
comparable = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**100), 2**100),
    st.floats(allow_nan=False),
    texts,
    st.binary(max_size=20),
)
numbers = arrays_of.arrays(
    st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.bool_, np.complex128]),
    arrays_of.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
)
leaves = comparable | st.floats() | st.complex_numbers() | numbers
hashables = st.deferred(lambda: comparable | st.tuples(comparable, comparable) | st.frozensets(comparable))
dtypes = st.one_of(
    arrays_of.boolean_dtypes(),
    *(
        kind(endianness=order)
        for order in "<>"
        for kind in (
            arrays_of.integer_dtypes,
            arrays_of.unsigned_integer_dtypes,
            arrays_of.floating_dtypes,
            arrays_of.complex_number_dtypes,
            arrays_of.unicode_string_dtypes,
        )
    ),
    arrays_of.byte_string_dtypes(),
)
arrays = arrays_of.arrays(dtypes, arrays_of.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.sets(hashables, max_size=4),
        st.dictionaries(hashables, inner, max_size=4),
    ),
    max_leaves=12,
)


@given(values)
@example({(1, "a"): {None: {2.5}}, b"k": [(), set(), frozenset(), {}]})
@example([-0.0, math.nan, math.inf, -math.inf, complex(math.nan, -0.0)])
@example([2**63 - 1, 2**63, -(2**63), -(2**63) - 1, True, 1])
@example({"handle": 1, "type": "x"})
@example({"array": 0})
@QUICK
def test_every_plain_value_comes_back_as_it_was(value):
    assert same(decode(encode(value)), value)


@given(arrays, st.booleans())
@QUICK
def test_every_array_comes_back_with_its_dtype_shape_and_numbers_in_native_order(array, fortran):
    array = np.asfortranarray(array) if fortran and array.ndim else array
    back = decode(encode(array))
    if array.dtype.kind == "U":
        array = np.char.replace(array, "\ud800", "\ufffd") if array.size else array
    assert same(back, native(array).astype(back.dtype) if array.dtype.kind == "U" else native(array))
    assert back.flags.writeable


@pytest.mark.parametrize(
    "scalar",
    [
        np.float64(0.1),
        np.float32(0.1),
        np.float16(0.5),
        np.int8(-3),
        np.uint64(2**64 - 1),
        np.bool_(True),
        np.complex64(1 + 2j),
        np.str_("é"),
        np.bytes_(b"ab"),
        np.longdouble(1) / 3,
    ],
    ids=lambda scalar: type(scalar).__name__,
)
def test_a_numpy_scalar_comes_back_as_the_scalar_that_it_was(scalar):
    assert same(decode(encode(scalar)), scalar)


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (np.arange(12.0).reshape(3, 4)[::2, ::-1], [[3.0, 2.0, 1.0, 0.0], [11.0, 10.0, 9.0, 8.0]]),
        (np.broadcast_to(np.float32(2), (2, 2)), [[2.0, 2.0], [2.0, 2.0]]),
        (np.array([[1, 2]]).view(np.recarray), [[1, 2]]),
    ],
    ids=["strides", "broadcast", "subclass"],
)
def test_a_view_comes_back_as_a_plain_array_of_its_own(array, expected):
    back = decode(encode(array))
    assert type(back) is np.ndarray
    assert back.tolist() == expected


def test_a_small_array_of_objects_crosses_as_lists():
    ragged = np.array([1, [2, "a"], None], dtype=object)
    assert decode(encode(ragged)) == [1, [2, "a"], None]


def test_subclasses_of_plain_types_arrive_as_the_plain_types():
    class Equal(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

    class Text(str):
        def __str__(self):
            return "another"

    class Items(list):
        pass

    back = decode(encode([Equal(2.0), Items([1])]))
    assert [type(item) for item in back] == [float, list]
    assert back[0] != 3.0
    assert type(decode(encode(Text("text")))) is str


def test_an_object_becomes_a_handle_and_comes_back_as_the_object():
    kept = []

    def keep(value):
        kept.append(value)
        return Handle(len(kept) - 1, type(value).__name__)

    model = object()
    content = encode({"model": [model]}, keep)
    assert decode(content) == {"model": [Handle(0, "object")]}
    assert decode(content, lambda handle: kept[handle.number])["model"][0] is model
    assert decode(encode(Handle(0, "object"))) == Handle(0, "object")


@pytest.mark.parametrize("value", [object(), lambda: 1, np.array([object()] * 2000), math])
def test_an_object_without_handles_is_refused(value):
    with pytest.raises(WireError):
        encode(value)


def test_a_lone_surrogate_arrives_as_text_that_can_be_written():
    for back in (
        decode(encode("a\ud800b")),
        decode(encode({"\udfff": 1})).popitem()[0],
        str(decode(encode(np.array(["a\ud800"])))[0]),
        str(decode(encode(np.str_("\ud800a")))),
        decode(message('{"handle":0,"type":"\\ud800"}')).type_name,
    ):
        assert "\ufffd" in back
        back.encode()


def test_two_surrogates_of_a_pair_arrive_as_the_character():
    assert decode(encode("\ud83d\ude00")) == "\U0001f600"


WRAPPINGS = {
    "list": lambda value: [value],
    "tuple": lambda value: (value,),
    "dict": lambda value: {"k": value},
    "frozenset": lambda value: frozenset([value]),
}


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS)
def test_what_is_within_the_depth_limit_arrives_and_one_more_is_refused(wrap):
    value = 1j
    for _ in range(codec.MAX_NESTING):
        value = wrap(value)
    decode(encode(value))
    with pytest.raises(WireError, match="deep"):
        encode(wrap(value))


def test_a_million_nested_lists_are_refused_on_both_sides():
    value = []
    for _ in range(10**6):
        value = [value]
    with pytest.raises(WireError):
        encode(value)
    while value:  # taken apart gently: freeing it at once is as deep as it is
        value = value[0]
    with pytest.raises(WireError):
        decode(message("[" * 10**6 + "]" * 10**6))


def test_a_container_inside_itself_is_refused():
    endless = []
    endless.append(endless)
    boxed = np.empty(1, dtype=object)
    boxed[0] = boxed
    for value in (endless, boxed):
        with pytest.raises(WireError, match="deep"):
            encode(value)


def test_an_integer_of_4096_bits_crosses_and_larger_ones_do_not():
    assert decode(encode(-(2**4095))) == -(2**4095)
    assert decode(encode(2**4096 - 1)) == 2**4096 - 1
    for value in (2**4096, 10**1_000_000):
        with pytest.raises(WireError, match="bits"):
            encode(value)


@pytest.mark.parametrize("digits", ["9" * 10**6, "-" + "9" * 21, "1" * 21])
def test_an_integer_written_out_in_json_is_refused_where_it_is_long(digits):
    with pytest.raises(WireError):
        decode(message(digits))
    with pytest.raises(WireError):
        decode(message('{"int":"0x' + "1" * 1100 + '"}'))


def test_the_json_of_a_message_has_a_limit(monkeypatch):
    monkeypatch.setattr(framing, "MAX_JSON_BYTES", 1000)
    assert decode(encode("x" * 998)) == "x" * 998
    with pytest.raises(WireError):
        encode("x" * 999)
    with pytest.raises(WireError):
        decode(message(json.dumps("x" * 999)))


def test_a_whole_message_has_a_limit(monkeypatch):
    content = encode(np.zeros(100))
    monkeypatch.setattr(framing, "MAX_FRAME_BYTES", len(content))
    assert decode(encode(np.zeros(100))).shape == (100,)
    with pytest.raises(WireError, match="at most"):
        encode(np.zeros(101))
    with pytest.raises(WireError, match="at most"):
        decode(content + b"\0")
    with pytest.raises(WireError, match="at most"):
        read_frame(io.BytesIO(struct.pack(">Q", len(content) + 1)).read)


def test_a_message_has_a_limited_number_of_blobs():
    assert len(decode(encode([b""] * framing.MAX_BLOBS))) == framing.MAX_BLOBS
    with pytest.raises(WireError):
        decode(encode([b""] * (framing.MAX_BLOBS + 1)))


@pytest.mark.parametrize("tag", ["array", "bytes", "scalar"])
def test_a_blob_counts_once_however_often_it_is_named(tag):
    large = io.BytesIO()
    np.save(large, np.zeros(2**17))  # 1 MiB
    tracemalloc.start()
    with pytest.raises(WireError):
        decode(message("[" + ",".join([f'{{"{tag}":0}}'] * 1000) + "]", large.getvalue()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * 2**20


MODULUS = sys.hash_info.modulus
COLLIDING = [f'{{"int":"{hex(i * MODULUS)}"}}' for i in range(100_000)]


def test_keys_whose_hashes_collide_can_be_made():
    assert hash(5 * MODULUS) == hash(7 * MODULUS) == 0
    assert hash((5 * MODULUS,)) == hash((7 * MODULUS,))
    assert hash(frozenset([5 * MODULUS])) == hash(frozenset([7 * MODULUS]))


# Compared one by one, each of these would take minutes to hours.
@pytest.mark.parametrize("form", ['{{"set":[{}]}}', '{{"frozenset":[{}]}}', '{{"dict":[{}]}}'])
@pytest.mark.parametrize(
    "keys",
    [
        COLLIDING,
        [f'{{"tuple":[{"0," * 300}{key}]}}' for key in COLLIDING[:2_000]],
        [f'{{"frozenset":[{",".join(COLLIDING[:100])},{key}]}}' for key in COLLIDING[100:1_000]],
        [
            f'{{"frozenset":[{{"frozenset":[{",".join(COLLIDING[:60])},{key}]}}]}}'
            for key in COLLIDING[60:1_500]
        ],
    ],
    ids=["integers", "tuples", "frozensets", "frozensets in frozensets"],
)
def test_keys_whose_hashes_collide_are_refused_before_they_are_compared(form, keys):
    members = [f"[{key},0]" for key in keys] if "dict" in form else keys
    with pytest.raises(WireError, match="keys"):
        decode(message(form.format(",".join(members))))


def test_a_key_inside_many_sets_is_looked_through_once():
    depth, count = 25, 2_000
    text = '{"frozenset":[' * depth + '{"tuple":[' + "0," * count + "0]}" + "]}" * depth
    calls = []
    sys.setprofile(lambda frame, event, _: calls.append(event) if event == "call" else None)
    try:
        decode(message(text))
    finally:
        sys.setprofile(None)
    assert count < len(calls) < 5 * count


def test_many_small_dictionaries_and_one_of_ten_thousand_keys_cross():
    rows = [{"loss": 0.5, "step": i} for i in range(20_000)]
    assert decode(encode(rows)) == rows
    large = {i: i for i in range(10_000)}
    assert decode(encode(large)) == large
    with pytest.raises(WireError):
        encode({i: i for i in range(10_001)})


def test_a_thousand_pairs_and_triples_may_be_keys():
    grid = {(row, column, "label"): row * column for row in range(30) for column in range(30)}
    groups = {frozenset([row, row + 1]) for row in range(1_000)}
    assert decode(encode([grid, groups])) == [grid, groups]


def test_a_million_values_cross_and_more_are_refused_on_both_sides():
    assert sum(decode(encode([1] * 999_999))) == 999_999
    with pytest.raises(WireError, match="1,000,000 values"):
        encode([1] * 1_000_000)
    with pytest.raises(WireError, match="1,000,000 values"):
        decode(message("[" + "1," * 1_000_000 + "1]"))


def test_what_stands_in_a_text_is_not_counted_as_values():
    table = 'a,"b",[c],{d}\\\n' * 200_000
    assert decode(encode([table, "x"])) == [table, "x"]


FLOODS = {
    "numbers": ("0", 2),
    "lists": ("[]", 3),
    "lists of one": ("[0]", 4),
    "texts": ('"ab"', 5),
    "objects without tags": ("{}", 3),
    "tuples": ('{"tuple":[]}', 13),
    "frozensets": ('{"frozenset":[]}', 17),
    "floats": ("1.5", 4),
    "pairs of a dictionary": ("[0,0]", 6),
}


@pytest.mark.parametrize(("item", "size"), FLOODS.values(), ids=FLOODS)
def test_as_many_small_values_as_fit_in_a_message_cost_little_memory(item, size, monkeypatch):
    # Both limits are an eighth of what they are, since tracemalloc is slow; what is claimed is a ratio.
    monkeypatch.setattr(framing, "MAX_JSON_BYTES", framing.MAX_JSON_BYTES // 8)
    monkeypatch.setattr(codec, "MAX_VALUES", codec.MAX_VALUES // 8)
    count = framing.MAX_JSON_BYTES // size - 10
    text = "[" + ",".join([item] * count) + "]"
    content = message(text)
    del text
    tracemalloc.start()
    with pytest.raises(WireError):
        decode(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * len(content)


# In a process of its own, since the most that a process ever took does not fall again.
FLOODED = """
import resource, socket, sys, threading
import numpy as np
from bareme.wire import decode, encode, read_frame, write_frame

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

content = encode({"arrays": [np.zeros(2**17)] * 32, "values": [[], (), "ab", 1.5] * 5_000})
here, there = socket.socketpair()
before, peaks = peak(), []
flood = threading.Thread(target=lambda: [write_frame(there.sendall, content) for _ in range(12)], daemon=True)
flood.start()
for _ in range(12):
    decode(read_frame(here.recv))
    peaks.append(peak())
print(len(content), peaks[0] - before, peaks[-1] - peaks[0])
"""


def test_memory_stays_flat_however_many_large_messages_arrive():
    done = subprocess.run([sys.executable, "-c", FLOODED], capture_output=True, text=True, check=True)
    size, first, further = map(int, done.stdout.split())
    assert first < 5 * size
    assert further < size


MALFORMED = {
    "nothing": b"",
    "half a head": b"bRm1\0\0",
    "another magic": b"bRm2" + message("1")[4:],
    "a count beyond the end": b"bRm1" + struct.pack(">IQ", 9_999, 1) + b"1",
    "a huge count": b"bRm1" + struct.pack(">IQ", 2**32 - 1, 1) + b"1",
    "a huge text": b"bRm1" + struct.pack(">IQ", 0, 2**64 - 1) + b"1",
    "lengths that wrap around": b"bRm1" + struct.pack(">IQQQ", 2, 1, 2**64 - 1, 1) + b"1",
    "bytes after the end": message("1") + b"x",
    "no JSON": message("{"),
    "no text": message(b""),
    "not UTF-8": message(b'"\xff"'),
    "NaN": message("NaN"),
    "-Infinity": message("[-Infinity]"),
    "no tag": message("{}"),
    "two tags": message('{"set":[],"tuple":[]}'),
    "three tags": message('{"handle":1,"type":"a","set":[]}'),
    "an unknown tag": message('{"pickle":0}'),
    "a tag of a Python name": message('{"__class__":[]}'),
    "a tuple of text": message('{"tuple":"ab"}'),
    "a set of lists": message('{"set":[[1]]}'),
    "a set of sets": message('{"set":[{"set":[]}]}'),
    "a dict of one": message('{"dict":[["a"]]}'),
    "a dict of three": message('{"dict":[["a",1,2]]}'),
    "a dict of text": message('{"dict":["ab"]}'),
    "a dict with tagged pairs": message('{"dict":[{"tuple":["a",1]}]}'),
    "a list as key": message('{"dict":[[["a"],1]]}'),
    "an array as key": message('{"dict":[[{"array":0},1]]}', npy(header(), b"\0" * 16)),
    "a float of words": message('{"float":"1e5"}'),
    "a float of a list": message('{"float":[]}'),
    "an int of words": message('{"int":"zz"}'),
    "an int of a number": message('{"int":5}'),
    "a complex of one": message('{"complex":[1]}'),
    "a complex of text": message('{"complex":["a",1]}'),
    "a complex of lists": message('{"complex":[[1],[2]]}'),
    "a blob that is not there": message('{"bytes":0}'),
    "a negative blob": message('{"bytes":-1}', b"x"),
    "a true blob": message('{"bytes":true}', b"x", b"y"),
    "a blob of a float": message('{"bytes":0.0}', b"x"),
    "a blob of a list": message('{"bytes":[0]}', b"x"),
    "a handle of text": message('{"handle":"1","type":"a"}'),
    "a handle of true": message('{"handle":true,"type":"a"}'),
    "a handle of a float": message('{"handle":1.5,"type":"a"}'),
    "a handle without a type": message('{"handle":1}'),
    "a handle of another type": message('{"handle":1,"type":["a"]}'),
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
def test_malformed_bytes_are_refused(content):
    with pytest.raises(WireError):
        decode(content)


ARRAYS = {
    "an empty blob": b"",
    "no magic": b"x" * 100,
    "another version": npy(header(), b"\0" * 16, b"\x02\x00"),
    "a version of the future": npy(header(), b"\0" * 16, b"\x09\x00"),
    "a header that ends early": npy(header())[:20],
    "no data": npy(header()),
    "half the data": npy(header(), b"\0" * 8),
    "too much data": npy(header(), b"\0" * 24),
    "a huge shape": npy(header(shape="(10**18,)".replace("10**18", str(10**18))), b"\0" * 16),
    "a shape that overflows to zero": npy(header(shape=f"({2**32}, {2**32})")),
    "a negative shape": npy(header(shape="(-1,)"), b"\0" * 16),
    "two negative sizes": npy(header(shape="(-2, -1)"), b"\0" * 16),
    "a true size": npy(header(shape="(True, 2)"), b"\0" * 16),
    "a size of a float": npy(header(shape="(2.0,)"), b"\0" * 16),
    "a list as shape": npy(header(shape="[2]"), b"\0" * 16),
    "65 dimensions": npy(header(shape=str((1,) * 65)), b"\0" * 8),
    "no elements in many rows": npy(header(shape=f"({2**27}, 0)")),
    "no elements of many bytes": npy(header(descr="'<U1000000'", shape="(0,)")),
    "a shape beyond any memory": npy(header(shape=f"(0, {10**8}, {10**8}, {10**8})")),
    "a size of a million digits": npy(header(shape=f"({'9' * 5000},)"), b"\0" * 16),
    "a size with a sign": npy(header(shape="(+2,)"), b"\0" * 16),
    "a size in another base": npy(header(shape="(0x2,)"), b"\0" * 16),
    "a long of Python 2": npy(header(shape="(2L,)"), b"\0" * 16),
    "a size without its comma": npy(header(shape="(2)"), b"\0" * 16),
    "keys in another order": npy("{'shape': (2,), 'fortran_order': False, 'descr': '<f8', }\n", b"\0" * 16),
    "a key that comes twice": npy(header()[:-2] + "'shape': (1,), }\n", b"\0" * 16),
    "an alias of a dtype": npy(header(descr="'|a8'"), b"\0" * 16),
    "the byte order of the reader": npy(header(descr="'=f8'"), b"\0" * 16),
    "objects": npy(header(descr="'|O'", shape="(2,)"), b"\0" * 16),
    "no objects": npy(header(descr="'|O'", shape="(0,)")),
    "a structure": npy(header(descr="[('a', '<f8')]"), b"\0" * 16),
    "a structure of objects": npy(header(descr="[('a', '|O')]"), b"\0" * 16),
    "a subarray": npy(header(descr="'(2,)<f8'", shape="(1,)"), b"\0" * 16),
    "a tuple as dtype": npy(header(descr="('<f8', (2,))", shape="(1,)"), b"\0" * 16),
    "a structure in text": npy(header(descr="'f8,f8'", shape="(1,)"), b"\0" * 16),
    "an unclosed dtype": npy(header(descr="'(2,'"), b"\0" * 16),
    "raw bytes": npy(header(descr="'|V8'"), b"\0" * 16),
    "dates": npy(header(descr="'<M8[s]'"), b"\0" * 16),
    "spans": npy(header(descr="'<m8[s]'"), b"\0" * 16),
    "text of no size": npy(header(descr="'<U0'", shape=f"({2**27},)")),
    "bytes of no size": npy(header(descr="'|S0'", shape="(5,)")),
    "text of a huge size": npy(header(descr="'<U999999999'", shape="(1,)"), b"\0" * 16),
    "an unknown dtype": npy(header(descr="'<q99'"), b"\0" * 16),
    "a dtype that is no text": npy(header(descr="7"), b"\0" * 16),
    "a missing key": npy("{'descr': '<f8', 'shape': (2,)}\n", b"\0" * 16),
    "one more key": npy(header()[:-3] + "'x': 1}\n", b"\0" * 16),
    "an order of text": npy(header(order="'yes'"), b"\0" * 16),
    "a header that is no dict": npy("[]\n", b"\0" * 16),
    "code": npy("__import__('os').abort()\n"),
    "code as shape": npy(header(shape="(print(),)"), b"\0" * 16),
    "brackets that stay open": npy("(" * 9000),
    "quotes that stay open": npy("'''"),
    "odd indentation": npy("  x\n y"),
    "a deep header": npy("[" * 150 + "]" * 150),
    "many signs": npy("-" * 9000 + "1"),
    "a long header": npy(header() + " " * 60_000, b"\0" * 16),
    "a header of a megabyte": b"\x93NUMPY\x02\x00" + struct.pack("<I", 10**6) + b" " * 10**6,
    "zeros": b"\0" * 64,
    "text beyond Unicode": npy(header(descr="'<U1'", shape="(1,)"), b"\0\0\x11\0"),
    "text beyond Unicode, swapped": npy(header(descr="'>U1'", shape="(1,)"), b"\0\x11\0\0"),
    "negative text": npy(header(descr="'<U1'", shape="(1,)"), b"\xff\xff\xff\xff"),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("blob", ARRAYS.values(), ids=ARRAYS)
def test_a_hostile_array_is_refused(blob):
    with pytest.raises(WireError):
        decode(message('{"array":0}', blob))


@pytest.mark.parametrize("shape", [(), (0,), (1,) * 64, (60_000, 0), (0, 784), (2, 3)])
def test_every_shape_that_numpy_has_crosses(shape):
    array = np.zeros(shape)
    assert same(decode(encode(array)), array)


def test_a_fortran_flag_only_orders_the_numbers():
    data = struct.pack("<4d", 1, 2, 3, 4)
    by_rows = decode(message('{"array":0}', npy(header(shape="(2, 2)"), data)))
    by_columns = decode(message('{"array":0}', npy(header(order="True", shape="(2, 2)"), data)))
    assert by_rows.tolist() == [[1, 2], [3, 4]]
    assert by_columns.tolist() == [[1, 3], [2, 4]]


def test_a_bool_of_another_byte_is_just_true():
    back = decode(message('{"array":0}', npy(header(descr="'|b1'", shape="(4,)"), b"\0\x01\x02\xff")))
    assert back.view(np.uint8).tolist() == [0, 1, 1, 1]


def test_a_thousand_keys_may_all_be_nan():
    back = decode(encode({float("nan"): i for i in range(1000)}))
    assert sorted(back.values()) == list(range(1000))
    assert all(math.isnan(key) for key in back)


def test_nan_may_be_a_key():
    (key,) = decode(encode({math.nan: 1}))
    assert math.isnan(key)


def test_equal_keys_leave_one():
    assert decode(message('{"dict":[[1,"a"],[1.0,"b"],[true,"c"]]}')) == {1: "c"}


def test_a_handle_of_any_number_stays_a_handle_without_objects():
    assert decode(message('{"handle":-1,"type":"A"}')) == Handle(-1, "A")
    assert len(decode(message(json.dumps({"handle": 1, "type": "A" * 10**5}))).type_name) <= 200


def test_a_forged_handle_is_refused_where_handles_are_resolved():
    with pytest.raises(WireError):
        decode(message('{"handle":99999,"type":"A"}'), lambda handle: [][handle.number])


def refuses_or_decodes(content):
    try:
        decode(content)
    except WireError:
        return
    # Whatever was accepted is plain data and can cross once more.
    encode(decode(content))


@given(st.binary(max_size=300))
@QUICK
def test_random_bytes_raise_nothing_but_wire_errors(content):
    refuses_or_decodes(content)
    refuses_or_decodes(message(content))
    refuses_or_decodes(message('{"array":0}', b"\x93NUMPY\x01\x00" + content))


VALID = encode(
    {
        "a": np.arange(3.0),
        "b": (1, {2.5, "é"}, b"bytes", 2**70),
        "c": [np.bool_(True), np.array(["x", "yz"]), math.nan, 1j],
        "d": Handle(3, "Model"),
    }
)


@given(st.lists(st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)), min_size=1, max_size=6))
@settings(QUICK, max_examples=250)
def test_mutations_of_a_message_raise_nothing_but_wire_errors(changes):
    content = bytearray(VALID)
    for position, byte in changes:
        content[position] = byte
    refuses_or_decodes(bytes(content))


@given(st.integers(0, len(VALID)), st.integers(0, len(VALID)))
@QUICK
def test_pieces_of_a_message_raise_nothing_but_wire_errors(start, end):
    refuses_or_decodes(VALID[:start] + VALID[end:])


TAGS = ["tuple", "set", "frozenset", "dict", "float", "int", "complex"]
TAGS += ["bytes", "array", "scalar", "handle", "type", "other"]
json_trees = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(allow_nan=False)
    | st.sampled_from(["nan", "0x1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(TAGS),
            inner,
            max_size=2,
        )
    ),
    max_leaves=10,
)


@given(json_trees)
@settings(QUICK, max_examples=200)
def test_any_tree_of_tags_raises_nothing_but_wire_errors(tree):
    refuses_or_decodes(message(json.dumps(tree), npy(header(), b"\0" * 16), b"x"))


@given(st.text("{}'()[]:, descrfotanhp<>|0123456789bifcSUOV_x\n", max_size=80), st.binary(max_size=40))
@settings(QUICK, max_examples=200)
def test_any_header_of_an_array_raises_nothing_but_wire_errors(text, data):
    refuses_or_decodes(message('{"array":0}', npy(text, data)))
    refuses_or_decodes(message('{"scalar":0}', npy(header(descr=repr(text)), data)))


def test_a_frame_arrives_whole_from_a_stream_that_gives_little_at_a_time():
    sent = bytearray()
    write_frame(sent.extend, b"first")
    write_frame(sent.extend, b"")
    stream = io.BytesIO(bytes(sent))
    assert read_frame(lambda length: stream.read(min(length, 2))) == b"first"
    assert read_frame(stream.read) == b""
    with pytest.raises(EOFError):
        read_frame(stream.read)


def test_a_frame_that_ends_early_is_the_end():
    with pytest.raises(EOFError):
        read_frame(io.BytesIO(struct.pack(">Q", 100) + b"half").read)


def test_an_announced_length_costs_no_memory():
    tracemalloc.start()
    with pytest.raises(EOFError):
        read_frame(io.BytesIO(struct.pack(">Q", framing.MAX_FRAME_BYTES) + b"little").read)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 2**20


def test_bytes_of_a_pickle_run_nothing(tmp_path):
    marker = tmp_path / "ran"
    script = (
        "import pickle, sys\n"
        "class Run:\n"
        f"    def __reduce__(self): return (open, ({str(marker)!r}, 'w'))\n"
        "sys.stdout.buffer.write(pickle.dumps(Run()))\n"
    )
    pickled = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout
    assert b"open" in pickled
    for content in (
        pickled,
        message(pickled),
        message('{"array":0}', pickled),
        message('{"bytes":0}', pickled),
    ):
        refuses_or_decodes(content)
    objects = npy(header(descr="'|O'", shape="()"), pickled)
    with pytest.raises(WireError):
        decode(message('{"array":0}', objects))
    assert not os.path.lexists(marker)
