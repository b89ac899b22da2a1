"""One release of the hazardous package for all tests of this room; who changes it, copies it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.publish.hazards import release


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the first version, of an installation without addresses."""
    return release(tmp_path_factory.mktemp("metadata")).path


@pytest.fixture
def copy(released: Path, tmp_path: Path) -> Callable[[], Path]:
    """Makes a copy of the release to tamper with."""
    return lambda: Path(shutil.copytree(released, tmp_path / "copy"))
