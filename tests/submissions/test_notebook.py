"""Every file that a student may hand in becomes the same kind of notebook, or one sentence."""

from __future__ import annotations

import contextlib
import json
import tracemalloc
from pathlib import Path

import jupytext
import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import v2

from bareme.errors import NotebookError
from bareme.submissions.notebook import dump_notebook, label, language, parse_notebook


def as_json(*cells: object, **fields: object) -> bytes:
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **fields}
    return json.dumps(document).encode()


def code(source: object, **fields: object) -> dict[str, object]:
    return {
        "cell_type": "code",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
        **fields,
    }


def sources(content: bytes, name: str = "lab.ipynb") -> list[str]:
    return [cell.source for cell in parse_notebook(content, name).notebook.cells]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"{", "is cut off: it ends after 1 character,"),
        (as_json(code("x = 1"))[:-9], "is cut off"),
        (as_json(code("x = 'a long text'"))[:90], "is cut off"),
        (b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs\n", "a merge conflict (from line 1 on)"),
        (b"\n<!DOCTYPE html>\n<html><title>Log in</title></html>", "is a web page"),
        (b"%PDF-1.4", "is a PDF document"),
        (b"PK\x03\x04", "is an archive"),
    ],
    ids=["empty", "brace", "cut", "cut in a text", "conflict", "login page", "pdf", "zip"],
)
def test_a_file_that_is_no_notebook_is_one_sentence_with_the_cause(content: bytes, reason: str) -> None:
    with pytest.raises(NotebookError) as caught:
        parse_notebook(content, "neuron.ipynb")
    assert f"'neuron.ipynb' {reason}" in str(caught.value) or reason in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_a_current_notebook_keeps_its_sources_and_ids() -> None:
    content = as_json(
        code("x = 1", id="first"), {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "# T"}
    )
    cells = parse_notebook(content, "lab.ipynb").notebook.cells
    assert [(cell.cell_type, cell.id, cell.source) for cell in cells] == [
        ("code", "first", "x = 1"),
        ("markdown", "m", "# T"),
    ]


def test_outputs_execution_counts_and_attachments_are_dropped() -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": "score: 20"}
    markdown = {"cell_type": "markdown", "metadata": {}, "source": "a", "attachments": {"x.png": {}}}
    cells = parse_notebook(
        as_json(code("1", outputs=[stream], execution_count=7), markdown), "lab.ipynb"
    ).notebook.cells
    assert cells[0].outputs == []
    assert cells[0].execution_count is None
    assert "attachments" not in cells[1]


@pytest.mark.parametrize("version", [2, 3])
def test_old_formats_written_by_nbformat_are_read(version: int) -> None:
    old = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Title"), nbformat.v4.new_code_cell("x = 1\ny = 2")]
    )
    downgraded = nbformat.convert(old, 3)
    downgraded["nbformat"] = version
    assert sources(json.dumps(downgraded).encode()) == ["# Title", "x = 1\ny = 2"]


@pytest.mark.filterwarnings("ignore:.*nbformat.v2")
def test_a_notebook_of_format_2_is_read_and_its_lines_are_kept_apart() -> None:
    sheet = v2.new_worksheet(
        cells=[
            v2.new_code_cell(input="x = 1\ny = 2", prompt_number=3, outputs=[v2.new_output("stream", "1")]),
            v2.new_text_cell("markdown", source="# Title"),
            v2.new_text_cell("html", source="<b>t</b>"),
        ]
    )
    content = v2.writes_json(v2.new_notebook(worksheets=[sheet])).encode()
    assert json.loads(content)["nbformat"] == 2
    assert sources(content) == ["x = 1\ny = 2", "# Title", "<b>t</b>"]


