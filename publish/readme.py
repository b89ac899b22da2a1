"""README.md and the data dictionaries of a package."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from publish import texts
from publish.changes.deprecation import going
from publish.contents import Contents
from publish.disclosure.texts import HEADING, protection
from publish.formats.notes import file_notes
from publish.markdown import row as _row
from publish.texts import in_language
from schemas.disclosure import Rules
from schemas.model import DESCRIPTOR_LANGUAGE, LANGUAGES, Text
from schemas.registry import Registry
from schemas.to_markdown import dictionary

NOTES = Text(
    eu=(
        "Taula bakoitzaren perimetroa, alderagarritasuna eta etenak: "
        "[DATA-DICTIONARY.eu.md](DATA-DICTIONARY.eu.md)."
    ),
    es=(
        "Perímetro, comparabilidad y rupturas de cada tabla: "
        "[DATA-DICTIONARY.es.md](DATA-DICTIONARY.es.md)."
    ),
    fr=(
        "Périmètre, comparabilité et ruptures de chaque table : "
        "[DATA-DICTIONARY.fr.md](DATA-DICTIONARY.fr.md)."
    ),
    en=(
        "Perimeter, comparability and breaks of each table: "
        "[DATA-DICTIONARY.en.md](DATA-DICTIONARY.en.md)."
    ),
)
"""Where the notes for use stand; a README with all of them would be read by nobody."""

READING_ORDER = (DESCRIPTOR_LANGUAGE, *(x for x in LANGUAGES if x != DESCRIPTOR_LANGUAGE))


def readme(
    contents: Contents,
    version: str,
    created: datetime,
    rules: Rules,
    reuse: Mapping[str, list[str]],
) -> str:
    """The README of a release: one section per language, the descriptor's language first.

    `reuse` closes each: sources, licence, citation and use, by language.
    """
    sections = [
        "\n".join([_section(contents, version, created, language, rules), *reuse[language]])
        for language in READING_ORDER
    ]
    return "\n".join(sections)


def dictionaries(contents: Contents, registry: Registry) -> dict[str, str]:
    """`DATA-DICTIONARY.<language>.md` for each language: file name -> text."""
    return {
        f"DATA-DICTIONARY.{language}.md": dictionary(contents.tables, registry, language)
        for language in LANGUAGES
    }


def _section(
    contents: Contents, version: str, created: datetime, language: str, rules: Rules
) -> str:
    package = contents.package
    title = in_language(package.title, language)
    lines = [f"# {title} ({texts.LANGUAGE_NAME[language]})", ""]
    lines += [in_language(package.description, language).strip(), ""]
    if contents.synthetic:
        lines += [f"> **{in_language(texts.SYNTHETIC_NOTICE, language)}**", ""]
    date = created.astimezone(UTC).date().isoformat()
    lines += [
        f"{in_language(texts.VERSION, language)}: {version}. "
        f"{in_language(texts.DATA_AS_OF, language)}: {date}.",
        "",
    ]
    lines += [f"## {in_language(texts.TABLES_HEADING, language)}", ""]
    lines += _tables(contents, language)
    if any(table.notes for table in contents.tables):
        lines += [in_language(NOTES, language), ""]
    lines += _protection(contents, language, rules)
    lines += going(contents, language)
    lines += [f"## {in_language(texts.FILES_HEADING, language)}", ""]
    lines += [in_language(texts.FILES_BODY, language), ""]
    lines += file_notes(contents, language)
    return "\n".join(lines)


def _tables(contents: Contents, language: str) -> list[str]:
    header = in_language(texts.TABLES_HEADER, language)
    rows = [
        _row(
            f"`{table.name}`",
            in_language(table.title, language),
            str(contents.rows[table.name]),
            in_language(table.description, language),
        )
        for table in contents.tables
    ]
    return [f"| {header} |", "| --- | --- | ---: | --- |", *rows, ""]


def _protection(contents: Contents, language: str, rules: Rules) -> list[str]:
    """The rules of disclosure control, once for all tables that share them."""
    told: dict[str, list[str]] = {}
    for table in contents.tables:
        rule = protection(table, rules)
        if rule is not None:
            told.setdefault(in_language(rule, language), []).append(f"`{table.name}`")
    if not told:
        return []
    lines = [f"- {', '.join(tables)}: {rule}" for rule, tables in told.items()]
    return [f"## {in_language(HEADING, language)}", "", *lines, ""]
