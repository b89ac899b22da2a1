"""The real packages as data.europa.eu and datos.gob.es would score them, served on loopback."""

from __future__ import annotations

import shutil

import pytest

from publish.catalogue.build import build_catalogue
from publish.site import Site
from publish.standards import DCAT_AP, DCAT_AP_ES, MQA
from schemas.registry import load
from tests.publish.metadata.rdf import standard
from tests.publish.mqa.__main__ import PROFILES, assessor
from tests.publish.mqa.scorer import table
from tests.publish.serving import serving

pytestmark = pytest.mark.end_to_end


def test_every_package_is_excellent(first_run, tmp_path, tmp_path_factory):
    """405 of 405 for the best file of every dataset, 385 on average over all files; above 350 is
    "Excellent" (data.europa.eu/mqa/methodology). No page has a violation or a warning."""
    folders = [standard(name, tmp_path_factory) for name in (MQA, DCAT_AP, DCAT_AP_ES)]
    shutil.copytree(first_run.data / "releases", tmp_path / "releases")
    registry = load()
    with serving(tmp_path) as base:
        site = Site(base, f"{base}/contact", "A16003011", "ask@example.org", "+34-943-000000")
        done = build_catalogue(tmp_path, registry, site, standards=tmp_path / "cache")
        for reading in PROFILES:
            scores = assessor(reading, folders[0].parent).assess(f"{base}/catalogue/{reading}.ttl")
            of = {s.dataset: [x.total for x in scores if x.dataset == s.dataset] for s in scores}
            assert len(of) == len(registry.packages)
            assert {max(totals) for totals in of.values()} == {405}, table(scores)
            assert sum(s.total for s in scores) >= 385 * len(scores), table(scores)
    assert done.warnings == ()
