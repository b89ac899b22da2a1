"""The official JSON Schema of Data Package 2.0, as the check of a descriptor needs it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publish.files import read_json
from publish.standards import DATA_PACKAGE, STANDARDS, find

FILE = "datapackage.json"
PROFILE_URL = STANDARDS[DATA_PACKAGE][FILE].address


@dataclass(frozen=True)
class Profile:
    """The schema, or why it could not be had."""

    schema: dict[str, Any] | None
    reason: str = ""


def find_profile(cache: Path, environment: Mapping[str, str] = os.environ) -> Profile:
    """The 2.0 profile; without it a reason, and the caller reports the check as not made."""
    found = find(DATA_PACKAGE, cache, environment)
    if found.path is None:
        return Profile(None, found.reason)
    return Profile(read_json(found.path / FILE))