@pytest.mark.parametrize("minor", range(6))
def test_every_minor_version_of_format_4_is_read(minor: int) -> None:
    cells = [nbformat.v4.new_markdown_cell("# Title"), nbformat.v4.new_code_cell("x = 1")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.nbformat_minor = minor
    if minor < 5:
        for cell in notebook.cells:
            del cell["id"]
    nbformat.validate(notebook)
    parsed = parse_notebook(nbformat.writes(notebook).encode(), "lab.ipynb")
    assert [cell.source for cell in parsed.notebook.cells] == ["# Title", "x = 1"]
    assert parsed.notes == ()


def test_a_minor_version_of_the_future_is_read() -> None:
    assert sources(as_json(code("x"), nbformat_minor=99, new_field={"a": 1})) == ["x"]


@pytest.mark.parametrize("version", [0, 1, 5, -4, "4", 4.5, None, True, 10**30, [], {}])
def test_an_unknown_format_is_refused_by_its_name(version: object) -> None:
    with pytest.raises(NotebookError, match="2, 3 and 4 can be read"):
        parse_notebook(as_json(code("x"), nbformat=version), "lab.ipynb")


@pytest.mark.parametrize("field", ["cell_type", "metadata", "source", "outputs", "execution_count"])
def test_a_cell_without_one_of_its_fields_costs_no_other(field: str) -> None:
    incomplete = {key: value for key, value in code("x = 1").items() if key != field}
    kept = sources(as_json(incomplete, code("y = 2")))
    assert kept == {"cell_type": ["y = 2"], "source": ["", "y = 2"]}.get(field, ["x = 1", "y = 2"])


@pytest.mark.parametrize("field", ["metadata", "nbformat", "nbformat_minor"])
def test_a_notebook_without_one_of_its_fields_is_read(field: str) -> None:
    document = json.loads(as_json(code("x = 1")))
    del document[field]
    assert sources(json.dumps(document).encode()) == ["x = 1"]


HTML = "<script>alert(1)</script>"
HOSTILE_OUTPUTS = {
    "text/html": f"{HTML}<form action=//x><meta http-equiv=refresh><style>*{{position:fixed}}</style>",
    "image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>{HTML}</svg>",
    "application/javascript": "alert(1)",
    "text/markdown": "[x](javascript:alert(1))",
    "image/png": "iVBORw0KGgo=",
    "application/vnd.jupyter.widget-view+json": {"model_id": "alert(1)"},
}


def test_nothing_of_hostile_outputs_and_attachments_is_left() -> None:
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": HOSTILE_OUTPUTS},
        {"output_type": "execute_result", "metadata": {}, "data": HOSTILE_OUTPUTS, "execution_count": 1},
        {"output_type": "stream", "name": "stdout", "text": HTML},
        {"output_type": "error", "ename": HTML, "evalue": HTML, "traceback": [HTML]},
        HTML,
    ]
    kinds = ["code", "markdown", "raw"]
    cells = [
        {"cell_type": kind, "metadata": {}, "source": "kept", "outputs": outputs, "attachments": {HTML: HTML}}
        for kind in kinds
    ]
    metadata = {"widgets": HTML, "title": HTML, "authors": [HTML], "language_info": {"file_extension": HTML}}
    text = dump_notebook(parse_notebook(as_json(*cells, metadata=metadata), "lab.ipynb").notebook)
    assert text.count("kept") == len(kinds)
    assert "alert(1)" not in text
    assert "iVBOR" not in text


def test_a_heading_of_format_3_becomes_markdown() -> None:
    sheet = {"cells": [{"cell_type": "heading", "level": 2, "source": ["Part"]}]}
    assert sources(json.dumps({"nbformat": 3, "worksheets": [sheet]}).encode()) == ["## Part"]


def test_a_source_in_lines_is_joined_and_line_ends_are_made_one_kind() -> None:
    assert sources(as_json(code(["a = 1\r\n", "b = 2\r", "c = 3"]))) == ["a = 1\nb = 2\nc = 3"]


def test_raw_cells_become_markdown() -> None:
    content = as_json({"cell_type": "raw", "metadata": {}, "source": "my answer"})
    assert [cell.cell_type for cell in parse_notebook(content, "lab.ipynb").notebook.cells] == ["markdown"]


@pytest.mark.parametrize("source", [7, None, {"a": 1}, ["a", 3]])
def test_a_source_that_is_not_text_is_read_as_empty_with_a_note(source: object) -> None:
    parsed = parse_notebook(as_json(code(source), code("x = 1")), "lab.ipynb")
    assert [cell.source for cell in parsed.notebook.cells] == ["", "x = 1"]
    assert parsed.notes == ("Cells whose content is not text were read as empty: 1.",)


