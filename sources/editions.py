"""The list of editions: the academic years for which annual feeds are pulled."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

EDITIONS = Path(__file__).parent / "editions.yml"
_ACADEMIC_YEAR = re.compile(r"(\d{4})-(\d{2})")


class EditionError(ValueError):
    """An academic year that does not exist, or that is no edition; the message says which are."""


@cache
def load_editions(path: Path = EDITIONS) -> tuple[str, ...]:
    """The codes of all editions, oldest first. Raises EditionError for an impossible year."""
    years = tuple(str(year) for year in yaml.safe_load(path.read_text("utf-8"))["academic_years"])
    for year in years:
        if not is_academic_year(year):
            raise EditionError(f"{path.name}: {_impossible(year)}")
    if list(years) != sorted(set(years)):
        raise EditionError(f"{path.name}: editions stand once each, oldest first")
    return years


def is_academic_year(code: str) -> bool:
    """True for `2024-25`: a year and the last two digits of the next one."""
    match = _ACADEMIC_YEAR.fullmatch(code)
    return match is not None and (int(match[1]) + 1) % 100 == int(match[2])


def require_edition(code: str, path: Path = EDITIONS) -> None:
    """Raises EditionError for an academic year that does not exist or is no edition."""
    known = load_editions(path)
    if not is_academic_year(code):
        raise EditionError(_impossible(code))
    if code not in known:
        raise EditionError(
            f"{code} is no edition of the observatory; there are {', '.join(known)}. "
            f"A new edition is one line in sources/editions.yml."
        )


def _impossible(code: str) -> str:
    return f"the academic year {code} does not exist; write the two years as 2024-25"
