"""One cell as DuckDB SQL: its text, its typed value, and the rules it breaks.

A cell is read in steps, so that each expression stands once in the query: `sent` turns the text
of the relation into a text or NULL (missing), `cast` turns that into the engine's idea of the
value. The engine is more lenient than the contract (it reads '1e3' as an integer, rounds '1.005'
into two decimals, takes 'infinity' for a date), so `is_typed` looks at the text as well. Where
nearly every cell is written as the engine would write it (integers, dates), the text is first
compared with the value written back, which is cheap; a regular expression judges the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from schemas.dialect import ISO_DATE, Dialect, shape
from schemas.model import TOTAL_CODE, CodeList, Field, duckdb_type, fold
from schemas.sql import folded, identifier, is_blank, is_one_of, literal

URI = r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s]+"
SERIAL = r"[1-9][0-9]{0,6}(\.0*)?"
ISO_DATETIME = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z?"
)
EXCEL_LAST_DAY = 2958465
"""9999-12-31 as Excel counts it."""


class Rule(NamedTuple):
    """A rule of one cell: its name in Table Schema, and SQL that is true where it holds."""

    name: str
    holds: str


@dataclass(frozen=True)
class Cell:
    """The SQL of one field's cells. `text` and `value` are columns of the inner queries."""

    field: Field
    codes: CodeList | None
    missing: tuple[str, ...]
    dialect: Dialect
    any_term: bool
    """A code may be written as any of its terms (landing), or only as the code (open)."""

    @property
    def text(self) -> str:
        """The column that holds the cell as sent, NULL when it is missing."""
        return identifier(f"{self.field.name} sent")

    @property
    def value(self) -> str:
        """The column that holds what the engine reads in the text; NULL when it reads nothing."""
        return self.text if self.field.type == "string" else identifier(f"{self.field.name} cast")

    @property
    def iso(self) -> str:
        """The column that holds what the engine's own reading of dates gives; '' when the cell
        is no date, or the dialect does not write dates so."""
        if self.field.type != "date" or ISO_DATE not in self.dialect.date_formats:
            return ""
        return identifier(f"{self.field.name} iso")

    def columns(self) -> tuple[str, ...]:
        """The columns of the inner queries, each once."""
        return tuple(dict.fromkeys(filter(None, (self.text, self.iso, self.value))))

    def sent(self) -> str:
        """SQL over the relation's own column: the text, NULL for a blank or a declared word.

        A text of blanks begins with something else than a visible ASCII character: only the few
        that do are looked at closely.
        """
        raw = identifier(self.field.name)
        words = is_one_of(raw, ("", *self.missing)) if self.missing else f"{raw} = ''"
        unusual = f"{raw} NOT BETWEEN '!' AND '~'"
        return (
            f"CASE WHEN {words} THEN NULL "
            f"WHEN {unusual} THEN CASE WHEN {is_blank(raw)} THEN NULL ELSE {raw} END "
            f"ELSE {raw} END"
        )

    def cast(self) -> str:
        """SQL over `text`: the value, NULL when there is none. Lenient: see `is_typed`."""
        kind = self.field.type
        if kind == "boolean":
            return self._boolean()
        if kind == "date":
            return self._date()
        text = self.text if kind == "datetime" else self._plain_number()
        return f"TRY_CAST({text} AS {duckdb_type(self.field)})"

    def typed(self) -> str:
        """SQL of the value where the text is of the field's type; NULL elsewhere."""
        condition = self.is_typed()
        return f"CASE WHEN {condition} THEN {self.value} END" if condition else self.value

    def is_typed(self) -> str:
        """SQL: is the text of the field's type? NULL for a missing cell; '' when any text is."""
        kind = self.field.type
        if kind == "string":
            return self._matches(URI) if self.field.format == "uri" else ""
        if kind in {"boolean", "date"}:
            return self._is_read()
        if kind == "datetime":
            return self._is_written_as(ISO_DATETIME)
        written = self._is_written_as(self._number_shape())
        if kind == "integer" and not self.dialect.thousands_mark:
            return f"CASE WHEN {self.value}::VARCHAR = {self.text} THEN true ELSE {written} END"
        return written

    def rules(self) -> list[Rule]:
        """The rules beyond presence and type, each NULL for a missing cell."""
        rules = []
        if self.codes is not None:
            rules.append(Rule("enum", self._is_code(self.codes)))
        if self.field.pattern is not None:
            rules.append(Rule("pattern", self._matches(self.field.pattern)))
        for name, sign in (("minimum", ">="), ("maximum", "<=")):
            bound = getattr(self.field, name)
            if bound is not None:
                kind = duckdb_type(self.field)
                rules.append(Rule(name, f"{self.value} {sign} CAST({literal(bound)} AS {kind})"))
        return rules

    def accepted(self) -> str:
        """SQL that is true where the cell breaks no rule of its own; '' when none can break."""
        conditions = [self.is_typed(), *(rule.holds for rule in self.rules())]
        joined = " AND ".join(f"({condition})" for condition in conditions if condition)
        if joined:
            return f"coalesce({joined}, {str(not self.field.required).lower()})"
        return f"{self.text} IS NOT NULL" if self.field.required else ""

    def failures(self) -> list[str]:
        """SQL of one struct (rule, column_name, value) per rule that can be broken, else NULL."""
        found = []
        if self.field.required:
            found.append(self._failure("required", f"{self.text} IS NULL"))
        is_typed = self.is_typed()
        if is_typed:
            found.append(self._failure("type", f"NOT ({is_typed})"))
        for rule in self.rules():
            guard = f"({is_typed}) AND " if is_typed else ""
            found.append(self._failure(rule.name, f"{guard}NOT ({rule.holds})"))
        return found

    def _failure(self, rule: str, condition: str) -> str:
        return f"CASE WHEN {condition} THEN {failure(rule, self.field.name, self.text)} END"

    def _matches(self, pattern: str) -> str:
        return f"regexp_full_match({self.text}, {literal(pattern)})"

    def _is_read(self) -> str:
        """True when the engine's reading is already exact, NULL when the cell is missing."""
        missing = f"WHEN {self.text} IS NULL THEN NULL"
        return f"CASE WHEN {self.value} IS NOT NULL THEN true {missing} ELSE false END"

    def _is_written_as(self, pattern: str) -> str:
        """Without a CASE, which costs more than the expression: NULL only for a missing cell."""
        return f"({self._matches(pattern)} AND ({self.value} IS NOT NULL OR {self.text} IS NULL))"

    def _plain_number(self) -> str:
        """The text with the dialect's marks turned into those of SQL."""
        number = self.text
        if self.dialect.thousands_mark:
            number = f"replace({number}, {literal(self.dialect.thousands_mark)}, '')"
        if self.dialect.decimal_mark != ".":
            number = f"replace({number}, {literal(self.dialect.decimal_mark)}, '.')"
        return number

    def _number_shape(self) -> str:
        """Digits in plain notation, no more decimals than the scale holds (zeros apart).

        An exponent is refused: '1.23E+05' is what a spreadsheet shows once digits are cut.
        """
        mark = self.dialect.thousands_mark
        whole = "[0-9]+"
        if mark:
            whole = f"([0-9]{{1,3}}({re.escape(mark)}[0-9]{{3}})+|[0-9]+)"
        if self.field.type == "integer":
            return rf"\s*[+-]?{whole}\s*"
        point, scale = re.escape(self.dialect.decimal_mark), self.field.scale or 0
        leading = f"|{point}[0-9]{_decimals(scale - 1)}" if scale else ""
        return rf"\s*[+-]?({whole}({point}{_decimals(scale)})?{leading})\s*"

    def _is_code(self, codes: CodeList) -> str:
        total = (TOTAL_CODE,) if self.field.total else ()
        values = (*codes.values(), *total)
        if not self.any_term:
            return is_one_of(self.text, values)
        terms = [term for code in codes.codes for term in code.terms()]
        words = [*dict.fromkeys(map(fold, terms))]
        if self.field.separator is None:
            rest = is_one_of(folded(self.text), words)
        else:
            rest = self._are_codes(words, self.field.separator)
        # From the cheapest question to the dearest: a code, a term as listed, a term folded.
        return (
            f"CASE WHEN {is_one_of(self.text, values)} THEN true "
            f"WHEN {is_one_of(self.text, terms)} THEN true ELSE {rest} END"
        )

    def _are_codes(self, terms: list[str], separator: str) -> str:
        if clashing := [term for term in terms if separator in term]:
            raise ValueError(
                f"{self.field.name}: the separator '{separator}' stands in the term {clashing[0]}"
            )
        one = "|".join(re.escape(term) for term in sorted(terms))
        pattern = f"({one})( ?{re.escape(separator)} ?({one}))*"
        return f"regexp_full_match({folded(self.text)}, {literal(pattern)})"

    def _boolean(self) -> str:
        yes, no = self.dialect.true_values, self.dialect.false_values
        word = folded(self.text)
        words = (
            f"CASE WHEN {is_one_of(word, map(fold, yes))} THEN true "
            f"WHEN {is_one_of(word, map(fold, no))} THEN false END"
        )
        return (
            f"CASE WHEN {is_one_of(self.text, yes)} THEN true "
            f"WHEN {is_one_of(self.text, no)} THEN false ELSE {words} END"
        )

    def _date(self) -> str:
        """The day by the first format that the text has the shape of, exact as it stands."""
        cases = [self._format_case(date_format) for date_format in self.dialect.date_formats]
        if self.dialect.excel_serial:
            cases.append(f"WHEN {self._matches(SERIAL)} THEN {self._serial_day()}")
        read = f"CASE {' '.join(cases)} END"
        if not self.iso:
            return read
        canonical = f"strlen({self.text}) = 10 AND {self.iso}::VARCHAR = {self.text}"
        return f"CASE WHEN {canonical} THEN {self.iso} ELSE {read} END"

    def _format_case(self, date_format: str) -> str:
        moment = f"try_strptime({self.text}, {literal(date_format)})"
        # A day with a time of day is not a day: only midnight loses nothing.
        whole = f"CASE WHEN {moment} = date_trunc('day', {moment}) THEN {moment}::DATE END"
        day = whole if "%H" in date_format else f"{moment}::DATE"
        in_calendar = f"CASE WHEN year({moment}) >= 1 THEN {day} END"
        return f"WHEN {self._matches(shape(date_format))} THEN {in_calendar}"

    def _serial_day(self) -> str:
        """Excel counts a 29 February 1900 that never was (day 60): no date, and the days before
        it are one further from the origin than those after."""
        number = f"CAST(TRY_CAST({self.text} AS DECIMAL(9,0)) AS INTEGER)"
        return (
            f"CASE WHEN {number} < 60 THEN DATE '1899-12-31' + {number} "
            f"WHEN {number} BETWEEN 61 AND {EXCEL_LAST_DAY} THEN DATE '1899-12-30' + {number} END"
        )


def failure(rule: str, column: str, value: str) -> str:
    """SQL of one failure; `value` is SQL of the text as sent."""
    return f"{{'rule': {literal(rule)}, 'column_name': {literal(column)}, 'value': {value}}}"


def _decimals(most: int) -> str:
    """Up to so many digits, then zeros. Nested, so that the engine never has two ways to read a
    digit: it then needs one pass over a text, in half the time of `[0-9]{0,2}0*`."""
    return f"([0-9]{_decimals(most - 1)})?" if most else "0*"
