"""Issue 4, point 7: notes for use per table (perimeter, comparability, breaks), and every form
that they take."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import duckdb
import pytest
import yaml

from schemas import Table, load
from schemas.model import LANGUAGES
from schemas.note import Note, NoteKind
from schemas.registry import HERE, SchemaError
from schemas.to_duckdb import comment_sql, create_table_sql
from schemas.to_frictionless import notes_for_use
from schemas.to_markdown import dictionary
from schemas.words import NOTE_KINDS
from tests.schemas.small import registry, text

REGISTRY = load()
NOTES = REGISTRY.notes.values()
KINDS: tuple[NoteKind, ...] = get_args(NoteKind)
SENTENCE_END = re.compile(r"(?<!\d)(?<!R[eé]v)\.(?: |$)")
"""A full stop; after a digit it may be a Basque ordinal."""
SMALL = registry()
NOTED = SMALL.open["centre"].model_copy(
    update={
        "notes": (
            Note(id="of_one_town", kind="perimeter", text=text("Centres of one town.")),
            Note(id="no_series", kind="breaks", text=text("It's the first list.")),
        )
    }
)


@pytest.mark.parametrize("table", REGISTRY.open.values(), ids=lambda table: table.name)
def test_every_open_table_says_perimeter_comparability_and_breaks(table: Table) -> None:
    """Issue 4, point 7: the three kinds of note that a user of statistics asks for."""
    kinds = [note.kind for note in table.notes]
    assert {"perimeter", "comparability", "breaks"} <= set(kinds)
    assert kinds == sorted(kinds, key=KINDS.index)  # a reader finds each in the same place


def test_only_open_tables_have_notes_and_every_note_is_used() -> None:
    """A note that no table names is read by nobody; landing tables have no readers outside."""
    used = {note.id for table in REGISTRY.open.values() for note in table.notes}
    assert used == set(REGISTRY.notes)
    assert [table.name for table in REGISTRY.landing.values() if table.notes] == []


def test_no_note_is_written_twice() -> None:
    """What is true of several tables is one note, so that it is corrected in one place."""
    for language in LANGUAGES:
        texts = Counter(getattr(note.text, language) for note in NOTES)
        assert [said for said, count in texts.items() if count > 1] == []


def test_a_note_is_not_left_untranslated() -> None:
    """Four languages each: a text copied from one language into another is no translation."""
    same = [n.id for n in NOTES if len({getattr(n.text, lang) for lang in LANGUAGES}) < 4]
    assert same == []


def test_notes_are_one_to_three_sentences_on_one_line() -> None:
    """A note is read before the table is used, so it is short; four sentences are two notes."""
    texts = {(n.id, lang): getattr(n.text, lang) for n in NOTES for lang in LANGUAGES}
    assert [key for key, said in texts.items() if "\n" in said or not said.endswith(".")] == []
    assert [key for key, said in texts.items() if len(SENTENCE_END.findall(said)) > 3] == []


def test_tables_and_columns_that_a_note_names_exist() -> None:
    """A name in snake case is a table or column to look at; one that is gone sends readers
    nowhere."""
    known = {*REGISTRY.open, *REGISTRY.code_lists}
    known |= {field.name for table in REGISTRY.open.values() for field in table.fields}
    known |= {code.code for codes in REGISTRY.code_lists.values() for code in codes.codes}
    known |= {"not_published"}  # the reason of domain.md for what was not found
    names = {
        (note.id, name)
        for note in NOTES
        for name in re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", note.text.en)
    }
    assert {(note, name) for note, name in names if name not in known} == set()


def test_names_and_numbers_of_a_note_are_the_same_in_every_language() -> None:
    """A figure or a column name is not translated; a slip of a digit in one language is found."""
    for note in NOTES:
        told = {language: _facts(getattr(note.text, language)) for language in LANGUAGES}
        assert told == dict.fromkeys(LANGUAGES, told["en"]), note.id


def test_a_note_that_is_not_written_is_named_with_its_file(tmp_path: Path) -> None:
    """Whoever writes a table without code has to be told where the note belongs."""
    _copy_schemas(tmp_path)
    path = tmp_path / "open" / "code.yml"
    body = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**body, "notes": ["no_such_note"]}), encoding="utf-8")
    with pytest.raises(SchemaError, match=r"code.yml: note no_such_note .* schemas/notes/"):
        load(tmp_path)


def test_an_id_stands_in_one_file_only(tmp_path: Path) -> None:
    """Two notes of one id would leave it to the order of files which one a table gets."""
    _copy_schemas(tmp_path)
    again = (tmp_path / "notes" / "general.yml").read_text(encoding="utf-8")
    (tmp_path / "notes" / "zz.yml").write_text(again, encoding="utf-8")
    with pytest.raises(SchemaError, match=r"zz.yml: note synthetic_rows stands in another file"):
        load(tmp_path)


def test_a_table_names_a_note_once() -> None:
    note = NOTED.notes[0]
    with pytest.raises(ValueError, match="notes of centre: of_one_town stands twice"):
        Table.model_validate({**NOTED.model_dump(), "notes": (note, note)})


def test_the_dictionary_tells_them_before_the_columns() -> None:
    page = dictionary([NOTED], SMALL, "fr")
    assert (
        "\n\n**Notes d'utilisation**\n\n"
        "- *Périmètre*. Centres of one town. (fr)\n"
        "- *Ruptures de série*. It's the first list. (fr)\n\n"
        "- Clé: `centre_id`\n"
    ) in page
    assert "Notes d'utilisation" not in dictionary([SMALL.open["centre"]], SMALL, "fr")


def test_the_descriptor_has_them_in_four_languages() -> None:
    assert notes_for_use(NOTED)[0] == {
        "id": "of_one_town",
        "kind": "perimeter",
        "text": "Centres of one town. (es)",
        "text@eu": "Centres of one town. (eu)",
        "text@fr": "Centres of one town. (fr)",
        "text@en": "Centres of one town.",
    }
    assert notes_for_use(SMALL.open["centre"]) == []


def test_the_comment_of_a_table_ends_with_them() -> None:
    """Whoever opens the warehouse in a BI tool sees no dictionary, but the comment."""
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA marts")
        con.execute(create_table_sql(NOTED, "marts"))
        for statement in comment_sql(NOTED, "marts", language="eu"):
            con.execute(statement)
        assert con.execute("SELECT comment FROM duckdb_tables()").fetchall() == [
            (
                "centre (eu). Table centre. (eu)\n"
                "Perimetroa: Centres of one town. (eu)\n"
                "Seriearen etenak: It's the first list. (eu)",
            )
        ]


def test_every_kind_has_its_word() -> None:
    assert tuple(NOTE_KINDS) == KINDS


def _facts(said: str) -> Counter[str]:
    """Names in snake case and numbers of a text, thousands marks and decimal signs out."""
    names = re.findall(r"\b[a-zA-Z]+_[a-zA-Z_0-9]+\b", said)
    numbers = re.findall(r"\d+", re.sub(r"(?<=\d)[., ](?=\d{3}\b)", "", said))
    return Counter([*set(names), *set(numbers)])


def _copy_schemas(folder: Path) -> None:
    for path in HERE.rglob("*.yml"):
        target = folder / path.relative_to(HERE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
