"""The README says whose data these are, under which terms, and how to cite them."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.site import Site
from tests.publish.hazards import release
from tests.publish.small import default_rows, registry


@pytest.fixture(scope="module")
def readme(tmp_path_factory: pytest.TempPathFactory) -> str:
    site = Site("https://data.example.org")
    path: Path = release(tmp_path_factory.mktemp("readme"), site=site).path
    return (path / "README.md").read_text(encoding="utf-8")


def test_sources_stand_with_publisher_licence_and_origin(readme):
    assert "| Source | Publisher | Licence | Origin |\n| --- | --- | --- | --- |\n" in readme
    assert "| Register of organisations | KSIgune | CC-BY-4.0 | label of reported |\n" in readme
    assert (
        "| [Pact for Skills](<https://example.org/x>) | European Commission | CC-BY-4.0 | "
        "label of published (eu) |\n"
    ) in readme


def test_figures_of_third_parties_are_counted_by_source_with_their_years(readme):
    """LICENSE-DATA.md: they stay under the terms of their source."""
    assert "| Orkestra \\| Basque Government | `figure` | 2 | 2022–2024 |\n" in readme
    assert "| Press | `figure` | 1 | not stated |\n" in readme
    assert "| Press | `figure` | 1 | no consta |\n" in readme
    for words in (
        "ez ditu hartzen",
        "no las cubre",
        "ne les couvre pas",
        "does not cover them",
    ):
        assert words in readme


def test_a_package_without_quoted_figures_says_nothing_of_them(tmp_path):
    path = release(tmp_path, registry(), default_rows()).path
    assert "Quoted figures" not in (path / "README.md").read_text(encoding="utf-8")


def test_the_citation_of_this_version_stands_in_each_language(readme):
    address = "https://data.example.org/releases/partnership/1.0.0"
    for text in (
        f"Partnership (eu). 1.0.0 bertsioa. KSIgune. Datu-multzoa. {address}\n",
        f"Partnership (es). Versión 1.0.0. KSIgune. Conjunto de datos. {address}\n",
        f"Partnership (fr). Version 1.0.0. KSIgune. Jeu de données. {address}\n",
        f"Partnership. Version 1.0.0. KSIgune. Dataset. {address}\n",
    ):
        assert text in readme
    assert readme.count("`CITATION.bib`") == 4
    assert readme.count("`USAGE.md`") == 4


def test_the_licence_of_the_package_stands_in_four_languages(tmp_path):
    text = (release(tmp_path).path / "LICENSE.md").read_text(encoding="utf-8")
    for page in ("", "deed.eu", "deed.es", "deed.fr"):
        assert f"<https://creativecommons.org/licenses/by/4.0/{page}>" in text
    assert text.count("`datapackage.json`") == 4  # who quotes others says where their terms stand
