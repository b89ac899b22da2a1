"""The files derived from the descriptions are up to date, and drift is found and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas import generate, load
from schemas.__main__ import ROOT, main
from schemas.to_dbt import MEND
from tests.schemas.small import registry


def test_generated_files_agree_with_the_descriptions() -> None:
    differing = generate.drift(load(), ROOT)
    assert not differing, f"{', '.join(differing)} differ from schemas/. To mend them: {MEND}"


def test_what_is_written_is_up_to_date_and_written_once(tmp_path: Path) -> None:
    first = generate.write(registry(), tmp_path)
    assert first == list(generate.files(registry()))
    assert generate.write(registry(), tmp_path) == []


def test_every_kind_of_drift_is_found_and_mended(tmp_path: Path) -> None:
    generate.write(registry(), tmp_path)
    changed = tmp_path / "dbt/seeds/seed_code.csv"
    changed.write_text("by hand", encoding="utf-8")
    missing = tmp_path / "dbt/models/_exposures.yml"
    missing.unlink()
    left_over = tmp_path / "dbt/models/marts/closed/_closed.yml"
    left_over.parent.mkdir(parents=True)
    left_over.write_text(f"# Generated from schemas/ by `{MEND}`.\n", encoding="utf-8")
    by_hand = tmp_path / "dbt/models/marts/closed/_notes.yml"
    by_hand.write_text("models: []\n", encoding="utf-8")

    expected = [
        "dbt/models/_exposures.yml",
        "dbt/models/marts/closed/_closed.yml",
        "dbt/seeds/seed_code.csv",
    ]
    assert generate.drift(registry(), tmp_path) == expected
    assert generate.write(registry(), tmp_path) == expected
    assert not left_over.exists()
    assert by_hand.exists(), "a file without the mark of the generator is not ours to remove"
    assert generate.drift(registry(), tmp_path) == []


def test_check_fails_on_drift_and_names_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--root", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "dbt/models/staging/_sources.yml" in told
    assert "python -m schemas generate" in told
    assert main(["generate", "--root", str(tmp_path)]) == 0
    assert main(["check", "--root", str(tmp_path)]) == 0