def test_cells_of_no_known_type_are_left_out_with_a_note() -> None:
    parsed = parse_notebook(as_json(7, {"cell_type": "video"}, code("x = 1")), "lab.ipynb")
    assert [cell.source for cell in parsed.notebook.cells] == ["x = 1"]
    assert parsed.notes == ("Cells of no known type were left out: 2.",)


def test_duplicate_missing_and_malformed_ids_are_replaced_by_unique_ones() -> None:
    content = as_json(code("a", id="same"), code("b", id="same"), code("c", id="not valid\n"), code("d"))
    identifiers = [cell.id for cell in parse_notebook(content, "lab.ipynb").notebook.cells]
    assert identifiers[0] == "same"
    assert len(set(identifiers)) == 4


def test_metadata_that_could_mislead_later_stages_is_dropped() -> None:
    hostile = {"tags": ["skip-execution"], "name": 3, "bareme": {"exercise": ["a"], "answer": "d", "line": 4}}
    content = as_json(
        code("x", metadata=hostile), metadata={"kernelspec": {"name": "bash"}, "bareme": "x", "widgets": 3}
    )
    notebook = parse_notebook(content, "lab.ipynb").notebook
    assert notebook.cells[0].metadata == {"bareme": {"answer": "d"}}
    assert notebook.metadata.kernelspec.name == "python3"
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


def test_other_metadata_is_kept() -> None:
    grader = {"nbgrader": {"grade_id": "a", "points": 2}}
    notebook = parse_notebook(as_json(code("x", metadata=grader)), "lab.ipynb").notebook
    assert notebook.cells[0].metadata == grader


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"bareme": {"language": "fr"}}, "fr"),
        ({"bareme": {"language": "xx"}}, "en"),
        ({"bareme": 3}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_template(metadata: object, expected: str) -> None:
    assert language(parse_notebook(as_json(metadata=metadata), "lab.ipynb").notebook) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["lab.py", "lab.ipynb"])
def test_unicode_encodings_are_recognised_without_a_note(name: str, encoding: str) -> None:
    text = "# -*- python -*-\nprénom = 'Zoë'"
    whole = text if name == "lab.py" else as_json(code(text)).decode()
    parsed = parse_notebook(whole.encode(encoding), name)
    assert parsed.notebook.cells[0].source == text
    assert parsed.notes == ()


def test_a_file_of_windows_is_read_with_a_note() -> None:
    parsed = parse_notebook("prix = '5 €, été'".encode("cp1252"), "lab.py")
    assert parsed.notebook.cells[0].source == "prix = '5 €, été'"
    assert "Windows-1252" in parsed.notes[0]


def test_bytes_that_no_encoding_explains_are_read_as_latin_1_with_a_note() -> None:
    parsed = parse_notebook(b"x = '\x81\xe9'", "lab.py")
    assert parsed.notebook.cells[0].source == "x = '\x81é'"
    assert "Latin-1" in parsed.notes[0]


def test_the_encoding_that_a_script_declares_is_used() -> None:
    text = "#!/usr/bin/env python\n# -*- coding: mac-roman -*-\nx = 'é'"
    assert sources(text.encode("mac-roman"), "lab.py") == [text]


@pytest.mark.parametrize("codec", ["hex", "zlib", "punycode", "unicode_escape", "no-such-codec", "../x"])
def test_an_encoding_that_is_not_for_text_is_ignored(codec: str) -> None:
    text = f"# coding: {codec}\nx = 'é'"
    assert sources(text.encode(), "lab.py") == [text]


