"""Results of schema 1, such as ``schema1.json``, which bareme 0.1.0 wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bareme.errors import InputError
from bareme.i18n.messages import Message
from bareme.results.result import Result, read_result

FILE = Path(__file__).with_name("schema1.json")
OLD = json.loads(FILE.read_text(encoding="utf-8"))


def test_its_texts_are_english_and_are_rendered_by_its_translations() -> None:
    result = read_result(FILE)
    french = result.in_language("fr")
    known = OLD["translations"]["fr"]
    assert len(known) > 20
    for check, old, translated in zip(result.checks, OLD["checks"], french.checks, strict=True):
        for part in ("title", "message", "hint"):
            assert getattr(check, part) == old[part]
            assert getattr(translated, part) == known.get(old[part], old[part])
    assert [cell.message for cell in result.cells] == [cell["message"] for cell in OLD["cells"]]


def test_all_else_stays() -> None:
    new = json.loads(read_result(FILE).to_json())
    assert new["schema"] == 2
    # Optional, and later than schema 1.
    assert {cell.pop("rest") for cell in new["cells"]} == {""}
    assert {cell.pop("stored_output") for cell in new["cells"]} == {""}
    changed = {"schema", "translations", "suite_messages", "checks", "origin"}
    assert new["origin"] is None
    assert new.pop("public_only") is False
    assert {k: v for k, v in new.items() if k not in changed} == {
        k: v for k, v in OLD.items() if k not in changed
    }
    for check, old in zip(new["checks"], OLD["checks"], strict=True):
        assert {k: v for k, v in check.items() if k not in ("title", "message", "hint")} == {
            k: v for k, v in old.items() if k not in ("title", "message", "hint")
        }


def test_it_becomes_a_result_of_schema_2() -> None:
    result = read_result(FILE)
    again = Result.model_validate_json(result.to_json())
    assert again == result
    assert again.in_language("fr") == result.in_language("fr")
    assert isinstance(again.checks[0].title, Message)


def test_text_without_a_translation_stays_plain() -> None:
    result = Result.model_validate({**OLD, "translations": {}})
    assert {type(check.title) for check in result.checks} == {str}
    assert Result.model_validate({k: v for k, v in OLD.items() if k != "translations"}) == result


@pytest.mark.parametrize("part", [{"checks": None}, {"checks": [1]}, {"translations": []}, {"notes": 3}])
def test_a_broken_one_is_refused_in_one_sentence(tmp_path: Path, part: dict[str, object]) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps({**OLD, **part}), encoding="utf-8")
    with pytest.raises(InputError, match="is not a result of schema 2"):
        read_result(path)
