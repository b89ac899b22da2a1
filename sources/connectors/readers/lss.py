"""The structure of a LimeSurvey survey (.lss): questions, subquestions, answer options, texts.

Both shapes that LimeSurvey writes are read: from version 4 on, texts stand in `question_l10ns` and
`answer_l10ns` by the ids of question and answer; before, every row stands once for each language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from xml.parsers import expat

from sources.connectors.readers.xml_scan import DeclaredTypeError, scan_stream
from sources.connectors.reading import LocalFile
from sources.problem import Problem, PullError, refuse_if

MOST_BYTES = 50_000_000
"""Largest structure that is read: it is held in memory, and ordinary ones have some 100 kB."""

_NEEDED = {
    "questions": ("qid", "title"),
    "subquestions": ("qid", "parent_qid", "title"),
    "answers": ("qid", "code"),
}
"""Section -> what a row of it cannot do without."""

Row = dict[str, str]
Texts = dict[str, str]
"""Language -> text, without HTML tags."""


@dataclass(frozen=True)
class Option:
    """One answer of a list or matrix."""

    code: str
    texts: Texts


@dataclass(frozen=True)
class Subquestion:
    """One line of a multiple choice or matrix."""

    code: str
    texts: Texts
    relevance: str


@dataclass(frozen=True)
class Question:
    """One question, with what belongs to it in the order of the survey."""

    code: str
    type: str
    mandatory: bool
    other: bool
    """It takes a text beside its options."""
    relevance: str
    """When it is shown, its group's condition included; "1" = always."""
    texts: Texts
    subquestions: tuple[Subquestion, ...]
    options: tuple[Option, ...]
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Survey:
    """A survey's structure."""

    file: str
    languages: tuple[str, ...]
    questions: tuple[Question, ...]


def read_lss(file: LocalFile) -> Survey:
    """The structure in a .lss file, questions in the order in which they are asked.

    Raises PullError for a file that is no survey structure, or that contradicts itself.
    """
    document = _document(file)
    sections = document.sections
    tops = [row for row in sections.get("questions", []) if row.get("parent_qid", "0") == "0"]
    subs = [row for row in sections.get("questions", []) if row.get("parent_qid", "0") != "0"]
    subs += sections.get("subquestions", [])
    if not tops:
        raise PullError([_no_structure(file, "it holds no question")])
    refuse_if(_incomplete_rows(file, sections))
    refuse_if(_lost_subquestions(file, tops, subs))
    return Survey(
        file.name,
        tuple(document.languages) or tuple(dict.fromkeys(_languages(sections))),
        tuple(_questions(sections, tops, subs)),
    )


def main_language(code: str) -> str:
    """`es` of `es`, `es-MX` or `es-informal`, as LimeSurvey names its languages."""
    return code.partition("-")[0].lower()


@dataclass
class _Document:
    """Collects the rows of every section, and the languages named at the top."""

    sections: dict[str, list[Row]] = field(default_factory=dict)
    languages: list[str] = field(default_factory=list)
    kind: str = ""
    _path: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)

    def start(self, name: str, _: dict[str, str]) -> None:
        self._path.append(name)
        self._text = []
        if self._path[2:] == ["rows", "row"]:
            self.sections.setdefault(self._path[1], []).append({})

    def end(self, name: str) -> None:
        match self._path[1:]:
            case ["LimeSurveyDocType"]:
                self.kind = "".join(self._text).strip()
            case ["languages", "language"]:
                self.languages.append("".join(self._text).strip())
            case [section, "rows", "row", _]:
                self.sections[section][-1][name] = "".join(self._text)
        self._path.pop()
        self._text = []

    def text(self, data: str) -> None:
        self._text.append(data)


def _document(file: LocalFile) -> _Document:
    if file.size > MOST_BYTES:
        raise PullError([_no_structure(file, f"it has more than {MOST_BYTES:,} bytes")])
    document = _Document()
    try:
        with file.path.open("rb") as stream:
            scan_stream(stream, document)
    except (expat.ExpatError, DeclaredTypeError) as error:
        raise PullError([_no_structure(file, str(error))]) from error
    if document.kind != "Survey":
        said = f'it says that it is "{document.kind}"' if document.kind else "it does not say so"
        raise PullError([_no_structure(file, said)])
    return document


def _no_structure(file: LocalFile, why: str) -> Problem:
    return Problem(
        rule="survey-structure",
        file=file.name,
        what=f"the file is no structure of a LimeSurvey survey: {why}",
        remedy="Export it in LimeSurvey under Survey, Export, Survey structure (.lss).",
    )


