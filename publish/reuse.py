"""The close of a README: whose data these are, under which terms, how to cite and to load them."""

from __future__ import annotations

from publish import texts
from publish.dossier import Dossier
from publish.markdown import table
from publish.metadata.citation import citation_of
from publish.quoted import QuotedSource
from publish.reuse_texts import (
    CITATION_BODY,
    CITATION_HEADING,
    NOT_STATED,
    QUOTED_BODY,
    QUOTED_HEADER,
    QUOTED_HEADING,
    SOURCES_HEADER,
    USE_BODY,
    USE_HEADING,
)
from publish.texts import in_language
from schemas.model import LANGUAGES, Text


def reuse(dossier: Dossier) -> dict[str, list[str]]:
    """The last sections of the README by language: sources, third parties, licence, citation."""
    return {language: _sections(dossier, language) for language in LANGUAGES}


def _sections(dossier: Dossier, language: str) -> list[str]:
    lines = _sources(dossier, language) + _quoted(dossier, language)
    lines += _section(texts.LICENCE_HEADING, [in_language(texts.LICENCE_BODY, language)], language)
    lines += _section(CITATION_HEADING, _citation(dossier, language), language)
    return lines + _section(USE_HEADING, [in_language(USE_BODY, language)], language)


def _section(heading: Text, body: list[str], language: str) -> list[str]:
    return [f"## {in_language(heading, language)}", "", *body, ""]


def _sources(dossier: Dossier, language: str) -> list[str]:
    if not dossier.contents.sources:
        return []
    listed = dossier.registry.code_lists.get("origin")
    codes = listed.codes if listed else ()
    origins = {code.code: in_language(code.label, language) for code in codes}
    rows = [
        (
            f"[{record.title}](<{record.path}>)" if record.path else record.title,
            record.publisher,
            record.licence,
            origins.get(record.origin, record.origin),
        )
        for record in dossier.contents.sources
    ]
    body = table(in_language(SOURCES_HEADER, language), rows)
    return _section(texts.SOURCES_HEADING, body[:-1], language)


def _quoted(dossier: Dossier, language: str) -> list[str]:
    """The third parties whose figures the rows quote, with the terms under which these stay."""
    if not dossier.contents.quoted:
        return []
    rows = [
        (quoted.source, f"`{quoted.table}`", str(quoted.figures), _years(quoted, language))
        for quoted in dossier.contents.quoted
    ]
    body = [in_language(QUOTED_BODY, language), ""]
    body += table(in_language(QUOTED_HEADER, language), rows)
    return _section(QUOTED_HEADING, body[:-1], language)


def _years(quoted: QuotedSource, language: str) -> str:
    if quoted.first_year is None or quoted.last_year is None:
        return in_language(NOT_STATED, language)
    return "–".join(str(year) for year in sorted({quoted.first_year, quoted.last_year}))


def _citation(dossier: Dossier, language: str) -> list[str]:
    text = in_language(citation_of(dossier).text(), language)
    return [f"> {text}", "", in_language(CITATION_BODY, language)]
