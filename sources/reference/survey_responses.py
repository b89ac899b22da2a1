"""Synthetic responses to the survey, as LimeSurvey exports them: codes, and empty for no answer.

Among them are partial ones, duplicates (the same invitation twice), tests, questions left empty
by their condition and by the firm, texts under "other", and comments in four languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sources.reference.dice import Dice
from sources.reference.questionnaire import FIRST_WAVE, Asked, Questionnaire, words
from sources.reference.survey_firms import LACK_OF_NOT_NEEDED, Firm, firm, lack_of_needed, need

METADATA = (
    *("id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp"),
    *("ipaddr", "refurl"),
)
RESPONSES = {FIRST_WAVE: 300}
LATER_RESPONSES = 420
_TEST_EVERY = 150
_MINUTES_OF_FIELDWORK = 60 * 24 * 60
_TIME = "%Y-%m-%d %H:%M:%S"
_LANGUAGES = ("es",) * 55 + ("eu",) * 35 + ("en",) * 6 + ("fr",) * 4
_PROFILES = (160, 90, 120, 140, 110, 60, 100, 180)
"""Chance per mille of each new profile, in the order of the questionnaire."""

FLAWS: dict[str, dict[int, tuple[str, int | str, str]]] = {
    FIRST_WAVE: {40: ("importance", 2, "11")},
    "2025-26": {
        50: ("staff", 0, "4000"),
        77: ("comment", 0, "Pueden llamarme para ampliar; mi DNI es el 12345678-Z."),
    },
}
"""Wave -> number of the response -> measure, place among its columns, what stands there: a rating
outside the scale, staff a thousand times too many, and a national identity number. The number is
the example with which the Spanish administration explains the check letter."""


@dataclass(frozen=True)
class _Response:
    number: int
    of: Firm
    language: str
    last_page: int
    """The last of the pages if the response is whole."""
    is_test: bool


def responses(asked: Questionnaire, factor: int, seed: int) -> Iterator[list[str]]:
    """The rows of the export, metadata first; `factor` multiplies the number of responses."""
    count = RESPONSES.get(asked.academic_year, LATER_RESPONSES) * factor
    for number in range(1, count + 1):
        yield _row(asked, number, seed)


def headers(asked: Questionnaire) -> list[str]:
    """The header row: metadata, then the codes of questions and subquestions."""
    return [*METADATA, *(header for question in asked.questions for header in question.headers())]


def _row(asked: Questionnaire, number: int, seed: int) -> list[str]:
    year = asked.academic_year
    dice = Dice(seed, f"survey/{year}/{number}")
    flaw = FLAWS.get(year, {}).get(number)
    sent_again = dice.below(1000) < 20 and number % _TEST_EVERY > 2 and flaw is None
    sender = number - 1 if sent_again else number
    is_whole = dice.below(1000) >= 80 or flaw is not None
    pages = len(asked.pages)
    response = _Response(
        number=number,
        of=firm(Dice(seed, f"firm/{year}/{sender}")),
        language=dice.pick(_LANGUAGES),
        last_page=pages if is_whole else 1 + dice.below(pages - 1),
        is_test=number % _TEST_EVERY == 1,
    )
    if flaw is not None and flaw[0] == "staff":
        response = _Response(number, _small(response.of), response.language, pages, False)
    cells = _answers(asked, response, seed)
    if flaw is not None:
        measure, place, value = flaw
        cells[measure][int(place)] = value
    metadata = _metadata(asked, response, _token(seed, year, sender), dice, is_whole)
    return [
        *metadata,
        *(
            cell if question.page <= response.last_page else ""
            for question in asked.questions
            for cell in cells[question.measure]
        ),
    ]


def _small(of: Firm) -> Firm:
    return Firm(of.sector, "0-9", of.province, 4)


def _token(seed: int, year: str, sender: int) -> str:
    """The key of the invitation; one in ten firms answers by the open link, without any."""
    dice = Dice(seed, f"token/{year}/{sender}")
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "" if dice.below(10) == 0 else "".join(dice.pick(letters) for _ in range(15))


def _metadata(
    asked: Questionnaire, response: _Response, token: str, dice: Dice, is_whole: bool
) -> list[str]:
    year = int(asked.academic_year[:4])
    minutes = response.number * 197 % _MINUTES_OF_FIELDWORK
    begun = datetime(year, 10, 6, 8, tzinfo=UTC)
    started = begun + timedelta(minutes=minutes, seconds=dice.below(60))
    ended = started + timedelta(minutes=6 + dice.below(20), seconds=dice.below(60))
    last = ended if is_whole else started + timedelta(minutes=response.last_page)
    return [
        # Numbers of responses that somebody began and deleted are missing.
        str(response.number + response.number // 17),
        f"{ended:{_TIME}}" if is_whole else "",
        str(response.last_page),
        response.language,
        str(100_000_000 + dice.below(900_000_000)),
        token,
        f"{started:{_TIME}}",
        f"{last:{_TIME}}",
        f"192.0.2.{1 + dice.below(254)}",  # a range kept for documentation
        "https://example.org/synthetic/survey",
    ]


def _answers(asked: Questionnaire, response: _Response, seed: int) -> dict[str, list[str]]:
    """Measure -> its cells, as if every page had been reached."""
    name = f"{asked.academic_year}/{response.number}"
    cells = _of_firm(asked, response.of, Dice(seed, f"staff/{name}"))
    needed, lacking = _skills(asked, response.of, Dice(seed, f"skills/{name}"))
    for measure, skills in (("skill_need", needed), ("skill_gap", lacking)):
        lines = asked.question(measure).lines
        cells[measure] = ["Y" if line.meaning in skills else "" for line in lines]
    ratings = Dice(seed, f"importance/{name}"), Dice(seed, f"competence/{name}")
    cells["importance"] = _rated(asked.question("importance"), ratings[0], needed, (3, 3), (1, 3))
    present = asked.question("competence")
    cells["competence"] = _rated(present, ratings[1], lacking, (1, 3), (2, 4))
    cells |= _texts(asked, response.language, Dice(seed, f"texts/{name}"))
    cells["test_response"] = ["Y" if response.is_test else ""]
    return cells


def _of_firm(asked: Questionnaire, of: Firm, dice: Dice) -> dict[str, list[str]]:
    """Who the firm is, and its staff and vacancies; one in some twenty numbers is not given."""
    vacant = dice.below(1000) < {"0-9": 120, "10-49": 330, "50-249": 560}.get(of.band, 750)
    posts = 1 + dice.below(max(2, of.staff // 8))
    cells = {
        "sector": _code(asked, "sector", of.sector),
        "size_band": _code(asked, "size_band", of.band),
        "territory": _code(asked, "territory", of.province),
        "staff": str(of.staff),
        "staff_not_proficient": str(dice.below(1 + of.staff // 3)),
        "has_vacancies": "Y" if vacant else "N",
        "vacancies": str(posts),
        "skill_shortage_vacancies": str(dice.below(posts + 1)),
    }
    for measure in ("staff", "staff_not_proficient", "has_vacancies", "skill_shortage_vacancies"):
        if dice.below(1000) < 45:
            cells[measure] = ""
    if cells["has_vacancies"] != "Y":  # LimeSurvey never showed the two questions
        cells["vacancies"] = cells["skill_shortage_vacancies"] = ""
    return {measure: [cell] for measure, cell in cells.items()}


def _code(asked: Questionnaire, measure: str, meaning: str) -> str:
    return _codes(asked.question(measure))[meaning]


def _codes(question: Asked) -> Mapping[str, str]:
    return {option.meaning: option.code for option in question.options}


def _skills(asked: Questionnaire, of: Firm, dice: Dice) -> tuple[set[str], set[str]]:
    """The skills that the firm needs, and those that its staff lack."""
    first_wave = asked.academic_year == FIRST_WAVE
    needed, lacking = set(), set()
    for skill in sorted(line.meaning for line in asked.question("skill_need").lines):
        needs = dice.below(1000) < need(skill, of, first_wave)
        chance = lack_of_needed(skill, of) if needs else LACK_OF_NOT_NEEDED
        if needs:
            needed.add(skill)
        if dice.below(1000) < chance:
            lacking.add(skill)
    return needed, lacking


def _rated(
    question: Asked, dice: Dice, chosen: set[str], high: tuple[int, int], low: tuple[int, int]
) -> list[str]:
    """A rating per line: `high` for the chosen skills and `low` for the others, as the lowest
    point and how many points there are; one in forty is left out."""
    cells = []
    for line in question.lines:
        lowest, points = high if line.meaning in chosen else low
        rating = lowest + dice.below(points)
        cells.append("" if dice.below(40) == 0 else str(rating))
    return cells


def _texts(asked: Questionnaire, language: str, dice: Dice) -> dict[str, list[str]]:
    profiles = ["Y" if dice.below(1000) < chance else "" for chance in _PROFILES]
    other = dice.pick(words("other_profiles"))[language] if dice.below(1000) < 60 else ""
    comment = dice.pick(words("comments"))[language] if dice.below(1000) < 80 else ""
    return {"professional_profile": [*profiles, other], "comment": [comment]}
