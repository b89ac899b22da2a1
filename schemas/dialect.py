"""How one file writes numbers, dates, yes and no, and what it writes for nothing."""

from __future__ import annotations

import re

from pydantic import Field as Attribute
from pydantic import field_validator, model_validator

from schemas.model import Model, fold

ISO_DATE = "%Y-%m-%d"

_DIRECTIVES = {
    "%Y": "[0-9]{4}",
    "%y": "[0-9]{2}",
    "%m": "[0-9]{1,2}",
    "%d": "[0-9]{1,2}",
    "%H": "[0-9]{1,2}",
    "%M": "[0-9]{2}",
    "%S": "[0-9]{2}",
}


class Dialect(Model):
    """The writing habits of one feed; the default is that of Table Schema 2.0.

    Dates are read by the first format that the text has the shape of. Words for yes and no are
    compared like codes: without regard to case and surplus blanks.
    """

    decimal_mark: str = "."
    thousands_mark: str = ""
    date_formats: tuple[str, ...] = Attribute(default=(ISO_DATE,), min_length=1)
    true_values: tuple[str, ...] = Attribute(default=("true",), min_length=1)
    false_values: tuple[str, ...] = Attribute(default=("false",), min_length=1)
    missing_values: tuple[str, ...] = ()
    """Beside the empty cell and those that the table itself declares."""
    excel_serial: bool = False
    """A whole number in a date column counts days as Excel does (1900 date system)."""

    @field_validator("decimal_mark", "thousands_mark")
    @classmethod
    def _mark_is_one_sign(cls, mark: str) -> str:
        if len(mark) > 1 or mark.isdigit() or mark in {"+", "-"}:
            raise ValueError(f"a mark is one character, neither digit nor sign, not '{mark}'")
        return mark

    @model_validator(mode="after")
    def _readings_are_distinct(self) -> Dialect:
        if self.decimal_mark in {"", self.thousands_mark}:
            raise ValueError("the decimal mark is missing, or is the thousands mark as well")
        shapes: dict[str, str] = {}
        for date_format in self.date_formats:
            other = shapes.setdefault(shape(date_format), date_format)
            if other != date_format:
                raise ValueError(f"one text can be read as {other} and as {date_format}")
        if both := set(map(fold, self.true_values)) & set(map(fold, self.false_values)):
            raise ValueError(f"'{min(both)}' would mean both yes and no")
        return self


def shape(date_format: str) -> str:
    """The regular expression of what a date format writes.

    Needed beside strptime, which reads `1/2/24` as the year 24. Raises ValueError for a
    directive other than %Y %y %m %d %H %M %S, or a format without year, month and day.
    """
    parts = re.split(r"(%.)", date_format)
    unknown = [part for part in parts if part.startswith("%") and part not in _DIRECTIVES]
    if unknown or not ({"%m", "%d"} <= set(parts) and {"%Y", "%y"} & set(parts)):
        raise ValueError(
            f"date format '{date_format}' must have a year, a month and a day, "
            f"written with {' '.join(_DIRECTIVES)}"
        )
    return "".join(_DIRECTIVES.get(part, re.escape(part)) for part in parts)
