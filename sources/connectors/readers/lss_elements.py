"""What a survey's structure says of its answers: the columns they have, and what a cell may hold.

An element is what one cell answers: a question without subquestions, a subquestion, or the text of
"other" or of a comment. Its header is the one that LimeSurvey writes when it exports codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sources.connectors.readers.lss import Question, Subquestion, Survey, Texts, both
from sources.problem import Problem, refuse_if

NO_SUBQUESTION = "-"
OTHER = "other"
OTHER_CHOSEN = "-oth-"
"""The answer code of "other" in a list."""

Kind = Literal["codes", "number", "date", "text", "withheld"]

_FIXED: dict[str, tuple[str, ...]] = {
    "Y": ("Y", "N"),
    "G": ("M", "F"),
    "5": tuple("12345"),
    "M": ("Y",),
    "P": ("Y",),
    "A": tuple("12345"),
    "B": tuple(str(point) for point in range(1, 11)),
    "C": ("Y", "N", "U"),
    "E": ("I", "S", "D"),
}
"""Codes that the type of a question itself lays down."""
_OWN_OPTIONS = "L!OFH"
_TEXT = "STUQ*"
_WITH_SUBQUESTIONS = "MPFHABCEKQ"
_SINGLE = "L!OYG5IN DSTU*|".replace(" ", "")
_WITHOUT_ANSWER = "X"

_SHOWN_IF = re.compile(
    r"""\s*\(*\s*([A-Za-z][A-Za-z0-9_]*)(?:\.(?:NAOK|value|code))?\s*(?:==|\beq\b)\s*"""
    r"""(?:"([^"]*)"|'([^']*)'|([0-9]+))\s*\)*\s*""",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Element:
    """One cell of every response: where it stands and what it may hold."""

    question: str
    subquestion: str
    header: str
    type: str
    kind: Kind
    mandatory: bool
    relevance: str
    texts: Texts
    codes: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    columns: tuple[str, ...] = field(default=())
    """Further columns of the element that never land (the count of uploaded files)."""

    @property
    def is_scale(self) -> bool:
        """True if the codes are the points of a rating."""
        return len(self.codes) > 2 and all(code.isdigit() for code in self.codes)

    def shown_if(self) -> tuple[str, str] | None:
        """Question and answer on which it depends, where the condition is as simple as that."""
        found = _SHOWN_IF.fullmatch(self.relevance)
        if found is None or self.relevance.count("(") != self.relevance.count(")"):
            return None
        return found[1], next(part for part in found.groups()[1:] if part is not None)


def elements(survey: Survey) -> tuple[Element, ...]:
    """Every element of a survey, in its order. Raises PullError for a type it cannot read."""
    refuse_if(
        [
            Problem(
                rule="question-type",
                file=survey.file,
                column=question.code,
                value=question.type,
                what="answers of this type of question cannot be read yet",
                remedy="Ask it as a list, a multiple choice, a matrix, a number or a text; or have "
                "the type added to the reader.",
            )
            for question in survey.questions
            if question.type not in _SINGLE + _WITH_SUBQUESTIONS + _WITHOUT_ANSWER
        ]
    )
    return tuple(
        element for question in survey.questions for element in _elements(question, survey)
    )


def _elements(question: Question, survey: Survey) -> Iterator[Element]:
    kind = question.type
    if kind in _WITH_SUBQUESTIONS:
        for line in question.subquestions:
            yield _of_line(question, line, survey)
            if kind == "P":
                yield _text(question, f"{line.code}comment", line.texts)
    elif kind in _SINGLE:
        upload = kind == "|"
        yield _element(
            question,
            NO_SUBQUESTION,
            question.code,
            survey,
            columns=(f"{question.code}[filecount]",) if upload else (),
        )
    if kind == "O":
        yield _text(question, "comment", question.texts)
    if question.other and kind in "L!MP":
        yield _text(question, OTHER, question.texts)
        if kind == "P":
            yield _text(question, "othercomment", question.texts)


def _of_line(question: Question, line: Subquestion, survey: Survey) -> Element:
    header = f"{question.code}[{line.code}]"
    return _element(
        question,
        line.code,
        header,
        survey,
        texts=line.texts,
        relevance=both(question.relevance, line.relevance),
    )


def _text(question: Question, subquestion: str, texts: Texts) -> Element:
    return Element(
        question=question.code,
        subquestion=subquestion,
        header=f"{question.code}[{subquestion}]",
        type=question.type,
        kind="text",
        mandatory=False,
        relevance=question.relevance,
        texts=texts,
    )


def _element(
    question: Question,
    subquestion: str,
    header: str,
    survey: Survey,
    texts: Texts | None = None,
    relevance: str | None = None,
    columns: tuple[str, ...] = (),
) -> Element:
    return Element(
        question=question.code,
        subquestion=subquestion,
        header=header,
        type=question.type,
        kind=_kind(question.type),
        mandatory=question.mandatory,
        relevance=question.relevance if relevance is None else relevance,
        texts=question.texts if texts is None else texts,
        codes=_codes(question, survey),
        minimum=_bound(question, "min_num_value_n"),
        maximum=_bound(question, "max_num_value_n"),
        columns=columns,
    )


def _kind(letter: str) -> Kind:
    if letter in _TEXT:
        return "text"
    kinds: dict[str, Kind] = {"N": "number", "K": "number", "D": "date", "|": "withheld"}
    return kinds.get(letter, "codes")


def _codes(question: Question, survey: Survey) -> tuple[str, ...]:
    if question.type in _OWN_OPTIONS:
        other = (OTHER_CHOSEN,) if question.other and question.type in "L!" else ()
        return (*(option.code for option in question.options), *other)
    if question.type == "I":
        return survey.languages
    return _FIXED.get(question.type, ())


def _bound(question: Question, attribute: str) -> float | None:
    """A bound that is a plain number; one that LimeSurvey computes from answers is its own work."""
    text = question.attributes.get(attribute, "").strip()
    return float(text) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else None
