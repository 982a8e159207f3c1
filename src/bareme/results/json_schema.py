"""The JSON Schema of ``result.json``, stored in ``docs/result.schema.json``."""

from __future__ import annotations

import json

from bareme.results.result import Result

__all__ = ["make_result_schema"]


def make_result_schema() -> str:
    """Returns the JSON Schema of ``result.json`` as JSON text."""
    return json.dumps(Result.model_json_schema(by_alias=True), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(make_result_schema(), end="")
