"""What is wrong with a delivery, in words on which a coordinator can act."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

LONGEST_VALUE = 80
MOST_LISTED = 12
TRANSIENT_RULES = {"transfer", "changed"}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One finding: where it is, what it is, which rule it breaks and what to do about it.

    `row` is the number that a person sees beside the row in the spreadsheet. `value` is None
    where there is none, and where the field is personal.
    """

    rule: str
    what: str
    remedy: str
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        place = [
            self.file,
            f'sheet "{self.sheet}"' if self.sheet else None,
            f"row {self.row}" if self.row is not None else None,
            f'column "{self.column}"' if self.column else None,
            f'value "{shorten(self.value)}"' if self.value is not None else None,
        ]
        where = ", ".join(part for part in place if part)
        return f"{where or 'the feed'}: {self.what} [{self.rule}]. {self.remedy}"

    def as_json(self) -> dict[str, Any]:
        """The parts by name, without those that are empty, and the sentence as `message`."""
        parts = {name: part for name, part in asdict(self).items() if part is not None}
        return {**parts, "message": str(self)}


class PullError(Exception):
    """A delivery that is refused as a whole; every problem found is in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @property
    def transient(self) -> bool:
        """True if trying again may help: the transfer failed, or the file was being written."""
        return all(problem.rule in TRANSIENT_RULES for problem in self.problems)


def refuse_if(problems: Sequence[Problem]) -> None:
    """Raises PullError with all of them, if there are any."""
    if problems:
        raise PullError(problems)


def shorten(value: str) -> str:
    """A value on one line, at most 80 characters of it."""
    line = " ".join(value.split())
    return line if len(line) <= LONGEST_VALUE else f"{line[: LONGEST_VALUE - 1]}…"


def quoted(names: Iterable[str]) -> str:
    """Names in quotation marks, parted by commas; after the twelfth only how many more."""
    return _listed([f'"{shorten(name)}"' for name in names])


def row_list(rows: Iterable[int]) -> str:
    """Row numbers in words: `row 5`, `rows 5, 7, 8`, and after the twelfth how many more."""
    numbers = [str(row) for row in rows]
    return f"row{'s' if len(numbers) != 1 else ''} {_listed(numbers)}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like this one, or None if none looks alike."""
    by_folded = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def _listed(texts: Sequence[str]) -> str:
    more = len(texts) - MOST_LISTED
    return ", ".join(texts[:MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
