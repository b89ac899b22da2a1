"""The data dictionary of some tables as one Markdown page, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas import words
from schemas.model import TOTAL_CODE, CodeList, Field, Table, Text
from schemas.note import Note
from schemas.registry import Registry

COLUMNS = (words.COLUMN, words.TYPE, words.UNIT, words.MEANING, words.ALLOWED)


def dictionary(tables: Sequence[Table], registry: Registry, language: str) -> str:
    """The page: each table with notes for use, key, references, columns and missing values; then
    the code lists they use. Of an open table only the published columns. `language` is eu, es, fr
    or en."""
    used = {f.code_list: None for table in tables for f in _fields(table) if f.code_list}
    parts = [f"# {_in(words.DICTIONARY, language)}"]
    parts += [_table(table, language) for table in tables]
    if used:
        parts.append(f"## {_in(words.CODE_LISTS, language)}")
        parts += [_code_list(registry.code_lists[name], language) for name in sorted(used)]
    return "\n\n".join(parts) + "\n"


def _table(table: Table, language: str) -> str:
    fields = _fields(table)
    parts = [f"## {_in(table.title, language)} (`{table.name}`)", _in(table.description, language)]
    if table.deprecated is not None:
        parts.append(f"⚠ {table.deprecated.sentence(language)}")
    # The grain is written in English alone; in the other languages the key says it.
    if language == "en":
        parts.append(table.grain)
    if table.notes:
        parts.append(f"**{_in(words.NOTES, language)}**")
        parts.append("\n".join(f"- {_note(note, language)}" for note in table.notes))
    parts.append("\n".join(_facts(table, {field.name for field in fields}, language)))
    rows = [_column(field, language) for field in fields]
    parts.append(_grid([_in(word, language) for word in COLUMNS], rows))
    if table.missing_values:
        rows = [["", _in(words.EMPTY, language)]]
        rows += [[f"`{m.value}`", _in(m.meaning, language)] for m in table.missing_values]
        heading = [_in(words.MISSING, language), _in(words.MEANING, language)]
        parts.append(_grid(heading, rows))
    return "\n\n".join(part for part in parts if part)


def _note(note: Note, language: str) -> str:
    return f"*{_in(words.NOTE_KINDS[note.kind], language)}*. {_in(note.text, language)}"


def _facts(table: Table, names: set[str], language: str) -> Iterable[str]:
    if names.issuperset(table.primary_key):
        yield f"- {_in(words.KEY, language)}: {_quoted(table.primary_key)}"
    for key in table.foreign_keys:
        if names.issuperset(key.fields):
            target = _quoted(key.reference_fields or key.any_of)
            yield (
                f"- {_in(words.REFERENCE, language)}: {_quoted(key.fields)} → "
                f"`{key.reference}` ({target})"
            )


def _column(field: Field, language: str) -> list[str]:
    kind = _in(words.TYPES[field.type], language).format(scale=field.scale)
    meaning = f"**{_in(field.title, language)}**. {_in(field.description, language)}"
    if field.deprecated is not None:
        meaning += f" ⚠ {field.deprecated.sentence(language)}"
    allowed = "; ".join(_allowed(field, language))
    return [f"`{field.name}`", kind, field.unit or "", meaning, allowed]


def _allowed(field: Field, language: str) -> Iterable[str]:
    if field.required:
        yield _in(words.REQUIRED, language)
    if field.unique:
        yield _in(words.UNIQUE, language)
    if field.code_list is not None:
        yield f"[{field.code_list}](#{field.code_list})"
    if field.total:
        yield f"`{TOTAL_CODE}` ({_in(words.TOTAL, language)})"
    if field.pattern is not None:
        yield f"`{field.pattern}`"
    if field.minimum is not None:
        yield f"≥ {field.minimum}"
    if field.maximum is not None:
        yield f"≤ {field.maximum}"


def _code_list(codes: CodeList, language: str) -> str:
    with_parents = any(code.parent for code in codes.codes)
    heading = [_in(words.CODE, language), _in(words.LABEL, language)]
    rows = [[f"`{code.code}`", _in(code.label, language)] for code in codes.codes]
    if with_parents:
        heading.append(_in(words.PARENT, language))
        for row, code in zip(rows, codes.codes, strict=True):
            row.append(f"`{code.parent}`" if code.parent else "")
    facts = (
        f"{_in(codes.title, language)}. {_in(words.VERSION, language)}: {codes.version}. "
        f"{_in(words.SOURCE, language)}: {codes.source}"
    )
    return "\n\n".join([f"### {codes.name}", facts, _grid(heading, rows)])


def _fields(table: Table) -> tuple[Field, ...]:
    return table.published() if table.layer == "open" else table.fields


def _in(text: Text, language: str) -> str:
    """The text in one language, on one line."""
    return " ".join(str(getattr(text, language)).split())


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _grid(heading: list[str], rows: list[list[str]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    """A pipe would end the cell, also inside a code span."""
    return text.replace("|", r"\|")
