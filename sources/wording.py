"""What a broken rule means for the person who sends the rows, and what mends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from schemas.dialect import Dialect
from schemas.model import CodeList, Field, ForeignKey, Table, fold
from schemas.registry import Registry
from sources.connectors.reading import Melted, RefusedCell
from sources.editions import is_academic_year
from sources.persons.withholding import (
    MISPLACED_RULE,
    PERSON_RULE,
    SAID_OF_MISPLACED,
    said_of,
)
from sources.problem import Problem, nearest

MOST_CODES = 40

_DATE_EXAMPLE = {
    "%Y": "2026",
    "%y": "26",
    "%m": "09",
    "%d": "15",
    "%H": "00",
    "%M": "00",
    "%S": "00",
}


@dataclass(frozen=True)
class Failure:
    """A broken rule as the verdict gives it, and the earlier row where a key is repeated."""

    row: int
    rule: str
    column_name: str
    value: str | None
    first_row: int | None = None


@dataclass(frozen=True)
class Wording:
    """Puts failures of one file into words. `spellings` proposes names for foreign keys."""

    table: Table
    registry: Registry
    dialect: Dialect
    file: str
    sheet: str | None
    headers: Mapping[str, str]
    """Field -> the header that the file has for it."""
    partition: str | None
    spellings: Callable[[ForeignKey], Mapping[str, Sequence[str]]]
    """Foreign key -> its known spellings, each with the rows it means."""
    melted: Melted | None = None
    """Of a file whose rows are cells: tells row and column of each."""
    refused: Mapping[tuple[int, str], RefusedCell] = field(default_factory=dict)
    """(Row, rule) -> the cell that the file's own structure does not allow."""

    def _is_withheld(self, failure: Failure, fields: Sequence[Field]) -> bool:
        """True for what may name a person. The cells of a melted file were searched for identity
        numbers one by one, so what is left of an answer is told: nobody could mend it otherwise."""
        private = {"personal"} if self.melted else {"personal", "protected"}
        return failure.rule == MISPLACED_RULE or any(one.privacy in private for one in fields)

    def problem(self, failure: Failure) -> Problem:
        """The failure as a sentence; the value of a field that is not open stays out of it: a
        mistyped identifier of a person is one still."""
        names = [name for name in failure.column_name.split(", ") if name]
        fields = [self.table.field(name) for name in names]
        row, column = failure.row, ", ".join(self.headers.get(n, n) for n in names) or None
        cell = self.refused.get((failure.row, failure.rule))
        if self.melted is not None:
            row, header = self.melted.place(failure.row)
            column = header if column else None
            failure = self._unmelted(failure)
        what, remedy = (cell.what, cell.remedy) if cell else self._say(failure, fields)
        return Problem(
            rule=failure.rule,
            file=self.file,
            sheet=self.sheet,
            row=row,
            column=column,
            value=None if self._is_withheld(failure, fields) else failure.value,
            what=what,
            remedy=remedy,
        )

    def _unmelted(self, failure: Failure) -> Failure:
        """The failure with the earlier row, if there is one, as a person counts."""
        if self.melted is None or failure.first_row is None:
            return failure
        return replace(failure, first_row=self.melted.place(failure.first_row)[0])

    def _say(self, failure: Failure, fields: Sequence[Field]) -> tuple[str, str]:
        match failure.rule:
            case "unique" | "primary-key":
                said = _repeated(failure)
            case "foreign-key" | "ambiguous-name":
                said = self._unresolved(failure, fields)
            case "partition":
                said = (
                    f"the file is the one of {self.partition}, and the row is of another year",
                    "Move the row to the file of its year, or mend the year.",
                )
            case "type":
                said = _mistyped(fields[0], self.dialect)
            case "enum":
                codes = self.registry.code_lists[fields[0].code_list or ""]
                said = _unknown_code(fields[0], codes, failure.value or "")
            case rule if rule == PERSON_RULE:
                said = said_of(failure.value or "")
            case rule if rule in _OF_ROW:
                said = _OF_ROW[rule]
            case rule:
                said = _out_of_bounds(rule, fields[0])
        return said

    def _unresolved(self, failure: Failure, fields: Sequence[Field]) -> tuple[str, str]:
        named = tuple(field.name for field in fields)
        key = next(key for key in self.table.foreign_keys if key.fields == named)
        known, value = self.spellings(key), failure.value or ""
        if failure.rule == "ambiguous-name":
            owners = {
                o for word, means in known.items() if fold(word) == fold(value) for o in means
            }
            return (
                f"the name means several rows of {key.reference}: {', '.join(sorted(owners))}",
                "Write the id instead of the name, or take the spelling off all but one of them.",
            )
        close = _nearest(value, tuple(known))
        meaning = "" if close is None or close in known[close] else f" ({known[close][0]})"
        hint = f'Is it "{close}"{meaning}? ' if close else ""
        if key.any_of:
            mend = "Write it so, or enter this spelling among the other names in the register."
            return f"{key.reference} knows no such name", f"{hint}{mend}"
        return (
            f"{key.reference} has no such row",
            f"{hint}Mend it, or deliver the row of {key.reference} first.",
        )


