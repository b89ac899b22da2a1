"""How much a row sums up: the weight of its loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publish.disclosure.sheet import Sheet
from publish.disclosure.structure import Network
from schemas.model import TOTAL_CODE
from schemas.registry import Registry


def leaves(sheets: Sequence[Sheet], network: Network, registry: Registry) -> list[int]:
    """Per row of the network, the number of basic cells under it: the product, over the
    dimensions, of the codes without parts that stand under its code."""
    by_table = {sheet.table.name: _by_code(sheet, registry) for sheet in sheets}
    places = {sheet.table.name: sheet.table.primary_key for sheet in sheets}
    found = []
    for table, key in network.rows:
        weight = 1
        for name, value in zip(places[table], key, strict=True):
            weight *= by_table[table].get(name, {}).get(value, 1)
        found.append(weight)
    return found


def _by_code(sheet: Sheet, registry: Registry) -> dict[str, dict[str, int]]:
    block = sheet.table.disclosure
    found: dict[str, dict[str, int]] = {}
    for dimension in block.dimensions if block else ():
        place = sheet.table.primary_key.index(dimension.column)
        codes = {key[place] for key in sheet.keys}
        name = sheet.table.field(dimension.column).code_list
        known = registry.code_lists[name].codes if name else ()
        found[dimension.column] = _leaves(codes, {c.code: c.parent for c in known})
    return found


def _leaves(codes: set[str], above: Mapping[str, str | None]) -> dict[str, int]:
    chains = {code: _chain(code, above) for code in codes}
    inner = {parent for chain in chains.values() for parent in chain} | {TOTAL_CODE}
    ends = sorted(codes - inner)
    counted = {
        code: len(ends) if code == TOTAL_CODE else sum(code in chains[end] for end in ends)
        for code in sorted(codes & inner)
    }
    return {code: max(counted.get(code, 1), 1) for code in codes}


def _chain(code: str, above: Mapping[str, str | None]) -> list[str]:
    chain = []
    parent = above.get(code)
    while parent is not None:
        chain.append(parent)
        parent = above.get(parent)
    return chain
