"""The contract of a table as the release's own Table Schema states it, compiled for DuckDB."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError

from publish.proof.verify.outcome import RefusedError
from schemas.model import Code, CodeList, Field, FieldType, MissingValue, Table, Text
from schemas.registry import Registry
from schemas.sql import identifier, literal

WIDEST = (38, 12)
"""Precision and scale of a number where no Parquet file of the table states them."""
SPELLED = re.compile(r"\\u([0-9A-Fa-f]{4})")


@dataclass(frozen=True)
class Reference:
    """A foreign key: these columns point at those of another resource."""

    columns: tuple[str, ...]
    resource: str
    """Name of the resource pointed at."""
    target: tuple[str, ...]


@dataclass(frozen=True)
class Contract:
    """What the rows of one resource have to obey."""

    table: Table
    """Its fields, without keys: those are judged apart, over all rows at once."""
    registry: Registry
    key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]
    references: tuple[Reference, ...]
    escape: tuple[str, str] | None
    """First character and RE2 pattern of text cells that have one character too many, because a
    spreadsheet would run them as a formula; `formulaEscape` of a CSV resource."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in their order."""
        return tuple(field.name for field in self.table.fields)

    def texts(self, relation: str, *, cast: bool) -> str:
        """SQL of a relation with every cell as the text that was meant; `cast` for typed ones."""
        return (
            f"(SELECT {', '.join(self._text(f, cast) for f in self.table.fields)} FROM {relation})"
        )

    def unescaped(self, relation: str) -> str:
        """SQL of a typed CSV relation with its text cells as they were meant."""
        listed = ", ".join(self._meant(field) for field in self.table.fields)
        return f"(SELECT {listed} FROM {relation})"

    def _text(self, field: Field, cast: bool) -> str:
        column = identifier(field.name)
        return f"CAST({column} AS VARCHAR) AS {column}" if cast else self._meant(field)

    def _meant(self, field: Field) -> str:
        column = identifier(field.name)
        if self.escape is None or field.type != "string":
            return column
        first, pattern = self.escape
        return (
            f"CASE WHEN starts_with({column}, {literal(first)}) AND "
            f"regexp_matches({column}, {literal(pattern)}) THEN {column}[2:] "
            f"ELSE {column} END AS {column}"
        )


def contract_of(
    resource: Mapping[str, Any], numbers: Mapping[str, tuple[int, int]] | None = None
) -> Contract:
    """The contract of a resource; `numbers` has precision and scale by column.

    Raises RefusedError for a schema that contradicts itself or has what is not judged here.
    """
    schema, name = resource["schema"], resource["name"]
    lists: dict[str, CodeList] = {}
    contract = Contract(
        _table(schema, name, numbers or {}, lists),
        Registry(lists, {}, {}, {}, {}),
        _names(schema.get("primaryKey", [])),
        (
            *(_names(each) for each in schema.get("uniqueKeys", ())),
            *((f["name"],) for f in schema["fields"] if f.get("constraints", {}).get("unique")),
        ),
        tuple(_reference(raw, name) for raw in schema.get("foreignKeys", ())),
        _escape(resource),
    )
    _refuse_unknown(contract, name)
    return contract


def _table(
    schema: Mapping[str, Any],
    name: str,
    numbers: Mapping[str, tuple[int, int]],
    lists: dict[str, CodeList],
) -> Table:
    """The fields of a schema; adds their lists of codes to `lists`. Raises RefusedError."""
    try:
        fields = tuple(_field(raw, numbers, lists) for raw in schema["fields"])
        return Table(
            name="resource",
            layer="open",
            title=_said(name),
            description=_said(name),
            grain=name,
            fields=fields,
            primary_key=(),
            missing_values=tuple(
                _missing(raw) for raw in schema.get("missingValues", ("",)) if raw
            ),
        )
    except ValidationError as error:
        told = "; ".join(str(each["msg"]) for each in error.errors())
        raise RefusedError(f"the schema of {name} cannot be used: {told}") from None


def _field(
    raw: Mapping[str, Any], numbers: Mapping[str, tuple[int, int]], lists: dict[str, CodeList]
) -> Field:
    kind, name = raw["type"], raw["name"]
    if kind not in get_args(FieldType):
        raise RefusedError(f"column {name}: type {kind!r} is not judged by this command")
    rules = raw.get("constraints", {})
    precision, scale = numbers.get(name, WIDEST) if kind == "number" else (None, None)
    code_list = None
    if "enum" in rules:
        code_list = f"list_{len(lists)}"
        lists[code_list] = _codes(code_list, rules["enum"])
    return Field(
        name=name,
        type=kind,
        precision=precision,
        scale=scale,
        title=_said(name),
        description=_said(name),
        code_list=code_list,
        format="uri" if raw.get("format") == "uri" else None,
        required=rules.get("required", False),
        minimum=_bound(rules.get("minimum")),
        maximum=_bound(rules.get("maximum")),
        pattern=rules.get("pattern"),
        publish=True,
    )


def _codes(name: str, values: list[Any]) -> CodeList:
    if not all(isinstance(value, str) and value for value in values):
        raise RefusedError("a list of codes (enum) has values that are no texts")
    codes = tuple(Code(code=value, label=_said(value)) for value in values)
    return CodeList(name=name, version="1", title=_said(name), source="release", codes=codes)


def _bound(value: Any) -> str | None:
    return None if value is None else str(value)


def _missing(raw: Any) -> MissingValue:
    value = raw if isinstance(raw, str) else raw["value"]
    return MissingValue(value=value, meaning=_said("missing"))


def _said(text: str) -> Text:
    return Text(eu=text, es=text, fr=text, en=text)


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _reference(raw: Mapping[str, Any], own: str) -> Reference:
    target = raw["reference"]
    resource = target.get("resource") or own  # a resource points at itself by the empty name
    return Reference(_names(raw["fields"]), resource, _names(target["fields"]))


def _escape(resource: Mapping[str, Any]) -> tuple[str, str] | None:
    told = resource.get("formulaEscape")
    if told is None:
        return None
    return told["prefix"], SPELLED.sub(r"\\x{\1}", told["pattern"])


def _refuse_unknown(contract: Contract, name: str) -> None:
    """Keys that name columns which are not there."""
    used = {*contract.key, *(c for key in contract.unique for c in key)}
    used |= {column for each in contract.references for column in each.columns}
    if strange := sorted(used - set(contract.columns)):
        raise RefusedError(f"the keys of {name} name columns that it has not: {strange[:5]}")
    if any(len(each.columns) != len(each.target) for each in contract.references):
        raise RefusedError(f"a foreign key of {name} has not as many columns as it points at")
