"""`CHANGELOG.md`: what changed in every version of a package, newest first, in four languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from publish.changes import words
from publish.changes.version import PACKAGE
from publish.dossier import RELEASES, Dossier, Version
from publish.readme import READING_ORDER
from publish.texts import LANGUAGE_NAME, in_language
from schemas.lifecycle import GOING, INSTEAD

CHANGELOG = "CHANGELOG.md"
LONGEST = 80
"""Characters of a value that an example shows; `changes.json` has it whole."""
COLUMNS = 4
"""Changed columns of a row that an example shows."""


def changelog(dossier: Dossier) -> Mapping[str, str]:
    """The file of a version, with all versions before it. One section per language."""
    return {CHANGELOG: "\n".join(_section(dossier, language) for language in READING_ORDER)}


def _section(dossier: Dossier, language: str) -> str:
    title = in_language(dossier.title, language)
    heading = in_language(words.HEADING, language)
    lines = [f"# {heading}{words.colon(language)}{title} ({LANGUAGE_NAME[language]})", ""]
    lines += _coming(dossier, language)
    gone = {version.version for version in dossier.earlier if version.withdrawn}
    current = Version(dossier.version, dossier.created, dossier.changes)
    for version in (current, *reversed(dossier.earlier)):
        lines += _version(dossier, version, gone, language)
    return "\n".join(lines)


def _coming(dossier: Dossier, language: str) -> list[str]:
    """What is announced to go, first: it is what a reader has to act upon."""
    announced = dossier.changes.get("deprecations", ())
    if not announced:
        return []
    lines = [f"## {in_language(words.COMING, language)}", ""]
    lines += [f"- {_announcement(dossier, told, language)}" for told in announced]
    return [*lines, ""]


def _announcement(dossier: Dossier, told: Mapping[str, Any], language: str) -> str:
    where = _subject(dossier, told["table"], language)
    where += f", `{told['field']}`" if told["field"] else ""
    text = told["text" if language == READING_ORDER[0] else f"text@{language}"]
    body = in_language(GOING, language).format(date=told["date"], text=text.strip())
    if heir := told.get("replaced_by"):
        body += " " + in_language(INSTEAD, language).format(name=f"`{heir}`")
    return f"{where}{words.colon(language)}{body}" if where else body


def _version(dossier: Dossier, version: Version, gone: set[str], language: str) -> Iterator[str]:
    url = dossier.site.url(RELEASES, dossier.name, version.version, "datapackage.json")
    yield f"## [{version.version}]({url}) ({_day(version.created)})"
    yield ""
    if version.withdrawn is not None:
        yield in_language(words.WITHDRAWN, language).format(**version.withdrawn)
        if heir := version.withdrawn["replaced_by"]:
            yield in_language(INSTEAD, language).format(name=heir)
        yield ""
        return
    if level := version.changes.get("level"):
        yield in_language(words.LEVEL[level], language)
        yield ""
    tables = {table["table"]: table for table in version.changes.get("tables", ())}
    for change in version.changes.get("changes", ()):
        told = words.sentence(change, language)
        subject = _subject(dossier, change["subject"], language)
        yield (
            f"- {subject}{words.colon(language)}{told}."
            if subject
            else f"- {told[:1].upper()}{told[1:]}."
        )
        # What a version took back said must not be told again as an old value.
        if change.get("kind") == "rows-changed" and version.changes["previous"] not in gone:
            yield from _examples(tables.get(change["subject"], {}), language)
    if version.changes.get("previous") is None:
        for name, table in tables.items():
            counted = words.rows(table["added"], language)
            yield f"- {_subject(dossier, name, language)}{words.colon(language)}{counted}."
    yield ""
    if any(table.get("state") == "compared" for table in tables.values()):
        yield in_language(words.EVERY_ROW, language)
        yield ""


def _subject(dossier: Dossier, table: str, language: str) -> str:
    """The table by name and title; nothing for the package itself."""
    if table == PACKAGE:
        return ""
    known = dossier.registry.open.get(table)
    return f"`{table}` ({in_language(known.title, language)})" if known else f"`{table}`"


def _examples(table: Mapping[str, Any], language: str) -> Iterator[str]:
    changed = [row for row in table.get("samples", ()) if row["change"] == "changed"]
    if changed:
        yield f"  {in_language(words.EXAMPLES, language)}"
    for row in changed:
        key = ", ".join(f"{name} {_cell(value, language)}" for name, value in row["key"].items())
        names = list(row["after"])
        pairs = [
            f"{name} {_cell(row['before'][name], language)} → {_cell(row['after'][name], language)}"
            for name in names[:COLUMNS]
        ]
        pairs += ["…"] if len(names) > COLUMNS else []
        yield f"  - {key}: {'; '.join(pairs)}"


def _cell(value: str | None, language: str) -> str:
    """A value as code, on one line; a backtick would end the code."""
    if value is None:
        return in_language(words.NO_VALUE, language)
    text = " ".join(value.replace("`", "'").split())
    return f"`{text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}`"


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()


def sentences(changes: Sequence[Mapping[str, Any]], language: str) -> list[str]:
    """One sentence per change of a version, with its table; for the feed."""
    told = []
    for change in changes:
        text = words.sentence(change, language).replace("`", "")
        whole = change["subject"] == PACKAGE
        subject = "" if whole else f"{change['subject']}{words.colon(language)}"
        told.append(f"{subject}{text if subject else text[:1].upper() + text[1:]}.")
    return told
