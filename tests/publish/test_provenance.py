"""What the wiring tells of sources and date is read back as it was said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from publish.provenance import read_provenance, write_provenance
from tests.publish.small import CREATED, SOURCES


def test_what_is_written_is_read_back_sorted_and_without_repetition(tmp_path):
    assert write_provenance(tmp_path, CREATED, {"partnership": [*SOURCES, *SOURCES]})
    found = read_provenance(tmp_path)
    assert found.created == datetime(2026, 9, 1, 6, 30, tzinfo=UTC)
    assert [s.title for s in found.sources["partnership"]] == [
        "Pact for Skills",
        "Register of organisations",
    ]


def test_the_same_again_writes_nothing(tmp_path):
    write_provenance(tmp_path, CREATED, {"partnership": SOURCES})
    assert not write_provenance(tmp_path, CREATED, {"partnership": SOURCES[::-1]})


def test_a_time_without_zone_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no time zone"):
        write_provenance(tmp_path, CREATED.replace(tzinfo=None), {})


def test_before_the_first_run_there_is_nothing_to_read(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_provenance(tmp_path)
