"""What the sheets of a workbook say that are not data: notes, columns, code lists."""

from __future__ import annotations

from collections.abc import Sequence

from publish import texts
from publish.citation import cite
from publish.disclosure.texts import HEADING, protection
from publish.formats import texts as words_here
from publish.formats.limits import OFFICE_ROWS
from publish.formats.subject import Subject
from publish.texts import in_language
from schemas import words
from schemas.model import TOTAL_CODE, Field, Table, Text
from schemas.registry import Registry

CODE_HEADING = (words_here.CODE_LIST, words.CODE, words.LABEL, words.PARENT, words.SOURCE)
DICTIONARY_HEADING = (
    words_here.TABLE,
    words.COLUMN,
    words_here.TITLE,
    words_here.DESCRIPTION,
    words.TYPE,
    words.UNIT,
    words.KEY,
    words.REQUIRED,
    words_here.CODE_LIST,
    words_here.MINIMUM,
    words_here.MAXIMUM,
    words_here.PATTERN,
)


def notes(subject: Subject, tables: Sequence[Table], language: str) -> list[tuple[str, str]]:
    """The lines of the notes sheet: what, whose, which version, how to read it and to cite it."""
    contents = subject.contents

    def said(text: Text) -> str:
        return in_language(text, language)

    lines = [
        (said(words_here.TITLE), subject.title(language)),
        (said(words_here.DESCRIPTION), said(contents.package.description).strip()),
    ]
    if contents.synthetic:
        lines.append((said(words_here.NOTICE), said(texts.SYNTHETIC_NOTICE)))
    lines += [
        (said(texts.VERSION), subject.version),
        (said(texts.DATA_AS_OF), subject.day),
        (said(words_here.PUBLISHER), subject.publisher(language)),
        (said(texts.LICENCE_HEADING), said(texts.LICENCE_BODY).partition(")")[0] + ")"),
        (said(words_here.CITATION), _citation(subject, language)),
    ]
    if subject.address is not None:
        lines.append((said(words_here.ADDRESS), subject.address))
    lines.append((said(words_here.READING), said(words_here.READING_BODY)))
    for table in tables:
        rows = f"{contents.rows[table.name]} ({said(words_here.ROWS).lower()})"
        lines.append((table.name, f"{said(table.title)}. {said(table.description)} {rows}"))
        lines += [
            (f"{table.name}: {said(words.NOTE_KINDS[note.kind]).lower()}", said(note.text))
            for note in table.notes
        ]
        if (rule := protection(table, subject.registry.rules)) is not None:
            lines.append((f"{table.name}: {said(HEADING).lower()}", said(rule)))
    if absent := subject.left_out("xlsx"):
        told = said(words_here.LEFT_OUT_BODY).format(tables=", ".join(absent), limit=OFFICE_ROWS)
        lines.append((said(words_here.LEFT_OUT), told))
    return lines


def dictionary(tables: Sequence[Table], language: str) -> list[list[str]]:
    """The lines of the sheet of columns, the heading first."""
    lines = [[in_language(text, language) for text in DICTIONARY_HEADING]]
    return lines + [_column(t, field, language) for t in tables for field in t.published()]


def codes(tables: Sequence[Table], registry: Registry, language: str) -> list[list[str]]:
    """The lines of the sheet of code lists, of those that a column uses; the heading first."""
    fields = [field for table in tables for field in table.published() if field.code_list]
    totals = {field.code_list for field in fields if field.total}
    lines = [[in_language(text, language) for text in CODE_HEADING]]
    for name in sorted({field.code_list or "" for field in fields}):
        listed = registry.code_lists[name]
        lines += [
            [name, code.code, in_language(code.label, language), code.parent or "", listed.source]
            for code in listed.codes
        ]
        if name in totals:
            lines.append([name, TOTAL_CODE, in_language(words.TOTAL, language), "", ""])
    return lines


def _column(table: Table, field: Field, language: str) -> list[str]:
    yes = in_language(words_here.YES, language)
    return [
        table.name,
        field.name,
        in_language(field.title, language),
        in_language(field.description, language),
        in_language(words.TYPES[field.type], language).format(scale=field.scale),
        field.unit or "",
        yes if field.name in table.primary_key else "",
        yes if field.required else "",
        field.code_list or "",
        field.minimum or "",
        field.maximum or "",
        field.pattern or "",
    ]


def _citation(subject: Subject, language: str) -> str:
    """The suggested citation, as the README has it."""
    cited = cite(subject.contents, subject.registry, subject.site, subject.version, subject.created)
    return in_language(cited.text(), language)
