"""The synthetic questionnaire of the skills survey, one per wave: same questions, other codes.

Its texts stand in `questionnaire.yml`; skills, sectors, sizes and territories are called as in
the code lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from schemas.model import LANGUAGES, Code
from schemas.registry import Registry

DEFINITION = Path(__file__).parent / "questionnaire.yml"
PROVINCES = ("ES211", "ES212", "ES213")
OLD_PROVINCES = {"ES211": "01", "ES212": "20", "ES213": "48"}
"""INE codes of the provinces, which the first wave uses."""
FIRST_WAVE = "2024-25"
_MOVED_LINES = 4

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """An answer option or a line: the code in the survey, what it stands for, what it says."""

    code: str
    meaning: str
    """Code of the code list; the code itself where there is none."""
    texts: Texts


@dataclass(frozen=True)
class Asked:
    """One question of one wave."""

    measure: str
    code: str
    type: str
    mandatory: bool
    other: bool
    page: int
    """From 1."""
    relevance: str
    attributes: Mapping[str, str]
    texts: Texts
    options: tuple[Choice, ...]
    lines: tuple[Choice, ...]

    def headers(self) -> tuple[str, ...]:
        """The headers of its columns in the responses."""
        if not self.lines:
            return (self.code,)
        other = ("other",) if self.other else ()
        return tuple(f"{self.code}[{sub}]" for sub in (*(c.code for c in self.lines), *other))


@dataclass(frozen=True)
class Questionnaire:
    """One wave of the survey."""

    academic_year: str
    survey_id: str
    pages: tuple[Texts, ...]
    questions: tuple[Asked, ...]

    def question(self, measure: str) -> Asked:
        """The question that asks for a measure."""
        return next(q for q in self.questions if q.measure == measure)


def words(name: str) -> list[dict[str, str]]:
    """A list of `questionnaire.yml`, each entry with its texts by language."""
    found: list[dict[str, str]] = _definition()["lists"][name]
    return found


def questionnaire(year: str, registry: Registry) -> Questionnaire:
    """The questionnaire of an academic year. Years after the second ask as the second did."""
    pages = _definition()["pages"]
    codes = {q["measure"]: _code(q, year) for page in pages for q in page["questions"]}
    return Questionnaire(
        academic_year=year,
        survey_id=f"{year[:4]}01",
        pages=tuple(page["title"] for page in pages),
        questions=tuple(
            _asked(question, year, number, codes, registry)
            for number, page in enumerate(pages, start=1)
            for question in page["questions"]
        ),
    )


@cache
def _definition() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(DEFINITION.read_text("utf-8"))
    return found


def _code(question: Mapping[str, Any], year: str) -> str:
    codes: dict[str, str] = question["code"]
    return codes.get(year, codes[max(codes)])


def _asked(
    question: Mapping[str, Any], year: str, page: int, codes: Mapping[str, str], registry: Registry
) -> Asked:
    condition = question.get("shown_if")
    relevance = "1"
    if condition:
        relevance = f'(({codes[condition["measure"]]}.NAOK == "{condition["answer"]}"))'
    return Asked(
        measure=question["measure"],
        code=_code(question, year),
        type=question["type"],
        mandatory=question.get("mandatory", False),
        other=question.get("other", False),
        page=page,
        relevance=relevance,
        attributes=question.get("attributes", {}),
        texts=question["text"],
        options=_choices(question.get("options"), year, registry),
        lines=_choices(question.get("lines"), year, registry),
    )


def _choices(name: str | None, year: str, registry: Registry) -> tuple[Choice, ...]:
    if name is None:
        return ()
    first = year == FIRST_WAVE
    if name in _definition()["lists"]:
        listed = words(name)
        return tuple(Choice(entry["code"], entry["code"], _texts(entry)) for entry in listed)
    codes = registry.code_lists[name].codes
    if name == "nuts":
        picked = [code for code in codes if code.code in PROVINCES]
        return tuple(
            Choice(OLD_PROVINCES[c.code] if first else c.code, c.code, _labels(c)) for c in picked
        )
    if name == "size_band":
        return _numbered(list(codes), "B" if first else "S", 1)
    leaves = [code for code in codes if code.parent is not None]
    if name == "cci_sector":
        return _numbered(leaves, "" if first else "A", 2)
    if first:  # the first wave asked for the skills in another order
        leaves = [*leaves[_MOVED_LINES:], *leaves[:_MOVED_LINES]]
    return _numbered(leaves, "C" if first else "SK", 2)


def _numbered(codes: list[Code], prefix: str, digits: int) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"{prefix}{number:0{digits}d}", code.code, _labels(code))
        for number, code in enumerate(codes, start=1)
    )


def _labels(code: Code) -> Texts:
    return {language: getattr(code.label, language) for language in LANGUAGES}


def _texts(entry: Mapping[str, str]) -> Texts:
    return {language: entry[language] for language in LANGUAGES}