def test_null_characters_and_lone_surrogates_are_taken_out() -> None:
    parsed = parse_notebook(b"x = 1\0\ny = 22\n", "lab.py")
    assert [cell.source for cell in parsed.notebook.cells] == ["x = 1\ny = 22"]
    assert "null characters" in parsed.notes[0]
    assert sources(as_json(code("x = '\ud800'"))) == ["x = '\ufffd'"]


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "lab.ipynb", "empty"),
        (b" \n", "lab.py", "empty"),
        (b"x = 1", "lab.ipynb", "not valid JSON"),
        (b"[1, 2]", "lab.ipynb", "no list of cells"),
        (b'{"cells": 3}', "lab.ipynb", "no list of cells"),
        (b'{"nbformat": 5, "cells": []}', "lab.ipynb", "format '5'"),
        (b'{"nbformat": [4], "cells": []}', "lab.ipynb", "format '[4]'"),
        (b"[" * 100_000, "lab.ipynb", "nested too deep"),
        (b'{"a":' * 100_000, "lab.ipynb", "nested too deep"),
        (b'{"a": ' + b"9" * 5000 + b"}", "lab.ipynb", "not valid JSON"),
        (b"[" + b"{}," * 1_100_000 + b"1]", "lab.ipynb", "values"),
        (b"# %%\n" * 10_001, "lab.py", "cells"),
        (as_json(*[{"cell_type": "code"}] * 10_001), "lab.ipynb", "cells"),
        (b"#" * 500_001, "lab.py", "bytes"),
        (b" " * 50_000_001, "lab.ipynb", "bytes"),
        (as_json(code("x" * 600_000), code("y" * 600_000)), "lab.ipynb", "1,200,000 characters of code"),
        (b"x", "lab.pdf", "neither a notebook"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_notebook_is_refused_in_one_sentence(
    content: bytes, name: str, reason: str
) -> None:
    with pytest.raises(NotebookError) as caught:
        parse_notebook(content, name)
    message = str(caught.value)
    assert reason in message
    assert name in message
    assert "\n" not in message


def test_a_file_of_200_mb_is_refused_without_being_looked_at() -> None:
    content = as_json(code("x")) + b" " * 200_000_000
    tracemalloc.start()
    with pytest.raises(NotebookError, match="more than the 50,000,000 allowed"):
        parse_notebook(content, "lab.ipynb")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000


@pytest.mark.parametrize(
    "filling",
    [
        b'"' + b"x" * 48_000_000 + b'"',
        b"[" + b"[]," * 660_000 + b"1]",
        b"[" + b'{"a":1},' * 330_000 + b"1]",
        b'{"a":' * 900 + b"1" + b"}" * 900,
    ],
    ids=["text", "lists", "objects", "depth"],
)
@pytest.mark.parametrize("place", ["metadata", "outputs", "source"])
def test_the_largest_notebook_takes_bounded_memory(place: str, filling: bytes) -> None:
    cell = b'{"cell_type": "code", "metadata": {}, "source": "x", "outputs": [], "id": "a"}'
    content = b'{"nbformat": 4, "cells": [' + cell.replace(
        b'"x"', b'"x", "%s": %s' % (place.encode(), filling)
    )
    content += b"]}"
    tracemalloc.start()
    with contextlib.suppress(NotebookError):
        dump_notebook(parse_notebook(content, "lab.ipynb").notebook)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 300_000_000


def test_metadata_without_end_is_dropped_and_the_labels_are_kept() -> None:
    labels = {"bareme": {"exercise": "a"}}
    large, deep = {"x": list(range(200_000)), **labels}, {"x": json.loads("[" * 500 + "]" * 500), **labels}
    notebook = parse_notebook(
        as_json(code("a", metadata=large), code("b", metadata=deep)), "lab.ipynb"
    ).notebook
    assert [label(cell, "exercise") for cell in notebook.cells] == ["a", "a"]
    assert len(dump_notebook(notebook)) < 20_000


def test_text_cells_without_end_are_cut_with_a_note() -> None:
    text = {"cell_type": "markdown", "metadata": {}, "source": "word " * 300_000}
    parsed = parse_notebook(as_json(text, code("x = 1"), text), "lab.ipynb")
    assert [len(cell.source) for cell in parsed.notebook.cells] == [1_500_000, 5, 500_000]
    assert parsed.notes == ("Text cells were cut, being over 2,000,000 characters in all: 1.",)


def test_a_notebook_of_windows_or_with_null_characters_is_read_with_a_note() -> None:
    whole = as_json(code("x = 'AE'"))
    for hostile, expected in ((b"\xe9\x80", "é€"), (b"\x81\xe9", "\x81é"), (b"\0", "")):
        parsed = parse_notebook(whole.replace(b"AE", hostile), "lab.ipynb")
        assert parsed.notebook.cells[0].source == f"x = '{expected}'"
        assert len(parsed.notes) == 1


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"\xef\xbb\xbf\xff", b"\xff\xfe\0\0\1", b"\x00\xd8" * 50]
)
@pytest.mark.parametrize("name", ["lab.py", "lab.ipynb"])
def test_a_file_that_is_not_what_its_first_bytes_say_is_read_or_refused(content: bytes, name: str) -> None:
    try:
        notebook = parse_notebook(content, name).notebook
    except NotebookError:
        return
    nbformat.validate(notebook)
    dump_notebook(notebook).encode("utf-8")


