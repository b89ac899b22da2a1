"""The examples of docs/ read releases from outside and find the published figures again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"

TABLES = {
    "skills/skill_gap": """
        academic_year,survey_measure,skill_code,sector_code,size_band,nuts_code,supply_basis,respondents,demand_share,supply_share,gap_points,gap_lower,gap_upper
        2024-25,skill_need,digital,_T,_T,ES21,capacity_focus,140,0.990000,0.100000,89.0000,80.0000,95.0000
        2025-26,skill_need,digital,_T,_T,ES21,capacity_focus,140,0.620000,0.333333,28.6667,20.4076,36.2849
        2025-26,skill_need,green,_T,_T,ES21,capacity_focus,140,0.300000,0.333333,-3.3333,-9.0000,3.0000
        2025-26,skill_need,innovation,_T,_T,ES21,capacity_focus,,,0.333333,,,
        2025-26,skill_need,digital_safety,_T,_T,ES21,offer_skill,140,0.700000,0.010000,69.0000,60.0000,75.0000
        2025-26,skill_need,digital,music,_T,ES21,capacity_focus,40,0.900000,0.010000,89.0000,60.0000,99.0000
        2025-26,skill_gap,digital,_T,_T,ES21,capacity_focus,140,0.900000,0.010000,89.0000,60.0000,99.0000
        """,
    "skills/skill_demand": """
        academic_year,survey_measure,skill_code,sector_code,size_band,nuts_code,respondents,share,share_lower,share_upper
        2025-26,skill_need,green,_T,_T,ES21,140,0.300000,0.200000,0.400000
        2025-26,skill_need,digital,_T,_T,ES21,140,0.620000,0.537409,0.696182
        """,
    "capacities/capacity": """
        academic_year,capacity_id,organisation_id,title
        2024-25,A-001,KSI-0001,Sound
        2025-26,A-001,KSI-0001,Sound
        2025-26,A-002,KSI-0001,"Light, stage"
        2025-26,A-003,KSI-0002,Film
        2025-26,A-004,KSI-0003,Design
        2025-26,A-005,KSI-0004,Outside the Basque Country
        2025-26,A-006,KSI-0005,No focus stated
        2025-26,A-007,KSI-0006,An entity
        2025-26,A-008,KSI-0007,Left the register
        2026-27,A-001,KSI-0001,Of an edition that has not begun
        """,
    "capacities/capacity_skill": """
        academic_year,capacity_id,skill_focus
        2024-25,A-001,green
        2025-26,A-001,digital
        2025-26,A-002,digital
        2025-26,A-002,green
        2025-26,A-003,green
        2025-26,A-004,innovation
        2025-26,A-005,digital
        2025-26,A-007,digital
        2025-26,A-008,digital
        """,
    "partnership/organisation_history": """
        organisation_id,valid_from,valid_to,organisation_kind,nuts_code
        KSI-0001,2024-25,,faculty_or_school,ES213
        KSI-0002,2024-25,2024-25,entity,ES213
        KSI-0002,2025-26,,vet_centre,ES213
        KSI-0003,2025-26,2025-26,faculty_or_school,ES21
        KSI-0004,2024-25,,faculty_or_school,ES220
        KSI-0005,2024-25,,vet_centre,ES212
        KSI-0006,2024-25,,entity,ES212
        KSI-0007,2023-24,2024-25,faculty_or_school,ES212
        """,
    "partnership/organisation": """
        organisation_id,nuts_code
        KSI-0001,ES213
        KSI-0002,ES213
        KSI-0003,ES21
        KSI-0004,ES220
        KSI-0005,ES212
        KSI-0006,ES212
        KSI-0007,ES212
        """,
    "kpis/kpi_progress": """
        kpi_id,variant,as_of,kpi_value
        1,edition,2026-06-30,7.0000
        1,cumulative,2026-06-30,8.0000
        2,accredited_linked,2026-06-30,1.0000
        """,
}
"""Digital is offered by KSI-0001 of the three centres in the register that state a focus: 1/3.

62 % - 1/3 are 28.6667 points, with the Wilson interval of n_eff 140 20.4076 to 36.2849. Seven
capacities of 2025-26 are of the Basque Country.
"""


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """Four released packages as they lie on disk: a version, `latest`, and CSV of RFC 4180."""
    for place, text in TABLES.items():
        package, table = place.split("/")
        folder = tmp_path / package / "1.2.0" / "data"
        folder.mkdir(parents=True, exist_ok=True)
        (tmp_path / package / "latest").write_text("1.2.0\n", encoding="utf-8")
        lines = [line.strip() for line in text.strip().splitlines()]
        (folder / f"{table}.csv").write_bytes("".join(f"{ln}\r\n" for ln in lines).encode())
    return tmp_path


@pytest.fixture(params=["python", "R"])
def example(request: pytest.FixtureRequest) -> list[str]:
    """The command of one example, without its argument."""
    if request.param == "python":
        return [sys.executable, str(EXAMPLES / "read_packages.py")]
    if shutil.which("Rscript") is None:
        pytest.skip("R is missing: install the Debian package r-base-core")
    return ["Rscript", "--vanilla", str(EXAMPLES / "read_packages.R")]


def run(example: list[str], releases: Path) -> subprocess.CompletedProcess[str]:
    """The example on a folder of releases, in a folder of its own: it needs nothing of ours."""
    return subprocess.run(
        [*example, str(releases)],
        cwd=releases,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_one_gap_and_one_kpi_from_the_open_tables_alone(example: list[str], releases: Path) -> None:
    """Issue 3, shown by: pandas and R reproduce one gap and one KPI from the published packages."""
    finished = run(example, releases)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert finished.stdout.splitlines() == [
        "gap digital 2025-26: D = 62.0 % of 140 firms, S = 1/3 centres, "
        "G = +28.6667 (+20.4076 to +36.2849); published +28.6667 (+20.4076 to +36.2849)",
        "KPI 1: 7 capacities counted, 7 published",
    ]


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        ("skills/1.2.0/data/skill_gap.csv", "28.6667", "28.6669"),
        ("skills/1.2.0/data/skill_gap.csv", "20.4076", "20.4070"),
        ("capacities/1.2.0/data/capacity_skill.csv", "A-003,green", "A-003,digital"),
        ("kpis/1.2.0/data/kpi_progress.csv", "7.0000", "6.0000"),
    ],
)
def test_a_figure_that_differs_is_told(
    example: list[str], releases: Path, place: str, before: str, after: str
) -> None:
    """A reader who finds another figure than the published one must see it."""
    data = (releases / place).read_bytes()
    assert before.encode() in data
    (releases / place).write_bytes(data.replace(before.encode(), after.encode()))
    assert run(example, releases).returncode == 1
