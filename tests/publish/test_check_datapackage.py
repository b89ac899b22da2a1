"""check-datapackage finds the descriptor right, with what the standard only recommends.

The package needs Python 3.12 or newer, so it runs in an environment of its own.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.publish.hazards import release

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def descriptor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(tmp_path_factory.mktemp("checked")).path / "datapackage.json"


def _check(program: Path, descriptor: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, "check", "--strict", descriptor.name],
        cwd=descriptor.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_release_passes_what_the_standard_demands_and_recommends(descriptor, check_datapackage):
    done = _check(check_datapackage, descriptor)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All checks passed!" in done.stdout


def test_a_fault_is_found(descriptor, tmp_path, check_datapackage):
    content = json.loads(descriptor.read_text(encoding="utf-8"))
    content["resources"][0]["name"] = "No Name"
    broken = tmp_path / "datapackage.json"
    broken.write_text(json.dumps(content), encoding="utf-8")
    done = _check(check_datapackage, broken)
    assert done.returncode != 0
    assert "name" in done.stdout + done.stderr
