"""The score of a small release on the scale of data.europa.eu, asked over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.catalogue.build import build_catalogue
from publish.site import Site
from publish.standards import DCAT_AP, DCAT_AP_ES, MQA
from tests.publish.metadata.rdf import SITE, standard
from tests.publish.mqa.__main__ import PROFILES, assessor
from tests.publish.mqa.scorer import Score
from tests.publish.serving import serving
from tests.publish.small import prepare, registry, release


@pytest.fixture(scope="module")
def standards(tmp_path_factory) -> Path:
    """The folder with the lists, the weights and both sets of shapes."""
    folders = [standard(name, tmp_path_factory) for name in (MQA, DCAT_AP, DCAT_AP_ES)]
    return folders[0].parent


@pytest.fixture
def root(tmp_path) -> Path:
    release(tmp_path, prepare(tmp_path))
    return tmp_path


def _scores(root: Path, standards: Path, reading: str, lost: str | None = None) -> list[Score]:

    with serving(root) as base:
        site = Site(base, SITE.contact, SITE.dir3, SITE.email, SITE.telephone)
        build_catalogue(root, registry(), site)
        if lost:
            (root / "releases" / "partnership" / "1.0.0" / "data" / lost).unlink()
        return assessor(reading, standards).assess(f"{base}/catalogue/{reading}.ttl")


@pytest.mark.parametrize("reading", PROFILES)
def test_csv_gets_every_point_and_others_all_but_those_for_their_format(root, standards, reading):
    """By the lists of the assessment, Parquet and SQLite are neither machine-readable nor
    non-proprietary (20 points each), Excel is machine-readable (edp-machine-readable-format.rdf,
    edp-non-proprietary-format.rdf)."""
    totals = {(s.format, s.total) for s in _scores(root, standards, reading)}
    assert totals == {("CSV", 405), ("XLSX", 385), ("PARQUET", 365), ("OCTET", 365)}


def test_the_weights_add_up_to_405(standards):
    """data.europa.eu, methodology: 100 + 100 + 110 + 75 + 20."""
    for reading in PROFILES:
        assert sum(assessor(reading, standards).weights.values()) == 405


def test_a_file_that_is_not_served_loses_80_points(root, standards):
    """The scorer asks the server: 50 points for the access address and 30 for the download."""
    scores = _scores(root, standards, "dcat-ap", lost="project.csv")
    [gone] = [s for s in scores if "project.csv" in s.distribution]
    assert gone.total == 325
    assert max(s.total for s in scores) == 405


def test_a_catalogue_that_breaks_the_profile_loses_30_points(root, standards):
    with serving(root) as base:
        build_catalogue(root, registry(), Site(base))  # no DIR3 code: a violation in Spain
        scores = assessor("dcat-ap-es", standards).assess(f"{base}/catalogue/dcat-ap-es.ttl")
    assert {s.points["dcat_ap_es_compliance"] for s in scores} == {0}
    assert max(s.total for s in scores) == 375
