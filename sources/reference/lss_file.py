"""Writes a questionnaire as LimeSurvey exports its structure (.lss, LimeSurvey 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from schemas.model import LANGUAGES
from sources.reference.questionnaire import Asked, Questionnaire

Row = Mapping[str, str]
DB_VERSION = "641"
_FIRST_LINE_ID = 1000
"""Ids of subquestions begin here, so that they never meet those of questions."""


def write_lss(path: Path, asked: Questionnaire) -> None:
    """Writes the structure; the same questionnaire gives the same bytes."""
    sections: dict[str, list[Row]] = {
        "answers": list(_answers(asked)),
        "answer_l10ns": list(_answer_texts(asked)),
        "groups": list(_groups(asked)),
        "group_l10ns": list(_group_texts(asked)),
        "questions": list(_questions(asked)),
        "subquestions": list(_subquestions(asked)),
        "question_l10ns": list(_question_texts(asked)),
        "question_attributes": list(_attributes(asked)),
        "surveys": [{"sid": asked.survey_id, "language": "es", "additional_languages": "eu fr en"}],
    }
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<document>",
        " <LimeSurveyDocType>Survey</LimeSurveyDocType>",
        f" <DBVersion>{DB_VERSION}</DBVersion>",
        " <languages>",
        *(f"  <language>{language}</language>" for language in LANGUAGES),
        " </languages>",
        *(line for name, rows in sections.items() if rows for line in _section(name, rows)),
        "</document>",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _section(name: str, rows: Sequence[Row]) -> Iterator[str]:
    fields = list(dict.fromkeys(field for row in rows for field in row))
    yield f" <{name}>"
    yield "  <fields>"
    yield from (f"   <fieldname>{field}</fieldname>" for field in fields)
    yield "  </fields>"
    yield "  <rows>"
    for row in rows:
        yield "   <row>"
        yield from (f"    {_cell(field, row.get(field, ''))}" for field in fields)
        yield "   </row>"
    yield "  </rows>"
    yield f" </{name}>"


def _cell(field: str, value: str) -> str:
    if not value:
        return f"<{field}/>"
    if "]]>" in value:
        return f"<{field}>{escape(value)}</{field}>"
    return f"<{field}><![CDATA[{value}]]></{field}>"


def _numbered(asked: Questionnaire) -> Iterator[tuple[str, Asked]]:
    for number, question in enumerate(asked.questions, start=1):
        yield str(number), question


def _lines(asked: Questionnaire) -> Iterator[tuple[str, str, int, Asked]]:
    """Id of the subquestion, id of its question, its order and the question."""
    number = _FIRST_LINE_ID
    for qid, question in _numbered(asked):
        for order in range(len(question.lines)):
            yield str(number), qid, order, question
            number += 1


def _groups(asked: Questionnaire) -> Iterator[Row]:
    for number in range(1, len(asked.pages) + 1):
        yield {
            "gid": str(number),
            "sid": asked.survey_id,
            "group_order": str(number),
            "grelevance": "1",
        }


def _group_texts(asked: Questionnaire) -> Iterator[Row]:
    for number, title in enumerate(asked.pages, start=1):
        for language in LANGUAGES:
            yield {"gid": str(number), "group_name": title[language], "language": language}


def _questions(asked: Questionnaire) -> Iterator[Row]:
    for qid, question in _numbered(asked):
        yield {
            "qid": qid,
            "parent_qid": "0",
            "sid": asked.survey_id,
            "gid": str(question.page),
            "type": question.type,
            "title": question.code,
            "other": "Y" if question.other else "N",
            "mandatory": "Y" if question.mandatory else "N",
            "encrypted": "N",
            "question_order": qid,
            "scale_id": "0",
            "relevance": question.relevance,
        }


def _subquestions(asked: Questionnaire) -> Iterator[Row]:
    for line_id, qid, order, question in _lines(asked):
        yield {
            "qid": line_id,
            "parent_qid": qid,
            "sid": asked.survey_id,
            "gid": str(question.page),
            "type": "T",
            "title": question.lines[order].code,
            "question_order": str(order),
            "scale_id": "0",
            "relevance": "1",
        }


def _question_texts(asked: Questionnaire) -> Iterator[Row]:
    spoken = [(qid, question.texts) for qid, question in _numbered(asked)]
    spoken += [(line_id, q.lines[order].texts) for line_id, _, order, q in _lines(asked)]
    for number, (qid, texts) in enumerate(spoken):
        for place, language in enumerate(LANGUAGES, start=1):
            yield {
                "id": str(number * len(LANGUAGES) + place),
                "qid": qid,
                "question": texts[language],
                "language": language,
            }


def _options(asked: Questionnaire) -> Iterator[tuple[str, str, int, str, Mapping[str, str]]]:
    """Id of the option, id of its question, its order, its code and texts."""
    number = 0
    for qid, question in _numbered(asked):
        for order, option in enumerate(question.options):
            number += 1
            yield str(number), qid, order, option.code, option.texts


def _answers(asked: Questionnaire) -> Iterable[Row]:
    for aid, qid, order, code, _ in _options(asked):
        yield {
            "aid": aid,
            "qid": qid,
            "code": code,
            "sortorder": str(order),
            "assessment_value": "0",
            "scale_id": "0",
        }


def _answer_texts(asked: Questionnaire) -> Iterable[Row]:
    for aid, _, _, _, texts in _options(asked):
        for language in LANGUAGES:
            yield {"aid": aid, "answer": texts[language], "language": language}


def _attributes(asked: Questionnaire) -> Iterator[Row]:
    for qid, question in _numbered(asked):
        for attribute, value in question.attributes.items():
            yield {"qid": qid, "attribute": attribute, "value": value, "language": ""}
