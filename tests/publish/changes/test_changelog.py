"""The changelog tells people what changed, version by version, in their language."""

from __future__ import annotations

import pytest

from publish.changes.changelog import sentences
from publish.changes.words import KINDS, number, rows, sentence
from tests.publish.small import default_rows, prepare, release


@pytest.mark.parametrize(
    ("language", "one", "two", "none", "many"),
    [
        ("eu", "errenkada bat", "2 errenkada", "0 errenkada", "5.000.000 errenkada"),
        ("es", "1 fila", "2 filas", "0 filas", "5\u202f000\u202f000 filas"),
        ("fr", "1 ligne", "2 lignes", "0 ligne", "5\u202f000\u202f000 lignes"),
        ("en", "1 row", "2 rows", "0 rows", "5,000,000 rows"),
    ],
)
def test_plurals_and_digits_follow_the_language(language, one, two, none, many):
    """CLDR plural rules: 0 is `one` in French and `other` in Basque, Spanish and English; in
    Basque a noun after a number takes no plural ending."""
    assert [rows(count, language) for count in (1, 2, 0, 5_000_000)] == [one, two, none, many]


def test_spanish_does_not_part_four_digits():
    """Ortografía de la lengua española (2010): numbers of four digits stand without a space."""
    assert [number(n, "es") for n in (9999, 10_000)] == ["9999", "10\u202f000"]


FACTS = {
    "subject": "t", "field": "f", "before": "b", "after": ["a", "c"], "rows": 2,
    "property": "unit", "constraint": "maximum", "referenced_by": "r", "date": "2027-09-01",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_sentence_in_each_language_with_nothing_left_open(kind):
    told = [sentence({**FACTS, "kind": kind}, language) for language in ("eu", "es", "fr", "en")]
    assert len(set(told)) == 4
    assert not any("{" in text or "None" in text for text in told)


def test_a_change_from_before_there_were_kinds_is_told_by_its_reason():
    change = {"level": "minor", "subject": "project", "reason": "rows added: 2"}
    assert sentences([change], "fr") == ["project : rows added: 2."]


def _three_versions(root):
    changed = default_rows()
    changed["project"][0]["places"] = 13
    fewer = default_rows()
    fewer["project"][0]["places"] = 13
    fewer["project"].pop(1)
    for each in (None, changed, fewer):
        done = release(root, prepare(root, rows=each))
    return (done.path / "CHANGELOG.md").read_text(encoding="utf-8")


def test_it_is_cumulative_newest_first_in_four_languages(tmp_path):
    text = _three_versions(tmp_path)
    parts = text.split("\n# ")
    assert [part.partition(":")[0].removeprefix("# ").strip() for part in parts] == [
        "Cambios",
        "Aldaketak",
        "Changements",
        "Changes",
    ]
    for part in parts:
        places = [part.index(f"[{version}](") for version in ("1.1.0", "1.0.1", "1.0.0")]
        assert places == sorted(places)
    assert "- `project` (Projects (eu)): errenkada bat kendu da." in parts[1]
    assert "- `project` (Projects (fr)) : 1 ligne aux valeurs modifiées." in parts[2]
    assert "- `project` (Projects): 3 rows." in parts[3]


def test_it_shows_old_and_new_values_and_links_to_each_release(tmp_path):
    text = _three_versions(tmp_path)
    assert "  - academic_year `2024-25`, project_id `PRJ-0002`: places `12` → `13`\n" in text
    for version in ("1.0.0", "1.0.1", "1.1.0"):
        url = f"https://observatory.example/releases/partnership/{version}/datapackage.json"
        assert f"## [{version}]({url}) (2026-09-01)" in text


def test_a_value_cannot_break_out_of_its_place(tmp_path):
    rows = default_rows()
    rows["organisation"][0]["name"] = "a`\n\n# Not a heading " + "x" * 200
    release(tmp_path, prepare(tmp_path))
    text = (release(tmp_path, prepare(tmp_path, rows=rows)).path / "CHANGELOG.md").read_text()
    assert "\n# Not" not in text
    assert "→ `a' # Not a heading " + "x" * 60 + "…`" in text