def test_a_hostile_file_name_cannot_write_control_characters_into_the_message() -> None:
    with pytest.raises(NotebookError) as caught:
        parse_notebook(b"", "\x1b[31m\u202e.ipynb")
    assert str(caught.value).isprintable()


def test_dumping_is_deterministic_and_reads_back_the_same() -> None:
    notebook = parse_notebook(as_json(code("x = 1\ny = 2"), code("é")), "lab.ipynb").notebook
    text = dump_notebook(notebook)
    assert text == dump_notebook(parse_notebook(text.encode(), "lab.ipynb").notebook)
    assert text.endswith("}\n")
    assert list(json.loads(text)) == sorted(json.loads(text))


def test_an_output_that_cannot_be_written_is_one_sentence() -> None:
    notebook = parse_notebook(as_json(code("x")), "lab.ipynb").notebook
    deep: object = 1
    for _ in range(5000):
        deep = [deep]
    notebook.cells[0].outputs = [
        {"output_type": "display_data", "metadata": {}, "data": {"application/json": deep}}
    ]
    with pytest.raises(NotebookError, match="cannot be written"):
        dump_notebook(notebook)


PERCENT = '''\
import numpy as np

# %% [markdown] lang="en"
# # Title
#
# Some *text*.

# %% exercise="sigmoid"
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# %% [markdown] answer="derivation"
"""
My answer
"""

# %%
text = """
# %% not a marker
"""
'''


def test_a_percent_script_is_cut_as_jupytext_cuts_it() -> None:
    expected = jupytext.reads(PERCENT, fmt="py:percent").cells
    cells = parse_notebook(PERCENT.encode(), "lab.py").notebook.cells
    assert [(cell.cell_type, cell.source) for cell in cells] == [
        (cell.cell_type, cell.source) for cell in expected
    ]


def test_the_cells_of_a_percent_script_carry_their_labels_and_lines() -> None:
    cells = parse_notebook(PERCENT.encode(), "lab.py").notebook.cells
    assert [dict(cell.metadata.get("bareme", {})) for cell in cells] == [
        {"line": 1},
        {"lang": "en"},
        {"exercise": "sigmoid", "line": 9},
        {"answer": "derivation"},
        {"line": 19},
    ]
    assert label(cells[2], "exercise") == "sigmoid"
    assert label(cells[0], "exercise") is None


PLAIN = '''\
"""A lab."""

import numpy as np
import cv2

# The step.
rate = 0.5
steps = 10

# Logistic function.
@np.vectorize
def sigmoid(z):
    return 1


class Net:
    pass


print(sigmoid(0))
x = 1; y = 2

if __name__ == "__main__":
    print(x)
# The end.
'''


def test_a_plain_script_is_cut_so_that_a_failing_statement_does_not_cost_the_definitions() -> None:
    cells = parse_notebook(PLAIN.encode(), "lab.py").notebook.cells
    assert [
        (cell.metadata.bareme.line, cell.source.split("\n")[0], cell.source.count("\n")) for cell in cells
    ] == [
        (1, '"""A lab."""', 0),
        (3, "import numpy as np", 0),
        (4, "import cv2", 0),
        (6, "# The step.", 2),
        (10, "# Logistic function.", 3),
        (16, "class Net:", 1),
        (20, "print(sigmoid(0))", 1),
        (23, 'if __name__ == "__main__":', 2),
    ]


