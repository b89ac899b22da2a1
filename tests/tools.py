"""Programs that tests run in environments of their own, since they contradict the project's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

CHECK_DATAPACKAGE = "KSIGUNE_CHECK_DATAPACKAGE"
ABSENT = "absent"
"""Value of the variable on a machine without Python 3.12: its tests are left out, not skipped."""


def tool(name: str, variable: str) -> Path:
    """The program that a variable of the environment names, or that lies on PATH.

    Skips where there is none, saying so; a variable that names no file is an error.
    """
    named = os.environ.get(variable)
    if named:
        path = Path(named)
        assert path.is_file(), f"{variable} names {path}, and there is no such file"
        return path
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on PATH and {variable} does not name it; .ci/run installs it")
    return Path(found)
