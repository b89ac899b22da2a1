"""The whole way through Dagster gives the figures that a person counts in partners' files.

Expected figures were counted by hand in the bundled edition's files (and by a reading with pandas
that knows nothing of our readers, code lists or SQL: tests/sources/test_reference_counts.py).
"""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import pytest

pytestmark = pytest.mark.end_to_end

AS_OF = date(2026, 6, 30)


def share(counted: int, workforce: int) -> Decimal:
    """Percent of the workforce with four decimals (domain.md, section 2, KPI 3)."""
    return round(Decimal(100 * counted) / workforce, 4)


VALUES = {
    (1, "edition"): 222,
    (1, "cumulative"): 249,
    (1, "training_only"): 137,
    (1, "research_only"): 50,
    (1, "transfer_only"): 35,
    (1, "distinct_titles"): 212,
    (2, "accredited_linked"): 4,
    (2, "linked_any"): 9,
    (2, "accredited_linked_cumulative"): 4,
    (2, "offers_accredited_linked"): 18,
    (2, "offers_linked_any"): 24,
    (2, "offers_accredited_linked_cumulative"): 21,
    **{
        (3, f"{what}_{basis}"): share(counted, workforce)
        for what, counted in {
            "persons": 487,
            "participants": 654,
            "completions": 601,
            "participations": 858,
        }.items()
        for basis, workforce in {"2019": 33_983, "observatory": 48_161}.items()
    },
    (4, "members"): 49,
    (4, "members_and_participants"): 56,
    (4, "named_members"): 27,
    (5, "since_start"): 22,
    (5, "cumulative"): 66,
    (5, "latest_edition"): 22,
    (5, "edition_3"): 20,
    (6, "delivered"): 1,
    (6, "launched_or_delivered"): 2,
    (7, "unique_agents"): 550,
    (7, "attendances"): 2_512,
    (8, "attended"): 5,
    (8, "attended_or_announced"): 8,
}


