"""Landing rows of a survey from a list of firms: what LimeSurvey would have sent of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from tests.dbt.hand_made import Row

SKILLS = ("digital_content_creation", "digital_safety", "green_action", "innovation_thinking")
SUBQUESTIONS = {skill: f"SQ{number:03d}" for number, skill in enumerate(SKILLS, start=1)}
BEGUN = datetime(2025, 10, 6, 9)  # noqa: DTZ001 - the server's own time has no zone


class Firm(NamedTuple):
    """One respondent: where it belongs, what it needs, and how it answered."""

    sector: str
    size_band: str
    province: str
    needs: tuple[str, ...] = ()
    profile: str = ""
    token: str = ""
    is_test: bool = False
    is_partial: bool = False


def survey(
    year: str,
    firms: Sequence[Firm],
    frame: Mapping[tuple[str, str], int],
    prefix: str = "G",
) -> dict[str, list[Row]]:
    """Landing rows by table of one wave; `prefix` starts its question codes."""
    questions = list(_questions(year, prefix))
    rows: dict[str, list[Row]] = {
        "survey_question": [_question(year, *question[:3]) for question in questions],
        "survey_item": [_item(year, *question) for question in questions],
        "survey_answer_option": list(_options(year, prefix, firms)),
        "survey_response": [_response(year, n, firm) for n, firm in enumerate(firms, start=1)],
        "survey_answer": [
            {**answer, "academic_year": year, "response_id": number, "origin": "synthetic"}
            for number, firm in enumerate(firms, start=1)
            for answer in _answers(prefix, firm)
        ],
        "sampling_frame": [
            {
                "academic_year": year, "sector_code": sector, "size_band": size, "firms": count,
                "reference_period": "2019", "source": "by hand", "origin": "synthetic",
            }
            for (sector, size), count in frame.items()
        ],
    }  # fmt: skip
    return rows


def both(*waves: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """The rows of several waves in one landing."""
    rows: dict[str, list[Row]] = {}
    for wave in waves:
        for table, more in wave.items():
            rows.setdefault(table, []).extend(more)
    return rows


def _questions(year: str, prefix: str) -> Iterable[tuple[str, str, str, str, str | None]]:
    """Question, subquestion, type, measure, skill."""
    for measure in ("sector", "size_band", "territory"):
        yield f"{prefix}_{measure}", "-", "L", measure, None
    for skill, subquestion in SUBQUESTIONS.items():
        yield f"{prefix}_need", subquestion, "M", "skill_need", skill
    yield f"{prefix}_profile", "P1", "M", "professional_profile", None
    yield f"{prefix}_profile", "other", "M", "professional_profile", None
    yield f"{prefix}_test", "-", "Y", "test_response", None


def _question(year: str, question: str, subquestion: str, kind: str) -> Row:
    return {
        "academic_year": year, "question_code": question, "subquestion_code": subquestion,
        "question_type": kind, "mandatory": kind == "L", "relevance": "1",
        "text_en": "Data analyst" if subquestion == "P1" else None, "origin": "synthetic",
    }  # fmt: skip


def _item(
    year: str, question: str, subquestion: str, _: str, measure: str, skill: str | None
) -> Row:
    return {
        "academic_year": year, "question_code": question, "subquestion_code": subquestion,
        "survey_measure": measure, "skill_code": skill, "mapping_source": "by hand",
        "mapping_author": "tests", "mapping_status": "reviewed", "origin": "synthetic",
    }  # fmt: skip


def _options(year: str, prefix: str, firms: Sequence[Firm]) -> Iterable[Row]:
    used = {
        "sector": {firm.sector for firm in firms},
        "size_band": {firm.size_band for firm in firms},
        "territory": {firm.province for firm in firms},
    }
    for measure, codes in used.items():
        for code in sorted(codes):
            yield {
                "academic_year": year, "question_code": f"{prefix}_{measure}",
                "answer_code": f"A{code}", "label_en": code, "origin": "synthetic",
            }  # fmt: skip


def _response(year: str, number: int, firm: Firm) -> Row:
    submitted = None if firm.is_partial else BEGUN + timedelta(minutes=number)
    return {
        "academic_year": year, "response_id": number, "submitted_at": submitted,
        "last_page": 6, "start_language": "es", "started_at": BEGUN,
        "token": firm.token or None, "origin": "synthetic",
    }  # fmt: skip


def _answers(prefix: str, firm: Firm) -> Iterable[Row]:
    said = {
        ("sector", "-"): f"A{firm.sector}",
        ("size_band", "-"): f"A{firm.size_band}",
        ("territory", "-"): f"A{firm.province}",
        **{("need", SUBQUESTIONS[skill]): "Y" for skill in firm.needs},
    }
    if firm.profile == "Data analyst":
        said["profile", "P1"] = "Y"
    elif firm.profile:
        said["profile", "other"] = firm.profile
    if firm.is_test:
        said["test", "-"] = "Y"
    for (question, subquestion), answer in said.items():
        yield {
            "question_code": f"{prefix}_{question}",
            "subquestion_code": subquestion,
            "answer": answer,
        }
