"""Finding the header row of a file, and judging the headers it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sources.connectors.reading import HeaderPlan
from sources.problem import Problem, nearest, quoted

SEARCHED_ROWS = 50
"""How far down a header is looked for below title rows."""

Merged = Sequence[tuple[int, int, int, int]]


@dataclass(frozen=True)
class Header:
    """A row of headers: its index from 0, the names in it, how many of the needed it holds."""

    index: int
    names: tuple[str, ...]
    matched: int
    last_index: int
    """Index of the last row that the header reaches down to (merged cells)."""


def fold_header(text: str) -> str:
    """A header as it is compared: blanks squeezed, case folded."""
    return " ".join(text.split()).casefold()


def find_header(
    rows: Sequence[Sequence[str]],
    plan: HeaderPlan,
    declared: int | None = None,
    merged: Merged = (),
) -> Header:
    """The first row that holds the most of the required headers.

    `declared` (from 1) names the row and ends the search. `merged` spans are filled, so that a
    header over two rows gives each column its lowest text, or `upper / lower` if that is what
    the plan knows. A file without rows gives a header without names.
    """
    best = Header(index=0, names=(), matched=0, last_index=0)
    indexes = range(min(len(rows), SEARCHED_ROWS)) if declared is None else (declared - 1,)
    for index in indexes:
        if index >= len(rows):
            break
        names = tuple(_names(rows, index, plan, merged))
        matched = _matched(names, plan)
        if matched > best.matched or (declared is not None):
            best = Header(index, names, matched, _reaches(index, merged))
    return best


def complete(header: Header, plan: HeaderPlan) -> bool:
    """True if the row holds every required header."""
    return header.matched == len(plan.required)


def header_problems(
    names: Sequence[str],
    plan: HeaderPlan,
    file: str,
    sheet: str | None = None,
    row: int | None = None,
) -> list[Problem]:
    """Missing, unknown and duplicate columns, each with the nearest spelling there is."""
    found = [*_missing(names, plan), *_unknown(names, plan), *_duplicates(names, plan)]
    return [replace(problem, file=file, sheet=sheet, row=row) for problem in found]


def _matched(names: Sequence[str], plan: HeaderPlan) -> int:
    folded = {fold_header(name) for name in names}
    return sum(any(fold_header(name) in folded for name in group) for group in plan.required)


def _names(
    rows: Sequence[Sequence[str]], index: int, plan: HeaderPlan, merged: Merged
) -> Iterator[str]:
    known = _known(plan)
    for column in range(len(rows[index])):
        lower = _text(rows, index, column, merged)
        upper = _text(rows, index - 1, column, merged, spread=True) if index else ""
        both = f"{upper} / {lower}"
        yield both if upper and fold_header(both) in known else lower


def _text(
    rows: Sequence[Sequence[str]], index: int, column: int, merged: Merged, spread: bool = False
) -> str:
    """The text seen at a place: of the cell, or of the merged cell that covers it.

    A merged header names the first of its columns only; the others have no name of their own
    unless the text is `spread` over them, as a heading over several columns is.
    """
    for first_row, first_column, last_row, last_column in merged:
        inside = first_row - 1 <= index <= last_row - 1 and first_column <= column <= last_column
        if inside and first_row - 1 < len(rows):
            named = spread or column == first_column
            return " ".join(rows[first_row - 1][first_column].split()) if named else ""
    cells = rows[index]
    return " ".join(cells[column].split()) if column < len(cells) else ""


def _reaches(index: int, merged: Merged) -> int:
    covering = [last - 1 for first, _, last, _ in merged if first - 1 <= index <= last - 1]
    return max([index, *covering])


def _missing(names: Sequence[str], plan: HeaderPlan) -> Iterator[Problem]:
    folded = {fold_header(name) for name in names}
    found = [name for name in names if name]
    spare = [name for name in found if fold_header(name) not in _known(plan)]
    for group in plan.required:
        if any(fold_header(name) in folded for name in group):
            continue
        close = next((near for name in group if (near := nearest(name, spare))), None)
        hint = f'Is it "{close}"? ' if close else ""
        yield Problem(
            rule="missing-column",
            column=group[0],
            what=f"there is no column {' or '.join(quoted([name]) for name in group)}; "
            f"the headers found are {quoted(found) if found else 'none'}",
            remedy=f"{hint}Give the column this header in the file, or enter the header that "
            f"the file has under `columns` of the feed.",
        )


def _unknown(names: Sequence[str], plan: HeaderPlan) -> Iterator[Problem]:
    known = _known(plan)
    for name in dict.fromkeys(names):
        if name and fold_header(name) not in known:
            close = nearest(name, known.values())
            hint = f'Is it "{close}"? ' if close else ""
            yield Problem(
                rule="unknown-column",
                column=name,
                what="the feed does not know this column",
                remedy=f"{hint}Take it out of the file, or enter it in the feed: under `columns` "
                f"with its field, or under `ignore` with the reason.",
            )


def _duplicates(names: Sequence[str], plan: HeaderPlan) -> Iterator[Problem]:
    seen: dict[str, list[str]] = {}
    groups = {
        fold_header(name): group[0] for group in (*plan.required, *plan.optional) for name in group
    }
    for name in names:
        if name:
            seen.setdefault(groups.get(fold_header(name), fold_header(name)), []).append(name)
    for same in seen.values():
        if len(same) > 1:
            yield Problem(
                rule="duplicate-column",
                column=same[0],
                what=f"{len(same)} columns mean the same: {quoted(same)}",
                remedy="Keep one of them, or give the others headers of their own.",
            )


def _known(plan: HeaderPlan) -> dict[str, str]:
    return {fold_header(name): name for group in (*plan.required, *plan.optional) for name in group}
