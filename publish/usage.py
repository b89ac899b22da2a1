"""`USAGE.md` of a release: how each table is loaded, in the program of the reader."""

from __future__ import annotations

from publish import texts
from publish.descriptor import file_path
from publish.dossier import Dossier
from publish.markdown import fence
from publish.metadata.words import READING_ORDER
from publish.reuse_texts import LOADING, LOADING_BODY
from publish.snippets import Place, snippets
from publish.texts import in_language
from schemas.model import Table

USAGE = "USAGE.md"


def usage(dossier: Dossier) -> str:
    """The text of `USAGE.md`: what to know in four languages, then the code for every table."""
    lines = [f"# {' · '.join(in_language(LOADING, x) for x in READING_ORDER)}", ""]
    for language in READING_ORDER:
        lines += [f"## {texts.LANGUAGE_NAME[language]}", "", in_language(LOADING_BODY, language)]
        lines += [""]
    for table in dossier.contents.tables:
        lines += _table(table, dossier)
    return "\n".join(lines)


def place_of(table: Table, dossier: Dossier) -> Place:
    """Where the files of a table are read: at their addresses, or in the release folder where the
    installation has no address."""
    csv, parquet = (file_path(table.name, kind) for kind in ("csv", "parquet"))
    if not dossier.site.is_set:
        return Place(csv, parquet)
    return Place(dossier.url(*csv.split("/")), dossier.url(*parquet.split("/")))


def _table(table: Table, dossier: Dossier) -> list[str]:
    titles = dict.fromkeys(in_language(table.title, language) for language in READING_ORDER)
    lines = [f"## `{table.name}`", "", " · ".join(titles), ""]
    for snippet in snippets(table, place_of(table, dossier)):
        lines += [f"### {snippet.program}", "", *fence(snippet.code, snippet.language)]
    return lines
