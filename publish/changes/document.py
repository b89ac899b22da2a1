"""`changes.json`: a head with what changed, then every row that changed, one line each.

The file is JSON by `changes.schema.json`, which stands beside this module. Its rows come last, so
that a program that wants the head alone (the shelf, the changelog) stops before them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from publish.files import read_json, to_json

SCHEMA_FILE = Path(__file__).with_name("changes.schema.json")
ROWS = '  "rows": ['


@cache
def changes_schema() -> dict[str, Any]:
    """The JSON Schema of `changes.json`."""
    content: dict[str, Any] = read_json(SCHEMA_FILE)
    return content


def write_changes(path: Path, head: Mapping[str, Any], rows: Iterable[str]) -> None:
    """Writes the file; `rows` are lines of JSON and are never all in memory."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(to_json(head).removesuffix("\n}\n"))
        stream.write(f",\n{ROWS}")
        end = "\n"
        for row in rows:
            stream.write(f"{end}{row}")
            end = ",\n"
        stream.write("]\n}\n" if end == "\n" else "\n]\n}\n")


def read_head(path: Path) -> dict[str, Any]:
    """The content of `changes.json` without its rows; the file is read no further than it has to.

    Raises FileNotFoundError or json.JSONDecodeError.
    """
    taken: list[str] = []
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            if line.startswith(ROWS):
                taken.append("}")
                break
            taken.append(line)
    text = "".join(taken)
    head: dict[str, Any] = json.loads(
        text.replace(",\n}", "\n}") if text.endswith(",\n}") else text
    )
    return head