def _incomplete_rows(file: LocalFile, sections: Mapping[str, list[Row]]) -> list[Problem]:
    return [
        Problem(
            rule="survey-structure",
            file=file.name,
            row=place,
            column=f"{section}/{name}",
            what=f"this row of the section {section} has no {name}",
            remedy="Export the structure again: the file is not whole.",
        )
        for section, names in _NEEDED.items()
        for place, row in enumerate(sections.get(section, []), start=1)
        for name in names
        if not row.get(name)
    ]


def _lost_subquestions(file: LocalFile, tops: Iterable[Row], subs: Iterable[Row]) -> list[Problem]:
    known = {row.get("qid") for row in tops}
    return [
        Problem(
            rule="survey-structure",
            file=file.name,
            column=row.get("title"),
            what=f"the subquestion belongs to question id {row.get('parent_qid')}, which is not in "
            f"the file",
            remedy="Export the structure again: the file is not whole.",
        )
        for row in subs
        if row.get("parent_qid") not in known
    ]


def _questions(
    sections: Mapping[str, list[Row]], tops: list[Row], subs: list[Row]
) -> Iterable[Question]:
    groups = {row["gid"]: row for row in sections.get("groups", []) if "gid" in row}
    texts = _texts(sections.get("question_l10ns", []), "qid", "question", [*tops, *subs])
    options = _options(sections)
    attributes: dict[str, dict[str, str]] = {}
    for row in sections.get("question_attributes", []):
        if row.get("value"):
            attributes.setdefault(row.get("qid", ""), {})[row.get("attribute", "")] = row["value"]
    lines: dict[str, list[Subquestion]] = {}
    for row in _ordered(_once(subs, "qid"), "question_order"):
        line = Subquestion(row["title"], texts.get(row["qid"], {}), row.get("relevance", ""))
        lines.setdefault(row["parent_qid"], []).append(line)
    ranked = sorted(
        _once(tops, "qid"),
        key=lambda row: (
            _number(groups.get(row.get("gid", ""), {}), "group_order"),
            _number(row, "question_order"),
        ),
    )
    for row in ranked:
        qid, group = row["qid"], groups.get(row.get("gid", ""), {})
        yield Question(
            code=row["title"],
            type=row.get("type", ""),
            mandatory=row.get("mandatory") == "Y",
            other=row.get("other") == "Y",
            relevance=both(group.get("grelevance", ""), row.get("relevance", "")),
            texts=texts.get(qid, {}),
            subquestions=tuple(lines.get(qid, ())),
            options=tuple(options.get(qid, ())),
            attributes=attributes.get(qid, {}),
        )


def both(*conditions: str) -> str:
    """The conditions joined; those that always hold say nothing. "1" if none says anything."""
    told = [one.strip() for one in conditions if one.strip() not in {"", "1"}]
    if len(told) < 2:
        return told[0] if told else "1"
    return " and ".join(f"({one})" for one in told)


def _options(sections: Mapping[str, list[Row]]) -> dict[str, list[Option]]:
    """Question id -> its options. Old files know an option by question and code, not by an id."""
    rows = [
        {**row, "aid": row.get("aid") or f"{row.get('qid')}/{row.get('code')}"}
        for row in sections.get("answers", [])
        if row.get("scale_id", "0") in {"", "0"}
    ]
    texts = _texts(sections.get("answer_l10ns", []), "aid", "answer", rows)
    found: dict[str, list[Option]] = {}
    for row in _ordered(_once(rows, "aid"), "sortorder"):
        found.setdefault(row["qid"], []).append(Option(row["code"], texts.get(row["aid"], {})))
    return found


def _texts(
    localised: Iterable[Row], key: str, name: str, inline: Iterable[Row]
) -> dict[str, Texts]:
    """Id -> language -> text: from the localised section, else from the rows themselves."""
    found: dict[str, Texts] = {}
    for row in (*inline, *localised):
        if row.get("language") and row.get(name):
            found.setdefault(row.get(key, ""), {})[main_language(row["language"])] = plain(
                row[name]
            )
    return found


def _languages(sections: Mapping[str, list[Row]]) -> Iterable[str]:
    for row in (*sections.get("question_l10ns", []), *sections.get("questions", [])):
        if row.get("language"):
            yield row["language"]


def plain(html: str) -> str:
    """A text as it is read: without tags and comments, entities resolved, blanks squeezed."""
    without = re.sub(
        r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]*>", " ", html, flags=re.S | re.I
    )
    return " ".join(unescape(without).split())


def _once(rows: Iterable[Row], key: str) -> list[Row]:
    """The first row of each id: old files repeat them for each language."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.get(key, ""), row)
    return list(first.values())


def _ordered(rows: Iterable[Row], key: str) -> list[Row]:
    return sorted(rows, key=lambda row: _number(row, key))


def _number(row: Row, key: str) -> int:
    text = row.get(key, "")
    return int(text) if text.isdecimal() else 0
