"""check-datapackage finds the descriptor right, with what the standard only recommends.

The package needs Python 3.12 or newer, so it runs in an environment of its own.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.publish.hazards import release
from tests.tools import tool

pytestmark = pytest.mark.integration

VARIABLE = "KSIGUNE_CHECK_DATAPACKAGE"


@pytest.fixture(scope="module")
def descriptor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(tmp_path_factory.mktemp("checked")).path / "datapackage.json"


def _check(descriptor: Path) -> subprocess.CompletedProcess[str]:
    program = tool("check-datapackage", VARIABLE)
    return subprocess.run(
        [program, "check", "--strict", descriptor.name],
        cwd=descriptor.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_release_passes_what_the_standard_demands_and_what_it_recommends(descriptor):
    done = _check(descriptor)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All checks passed!" in done.stdout


def test_a_fault_is_found(descriptor, tmp_path):
    content = json.loads(descriptor.read_text(encoding="utf-8"))
    content["resources"][0]["name"] = "No Name"
    broken = tmp_path / "datapackage.json"
    broken.write_text(json.dumps(content), encoding="utf-8")
    done = _check(broken)
    assert done.returncode != 0
    assert "name" in done.stdout + done.stderr
