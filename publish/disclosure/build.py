"""Builds the network of some tables: nodes merged by links, lines of dimensions, complements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from publish.disclosure.sheet import Key, Sheet
from publish.disclosure.structure import ANY, REST, WITHOUT_SOME, Line, Network, Node, Row
from schemas.disclosure import Disclosure, Link
from schemas.model import TOTAL_CODE
from schemas.registry import Registry


def build(sheets: Sequence[Sheet], registry: Registry) -> Network:
    """The network of some tables of one edition. Cells without a count (missing, not suppressed)
    have no node; a line that loses a part so says less."""
    return _Builder(sheets, registry).build()


class _Builder:
    """Collects nodes and lines; what links merge gets one number."""

    def __init__(self, sheets: Sequence[Sheet], registry: Registry) -> None:
        self.sheets = sheets
        self.registry = registry
        self.by_name = {sheet.table.name: sheet for sheet in sheets}
        self.numbers: dict[Node, int] = {}
        self.same: dict[Node, Node] = {}
        self.targets: set[Node] = set()
        self.places = {sheet.table.name: sheet.place for sheet in sheets}

    def build(self) -> Network:
        for sheet in self.sheets:
            for link in sheet.table.disclosure.links if sheet.table.disclosure else ():
                self._merge(sheet, link)
        self.targets = set(self.same.values())
        rows: list[Row] = []
        shows: list[Mapping[str, int]] = []
        estimates: set[int] = set()
        for sheet in self.sheets:
            for position, key in enumerate(sheet.keys):
                shown = self._shown(sheet, position, key)
                if shown or sheet.table.disclosure is not None:
                    rows.append(Row(sheet.table.name, key))
                    shows.append(shown)
                    estimates |= self._estimates(sheet, shown)
        lines = list(dict.fromkeys(line for s in self.sheets for line in self._lines(s)))
        rests, more = self._rests(rows)
        return Network(
            nodes=tuple(self.numbers),
            rows=tuple(rows),
            columns=tuple(shows),
            rests=rests,
            lines=(*lines, *more, *_near_rests(lines, more, tuple(self.numbers))),
            estimates=frozenset(estimates),
        )

    def _merge(self, sheet: Sheet, link: Link) -> None:
        """Makes the counts of a link one: the other table's name wins."""
        other = self.by_name.get(link.table)
        if other is None:
            return
        there = set(other.keys)
        mine, theirs = sheet.table.primary_key, other.table.primary_key
        also = {*link.keys, *link.where} - set(mine)
        for position, key in enumerate(sheet.keys):
            named = dict(zip(mine, key, strict=True))
            named |= {name: sheet.column(name)[position] for name in also}
            if any(named.get(name) != code for name, code in link.where.items()):
                continue
            at = {yours: named[name] for name, yours in link.keys.items()} | link.codes
            target = tuple(at.get(name) for name in theirs)
            if target in there:
                for column, yours in link.counts.items():
                    self._join(node_of(sheet, column, key), node_of(other, yours, target))

    def _join(self, one: Node, other: Node) -> None:
        first, second = self._root(one), self._root(other)
        if first != second:
            self.same[first] = second

    def _root(self, node: Node) -> Node:
        while node in self.same:
            node = self.same[node]
        return node

    def _number(self, node: Node) -> int:
        return self.numbers.setdefault(self._root(node), len(self.numbers))

    def _shown(self, sheet: Sheet, position: int, key: Key) -> dict[str, int]:
        block = sheet.table.disclosure
        if block is None:
            linked = (node_of(sheet, column, key) for column in linked_columns(self.sheets, sheet))
            there = [n for n in linked if n in self.targets and has_node(sheet, n.column, position)]
            return {n.column: self._number(n) for n in there}
        return {
            column: self._number(node_of(sheet, column, key))
            for column in block.measured()
            if has_node(sheet, column, position)
        }

    def _estimates(self, sheet: Sheet, shown: Mapping[str, int]) -> set[int]:
        """What the reader of an unreliable row does not see: counts that are not published, or
        blanked with the estimate."""
        block = sheet.table.disclosure
        if block is None or block.reliability is None:
            return set()
        blanked = block.reliability.values
        return {
            node
            for column, node in shown.items()
            if column in blanked or not sheet.table.field(column).publish
        }

    def _lines(self, sheet: Sheet) -> Iterator[Line]:
        block = sheet.table.disclosure
        for dimension in block.dimensions if block else ():
            for parent, parts in families(sheet, dimension.column, self.registry):
                for column in block.measured() if block else ():
                    line = self._line(sheet, block, column, dimension.column, (parent, parts))
                    if line is not None:
                        yield line

    def _line(
        self,
        sheet: Sheet,
        block: Disclosure | None,
        column: str,
        dimension: str,
        family: tuple[int, Sequence[int]],
    ) -> Line | None:
        parent, parts = family
        there = [part for part in parts if has_node(sheet, column, part)]
        if block is None or not there or not has_node(sheet, column, parent):
            return None
        of_dimension = next(d for d in block.dimensions if d.column == dimension)
        relation = block.relation(of_dimension, column)
        if len(there) < len(parts):
            # What is missing may be anything: the others are only a part of the parent.
            relation = WITHOUT_SOME.get(relation, relation)
        whole = self._number(node_of(sheet, column, sheet.keys[parent]))
        made = {self._number(node_of(sheet, column, sheet.keys[part])): part for part in there}
        if whole in made:
            return None  # the dimension does not matter to this count
        values = sheet.column(column)
        rest = None
        if relation == "near" and sheet.exact:
            less = float(values[parent]) - sum(float(values[part]) for part in made.values())
            rest = min(less, 0.0), max(less, 0.0)
        return Line(sheet.table.name, dimension, relation, whole, tuple(sorted(made)), rest)

    def _rests(self, rows: Sequence[Row]) -> tuple[tuple[tuple[int, ...], ...], list[Line]]:
        """The complements: one node and one line per pair of counts, the rows that show both."""
        lines: dict[tuple[int, int], Line] = {}
        rests: list[tuple[int, ...]] = []
        for table, key in rows:
            sheet, found = self.by_name[table], []
            position = self.places[table][key]
            block = sheet.table.disclosure
            for count in block.counts if block else ():
                pair = (count.column, count.within)
                if pair[1] is None or not all(has_node(sheet, c, position) for c in pair if c):
                    continue
                part, whole = (self._number(node_of(sheet, c, key)) for c in pair if c)
                if (whole, part) not in lines:  # the same pair in a linked table has the same rest
                    name = Node(table, f"{count.column}{REST}", key)
                    rest = self._number(name)
                    lines[whole, part] = Line(table, pair[1], "sum", whole, (part, rest))
                found.append(lines[whole, part].parts[1])
            rests.append(tuple(found))
        return tuple(rests), list(lines.values())


