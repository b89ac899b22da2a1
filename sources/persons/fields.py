"""Which landing tables hold persons, and in which of their fields."""

from __future__ import annotations

from schemas.model import Table


def personal_fields(table: Table) -> tuple[str, ...]:
    """The fields of a landing table that hold keyed hashes of persons."""
    return tuple(one.name for one in table.fields if one.privacy == "personal")


def meets_persons(table: Table) -> bool:
    """True for a landing table in whose files persons may turn up: it has a field that is not
    open. No identifier of a person may then stand in any other column (an agent of the
    Euroregion may be one person, and its sender's form asks for a number)."""
    return any(one.privacy != "open" for one in table.fields)
