"""Two released versions of the small package, and an environment for targets."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish import small
from tests.publish.targets.faulty import FaultyProxy, faulty_proxy
from tests.publish.targets.pushing import keep_few


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root with partnership 1.0.0 and the version after it; not to be changed."""
    root = tmp_path_factory.mktemp("released")
    known = small.prepare(root)
    small.release(root, known)
    rows = small.default_rows()
    rows["project"][2]["places"] = 1
    small.prepare(root, known, rows)
    assert small.release(root, known).version == "1.0.1"  # one value corrected: a patch
    for folder in sorted((root / "releases" / "partnership").glob("1.*")):
        keep_few(folder)
    return root


@pytest.fixture
def data_root(released: Path, tmp_path: Path) -> Path:
    """A copy of the releases that a test may spoil."""
    root = tmp_path / "data"
    shutil.copytree(released / "releases", root / "releases")
    return root


@pytest.fixture
def proxy() -> Iterator[FaultyProxy]:
    """A proxy on loopback that breaks where a test tells it to; it has no server behind it yet."""
    with faulty_proxy() as running:
        yield running
