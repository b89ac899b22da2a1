"""A statistical table as JSON-stat 2.0 (https://json-stat.org/full/).

Written here and not by pyjstat: that lays every cube out whole (the key columns of `skill_demand`
span hundreds of times its rows), and knows no status, unit, role or hierarchy. A cube that is less
than half full has its values by their place (the standard's object form), so the file is as large
as the table and not as the product of its dimensions.

Labels are Spanish, the descriptor's language; the standard has one language per file, so the other
three stand in `extension`, at the dataset and at each dimension. Statuses are those of obs_status
(SDMX); confidentiality, where it is not F (free), stands in `extension.conf_status` by place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import duckdb

from publish.descriptor import LICENCE
from publish.disclosure.texts import protection
from publish.engine import parquet
from publish.files import write_text
from publish.formats.subject import Subject
from publish.texts import SYNTHETIC_NOTICE, in_language
from schemas.disclosure import CONF_STATUS, OBS_STATUS
from schemas.model import DESCRIPTOR_LANGUAGE, LANGUAGES, TOTAL_CODE, Field, Table, Text
from schemas.registry import Registry
from schemas.sql import identifier
from schemas.statistical import Statistical
from schemas.words import TOTAL, noted

MEASURE = "measure"
"""The dimension of the measures (role metric), the last one."""
MEASURE_LABEL = Text(eu="Neurria", es="Medida", fr="Mesure", en="Measure")
FREE = "F"
OTHERS = tuple(x for x in LANGUAGES if x != DESCRIPTOR_LANGUAGE)


@dataclass(frozen=True)
class Cube:
    """The cells of a table laid out in row-major order, the measures last."""

    codes: dict[str, list[str]]
    """Dimension -> the codes that occur, in the order of their code list."""
    values: dict[int, float]
    """Place -> number; a missing one has no place."""
    status: dict[int, str]
    confidential: dict[int, str]

    @property
    def size(self) -> list[int]:
        """The number of categories of each dimension."""
        return [len(codes) for codes in self.codes.values()]


def write_jsonstat(
    connection: duckdb.DuckDBPyConnection, path: Path, table: Table, subject: Subject
) -> None:
    """Writes a table's cube. The table has a `statistical:` block; raises ValueError otherwise."""
    if table.statistical is None:
        raise ValueError(f"{table.name} is no statistical table")
    cube = read_cube(connection, table, table.statistical, subject)
    dataset = _dataset(cube, table, table.statistical, subject)
    write_text(path, json.dumps(dataset, ensure_ascii=False, separators=(",", ":")) + "\n")


def read_cube(
    connection: duckdb.DuckDBPyConnection, table: Table, block: Statistical, subject: Subject
) -> Cube:
    """The cube of a table's open rows."""
    published = {field.name for field in table.published()}
    flags = [name for name in (OBS_STATUS, CONF_STATUS) if name in published]
    # A missing key is the gate's to refuse; here it is a code like another.
    keys = [f"coalesce({identifier(name)}::VARCHAR, '')" for name in table.primary_key]
    numbers = [_number(table.field(name)) for name in block.measures]
    rows = connection.execute(
        f"SELECT {', '.join([*keys, *numbers, *flags])} "
        f"FROM {parquet(subject.contents.path(table.name))}"
    ).fetchall()
    depth = len(keys)
    codes = {
        name: _order(table.field(name), {row[at] for row in rows}, subject.registry)
        for at, name in enumerate(table.primary_key)
    }
    codes[MEASURE] = list(block.measures)
    cube = Cube(codes, {}, {}, {})
    places = [{code: place for place, code in enumerate(each)} for each in codes.values()]
    for row in rows:
        start = 0
        for at in range(depth):
            start = start * len(places[at]) + places[at][row[at]]
        start *= len(numbers)
        told = dict(zip(flags, row[depth + len(numbers) :], strict=True))
        for place, value in enumerate(row[depth : depth + len(numbers)], start=start):
            _enter(cube, place, value, told)
    return cube


def _enter(cube: Cube, place: int, value: float | None, told: Mapping[str, str | None]) -> None:
    if value is not None:
        cube.values[place] = value
    if (status := told.get(OBS_STATUS)) is not None:
        cube.status[place] = status
    if (confidential := told.get(CONF_STATUS)) not in (None, FREE):
        cube.confidential[place] = str(confidential)


def _number(field: Field) -> str:
    column = identifier(field.name)
    return f"{column}::DOUBLE" if field.type == "number" else column


def _order(field: Field, found: set[str], registry: Registry) -> list[str]:
    """The codes that occur: in the order of the code list, `_T` last; without a list, sorted."""
    if field.code_list is None:
        return sorted(found)
    listed = (*registry.code_lists[field.code_list].values(), TOTAL_CODE)
    known = [code for code in dict.fromkeys(listed) if code in found]
    return [*known, *sorted(found - set(known))]