BROKEN = '''\
import numpy as np
%matplotlib inline
def good(x):
    """Doc.

At the margin.
    """
    return x

def bad(x):
    return (x

@np.vectorize
def late(x):
    if x:
        return 1
table = [
1,
2,
]
try:
    good(1)
except ValueError:
    pass
'''


def test_a_syntax_error_costs_only_its_own_piece() -> None:
    assert sources(BROKEN.encode(), "lab.py") == [
        "import numpy as np",
        "%matplotlib inline",
        'def good(x):\n    """Doc.\n\nAt the margin.\n    """\n    return x',
        "def bad(x):\n    return (x",
        "@np.vectorize\ndef late(x):\n    if x:\n        return 1",
        "table = [\n1,\n2,\n]\ntry:\n    good(1)\nexcept ValueError:\n    pass",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "(\n" * 9_000,
        '"""\n' * 9_001,
        "@a\n" * 9_001,
        "- " * 200_000,
        "x=[\n" * 9,
        # Each of its parts is as long as all of it.
        'x = f"""' + "{a}x" * 50_000 + "\n" * 150_000 + '"""\n# %%x\n',
        "f'{" * 300 + "\n# %%x",
        "x." * 100_000 + "\n",
        "if x:\n" + " if x:\n" * 5_000,
        "\\\n" * 9_000,
    ],
)
def test_a_script_made_to_confuse_the_cutting_is_kept_whole(text: str) -> None:
    assert "\n".join(sources(text.encode(), "lab.py")).split() == text.split()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["def f(:", "  x", "x = (", ")", '"""', "# %%", "# c", "", "@a", "else:", "%ls", "é"])
    )
)
def test_no_line_of_a_script_is_lost_or_repeated(lines: list[str]) -> None:
    text = "\n".join(["x = 1", *lines])
    kept = [
        line
        for source in sources(text.encode(), "lab.py")
        for line in source.split("\n")
        if line.strip() and line != "# %%"
    ]
    assert kept == [line for line in text.split("\n") if line.strip() and not line.startswith("# %%")]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
fields = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | json_values,
        "metadata": st.dictionaries(
            st.sampled_from(["tags", "name", "bareme", "jupyter", "collapsed", "x"]), json_values
        )
        | json_values,
        "source": st.text() | st.lists(st.text()) | json_values,
        "input": st.text(),
        "outputs": json_values,
        "id": st.text() | json_values,
        "level": json_values,
        "execution_count": json_values,
        "attachments": json_values,
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(fields | json_values, max_size=4), json_values, st.sampled_from(["cells", "worksheets"]))
def test_whatever_json_becomes_a_valid_notebook_or_a_sentence(
    cells: list[object], metadata: object, key: str
) -> None:
    inner = cells if key == "cells" else [{"cells": cells}]
    content = json.dumps({"nbformat": 4, "metadata": metadata, key: inner}).encode()
    notebook = parse_notebook(content, "lab.ipynb").notebook
    nbformat.validate(notebook)
    assert parse_notebook(dump_notebook(notebook).encode("utf-8"), "lab.ipynb").notebook == notebook


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8")))
def test_whatever_bytes_become_a_valid_notebook_or_a_sentence(content: bytes) -> None:
    for name in ("lab.py", "lab.ipynb"):
        try:
            notebook = parse_notebook(content, name).notebook
        except NotebookError as error:
            assert "\n" not in str(error)  # noqa: PT017  # most inputs raise nothing
            continue
        nbformat.validate(notebook)
        again = parse_notebook(dump_notebook(notebook).encode("utf-8"), "lab.ipynb").notebook
        assert [cell.source for cell in again.cells] == [cell.source for cell in notebook.cells]


def test_a_notebook_saved_by_nbformat_on_disk_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lab.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("a\nb")]), path)
    assert sources(path.read_bytes()) == ["a\nb"]
