"""`python -m tests.publish.mqa FOLDER STANDARDS`: the score of a data root, served on loopback.

The catalogue is made anew for the address it is served from, in a copy of its releases.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from publish.catalogue.build import build_catalogue
from publish.site import Site
from schemas.registry import load
from tests.publish.mqa.scorer import Assessor, table
from tests.publish.serving import serving

PROFILES = {
    "dcat-ap-es": ("dcat_ap_es", "dcat-ap-es-1.0.0"),
    "dcat-ap": ("dcat_ap", "dcat-ap-3.0.1"),
}


def assessor(reading: str, standards: Path) -> Assessor:
    """The assessor of a reading: all shapes of DCAT-AP-ES; of DCAT-AP those that need no lists."""
    profile, folder = PROFILES[reading]
    files = [p for p in sorted((standards / folder).glob("*.ttl")) if "imports" not in p.name]
    if reading == "dcat-ap":
        files = [p for p in files if p.name.startswith("shapes")]
    return Assessor(standards / "mqa", profile, tuple(files))


def main() -> None:
    """Prints one table per profile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("standards", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as base:
        root = Path(name)
        shutil.copytree(options.folder / "releases", root / "releases")
        site = Site(base, f"{base}/contact", "A16003011", "ask@example.org", "+34-943-000000")
        build_catalogue(root, load(), site)
        for reading in PROFILES:
            scores = assessor(reading, options.standards).assess(f"{base}/catalogue/{reading}.ttl")
            average = sum(score.total for score in scores) / len(scores)
            print(f"{reading}: {len(scores)} distributions, average {average:.1f} of 405")
            print(table(scores), end="\n\n")


if __name__ == "__main__":
    main()
