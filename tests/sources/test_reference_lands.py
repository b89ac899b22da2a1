"""The bundled edition goes through its own feeds: every row lands but those wrong on purpose."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from schemas.registry import load
from sources.feed import load_feeds
from sources.pull import PullResult, partitions_of, pull, pull_order
from sources.reference.generate import generate

pytestmark = pytest.mark.integration

Key = tuple[str, str | None]

# (accepted, rejected), worked out in sources/reference/README.md
LANDED = {
    ("organisations", "2024-25"): (65, 0),
    ("organisations", "2025-26"): (65, 0),
    ("capacity_ehu", "2024-25"): (90, 0),
    ("capacity_ehu", "2025-26"): (90, 1),
    ("capacity_deusto", "2024-25"): (24, 0),
    ("capacity_deusto", "2025-26"): (24, 0),
    ("capacity_mondragon", "2024-25"): (30, 0),
    ("capacity_mondragon", "2025-26"): (24, 0),
    ("capacity_higher_centres", "2024-25"): (24, 0),
    ("capacity_higher_centres", "2025-26"): (24, 0),
    ("capacity_vet", "2024-25"): (59, 1),
    ("capacity_vet", "2025-26"): (60, 2),
    ("projects", None): (72, 0),
    ("project_partners", None): (215, 0),
    ("events", None): (8, 0),
    ("content", None): (15, 0),
    ("kpi_fiches", None): (8, 0),
    ("kpi_variants", None): (33, 0),
    ("published_figures", None): (41, 0),
    ("training_offer_ehu", "2024-25"): (14, 0),
    ("training_offer_ehu", "2025-26"): (14, 0),
    ("training_offer_mondragon", "2024-25"): (7, 0),
    ("training_offer_mondragon", "2025-26"): (7, 0),
    ("training_offer_vet", "2024-25"): (7, 0),
    ("training_offer_vet", "2025-26"): (7, 0),
    ("training_participation_ehu", "2024-25"): (349, 2),
    ("training_participation_ehu", "2025-26"): (369, 0),
    ("training_participation_mondragon", "2024-25"): (158, 0),
    ("training_participation_mondragon", "2025-26"): (189, 1),
    ("training_participation_vet", "2024-25"): (180, 1),
    ("training_participation_vet", "2025-26"): (187, 2),
    ("survey_questions", "2024-25"): (71, 0),
    ("survey_questions", "2025-26"): (71, 0),
    ("survey_answer_options", "2024-25"): (32, 0),
    ("survey_answer_options", "2025-26"): (32, 0),
    ("survey_items", None): (142, 0),
    ("profile_mapping", None): (3, 0),
    ("survey_responses", "2024-25"): (300, 0),
    ("survey_responses", "2025-26"): (420, 0),
    ("survey_answers", "2024-25"): (11478, 1),
    ("survey_answers", "2025-26"): (16709, 1),
    ("sampling_frame", "2024-25"): (60, 0),
    ("sampling_frame", "2025-26"): (60, 0),
    ("euskadi_agents", "2024-25"): (212, 0),
    ("euskadi_agents", "2025-26"): (201, 0),
    ("euskadi_centres", "2024-25"): (8, 0),
    ("euskadi_centres", "2025-26"): (8, 0),
    ("euskadi_hub_capacities", "2024-25"): (48, 0),
    ("euskadi_hub_capacities", "2025-26"): (52, 0),
    ("euskadi_demands", "2024-25"): (87, 0),
    ("euskadi_demands", "2025-26"): (82, 0),
    ("navarre_agents", None): (244, 0),
    ("navarre_centres", None): (8, 0),
    ("navarre_hub_capacities", None): (50, 0),
    ("navarre_demands", None): (52, 0),
    ("nouvelle_aquitaine_agents", None): (359, 0),
    ("nouvelle_aquitaine_centres", None): (12, 0),
    ("nouvelle_aquitaine_hub_capacities", None): (75, 0),
    ("nouvelle_aquitaine_demands", None): (149, 0),
    ("hub_residencies", None): (4, 0),
    ("hub_exchange_events", None): (6, 0),
    ("hub_good_practices", None): (5, 0),
    ("code_mapping", None): (125, 0),
    ("hub_territories", None): (3, 0),
}


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> dict[Key, PullResult]:
    root = tmp_path_factory.mktemp("landed")
    generate(root / "inbox")
    registry, now = load(), datetime(2026, 1, 15, tzinfo=UTC)
    return {
        (feed.name, year): pull(feed, registry, root, root / "inbox", now, year)
        for feed in pull_order(load_feeds(), registry)
        for year in partitions_of(feed)
    }


def _rows(result: PullResult, file: str = "accepted.parquet") -> list[dict[str, object]]:
    return list(pq.read_table(Path(result.path) / file).to_pylist())


def test_every_row_lands_but_those_wrong_on_purpose(landed: dict[Key, PullResult]) -> None:
    counts = {key: (result.accepted, result.rejected) for key, result in landed.items()}
    assert counts == LANDED


def test_those_are_rejected_by_the_rule_they_break(landed: dict[Key, PullResult]) -> None:
    broken = {
        (feed, year, row["rule"], row["column_name"], row["value"])
        for (feed, year), result in landed.items()
        for row in _rows(result, "rejected.parquet")
    }
    assert broken == {
        ("capacity_vet", "2024-25", "enum", "sectors", "Turismo"),
        ("capacity_vet", "2025-26", "maximum", "ects", "999,00"),
        ("capacity_vet", "2025-26", "enum", "sectors", "Turismo"),
        ("capacity_ehu", "2025-26", "type", "started_on", "31/02/2025"),
        ("training_participation_ehu", "2024-25", "person-identifier", "person_hash", None),
        (
            *("training_participation_ehu", "2024-25", "foreign-key"),
            *("academic_year, offer_id", "2024-25, EHU-F9990"),
        ),
        ("training_participation_mondragon", "2025-26", "type", "status_on", "2025/11/31"),
        (
            *("training_participation_vet", "2024-25", "primary-key"),
            *("academic_year, participation_id", "2024-25, LH-M00001"),
        ),
        ("training_participation_vet", "2025-26", "person-identifier", "person_hash", None),
        ("training_participation_vet", "2025-26", "misplaced-identifier", "sector_code", None),
        ("survey_answers", "2024-25", "scale", "answer", "11"),
        ("survey_answers", "2025-26", "staff-unit", "answer", "4000"),
    }


# Read off the files by eye: a date as text, typed, year first, and as serial number 43349.
@pytest.mark.parametrize(
    ("feed", "capacity_id", "started_on", "staff_fte"),
    [
        ("capacity_ehu", "EHU-0018", date(2012, 1, 26), "6.75"),
        ("capacity_deusto", "DEU-0018", date(2022, 9, 20), "9.00"),
        ("capacity_mondragon", "MUN-0018", date(2016, 9, 16), "15.00"),
        ("capacity_higher_centres", "GOI-0018", date(2018, 9, 6), "11.50"),
        ("capacity_vet", "LH-0018", date(2012, 1, 10), "8.25"),
    ],
)
def test_dates_and_numbers_of_every_partner_are_read_alike(
    landed: dict[Key, PullResult], feed: str, capacity_id: str, started_on: date, staff_fte: str
) -> None:
    rows = {row["capacity_id"]: row for row in _rows(landed[(feed, "2024-25")])}
    assert rows[capacity_id]["started_on"] == started_on
    assert str(rows[capacity_id]["staff_fte"]) == staff_fte


@pytest.mark.parametrize("file", ["accepted.parquet", "rejected.parquet"])
def test_no_contact_lands(landed: dict[Key, PullResult], file: str) -> None:
    """The column of EHU's workbook that would name persons is ignored by name."""
    rows = _rows(landed[("capacity_ehu", "2025-26")], file)
    assert rows
    assert "Contact placeholder" not in str(rows)


def test_no_synthetic_person_lands(landed: dict[Key, PullResult]) -> None:
    """Issue 3, point 1: persons only as keyed hash. Neither document nor name stands in any byte
    of the landing zone; every document of the bundled edition begins with these digits."""
    root = Path(landed["training_participation_ehu", "2024-25"].path).parents[2]
    telling = re.compile(
        rb"9[0-9]{7}[- ]?[A-Z]|9[0-9]\.[0-9]{3}\.[0-9]{3}|Z9[0-9]{6}|ZZZ|Synthetic p"
    )
    sent = [path.read_bytes() for path in (root.parent / "inbox").rglob("participations_*.csv")]
    assert all(telling.search(content) for content in sent)
    for (feed, _), result in landed.items():
        if feed.startswith("training_participation"):
            texts = [_rows(result), _rows(result, "rejected.parquet")]
            assert telling.search(str(texts).encode()) is None, feed
    texts_of_files = [path.read_bytes() for path in root.rglob("*.json")]
    assert [found for text in texts_of_files for found in telling.findall(text)] == []
