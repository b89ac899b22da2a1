"""The data dictionary says of each column what a reader needs, in the reader's language."""

from __future__ import annotations

import pytest

from schemas import load
from schemas.model import LANGUAGES
from schemas.to_markdown import dictionary
from tests.schemas.small import field, registry, table, text

REGISTRY = registry()


def test_a_table_is_described_in_the_language_asked_for() -> None:
    page = dictionary([REGISTRY.open["course"]], REGISTRY, "fr")
    assert page.startswith("# Dictionnaire de données\n\n## course (fr) (`course`)\n")
    assert "- Clé: `year`, `course_id`" in page
    assert "- Référence: `centre_id` → `centre` (`centre_id`)" in page
    assert (
        "| `ects` | nombre (2 décimales) | ECTS | **ects (fr)**. About ects. (fr) | ≥ 0; ≤ 360 |"
    ) in page
    assert "| [colour](#colour); `_T` (Total) |" in page


def test_the_codes_that_the_tables_use_follow() -> None:
    page = dictionary([REGISTRY.open["course"]], REGISTRY, "eu")
    assert "### colour" in page
    assert "| `blue` | urdina | `red` |" in page


def test_a_column_that_is_not_published_is_not_told_of() -> None:
    assert "remark" not in dictionary([REGISTRY.open["centre"]], REGISTRY, "en")


def test_missing_values_have_their_meaning_and_a_pipe_ends_no_cell() -> None:
    noted = table(
        "t",
        [field("id", required=True, pattern="A|B")],
        ("id",),
        missing_values=({"value": "n/a", "meaning": text("Not applicable")},),
    )
    page = dictionary([noted], REGISTRY, "en")
    assert "| `n/a` | Not applicable |" in page
    assert r"| required; `A\|B` |" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_package_has_a_dictionary_whose_rows_are_whole(language: str) -> None:
    registry = load()
    for package in registry.packages.values():
        page = dictionary([registry.open[name] for name in package.tables], registry, language)
        heights = [
            line.replace(r"\|", "").count("|") for line in page.splitlines() if line[:1] == "|"
        ]
        assert set(heights) <= {3, 4, 6}
        assert "\n\n\n" not in page
