"""A Parquet file says what its columns are, to Arrow, pandas and DuckDB alike."""

from __future__ import annotations

import duckdb
import pyarrow.parquet as pq
import pytest

from publish.release import OPEN_FOLDER
from tests.publish.formats.cases import known, rows
from tests.publish.small import prepare


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    root = tmp_path_factory.mktemp("arrow")
    prepare(root, known(), rows())
    return root / OPEN_FOLDER / "visit.parquet"


def test_pyarrow_finds_title_description_and_unit_at_each_column(path):
    schema = pq.read_schema(path)
    told = schema.field("amount").metadata
    assert told[b"description"] == b"The amount. (es)"
    assert told[b"title@eu"] == b"amount (eu)"
    assert told[b"unit"] == b"eur"
    assert schema.metadata[b"description@en"] == b"Every type of cell."


def test_the_stated_types_are_those_of_the_file(path):
    """A stated type that differs would make Arrow convert, or refuse the file."""
    stated = pq.read_schema(path)
    held = duckdb.connect().sql(f"FROM '{path}'").to_arrow_table().schema
    assert [field.type for field in stated] == [field.type for field in held]
    assert pq.read_table(path).num_rows == len(rows()["visit"])


def test_every_column_has_statistics(path):
    group = pq.read_metadata(path).row_group(0)
    assert all(group.column(at).is_stats_set for at in range(group.num_columns))