def _near_rests(
    lines: Iterable[Line], rests: Iterable[Line], nodes: Sequence[Node]
) -> Iterator[Line]:
    """Where two counts nearly add up, one within the other, so do their complements. (Where counts
    add up exactly that follows from their lines.)"""
    near = {(line.parent, line.about): line for line in lines if line.relation == "near"}
    complement = {(line.parent, nodes[line.parts[0]].column): line.parts for line in rests}
    for (whole, column), (part, rest) in complement.items():
        for (parent, about), outer in near.items():
            inner = near.get((part, about))
            if parent != whole or inner is None:
                continue
            of_parts = [complement.get((each, column)) for each in outer.parts]
            if {pair[0] for pair in of_parts if pair} != set(inner.parts) or None in of_parts:
                continue
            parts = tuple(sorted(pair[1] for pair in of_parts if pair))
            between = None
            if outer.remainder is not None and inner.remainder is not None:
                less = sum(outer.remainder) - sum(inner.remainder)
                between = min(less, 0.0), max(less, 0.0)
            yield Line(outer.table, about, "near", rest, parts, between)


def node_of(sheet: Sheet, column: str, key: Key) -> Node:
    """The node of a column in a row, before links."""
    block = sheet.table.disclosure
    count = block.count(column) if block else None
    if count is not None and count.key:
        key = tuple(
            value if name in count.key else ANY
            for name, value in zip(sheet.table.primary_key, key, strict=True)
        )
    return Node(sheet.table.name, column, key)


def has_node(sheet: Sheet, column: str, position: int) -> bool:
    """Whether the cell has that number at all: it is there, or (in a release) was withheld."""
    if sheet.exact or column in sheet.columns:
        shown = sheet.column(column)[position] is not None
        return shown or (not sheet.exact and sheet.withheld[position])
    return True


def families(sheet: Sheet, column: str, registry: Registry) -> Iterator[tuple[int, list[int]]]:
    """Parents with their parts over one dimension, as positions of rows."""
    name = sheet.table.field(column).code_list
    codes = registry.code_lists[name].codes if name else ()
    above = {code.code: code.parent for code in codes}
    place = sheet.table.primary_key.index(column)
    groups: dict[Key, dict[str, int]] = {}
    for position, key in enumerate(sheet.keys):
        groups.setdefault((*key[:place], *key[place + 1 :]), {})[key[place]] = position
    for group in groups.values():
        parts: dict[str, list[int]] = {}
        for code, position in group.items():
            parent = _parent(code, above, group)
            if parent is not None:
                parts.setdefault(parent, []).append(position)
        for parent, found in parts.items():
            yield group[parent], found


def _parent(code: str, above: Mapping[str, str | None], there: Mapping[str, int]) -> str | None:
    """The nearest code above that has a row; else the total, where it has one."""
    if code == TOTAL_CODE:
        return None
    parent = above.get(code)
    while parent is not None and parent not in there:
        parent = above.get(parent)
    return parent or (TOTAL_CODE if TOTAL_CODE in there else None)


def linked_columns(sheets: Sequence[Sheet], sheet: Sheet) -> list[str]:
    """The columns of an unprotected table that others link to."""
    blocks = [other.table.disclosure for other in sheets]
    return sorted(
        {
            column
            for block in blocks
            for link in (block.links if block else ())
            if link.table == sheet.table.name
            for column in link.counts.values()
        }
    )
