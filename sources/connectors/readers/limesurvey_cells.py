"""The cells of one column of a LimeSurvey export: judged by the structure, and what names persons
taken out before it can be written anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.connectors.readers.lss_elements import Element
from sources.connectors.reading import Reading, RefusedCell, WithheldCell
from sources.persons.search import holding, without_numbers
from sources.persons.withholding import MISPLACED_RULE, SAID_OF_MISPLACED
from sources.problem import Problem, PullError, quoted

if TYPE_CHECKING:
    import pyarrow as pa

MOST_REFUSED = 100_000
"""Beyond this the file does not belong to its structure, and every further cell costs memory."""

_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}(:[0-9]{2})?)?$"
_MEND = (
    "Mend the answer in LimeSurvey; if the question has changed, export responses and structure "
    "again, both at the same time."
)


def scrub(values: pa.Array, rows: pa.Array, header: str) -> tuple[pa.Array, list[WithheldCell]]:
    """The values with a mark for each that holds a national identity number, and their places.

    `rows` are numbers as a person counts.
    """
    clean, places = without_numbers(values)
    return clean, [WithheldCell(rows[place].as_py(), header, MISPLACED_RULE) for place in places]


@dataclass(frozen=True)
class CellJudge:
    """Judges the column of one element, which stands at `place` among `width` columns."""

    element: Element
    place: int
    width: int

    def judged(self, values: pa.Array, rows: pa.Array, reading: Reading) -> pa.Array:
        """The cells as they may be written, blank ones empty; adds to the reading's `refused` and
        `withheld`. Raises PullError when too many are refused."""
        import pyarrow.compute as pc

        trimmed = pc.utf8_trim_whitespace(pc.fill_null(values, ""))
        if self.element.kind == "text":
            values = pc.if_else(pc.equal(trimmed, ""), "", values)
            return self._scrubbed(values, rows, reading)
        broken = {rule: _places(mask) for rule, mask in self._broken(trimmed)}
        if not any(broken.values()):
            return trimmed
        # A number typed into the wrong field is one all the same, and refusals are written too.
        clean = self._scrubbed(trimmed, rows, reading)
        for rule, places in broken.items():
            reading.refused += [self._refused(rule, clean, rows, place) for place in places]
        if len(reading.refused) > MOST_REFUSED:
            raise PullError([_too_many(reading)])
        return clean

    def _scrubbed(self, values: pa.Array, rows: pa.Array, reading: Reading) -> pa.Array:
        clean, withheld = scrub(values, rows, self.element.header)
        reading.withheld += withheld
        return clean

    def _broken(self, values: pa.Array) -> list[tuple[str, pa.Array]]:
        import pyarrow as pa
        import pyarrow.compute as pc

        element = self.element
        empty = pc.equal(values, "")
        if element.kind == "codes":
            known = pa.array(["", *element.codes], pa.string())
            rule = "scale" if element.is_scale else "answer-option"
            return [(rule, pc.invert(pc.is_in(values, value_set=known)))]
        shape = _NUMBER if element.kind == "number" else _DATE
        shaped = pc.match_substring_regex(values, shape)
        rules = [("type", pc.invert(pc.or_(shaped, empty)))]
        if element.kind != "number":
            return rules
        # A French NIR is a number like any other, but for its key.
        rules.append((MISPLACED_RULE, pc.and_(shaped, holding(values))))
        if (element.minimum, element.maximum) != (None, None):
            number = pc.if_else(shaped, values, None).cast(pa.float64())
            if element.minimum is not None:
                rules.append(("minimum", pc.less(number, element.minimum)))
            if element.maximum is not None:
                rules.append(("maximum", pc.greater(number, element.maximum)))
        return rules

    def _refused(self, rule: str, values: pa.Array, rows: pa.Array, place: int) -> RefusedCell:
        what, remedy = _explained(self.element, rule)
        row = rows[place].as_py() * self.width + self.place
        return RefusedCell(row, rule, values[place].as_py(), what, remedy)


def _places(mask: pa.Array) -> list[int]:
    import pyarrow.compute as pc

    places: list[int] = pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()
    return places


def _explained(element: Element, rule: str) -> tuple[str, str]:
    listed = quoted(element.codes)
    match rule:
        case _ if rule == MISPLACED_RULE:
            return SAID_OF_MISPLACED
        case "scale":
            first, last = element.codes[0], element.codes[-1]
            said = f"the rating is outside the scale of the question, {first} to {last}"
        case "answer-option":
            said = f"the question has no such option; it has {listed}"
        case "minimum":
            said = f"that is less than the question allows ({element.minimum:g})"
        case "maximum":
            said = f"that is more than the question allows ({element.maximum:g})"
        case _:
            said = "that is no number" if element.kind == "number" else "that is no date"
    return said, _MEND


def _too_many(reading: Reading) -> Problem:
    row, header = reading.melted.place(reading.refused[0].row) if reading.melted else (None, None)
    return Problem(
        rule="survey-structure",
        file=reading.file,
        row=row,
        column=header,
        what=f"more than {MOST_REFUSED:,} cells are not what the structure allows; this is the "
        f"first",
        remedy="Export responses (with answer codes, not full answers) and structure again, both "
        "at the same time.",
    )
