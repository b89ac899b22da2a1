"""What a run prints of the gaps: strongest first, with intervals, and what is withheld is shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.report import gap_board

COLUMNS = (
    *("academic_year", "survey_measure", "skill_code", "sector_code", "size_band", "nuts_code"),
    *("supply_basis", "respondents", "demand_share", "supply_share"),
    *("gap_points", "gap_lower", "gap_upper", "obs_status"),
)
NUMBERS = {
    "respondents": "BIGINT",
    **dict.fromkeys(("demand_share", "supply_share"), "DECIMAL(9,6)"),
    **dict.fromkeys(("gap_points", "gap_lower", "gap_upper"), "DECIMAL(9,4)"),
}


def gap(skill: str, *numbers: Any, **more: str) -> tuple[Any, ...]:
    """One published row of skill_gap: all firms of the Basque Country unless `more` says else."""
    row = {
        "academic_year": "2025-26",
        "survey_measure": "skill_need",
        "skill_code": skill,
        "sector_code": "_T",
        "size_band": "_T",
        "nuts_code": "ES21",
        "supply_basis": "capacity_focus",
        "obs_status": "E",
        **more,
    }
    values = dict(zip([name for name in COLUMNS if name in NUMBERS], numbers, strict=True))
    return tuple((row | values)[name] for name in COLUMNS)


@pytest.fixture
def published(tmp_path: Path) -> Any:
    """Writes rows as the open table and returns the printed lines."""

    def write(rows: Sequence[tuple[Any, ...]]) -> list[str]:
        declared = ", ".join(f"{name} {NUMBERS.get(name, 'VARCHAR')}" for name in COLUMNS)
        with duckdb.connect() as con:
            con.execute(f"create table gaps ({declared})")
            if rows:
                con.executemany(f"insert into gaps values ({', '.join('?' * len(COLUMNS))})", rows)
            con.execute(f"copy gaps to '{tmp_path / 'skill_gap.parquet'}' (format parquet)")
        return gap_board(tmp_path).splitlines()

    return write


def test_the_worked_value(published: Any) -> None:
    """domain.md section 7: D = 62 % and S = 18/49 make +25.3 points, 17.0 to 32.9."""
    lines = published([gap("digital", 150, 0.62, 0.367347, 25.2653, 17.0062, 32.8835)])
    assert lines[2].split() == [
        *("digital", "all", "62", "%", "37", "%", "(centres)", "+25.3"),
        *("+17.0", "to", "+32.9", "150", "E", "estimated"),
    ]


def test_strongest_first_by_what_is_certain(published: Any) -> None:
    """A wide interval around a larger gap comes after a narrow one that is certainly larger."""
    lines = published(
        [
            gap("green", 40, 0.8, 0.2, 60, 20, 80),
            gap("digital", 400, 0.7, 0.2, 50, 45, 55),
            gap("innovation", 30, 0.9, 0.1, 80, 10, 95, sector_code="music"),
            gap("entrepreneurial", 90, 0.9, 0.1, 80, 70, 90, survey_measure="skill_gap"),
            gap("entrepreneurial", 90, 0.9, 0.1, 80, 70, 90, academic_year="2024-25"),
            gap("entrepreneurial", 90, 0.9, 0.1, 80, 70, 90, size_band="0-9"),
            gap("entrepreneurial", 90, 0.9, 0.1, 80, 70, 90, nuts_code="ES213"),
        ]
    )
    assert [line.split()[:2] for line in lines[2:-1]] == [
        ["digital", "all"],
        ["green", "all"],
        ["innovation", "music"],
    ]


def test_a_suppressed_gap_is_shown_as_suppressed(published: Any) -> None:
    """Issue 3: what may not be shown is not left out, or nobody would know that it was asked."""
    empty = [None] * 6
    lines = published(
        [
            gap("digital", 400, 0.7, 0.2, 50, 45, 55),
            gap("green", *empty, obs_status="Q"),
            gap("digital_safety", 30, 0.5, None, None, None, None, obs_status="L"),
            gap("digital", *empty, obs_status="Q", sector_code="music"),
            gap("digital", 60, 0.7, 0.2, 50, 45, 55, obs_status="U", sector_code="crafts"),
        ]
    )
    assert "low reliability" in lines[3]
    withheld = [line.split() for line in lines[4:6]]
    assert withheld == [
        ["digital_safety", "all", "50", "%", "not", "collected", "not", "collected", "30", "L",
         "not", "collected"],
        ["green", "all", "suppressed", "suppressed", "suppressed", "-", "Q", "suppressed"],
    ]  # fmt: skip
    assert lines[-1].startswith("1 of 2 gaps of single sectors")


def test_without_a_table_it_says_so(tmp_path: Path) -> None:
    """A run before the first survey prints a sentence, and does not fail."""
    assert gap_board(tmp_path) == (
        "No gap between demand and supply of skills has been published yet."
    )


def test_an_empty_table_says_so(published: Any) -> None:
    """A table that was published without rows is not an error either."""
    assert published([]) == ["The published table of gaps holds none yet."]
