"""A file that is refused leaves the last good state, and says what to do (issue 2, Bad input)."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.end_to_end


def _published(data: Path) -> dict[str, str]:
    files = [p for room in ("releases", "warehouse") for p in (data / room).rglob("*")]
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in files if p.is_file()}


def test_refused_files_of_two_editions_are_told_together_and_change_nothing(
    copied: Path, run_again: Callable[..., Any]
) -> None:
    before = _published(copied)
    inbox = copied / "inbox" / "capacities"
    first, second = inbox / "2024-25" / "vet.csv", inbox / "2025-26" / "vet.csv"
    text = first.read_text(encoding="latin-1")
    first.write_text(text.replace("profesorado_ejc", "plantilla", 1), encoding="latin-1")
    lines = second.read_text(encoding="latin-1").splitlines(keepends=True)
    second.write_text("".join(lines[: len(lines) // 2]), encoding="latin-1")
    finished = run_again(copied)
    assert finished.code == 1
    told = finished.output
    assert "Edition 2024-25" in told
    assert "plantilla" in told
    assert "profesorado_ejc" in told
    assert "Edition 2025-26" in told
    assert "What was published before stays as it was." in told
    assert "Traceback" not in told
    assert _published(copied) == before


def test_the_production_profile_takes_no_synthetic_feed(
    first_run: Any, tmp_path: Path, run_again: Callable[..., Any]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(first_run.data / "inbox", data / "inbox")
    # What dbt parsed says nothing of a profile or a feed; to parse it again takes 10 s.
    shutil.copytree(first_run.data / "dbt", data / "dbt")
    parsed = data / "markers" / "dbt_parse.json"
    parsed.parent.mkdir()
    shutil.copy(first_run.data / "markers" / "dbt_parse.json", parsed)
    finished = run_again(data, KSIGUNE_PROFILE="production")
    assert finished.code == 1
    assert "the production profile takes none" in finished.output
    assert not (data / "releases").exists()
