"""`CITATION.cff` and `CITATION.bib`, read by the tools that readers use."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from publish.site import Site
from tests.publish.hazards import release
from tests.publish.small import registry, said


def _run(program: Path, folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [program, "-i", "CITATION.cff", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.integration
def test_cffconvert_finds_the_file_valid(released, cffconvert):
    told = _run(cffconvert, released, "--validate")
    assert told.strip() == "Citation metadata are valid according to schema version 1.2.0."


@pytest.mark.integration
def test_cffconvert_refuses_a_file_without_authors(copy, cffconvert):
    folder = copy()
    content = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    del content["authors"]
    (folder / "CITATION.cff").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(AssertionError, match="authors"):
        _run(cffconvert, folder, "--validate")


@pytest.mark.integration
def test_cffconvert_reads_who_what_and_when(released, cffconvert):
    told = _run(cffconvert, released, "-f", "apalike")
    assert told.strip() == (
        "KSIgune, Euskampus Fundazioa (2026). Partnership (es) (version 1.0.0). "
        "URL: https://observatory.example/releases/partnership/1.0.0"
    )


def test_the_citation_file_says_what_the_standard_asks_of_a_dataset(released):
    content = yaml.safe_load((released / "CITATION.cff").read_text(encoding="utf-8"))
    assert content["cff-version"] == "1.2.0"
    assert content["type"] == "dataset"
    assert [author["name"] for author in content["authors"]] == ["KSIgune", "Euskampus Fundazioa"]
    assert content["license"] == "CC-BY-4.0"
    assert content["date-released"] == "2026-09-01"
    assert content["keywords"] == ["culture (eu)", "culture (es)", "culture (fr)", "culture"]
    assert "doi" not in content  # none is invented


def test_a_doi_stands_in_both_files(tmp_path):
    folder = release(tmp_path, site=Site("https://data.example.org", doi_prefix="10.5072")).path
    content = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert content["doi"] == "10.5072/ksigune.partnership.v1.0.0"
    assert "  doi = {10.5072/ksigune.partnership.v1.0.0},\n" in (folder / "CITATION.bib").read_text(
        encoding="utf-8"
    )


def test_the_bibtex_entry_keeps_organisations_whole_and_capitals_as_they_are(released):
    """BibTeX reads `Euskampus Fundazioa` as a person and lowers titles, unless braced again."""
    assert (released / "CITATION.bib").read_text(encoding="utf-8") == (
        "@misc{ksigune-partnership-1.0.0,\n"
        "  author = {{KSIgune} and {Euskampus Fundazioa}},\n"
        "  title = {{Partnership (es)}},\n"
        "  year = {2026},\n"
        "  version = {1.0.0},\n"
        "  publisher = {KSIgune},\n"
        "  howpublished = {Dataset},\n"
        "  note = {Version 1.0.0},\n"
        "  url = {https://observatory.example/releases/partnership/1.0.0},\n"
        "  langid = {spanish},\n"
        "}\n"
    )


def test_signs_that_mean_something_to_bibtex_are_escaped(tmp_path):
    known = registry()
    package = known.packages["partnership"]
    known.packages["partnership"] = package.model_copy(update={"title": said("R&D_100 % {x} ~ #")})
    folder = release(tmp_path, known, {}).path
    title = re.search(r"title = \{\{(.*)\}\},", (folder / "CITATION.bib").read_text())
    assert title is not None
    assert title.group(1) == r"R\&D\_100 \% \{x\} \textasciitilde{} \# (es)"