_OF_ROW = {
    "required": ("the cell is empty, and every row needs a value here", "Fill it in."),
    "blank-row": ("the row has no value", "Fill it in or delete it."),
    "row-length": (
        "the row has another number of cells than the header",
        "Look for a delimiter inside a text: such a text needs quotation marks.",
    ),
    "error-cell": (
        "the cell holds an error of the spreadsheet instead of a value",
        "Mend the formula or write the value itself.",
    ),
    "staff-unit": (
        "the number of staff is outside the size band that the firm states, and a thousand times "
        "more or less would be inside",
        "Ask the firm for the number of persons, not of thousands, and mend it in LimeSurvey.",
    ),
    MISPLACED_RULE: SAID_OF_MISPLACED,
    "origin": (
        "the row is synthetic, and its feed is not declared as synthetic",
        "Take the row out, or declare the feed's origin as synthetic.",
    ),
}


@lru_cache(maxsize=4096)
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    """Remembers: one misspelling often stands in thousands of rows."""
    return nearest(word, known)


def _repeated(failure: Failure) -> tuple[str, str]:
    if failure.value is None:
        return "the key is empty", "Give the row its key."
    first = f" row {failure.first_row}" if failure.first_row else " an earlier row"
    return (
        f"the same {'key' if failure.rule == 'primary-key' else 'value'} stands in{first}",
        "Delete one of the two, or give this one its own.",
    )


def _mistyped(field: Field, dialect: Dialect) -> tuple[str, str]:
    if field.type in {"number", "integer"}:
        if field.type == "integer":
            return "that is no whole number", "Write digits only, such as 2024."
        places = f"{field.precision} digits, {field.scale} of them decimals"
        mark = dialect.decimal_mark
        return (
            f"that is no number of at most {places}",
            f'Write it with the decimal mark "{mark}", such as 6{mark}5, and without units.',
        )
    if field.type == "boolean":
        yes, no = dialect.true_values, dialect.false_values
        return "that is neither yes nor no", f"Write {_either(yes)} or {_either(no)}."
    if field.type in {"date", "datetime"}:
        shapes = [_example(date_format) for date_format in dialect.date_formats]
        return "that is no date", f"Write a day that exists as {' or '.join(shapes)}."
    return "that is no web address", "Write it in full, beginning with https://."


def _unknown_code(field: Field, codes: CodeList, value: str) -> tuple[str, str]:
    terms = {fold(term): code.code for code in codes.codes for term in code.terms()}
    parts = value.split(field.separator) if field.separator else [value]
    unknown = next((part.strip() for part in parts if fold(part) not in terms), value)
    what = f'"{unknown}" is no term of the code list {codes.name}'
    if field.code_list == "academic_year" and not is_academic_year(unknown):
        what = f'the academic year "{unknown}" does not exist'
    close = _nearest(unknown, tuple(term for code in codes.codes for term in code.terms()))
    hint = f'Is it "{close}"? ' if close else ""
    listed = ", ".join(codes.values()[:MOST_CODES])
    more = " …" if len(codes.codes) > MOST_CODES else ""
    return what, f"{hint}Known are {listed}{more}, and their names in four languages."


def _out_of_bounds(rule: str, field: Field) -> tuple[str, str]:
    unit = f" {field.unit}" if field.unit else ""
    if rule == "minimum":
        return f"that is less than {field.minimum}{unit}", "Check the value."
    if rule == "maximum":
        return f"that is more than {field.maximum}{unit}", "Check the value and its unit."
    return (
        f"{field.title.en.lower()} has another form",
        f"Write it as the pattern says: {field.pattern}",
    )


def _either(words: Sequence[str]) -> str:
    return " / ".join(words)


def _example(date_format: str) -> str:
    for directive, text in _DATE_EXAMPLE.items():
        date_format = date_format.replace(directive, text)
    return date_format