def _rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(data / "warehouse" / "observatory.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_every_kpi_in_every_variant_has_the_value_counted_by_hand(first_run: Any) -> None:
    found = _rows(first_run.data, "select kpi_id, variant, kpi_value, as_of from kpi_observation")
    assert {(kpi, variant): value for kpi, variant, value, _ in found} == {
        key: Decimal(value) for key, value in VALUES.items()
    }
    assert {as_of for *_, as_of in found} == {AS_OF}


def test_the_headline_statuses_follow_from_the_formulas_of_the_domain(first_run: Any) -> None:
    """KPI 3: A = 1.4331 of 5 %, at half the time. KPI 5: A = 22/30; the due date has passed."""
    found = _rows(
        first_run.data,
        "select kpi_id, kpi_status, progress_share from kpi_progress where is_headline order by 1",
    )
    assert found == [
        (1, "achieved", Decimal("2.220000")),
        (2, "achieved", Decimal("18.000000")),
        (3, "off_track", Decimal("0.286620")),
        (4, "achieved", Decimal("1.000000")),
        (5, "due_not_met", Decimal("0.733333")),
        (6, "achieved", Decimal("1.000000")),
        (7, "achieved", Decimal("1.100000")),
        (8, "achieved", Decimal("1.666667")),
    ]


def test_the_board_on_the_terminal_shows_the_same(first_run: Any) -> None:
    lines = [line.split() for line in first_run.output.splitlines()]
    assert ["1", "capacities_identified", "222", "100", "capacities", "●", "achieved"] in [
        line[:7] for line in lines
    ]
    assert ["3", "workforce_trained_share", "1.4331", "5", "percent", "▼", "off_track"] in [
        line[:7] for line in lines
    ]
    assert any(line[:2] == ["Strongest", "gaps"] for line in lines)


def test_every_value_is_the_number_of_records_that_count_for_it(first_run: Any) -> None:
    """KPI 3 and 7 count persons and agents, whose records are not published."""
    assert (
        _rows(
            first_run.data,
            """
        select o.kpi_id, o.variant from kpi_observation o
        left join (
            select kpi_id, variant, count(*) filter (counts) as n from kpi_evidence group by all
        ) using (kpi_id, variant)
        where kpi_id not in (3, 7) and o.kpi_value is distinct from coalesce(n, 0)
        """,
        )
        == []
    )


def test_two_academic_years_of_the_capacity_map(first_run: Any) -> None:
    assert _rows(
        first_run.data,
        "select academic_year, capacity_kind, count(*) from capacity group by all order by all",
    ) == [
        ("2024-25", "research", 48),
        ("2024-25", "training", 140),
        ("2024-25", "transfer", 39),
        ("2025-26", "research", 50),
        ("2025-26", "training", 137),
        ("2025-26", "transfer", 35),
    ]
    assert _rows(
        first_run.data, "select academic_year, count(*) from capacity_sector group by 1 order by 1"
    ) == [("2024-25", 397), ("2025-26", 400)]
    assert _rows(
        first_run.data, "select academic_year, count(*) from capacity_skill group by 1 order by 1"
    ) == [("2024-25", 311), ("2025-26", 312)]


def test_what_changed_between_the_editions_and_what_was_not_reported(first_run: Any) -> None:
    assert _rows(
        first_run.data,
        "select change_kind, count(*) from capacity_change group by 1 order by 1",
    ) == [("added", 22), ("changed", 39), ("not_reported", 11), ("removed", 16)]
    assert _rows(
        first_run.data,
        "select capacity_id from capacity_change where change_kind = 'not_reported' order by 1",
    ) == [(f"LH-00{n}",) for n in range(51, 56)] + [(f"MUN-00{n}",) for n in range(25, 31)]


def test_published_figures_stand_with_their_perimeter_and_year(first_run: Any) -> None:
    """Domain, section 4: the split sums exactly to the totals, and the rival is beside it."""
    found = _rows(
        first_run.data,
        "select perimeter, breakdown, figure_value from cci_statistics "
        "where indicator = 'jobs' and reference_period = '2019' order by 1, 2",
    )
    assert ("orkestra_2022", "total", Decimal(33983)) in found
    assert ("orkestra_2022", "cultural", Decimal(20550)) in found
    assert ("orkestra_2022", "creative", Decimal(13433)) in found
    assert ("basque_observatory_of_culture", "total", Decimal(48161)) in found


def test_rejected_rows_are_kept_with_rule_column_and_value(first_run: Any) -> None:
    files = first_run.data / "landing" / "*" / "*" / "*" / "rejected.parquet"
    found = duckdb.sql(
        f"select rule, column_name, value from read_parquet('{files}') order by all"
    ).fetchall()
    assert found == [
        ("enum", "sectors", "Turismo"),
        ("enum", "sectors", "Turismo"),
        ("foreign-key", "academic_year, offer_id", "2024-25, EHU-F9990"),
        ("maximum", "ects", "999,00"),
        ("misplaced-identifier", "sector_code", None),
        ("person-identifier", "person_hash", None),
        ("person-identifier", "person_hash", None),
        ("primary-key", "academic_year, participation_id", "2024-25, LH-M00001"),
        ("scale", "answer", "11"),
        ("staff-unit", "answer", "4000"),
        ("type", "started_on", "31/02/2025"),
        ("type", "status_on", "2025/11/31"),
    ]


def test_every_row_that_came_in_is_accounted_for(first_run: Any) -> None:
    """Nothing is lost silently: read = accepted + rejected + ignored by name, for every feed."""
    manifests = list((first_run.data / "landing").rglob("manifest.json"))
    assert len(manifests) == 64
    for path in manifests:
        counts = json.loads(path.read_text(encoding="utf-8"))["counts"]
        ignored = sum(counts["ignored"].values())
        assert counts["read"] == counts["accepted"] + counts["rejected"] + ignored, path


def test_packages_that_hold_synthetic_rows_say_so(first_run: Any) -> None:
    for path in (first_run.data / "releases").glob("*/1.0.0/datapackage.json"):
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        synthetic = path.parts[-3] != "reference"
        assert ("synthetic" in descriptor["keywords"]) is synthetic, path


def test_no_contact_of_a_person_left_the_workbook_it_came_in(first_run: Any) -> None:
    """The column is ignored by name in the feed; its placeholder text stands in no file we made."""
    made = [p for room in ("landing", "warehouse", "releases", "quality", "dbt", "dagster")
            for p in (first_run.data / room).rglob("*") if p.is_file()]  # fmt: skip
    assert len(made) > 100
    for path in made:
        assert b"Contact placeholder" not in path.read_bytes(), path


def test_no_identifier_of_a_person_left_the_file_it_came_in(first_run: Any) -> None:
    """Issue 3: persons only as keyed hashes. Every identifier of the inbox is looked for, as sent
    and bare, in every byte that was made (Parquet is read: its pages are compressed)."""
    sent = _identifiers(first_run.data / "inbox" / "training")
    assert len(sent) > 900
    made = [p for room in ("landing", "warehouse", "releases", "quality", "dbt", "dagster")
            for p in (first_run.data / room).rglob("*") if p.is_file()]  # fmt: skip
    found = {text for path in made for text in NUMBERS.findall(_text(path))}
    assert sent & found == set()


NUMBERS = re.compile(r"[XYZ]?[0-9]{7,8}[A-Z]|[0-9]{13,15}")


def _identifiers(folder: Path) -> set[str]:
    """The identity numbers in the participation files, without blanks, dots and hyphens."""
    texts = [p.read_text(encoding="latin-1") for p in folder.rglob("participations_*.csv")]
    bare = [re.sub(r"[ .\-]", "", text.upper()) for text in texts]
    return {number for text in bare for number in NUMBERS.findall(text)}


def _text(path: Path) -> str:
    """All text of a file; of a Parquet, DuckDB or Excel file the text of every value."""
    if path.suffix == ".parquet":
        return str(duckdb.sql(f"select t::varchar from '{path}' as t").fetchall())
    if path.suffix == ".xlsx":
        with ZipFile(path) as book:
            return str([book.read(name).decode("utf-8") for name in book.namelist()])
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as con:
            tables = con.execute(
                "select schema_name, table_name from duckdb_tables() where not internal"
            ).fetchall()
            return str(
                [con.execute(f'select t::varchar from "{s}"."{n}" t').fetchall() for s, n in tables]
            )
    return path.read_text(encoding="latin-1")