def _dataset(cube: Cube, table: Table, block: Statistical, subject: Subject) -> dict[str, Any]:
    language = DESCRIPTOR_LANGUAGE
    roles = {"time": block.time, "geo": block.geo, "metric": MEASURE}
    address = {"href": f"{subject.address}/data/{table.name}.jsonstat.json"}
    return {
        "version": "2.0",
        "class": "dataset",
        **(address if subject.address else {}),
        "label": in_language(table.title, language),
        "source": subject.publisher(language),
        "updated": subject.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "note": _notes(table, subject, language),
        "id": list(cube.codes),
        "size": cube.size,
        "role": {role: [name] for role, name in roles.items() if name is not None},
        "dimension": {
            name: _measures(table, block)
            if name == MEASURE
            else _dimension(table.field(name), codes, subject.registry)
            for name, codes in cube.codes.items()
        },
        "value": _values(cube),
        **({"status": _by_place(cube.status)} if cube.status else {}),
        "extension": _extension(cube, table, subject),
    }


def _notes(table: Table, subject: Subject, language: str) -> list[str]:
    notes = [in_language(table.description, language)]
    notes += [noted(note, language) for note in table.notes]
    if subject.contents.synthetic:
        notes.append(in_language(SYNTHETIC_NOTICE, language))
    if (rule := protection(table, subject.registry.rules)) is not None:
        notes.append(in_language(rule, language))
    return notes


def _extension(cube: Cube, table: Table, subject: Subject) -> dict[str, Any]:
    told: dict[str, Any] = {
        "lang": DESCRIPTOR_LANGUAGE,
        "package": subject.name,
        "version": subject.version,
        "license": LICENCE["path"],
        "synthetic": subject.contents.synthetic,
        "label": _translated(table.title),
        "note": {language: _notes(table, subject, language) for language in OTHERS},
    }
    flags = {OBS_STATUS: cube.status, CONF_STATUS: cube.confidential}
    if cube.confidential:
        told[CONF_STATUS] = _by_place(cube.confidential)
    labels = {
        name: _flags(table.field(name), set(found.values()), subject.registry)
        for name, found in flags.items()
        if found
    }
    return told | ({"statusLabel": labels} if labels else {})


def _flags(field: Field, found: set[str], registry: Registry) -> dict[str, dict[str, str]]:
    """What the flags that occur mean, in four languages."""
    labels = _labels(field, registry)
    return {
        code: {language: in_language(labels[code], language) for language in LANGUAGES}
        for code in sorted(found)
        if code in labels
    }


def _values(cube: Cube) -> list[float | None] | dict[str, float]:
    cells = 1
    for size in cube.size:
        cells *= size
    if 2 * len(cube.values) < cells:
        return _by_place(cube.values)
    return [cube.values.get(place) for place in range(cells)]


def _by_place(found: Mapping[int, Any]) -> dict[str, Any]:
    return {str(place): found[place] for place in sorted(found)}


def _dimension(field: Field, codes: list[str], registry: Registry) -> dict[str, Any]:
    labels = _labels(field, registry)
    category: dict[str, Any] = {"index": codes, "label": _said(codes, labels, DESCRIPTOR_LANGUAGE)}
    if children := _children(field, codes, registry):
        category["child"] = children
    return {
        "label": in_language(field.title, DESCRIPTOR_LANGUAGE),
        "category": category,
        "extension": _translations(field.title, codes, labels),
    }


def _measures(table: Table, block: Statistical) -> dict[str, Any]:
    fields = [table.field(name) for name in block.measures]
    labels = {field.name: field.title for field in fields}
    units = {
        f.name: {"decimals": f.scale or 0, **({"label": f.unit} if f.unit else {})} for f in fields
    }
    names = list(block.measures)
    return {
        "label": in_language(MEASURE_LABEL, DESCRIPTOR_LANGUAGE),
        "category": {
            "index": names,
            "label": _said(names, labels, DESCRIPTOR_LANGUAGE),
            "unit": units,
            "note": {f.name: [in_language(f.description, DESCRIPTOR_LANGUAGE)] for f in fields},
        },
        "extension": _translations(MEASURE_LABEL, names, labels),
    }


def _labels(field: Field, registry: Registry) -> dict[str, Text]:
    if field.code_list is None:
        return {}
    codes = registry.code_lists[field.code_list].codes
    return {TOTAL_CODE: TOTAL} | {code.code: code.label for code in codes}


def _children(field: Field, codes: list[str], registry: Registry) -> dict[str, list[str]]:
    """Which codes lie below which, of those that occur."""
    if field.code_list is None:
        return {}
    found: dict[str, list[str]] = {}
    for code in registry.code_lists[field.code_list].codes:
        if code.parent in codes and code.code in codes:
            found.setdefault(str(code.parent), []).append(code.code)
    return found


def _said(codes: Iterable[str], labels: Mapping[str, Text], language: str) -> dict[str, str]:
    """Code -> label; a code without one is its own."""
    return {c: in_language(labels[c], language) if c in labels else c for c in codes}


def _translated(text: Text) -> dict[str, str]:
    return {language: in_language(text, language) for language in OTHERS}


def _translations(title: Text, codes: list[str], labels: Mapping[str, Text]) -> dict[str, Any]:
    known = [code for code in codes if code in labels]
    told: dict[str, Any] = {"label": _translated(title)}
    if known:
        told["category"] = {x: _said(known, labels, x) for x in OTHERS}
    return told
