"""Builds the network of some tables: nodes merged by links, lines of dimensions, complements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from publish.disclosure.sheet import Key, Sheet
from publish.disclosure.structure import ANY, REST, WITHOUT_SOME, Line, Network, Node, Row
from schemas.disclosure import Link, Relation
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
        self.cells: dict[str, list[dict[str, int]]] = {}
        """Per table and position: the number of the node in each column that has one."""

    def build(self) -> Network:
        for sheet in self.sheets:
            for link in sheet.table.disclosure.links if sheet.table.disclosure else ():
                self._merge(sheet, link)
        self.cells = {sheet.table.name: self._cells(sheet) for sheet in self.sheets}
        rows: list[Row] = []
        shows: list[Mapping[str, int]] = []
        estimates: set[int] = set()
        for sheet in self.sheets:
            withheld = _estimates(sheet)
            for key, shown in zip(sheet.keys, self.cells[sheet.table.name], strict=True):
                if shown or sheet.table.disclosure is not None:
                    rows.append(Row(sheet.table.name, key))
                    shows.append(shown)
                    estimates |= {shown[column] for column in withheld & shown.keys()}
        lines = list(dict.fromkeys(line for s in self.sheets for line in self._lines(s)))
        rests, more = self._rests(rows, shows)
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
        there = other.place
        mine, theirs = sheet.table.primary_key, other.table.primary_key
        also = {name: sheet.column(name) for name in {*link.keys, *link.where} - set(mine)}
        pairs = [(_namer(sheet, one), _namer(other, two)) for one, two in link.counts.items()]
        for position, key in enumerate(sheet.keys):
            named = dict(zip(mine, key, strict=True))
            named |= {name: values[position] for name, values in also.items()}
            if any(named.get(name) != code for name, code in link.where.items()):
                continue
            at = {yours: named[name] for name, yours in link.keys.items()} | link.codes
            target = tuple(at.get(name) for name in theirs)
            if target in there:
                for one, two in pairs:
                    self._join(one(key), two(target))

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

    def _cells(self, sheet: Sheet) -> list[dict[str, int]]:
        """Of a protected table every number that is there; of another those that are linked."""
        block = sheet.table.disclosure
        columns = block.measured() if block else linked_columns(self.sheets, sheet)
        targets = set(self.same.values())
        ways = [(column, _namer(sheet, column), _there(sheet, column)) for column in columns]
        cells: list[dict[str, int]] = []
        for position, key in enumerate(sheet.keys):
            named = ((column, name(key)) for column, name, there in ways if there[position])
            cells.append(
                {c: self._number(node) for c, node in named if block is not None or node in targets}
            )
        return cells

    def _lines(self, sheet: Sheet) -> Iterator[Line]:
        block = sheet.table.disclosure
        if block is None:
            return
        for dimension in block.dimensions:
            related = [(column, block.relation(dimension, column)) for column in block.measured()]
            for family in families(sheet, dimension.column, self.registry):
                for column, relation in related:
                    line = self._line(sheet, column, (dimension.column, relation), family)
                    if line is not None:
                        yield line

    def _line(
        self,
        sheet: Sheet,
        column: str,
        over: tuple[str, Relation],
        family: tuple[int, Sequence[int]],
    ) -> Line | None:
        parent, parts = family
        dimension, relation = over
        cells = self.cells[sheet.table.name]
        made = {cells[part][column]: part for part in parts if column in cells[part]}
        whole = cells[parent].get(column)
        if whole is None or not made:
            return None
        if any(column not in cells[part] for part in parts):
            # What is missing may be anything: the others are only a part of the parent.
            relation = WITHOUT_SOME.get(relation, relation)
        if whole in made:
            return None  # the dimension does not matter to this count
        rest = None
        if relation == "near" and sheet.exact:
            values = sheet.column(column)
            less = float(values[parent]) - sum(float(values[part]) for part in made.values())
            rest = min(less, 0.0), max(less, 0.0)
        return Line(sheet.table.name, dimension, relation, whole, tuple(sorted(made)), rest)

    def _rests(
        self, rows: Sequence[Row], shows: Sequence[Mapping[str, int]]
    ) -> tuple[tuple[tuple[int, ...], ...], list[Line]]:
        """The complements: one node and one line per pair of counts, the rows that show both."""
        pairs = {
            sheet.table.name: [(c.column, c.within) for c in sheet.table.disclosure.counts]
            if sheet.table.disclosure
            else []
            for sheet in self.sheets
        }
        lines: dict[tuple[int, int], Line] = {}
        rests: list[tuple[int, ...]] = []
        for (table, key), shown in zip(rows, shows, strict=True):
            found = []
            for column, within in pairs[table]:
                if within is None or column not in shown or within not in shown:
                    continue
                part, whole = shown[column], shown[within]
                if (whole, part) not in lines:  # the same pair in a linked table has the same rest
                    rest = self._number(Node(table, f"{column}{REST}", key))
                    lines[whole, part] = Line(table, within, "sum", whole, (part, rest))
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


def _namer(sheet: Sheet, column: str) -> Callable[[Key], Node]:
    """Key -> the node of a column in that row, before links."""
    block = sheet.table.disclosure
    count = block.count(column) if block else None
    if count is None or not count.key:
        return lambda key: Node(sheet.table.name, column, key)
    matters = [name in count.key for name in sheet.table.primary_key]
    return lambda key: Node(
        sheet.table.name,
        column,
        tuple(value if own else ANY for value, own in zip(key, matters, strict=True)),
    )


def _there(sheet: Sheet, column: str) -> Sequence[bool]:
    """Per row: whether the cell has that number at all: it is there, or (in a release) was
    withheld."""
    if not sheet.exact and column not in sheet.columns:
        return [True] * len(sheet.keys)
    shown = [value is not None for value in sheet.column(column)]
    return shown if sheet.exact else [a or b for a, b in zip(shown, sheet.withheld, strict=True)]


def _estimates(sheet: Sheet) -> set[str]:
    """What the reader of an unreliable row does not see: counts that are not published, or
    blanked with the estimate."""
    block = sheet.table.disclosure
    if block is None or block.reliability is None:
        return set()
    blanked = block.reliability.values
    return {c for c in block.measured() if c in blanked or not sheet.table.field(c).publish}


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
