"""The official JSON Schema of Data Package 2.0: named, never copied into this project."""

from __future__ import annotations

import hashlib
import http.client
import json
import logging
import os
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publish.files import part_of, put_in_place

PROFILE_URL = "https://datapackage.org/profiles/2.0/datapackage.json"
PROFILE_SHA256 = "a9ef0fc168b3402ae7aa7d22bbcb798e0db6b639e7ee15ff4aa177463cea7112"
"""Of frictionlessdata/datapackage `public/profiles/2.0` at commit 6a201af, and of that address."""

RELATIVE = Path("datapackage-2.0") / "datapackage.json"
STANDARDS_VARIABLE = "KSIGUNE_STANDARDS_DIR"
TIMEOUT_SECONDS = 3.0
LARGEST = 1_000_000
LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Profile:
    """The schema, or why it could not be had."""

    schema: dict[str, Any] | None
    reason: str = ""


def find_profile(
    cache: Path, environment: Mapping[str, str] = os.environ, url: str = PROFILE_URL
) -> Profile:
    """The 2.0 profile from the folder in KSIGUNE_STANDARDS_DIR, the cache, or the network.

    Only bytes with the pinned SHA-256 are taken. When it cannot be had, the profile has no
    schema but a reason: the caller reports the check as not made.
    """
    folder = environment.get(STANDARDS_VARIABLE)
    path = (Path(folder) if folder else cache) / RELATIVE
    if path.exists():
        return _checked(path.read_bytes(), str(RELATIVE))
    if folder:
        return Profile(None, f"{STANDARDS_VARIABLE} names a folder without {RELATIVE}")
    return _fetched(path, url)


def _checked(content: bytes, where: str) -> Profile:
    if hashlib.sha256(content).hexdigest() != PROFILE_SHA256:
        return Profile(None, f"{where} is not the official profile (SHA-256 differs)")
    return Profile(json.loads(content))


def _fetched(path: Path, url: str) -> Profile:
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            content = answer.read(LARGEST)
    except (OSError, http.client.HTTPException) as error:
        # The report gets the same words whatever the network's trouble: it is part of a release.
        LOG.info("%s: %s", url, error)
        return Profile(None, f"{url} could not be reached")
    profile = _checked(content, url)
    if profile.schema is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = part_of(path)
        part.write_bytes(content)
        put_in_place(part, path)
    return profile
