"""The facts of the bundled edition, as their sources state them.

Expected numbers are typed from the partnership's profile and from the published figures.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

FACTS = Path(__file__).parents[2] / "sources" / "reference" / "facts"


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_members_named_in_the_profile_are_19_faculties_6_entities_2_partners_4_bodies() -> None:
    kinds = Counter(row["organisation_kind"] for row in _csv(FACTS / "members.csv"))
    assert kinds == {
        "faculty_or_school": 19,
        "entity": 6,
        "euroregional_partner": 2,
        "coordinating_body": 4,
    }


def test_the_university_of_a_faculty_is_inferred_and_that_of_a_higher_centre_published() -> None:
    members = _csv(FACTS / "members.csv")
    groups = Counter((row["university_group"], row["grouping_basis"]) for row in members)
    assert groups == {
        ("ehu", "inferred"): 11,
        ("deusto", "inferred"): 2,
        ("mondragon", "inferred"): 3,
        ("higher_centre", "published"): 3,
        ("", ""): 12,
    }


def test_every_fact_has_a_source() -> None:
    for file in ("members.csv", "projects.csv", "events.csv", "published_figures.csv"):
        assert all(row["source"] for row in _csv(FACTS / file)), file


PUBLISHED = [
    ("firms", "orkestra_2022", "total", "2019", "16886"),
    ("jobs", "orkestra_2022", "total", "2019", "33983"),
    ("employment_share", "orkestra_2022", "total", "2019", "3.84"),
    ("firms", "orkestra_2022", "cultural", "2019", "7149"),
    ("firms", "orkestra_2022", "creative", "2019", "9737"),
    ("jobs", "orkestra_2022", "cultural", "2019", "20550"),
    ("jobs", "orkestra_2022", "creative", "2019", "13433"),
    ("firms", "basque_observatory_of_culture", "total", "2019", "16122"),
    ("jobs", "basque_observatory_of_culture", "total", "2019", "48161"),
    ("jobs", "bdcc_2021", "total", "2021", "45365"),
    ("employment_share", "bdcc_2021", "total", "2021", "5.31"),
    ("firms", "press_2015", "total", "2015", "14459"),
    ("jobs", "press_2015", "total", "2015", "70000"),
]


def test_cci_statistics_are_those_published_with_perimeter_and_year() -> None:
    keys = ("indicator", "perimeter", "breakdown", "reference_period", "figure_value")
    figures = _csv(FACTS / "published_figures.csv")
    cci = [tuple(row[key] for key in keys) for row in figures if row["figure_topic"] == "cci"]
    assert cci == PUBLISHED


def test_the_splits_come_from_another_source_than_the_totals_they_sum_to() -> None:
    figures = _csv(FACTS / "published_figures.csv")
    splits = [row for row in figures if row["breakdown"] in ("cultural", "creative")]
    assert {row["source"] for row in splits} == {"deia.eus"}
    assert 7149 + 9737 == 16886
    assert 20550 + 13433 == 33983


def test_connections_figures_keep_the_conflict_of_the_closing_date() -> None:
    figures = _csv(FACTS / "published_figures.csv")
    by_id = {row["figure_id"]: row for row in figures}
    assert by_id["projects_connections_programme_2021_22_to_2023_24"]["figure_value"] == "44"
    assert by_id["entities_connections_programme_2021_22_to_2023_24"]["figure_value"] == "34"
    assert by_id["centres_connections_programme_2021_22_to_2023_24"]["figure_value"] == "16"
    assert by_id["students_connections_programme_2021_22_to_2023_24"]["figure_text"] == "600+"
    assert by_id["projects_connections_programme_edition_3"]["figure_value"] == "20"
    assert by_id["centres_connections_programme_edition_3"]["figure_value"] == "12"
    assert by_id["entities_connections_programme_edition_3"]["figure_value"] == "16"
    closing = [row["figure_text"] for row in figures if row["indicator"] == "closing_date"]
    assert closing == ["2024-10-18", "23-10", "27-10"]


def test_what_is_not_published_has_status_l_no_value_and_says_so() -> None:
    figures = _csv(FACTS / "published_figures.csv")
    missing = [row for row in figures if not row["figure_value"] and not row["figure_text"]]
    assert {row["indicator"] for row in missing} == {"projects", "funding", "ruct_codes"}
    assert {(row["obs_status"], row["note"]) for row in missing} == {("L", "not_published")}
    assert not [row for row in figures if row["obs_status"] == "L" and row not in missing]


KPIS = [
    (1, "capacities_identified", 100, "2024-12-31"),
    (2, "opportunities_offered", 1, None),
    (3, "workforce_trained_share", 5, "2027-12-31"),
    (4, "organisations_participating", 49, "2025-12-31"),
    (5, "projects_supported", 30, "2024-12-31"),
    (6, "euroregional_projects", 1, "2025-08-31"),
    (7, "euroregional_agents", 500, "2024-12-31"),
    (8, "events_participated", 3, "2024-12-31"),
]


def test_the_eight_kpis_have_the_targets_and_dates_of_the_profile() -> None:
    fiches = json.loads((FACTS / "kpi_fiches.json").read_text("utf-8"))
    keys = ("kpi_id", "kpi_code", "target_value", "due_date")
    assert [tuple(fiche[key] for key in keys) for fiche in fiches] == KPIS
    assert {fiche["start_date"] for fiche in fiches} == {"2024-03-01"}


HEADLINES = {
    1: "edition",
    2: "offers_accredited_linked",
    3: "persons_2019",
    4: "members",
    5: "since_start",
    6: "delivered",
    7: "unique_agents",
    8: "attended",
}


def test_each_kpi_has_one_headline_variant() -> None:
    variants = json.loads((FACTS / "kpi_variants.json").read_text("utf-8"))
    headlines = [(row["kpi_id"], row["variant"]) for row in variants if row["is_headline"]]
    assert headlines == list(HEADLINES.items())
    assert Counter(row["kpi_id"] for row in variants) == {
        **{1: 6, 2: 6, 3: 8, 4: 3},
        **{5: 4, 6: 2, 7: 2, 8: 2},
    }


def test_the_share_of_the_workforce_has_both_published_denominators() -> None:
    variants = json.loads((FACTS / "kpi_variants.json").read_text("utf-8"))
    shares = {row["variant"]: row["denominator_value"] for row in variants if row["kpi_id"] == 3}
    counted = ("persons", "participants", "completions", "participations")
    assert shares == {
        **{f"{one}_2019": 33983 for one in counted},
        **{f"{one}_observatory": 48161 for one in counted},
    }
