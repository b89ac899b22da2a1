"""How the columns of a feed's file become the fields of its landing table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from schemas.model import Field, Table
from schemas.registry import Registry
from schemas.sql import identifier, literal
from sources.connectors.address import is_remote
from sources.connectors.readers.headers import fold_header
from sources.connectors.reading import HeaderPlan, Layout, LocalFile
from sources.feed import REFERENCE, Feed, FeedError
from sources.persons.fields import personal_fields
from sources.problem import nearest, quoted


@dataclass(frozen=True)
class Column:
    """A column of the file: its header as sent, and the field it fills or why it fills none."""

    header: str
    field: str | None
    reason: str | None = None


def headers_of(feed: Feed, table: Table) -> dict[str, tuple[str, ...]]:
    """Field -> the headers that may carry it. Without `columns` a field has its own name."""
    if not feed.columns:
        return {f.name: (f.name,) for f in table.fields if f.name not in feed.constants}
    groups: dict[str, tuple[str, ...]] = {}
    for header, field in feed.columns.items():
        groups[field] = (*groups.get(field, ()), header)
    return groups


def layout_of(
    feed: Feed, table: Table, partition: str | None, structure: LocalFile | None = None
) -> Layout:
    """What a reader has to know of the feed's file."""
    groups = headers_of(feed, table)
    ignored = [(header,) for header in feed.ignore]
    spare = [group for field, group in groups.items() if field in feed.optional]
    return Layout(
        format=feed.format,
        headers=HeaderPlan(
            required=tuple(g for field, g in groups.items() if field not in feed.optional),
            optional=(*spare, *ignored),
        ),
        encoding=feed.encoding,
        delimiter=feed.delimiter,
        sheet=filled(feed.sheet, partition) if feed.sheet else None,
        header_row=feed.header_row,
        records=feed.records,
        stated_count=feed.stated_count,
        success=feed.success,
        declared_fields=feed.declared_fields,
        decimal_mark=feed.dialect.decimal_mark,
        list_separator=feed.dialect.list_separator,
        fill_merged=feed.merged_cells == "fill",
        max_bytes=feed.max_bytes,
        structure=structure,
        left_out=feed.ignore,
    )


def columns_of(feed: Feed, table: Table, names: tuple[str, ...]) -> tuple[Column, ...]:
    """What becomes of each column of a file, in the order of the file."""
    fields = {
        fold_header(h): field for field, group in headers_of(feed, table).items() for h in group
    }
    reasons = {fold_header(header): reason for header, reason in feed.ignore.items()}
    return tuple(
        Column(name, fields.get(fold_header(name)), None if name else "no header and no values")
        if fold_header(name) not in reasons
        else Column(name, None, reasons[fold_header(name)])
        for name in names
    )


def sent_sql(feed: Feed, table: Table, columns: tuple[Column, ...], partition: str | None) -> str:
    """The select list that turns columns `c0`, `c1`, … into the table's fields, all as text."""
    places = {column.field: f"c{i}" for i, column in enumerate(columns) if column.field}
    return ", ".join(
        f"{_value(feed, field, places.get(field.name), partition)} AS {identifier(field.name)}"
        for field in table.fields
    )


def filled(template: str, partition: str | None) -> str:
    """A text of the feed with its `{academic_year}` filled in."""
    return template.replace("{academic_year}", partition or "")


def address_of(template: str, inbox: Path | str, partition: str | None) -> str:
    """An address of the feed with its drop folder, reference folder and academic year."""
    address = filled(template, partition)
    return address.replace("{inbox}", str(inbox)).replace("{reference}", str(REFERENCE))


def check_feed(feed: Feed, registry: Registry) -> None:
    """Raises FeedError, with every contradiction between the feed and its landing table."""
    table = registry.landing.get(feed.table)
    if table is None:
        close = nearest(feed.table, registry.landing)
        hint = f'; is it "{close}"?' if close else ""
        raise FeedError(f"feed {feed.name}: there is no landing table {feed.table}{hint}")
    found = [*_unknown_fields(feed, table), *_unfilled_fields(feed, table)]
    found += [*_clashing_headers(feed, table), *_pointless_protection(feed, registry)]
    coded = {field.name for field in table.fields if field.code_list}
    if feed.partition is not None and feed.partition not in coded:
        found.append(f"partition {feed.partition} is no coded field of {table.name}")
    if feed.constants.get("origin", feed.origin) != feed.origin:
        found.append(f"origin is {feed.origin}, but the constant says otherwise")
    found += _unsafe_for_persons(feed, table)
    if found:
        raise FeedError(f"feed {feed.name}: {'; '.join(found)}")


def _unsafe_for_persons(feed: Feed, table: Table) -> list[str]:
    """What would let the identifier of a person reach a file: see `sources.persons`."""
    personal = personal_fields(table)
    if not personal:
        return []
    found = []
    if is_remote(feed.address):
        found.append(
            f"{quoted(personal)} of {table.name} are personal, and a file from a remote address "
            f"would be written before it is hashed: read it from the drop folder"
        )
    if feed.header_row is not None:
        found.append(
            f"{quoted(personal)} of {table.name} are personal: the header has to be found by its "
            f"names, or a row of persons could be taken for it; take header_row out"
        )
    if fixed := [name for name in personal if name in feed.constants]:
        found.append(f"{quoted(fixed)} are personal and cannot be the same in every row")
    return found


def _value(feed: Feed, field: Field, place: str | None, partition: str | None) -> str:
    if field.name in feed.constants:
        return literal(filled(feed.constants[field.name], partition))
    if place is None:
        return "NULL::VARCHAR"
    sent, kept = feed.dialect.list_separator, field.separator
    if kept is not None and sent != kept:
        return f"replace({place}, {literal(sent)}, {literal(kept)})"
    return place


def _unknown_fields(feed: Feed, table: Table) -> list[str]:
    known = {field.name for field in table.fields}
    named = {*feed.columns.values(), *feed.constants, *feed.optional}
    return [
        f"{table.name} has no field {name}" + (f'; is it "{close}"?' if close else "")
        for name in sorted(named - known)
        for close in [nearest(name, known)]
    ]


def _unfilled_fields(feed: Feed, table: Table) -> list[str]:
    sent = set(headers_of(feed, table))
    found = [
        f"field {field.name} is required, but no column or constant fills it"
        for field in table.fields
        if field.required
        and field.name not in feed.constants
        and (field.name not in sent or field.name in feed.optional)
    ]
    return found + [
        f"{name} is optional, but no column fills it" for name in feed.optional if name not in sent
    ]


def _clashing_headers(feed: Feed, table: Table) -> list[str]:
    groups = headers_of(feed, table)
    filling = [header for group in groups.values() for header in group]
    headers = [*filling, *feed.ignore]
    folded = [fold_header(header) for header in headers]
    twice = sorted({header for header in headers if folded.count(fold_header(header)) > 1})
    found = [f"the headers {quoted(twice)} are the same but for case or blanks"] if twice else []
    if (
        feed.totals_count is not None
        and fold_header(feed.totals_count) not in folded[: len(filling)]
    ):
        found.append(f"totals_count names {feed.totals_count}, which fills no field")
    if feed.totals_count is not None and feed.totals_marker is None:
        found.append("totals_count needs a totals_marker")
    return found


def _pointless_protection(feed: Feed, registry: Registry) -> list[str]:
    return [
        f"it protects {name}, which is no landing table that points at {feed.table}"
        for name in feed.protects
        if name not in registry.landing
        or feed.table not in {key.reference for key in registry.landing[name].foreign_keys}
    ]
