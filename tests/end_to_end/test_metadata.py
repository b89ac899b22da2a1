"""Every package of the bundled edition passes the standards' own programs (issue 4, point 4).

Croissant, CSVW, DataCite, CFF, RO-Crate and check-datapackage on the seven real packages; what
each of them finds in a faulty one is tested on small packages in `tests/publish/metadata/`.
"""

from __future__ import annotations

import json
import logging
import subprocess
import warnings
from itertools import islice
from pathlib import Path

import pytest

from publish.standards import DATACITE
from tests.end_to_end.conftest import Finished
from tests.publish.metadata.rdf import standard

pytestmark = pytest.mark.end_to_end

PACKAGES = (
    "capacities",
    "euroregion",
    "kpis",
    "partnership",
    "reference",
    "skills",
    "training",
)
ENOUGH = 200
"""Records of a table; mlcroissant reads some 500 a second."""


@pytest.fixture(params=PACKAGES)
def folder(request: pytest.FixtureRequest, first_run: Finished) -> Path:
    """The first version of one package."""
    return first_run.data / "releases" / request.param / "1.0.0"


def _rows(folder: Path) -> dict[str, int]:
    """Rows of each table, counted in its Parquet file."""
    import pyarrow.parquet as pq

    return {p.stem: pq.read_metadata(p).num_rows for p in (folder / "data").glob("*.parquet")}


def test_croissant_is_valid_and_the_records_of_every_table_are_read(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    import mlcroissant

    with caplog.at_level(logging.WARNING):
        dataset = mlcroissant.Dataset(str(folder / "metadata" / "croissant.json"))
    assert dataset.metadata.ctx.issues.report() == ""
    assert [record.getMessage() for record in caplog.records] == []
    read = {
        each.id: sum(1 for _ in islice(dataset.records(each.id), ENOUGH))
        for each in dataset.metadata.record_sets
        if not each.id.startswith("codes/")
    }
    assert read == {name: min(count, ENOUGH) for name, count in _rows(folder).items()}


def test_csvw_finds_metadata_cells_and_keys_valid(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from csvw import CSVW

    with caplog.at_level(logging.WARNING, logger="csvw"):
        judged = CSVW(str(folder / "metadata" / "csvw.json"), validate=True)
        assert judged.is_valid, [str(warning.message) for warning in judged.warnings]
    assert [record.getMessage() for record in caplog.records] == []


def test_datacite_is_valid_by_its_schema(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from lxml import etree

    official = standard(DATACITE, tmp_path_factory)
    schema = etree.XMLSchema(etree.parse(official / "metadata.xsd"))
    schema.assertValid(etree.parse(folder / "metadata" / "datacite.xml"))


def test_the_crate_lists_every_file(folder: Path) -> None:
    from rocrate.rocrate import ROCrate

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        listed = {entity.id for entity in ROCrate(str(folder)).data_entities}
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert listed == present - {"ro-crate-metadata.json", "SHA256SUMS.minisig"}


def test_google_reads_the_description(folder: Path) -> None:
    content = json.loads((folder / "metadata" / "schema-org.jsonld").read_text(encoding="utf-8"))
    assert 50 <= len(content["description"]) <= 5_000
    for name in ("creator", "license", "measurementTechnique", "spatialCoverage", "distribution"):
        assert content[name], name


def test_cffconvert_finds_the_citation_valid(folder: Path, cffconvert: Path) -> None:
    _run(folder, cffconvert, "-i", "CITATION.cff", "--validate")


def test_check_datapackage_finds_the_descriptor_valid(
    folder: Path, check_datapackage: Path
) -> None:
    _run(folder, check_datapackage, "check", "--strict", "datapackage.json")


def _run(folder: Path, program: Path, *arguments: str) -> None:
    done = subprocess.run(
        [program, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
