"""The feeds of the project: each loads, and says of every column where it goes and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.registry import load
from sources.feed import Feed, load_feeds
from sources.reference.capacity_files import CSV_ENCODING
from sources.reference.layouts import LAYOUTS, Layout
from sources.reference.training_files import HABITS, Habit

FEEDS = load_feeds()
EXPECTED = {
    "organisations": "organisation_register",
    "capacity_ehu": "capacity",
    "capacity_deusto": "capacity",
    "capacity_mondragon": "capacity",
    "capacity_higher_centres": "capacity",
    "capacity_vet": "capacity",
    "projects": "project",
    "project_partners": "project_partner",
    "events": "event",
    "content": "content_item",
    "kpi_fiches": "kpi_fiche",
    "kpi_variants": "kpi_variant",
    "published_figures": "published_figure",
    **{f"training_offer_{p}": "training_offer" for p in ("ehu", "mondragon", "vet")},
    **{
        f"training_participation_{p}": "training_participation" for p in ("ehu", "mondragon", "vet")
    },
    "survey_responses": "survey_response",
    "survey_answers": "survey_answer",
    "survey_questions": "survey_question",
    "survey_answer_options": "survey_answer_option",
    "survey_items": "survey_item",
    "sampling_frame": "sampling_frame",
    "euskadi_agents": "euroregional_agent",
    "euskadi_centres": "euroregional_centre",
    "euskadi_hub_capacities": "euroregional_capacity",
    "euskadi_demands": "euroregional_demand",
    "navarre_agents": "euroregional_agent",
    "navarre_centres": "euroregional_centre",
    "navarre_hub_capacities": "euroregional_capacity",
    "navarre_demands": "euroregional_demand",
    "nouvelle_aquitaine_agents": "euroregional_agent",
    "nouvelle_aquitaine_centres": "euroregional_centre",
    "nouvelle_aquitaine_hub_capacities": "euroregional_capacity",
    "nouvelle_aquitaine_demands": "euroregional_demand",
    "hub_residencies": "residency",
    "hub_exchange_events": "exchange_event",
    "hub_good_practices": "good_practice",
    "hub_territories": "hub_territory",
    "code_mapping": "code_mapping",
    "profile_mapping": "profile_mapping",
}
OF_A_SYNTHETIC_QUESTIONNAIRE = {"survey_items"}
"""Stands in the project, and yet describes something that the generator makes."""


def test_there_is_a_feed_for_every_delivery() -> None:
    assert {name: feed.table for name, feed in FEEDS.items()} == EXPECTED


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_every_mapped_field_stands_in_the_landing_table_and_every_field_is_mapped(
    feed: Feed,
) -> None:
    fields = [field.name for field in load().landing[feed.table].fields]
    mapped = [*feed.columns.values(), *feed.constants]
    assert not feed.columns or sorted(mapped) == sorted(fields)


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_a_feed_of_generated_rows_says_that_it_is_synthetic(feed: Feed) -> None:
    """The production profile refuses feeds of synthetic origin, so none may pass as published."""
    stands_here = "{reference}" in feed.address and feed.name not in OF_A_SYNTHETIC_QUESTIONNAIRE
    assert feed.origin == ("published" if stands_here else "synthetic")


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_limits_and_ignored_columns_have_a_reason(feed: Feed) -> None:
    assert len(feed.limits.reason) > 40
    assert all(len(reason) > 20 for reason in feed.ignore.values())


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_annual_feeds_and_no_others_are_partitioned_by_academic_year(feed: Feed) -> None:
    assert (feed.cadence == "annual") == (feed.partition == "academic_year")


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.file)
def test_every_header_of_a_generated_file_is_mapped_or_ignored_by_name(layout: Layout) -> None:
    (feed,) = [feed for feed in FEEDS.values() if Path(feed.address).name == layout.file]
    assert set(layout.headers()) == {*feed.columns, *feed.ignore}


@pytest.mark.parametrize("habit", HABITS.values(), ids=lambda habit: habit.file)
def test_every_header_of_a_training_file_is_mapped_or_ignored_by_name(habit: Habit) -> None:
    by_file = {Path(feed.address).name: feed for feed in FEEDS.values()}
    for file, headers in (
        (f"offers_{habit.file}", habit.offer_headers),
        (f"participations_{habit.file}", habit.participation_headers),
    ):
        assert set(headers) == {*by_file[file].columns, *by_file[file].ignore}


def test_the_column_that_names_a_person_never_lands() -> None:
    assert "Persona de contacto" in FEEDS["capacity_ehu"].ignore
    for provider, header in (("ehu", "Apellidos y nombre"), ("vet", "alumno")):
        assert header in FEEDS[f"training_participation_{provider}"].ignore


def test_the_vet_file_is_read_in_the_encoding_it_is_written_in() -> None:
    assert FEEDS["capacity_vet"].encoding == CSV_ENCODING


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_a_reference_address_leads_to_a_file_of_the_project(feed: Feed) -> None:
    if "{reference}" in feed.address:
        reference = Path(__file__).parents[2] / "sources" / "reference"
        assert Path(feed.address.format(reference=reference)).is_file()


@pytest.mark.parametrize("header", ["ipaddr", "refurl", "firstname", "lastname", "email"])
@pytest.mark.parametrize("name", ["survey_responses", "survey_answers"])
def test_what_limesurvey_knows_of_a_person_is_left_out_by_name(name: str, header: str) -> None:
    """design.md, Protection: what names a person never leaves the file."""
    assert header in FEEDS[name].ignore
