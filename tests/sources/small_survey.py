"""A small LimeSurvey survey for tests: its structure and responses, written by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from schemas.registry import load
from sources.connectors.address import fetch
from sources.connectors.readers.lss import Survey, read_lss
from sources.feed import Feed, load_feeds
from tests.sources.small import Desk

YEAR = "2025-26"
Row = Mapping[str, str]

FEEDS = {
    name: feed.model_copy(
        update={
            "address": feed.address if "reference" not in feed.address else "{inbox}/items.csv",
            "limits": feed.limits.model_copy(
                update={
                    "minimum_rows": 1,
                    "max_row_loss_share": 0.5,
                    "max_rejected_rows": None,
                    "max_rejected_share": 1.0,
                }
            ),
        }
    )
    for name, feed in load_feeds().items()
    if name.startswith("survey_")
}
QUESTIONS, ITEMS = FEEDS["survey_questions"], FEEDS["survey_items"]
OPTIONS = FEEDS["survey_answer_options"]
RESPONSES, ANSWERS = FEEDS["survey_responses"], FEEDS["survey_answers"]

BANDS = {"S1": "De 0 a 9 personas ocupadas", "S2": "From 10 to 49 persons employed", "S4": "GE250"}
# code -> type, measure, lines, options, more of the question row
ASKED: dict[str, dict[str, Any]] = {
    "SIZE": {"type": "L", "measure": "size_band", "options": BANDS, "mandatory": "Y"},
    "STAFF": {"type": "N", "measure": "staff"},
    "NEED": {"type": "M", "measure": "skill_need", "lines": {"SK01": "Safety", "SK02": "Ideas"}},
    "RATE": {
        "type": "F",
        "measure": "importance",
        "lines": {"SK01": "Safety", "SK02": "Ideas"},
        "options": {str(point): f"Point {point}" for point in range(1, 6)},
    },
    "VAC": {"type": "Y", "measure": "has_vacancies"},
    "POSTS": {"type": "N", "measure": "vacancies", "relevance": '((VAC.NAOK == "Y"))'},
    "PROF": {"type": "M", "measure": "professional_profile", "lines": {"P1": "Data"}, "other": "Y"},
    "TEXT": {"type": "T", "measure": "comment"},
}
METADATA = {
    "submitdate": "2025-10-07 09:30:00",
    "lastpage": "3",
    "startlanguage": "eu",
    "seed": "123456789",
    "token": "abc123",
    "startdate": "2025-10-07 09:12:00",
    "datestamp": "2025-10-07 09:30:00",
    "ipaddr": "192.0.2.7",
    "refurl": "https://example.org/",
}
HEADERS = (
    *("id", *METADATA, "SIZE", "STAFF", "NEED[SK01]", "NEED[SK02]", "RATE[SK01]", "RATE[SK02]"),
    *("VAC", "POSTS", "PROF[P1]", "PROF[other]", "TEXT"),
)


def lss(asked: Mapping[str, Mapping[str, Any]] | None = None, **more: Sequence[Row]) -> str:
    """The structure with these questions, in the shape of LimeSurvey 6; `more` adds sections."""
    wanted = ASKED if asked is None else asked
    sections: dict[str, list[Row]] = {
        name: []
        for name in ("questions", "subquestions", "question_l10ns", "answers", "answer_l10ns")
    }
    for number, (code, question) in enumerate(wanted.items(), start=1):
        _add(sections, str(number), code, question)
    return document({**sections, **{name: list(rows) for name, rows in more.items()}})


def _add(sections: dict[str, list[Row]], qid: str, code: str, asked: Mapping[str, Any]) -> None:
    own = {"relevance": "1", "mandatory": "N", "other": "N", "gid": "1"}
    own |= {k: v for k, v in asked.items() if k not in {"measure", "lines", "options", "text"}}
    row = {"qid": qid, "parent_qid": "0", "title": code, "question_order": qid, **own}
    sections["questions"].append(row)
    text = {"qid": qid, "question": asked.get("text", f"About {code}"), "language": "es"}
    sections["question_l10ns"].append(text)
    for order, (line, words) in enumerate(asked.get("lines", {}).items()):
        ids = {"qid": f"{qid}0{order}", "parent_qid": qid}
        sections["subquestions"].append({**ids, "title": line, "question_order": str(order)})
        sections["question_l10ns"].append({"qid": ids["qid"], "question": words, "language": "en"})
    for order, (option, label) in enumerate(asked.get("options", {}).items()):
        ids = {"aid": f"{qid}9{order}", "qid": qid}
        sections["answers"].append({**ids, "code": option, "sortorder": str(order)})
        sections["answer_l10ns"].append({**ids, "answer": label, "language": "en"})


def document(
    sections: Mapping[str, Sequence[Row]], kind: str = "Survey", head: str = "", languages: str = ""
) -> str:
    """A .lss document; `head` stands before its root."""
    body = "".join(
        f"<{name}><rows>{''.join(_row(row) for row in rows)}</rows></{name}>"
        for name, rows in sections.items()
        if rows
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<document>'
        f"<LimeSurveyDocType>{kind}</LimeSurveyDocType>{languages}{body}</document>"
    )


def _row(row: Row) -> str:
    cells = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in row.items())
    return f"<row>{cells}</row>"


def survey_of(folder: Path, text: str) -> Survey:
    """The structure as the reader understands it."""
    path = folder / "survey.lss"
    path.write_text(text, encoding="utf-8")
    return read_lss(fetch(str(path), folder, 10_000_000))


def response(number: int, **cells: str) -> dict[str, str]:
    """A response with these answers (`NEED_SK01` for `NEED[SK01]`); all others are empty."""
    answers = {
        f"{name.partition('_')[0]}[{name.partition('_')[2]}]" if "_" in name else name: value
        for name, value in cells.items()
    }
    return {"id": str(number), **METADATA, **answers}


def responses(*rows: Mapping[str, str], headers: Sequence[str] = HEADERS) -> str:
    """The CSV as LimeSurvey writes it: a byte order mark, quotation marks around everything."""
    target = io.StringIO(newline="")
    target.write("\ufeff")
    writer = csv.DictWriter(target, headers, restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def items(asked: Mapping[str, Mapping[str, Any]] | None = None) -> list[str]:
    """The lines of the mapping of these questions."""
    lines = [
        "academic_year,question_code,subquestion_code,survey_measure,skill_code,"
        "mapping_source,mapping_author,mapping_status"
    ]
    for code, question in (ASKED if asked is None else asked).items():
        subs = [*question.get("lines", {"-": ""}), *(["other"] if "other" in question else [])]
        lines += [
            f"{YEAR},{code},{sub},{question['measure']},,questionnaire,observatory,reviewed"
            for sub in subs
        ]
    return lines


def desk(root: Path) -> Desk:
    """A desk with the project's own tables, where structure and mapping have landed."""
    made = Desk(root, load())
    deliver(made)
    made.pull(QUESTIONS, YEAR)
    made.deliver("items.csv", items())
    made.pull(ITEMS)
    return made


def deliver(desk: Desk, *rows: Mapping[str, str], **changes: Any) -> None:
    """Puts responses (none = one with few answers) and structure into the inbox."""
    sent = rows or (response(1, SIZE="S1"),)
    headers = changes.get("headers", HEADERS)
    desk.deliver(f"survey/{YEAR}/responses.csv", responses(*sent, headers=headers))
    desk.deliver(f"survey/{YEAR}/survey.lss", changes.get("structure", lss()))


def limited(feed: Feed, **limits: Any) -> Feed:
    """The feed with other limits."""
    return feed.model_copy(update={"limits": feed.limits.model_copy(update=limits)})


def without(code: str) -> dict[str, dict[str, Any]]:
    """The questions but one."""
    return {name: asked for name, asked in ASKED.items() if name != code}


def renamed(old: str, new: str) -> dict[str, dict[str, Any]]:
    """The questions, one of them under another code."""
    return {new if name == old else name: asked for name, asked in ASKED.items()}
