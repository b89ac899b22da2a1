"""Tables that have to be protected together, because they show the same counts."""

from __future__ import annotations

from schemas.model import Table
from schemas.registry import Registry


def family(table: Table, registry: Registry) -> tuple[Table, ...]:
    """The protected tables that links connect with this one, and the unprotected tables that they
    link to; sorted by name. The table itself for one without links."""
    near: dict[str, set[str]] = {}
    for other in registry.open.values():
        for link in other.disclosure.links if other.disclosure else ():
            near.setdefault(other.name, set()).add(link.table)
            near.setdefault(link.table, set()).add(other.name)
    found, waiting = {table.name}, [table.name]
    while waiting:
        for name in near.get(waiting.pop(), set()) - found:
            found.add(name)
            waiting.append(name)
    return tuple(registry.open[name] for name in sorted(found))
