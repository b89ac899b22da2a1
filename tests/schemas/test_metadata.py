"""Rules that the descriptions of the tables keep, told from metadata alone, without data."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from schemas import Field, Package, Table, Text, load
from schemas.model import LANGUAGES, Concept

REGISTRY = load()
TABLES = REGISTRY.tables()
FIELDS = [(table, field) for table in TABLES for field in table.fields]
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
SHARED = tuple(Concept.model_fields)
"""The parts of a field that belong to its concept, not to one table."""


def _label(table: Table, field: Field) -> str:
    return f"{table.layer}/{table.name}.{field.name}"


def _missing_languages(text: Text) -> list[str]:
    return [language for language in LANGUAGES if not getattr(text, language).strip()]


def test_same_column_name_means_the_same_everywhere() -> None:
    """Habit 3: same name, same type, unit and text, in every table."""
    first: dict[str, tuple[str, dict[str, object]]] = {}
    for table, field in FIELDS:
        meaning = field.model_dump(include=set(SHARED))
        where, known = first.setdefault(field.name, (_label(table, field), meaning))
        assert meaning == known, f"{_label(table, field)} differs from {where}"


def test_a_column_of_two_tables_is_a_concept() -> None:
    """PLAN, column concepts: what stands in two tables is described once, in concepts/"""
    tables_of = Counter(field.name for _, field in FIELDS)
    shared = {name for name, count in tables_of.items() if count > 1}
    assert shared - set(REGISTRY.concepts) == set()


def test_every_concept_is_a_column() -> None:
    """A concept that no table uses is a description of nothing."""
    assert set(REGISTRY.concepts) - {field.name for _, field in FIELDS} == set()


def test_names_follow_the_pattern() -> None:
    """Names are lower snake case, so that no tool has to quote them."""
    lists = REGISTRY.code_lists
    names = [*lists, *REGISTRY.concepts, *(t.name for t in TABLES), *(f.name for _, f in FIELDS)]
    assert [name for name in names if not NAME.fullmatch(name)] == []


def test_every_code_list_named_by_a_field_exists() -> None:
    """Issue 2, point 2: every code list exists."""
    named = {field.code_list for _, field in FIELDS if field.code_list}
    assert named - set(REGISTRY.code_lists) == set()


@pytest.mark.parametrize("name", sorted(REGISTRY.code_lists))
def test_code_list_has_four_languages_version_and_source(name: str) -> None:
    """Issue 2, point 2, and domain.md section 5: four languages, version and source beside it."""
    code_list = REGISTRY.code_lists[name]
    assert code_list.codes
    assert code_list.version.strip()
    assert code_list.source.strip()
    texts = [code_list.title, *(code.label for code in code_list.codes)]
    assert [text for text in texts if _missing_languages(text)] == []


def test_every_code_list_is_used_or_kept_for_statistics() -> None:
    """A list without a column is dead; one is kept for the statistics of the CCI."""
    used = {field.code_list for _, field in FIELDS if field.code_list}
    assert set(REGISTRY.code_lists) - used == {"cci_domain"}


def test_every_table_and_package_has_texts_in_four_languages() -> None:
    """Issue 2, point 2: title and description in eu, es, fr and en."""
    described: list[Table | Package] = [*TABLES, *REGISTRY.packages.values()]
    short = [d.name for d in described if _missing_languages(d.title)]
    assert short + [d.name for d in described if _missing_languages(d.description)] == []


def test_every_published_field_has_texts_in_four_languages() -> None:
    """Issue 2, point 2: every published field has title and description in four languages."""
    published = [(t, f) for t in REGISTRY.open.values() for f in t.published()]
    assert published
    short = [
        _label(table, field)
        for table, field in published
        if _missing_languages(field.title) or _missing_languages(field.description)
    ]
    assert short == []


def test_descriptions_are_sentences() -> None:
    """A description is a sentence with a capital and a full stop; a title has no full stop."""
    texts = [(_label(t, f), f.title, f.description) for t, f in FIELDS]
    described: list[Table | Package] = [*TABLES, *REGISTRY.packages.values()]
    texts += [(d.name, d.title, d.description) for d in described]
    wrong = [
        f"{where} ({language})"
        for where, title, description in texts
        for language in LANGUAGES
        if getattr(title, language).endswith(".")
        or not getattr(description, language).endswith(".")
        or getattr(description, language)[0] != getattr(description, language)[0].upper()
    ]
    assert wrong == []


def test_nothing_personal_is_published() -> None:
    """design.md, Protection: personal fields never leave landing, and landing is not published."""
    leaking = [
        _label(table, field)
        for table, field in FIELDS
        if field.publish and (field.privacy != "open" or table.layer == "landing")
    ]
    assert leaking == []


def test_every_open_field_is_published_or_left_out_on_purpose() -> None:
    """Habit 9: publication is opt-in; the unweighted numerator of an estimate stays inside, and so
    does what one firm contributes, and so do rows that are agents which another table protects."""
    kept = {_label(t, f) for t, f in FIELDS if t.layer == "open" and not f.publish}
    assert kept == {
        "open/skill_demand.positives",
        "open/professional_profile.positives",
        "open/skill_gap.positives",
        "open/skill_change.positives",
        "open/skill_change.previous_positives",
        "open/skill_change.weakest_n_eff",
        "open/training_priority.positives",
        "open/vacancy_measure.positives",
        "open/vacancy_measure.largest_contribution",
        "open/mapping_report.rows_sent",
    }


def test_every_open_table_is_in_exactly_one_package() -> None:
    """A table is released once: in none it would be lost, in two it would have two versions."""
    packaged = Counter(name for p in REGISTRY.packages.values() for name in p.tables)
    assert packaged == Counter(dict.fromkeys(REGISTRY.open, 1))


def test_packages_are_those_of_the_design() -> None:
    """design.md, Tables: what each package of the spine holds."""
    assert {name: set(p.tables) for name, p in REGISTRY.packages.items()} == {
        "partnership": {
            "organisation",
            "organisation_history",
            "project",
            "project_partner",
            "event",
            "content_item",
            "programme_figure",
        },
        "kpis": {"kpi", "kpi_observation", "kpi_progress", "kpi_evidence"},
        "capacities": {
            "capacity",
            "capacity_sector",
            "capacity_skill",
            "capacity_summary",
            "capacity_change",
            "capacity_history",
        },
        "reference": {"code_list", "code", "cci_statistics"},
        "training": {"training_offer", "training_offer_skill", "training_reach"},
        "euroregion": {
            "territory",
            "centre",
            "euroregion_capacity",
            "agent_summary",
            "euroregion_demand",
            "euroregion_comparison",
            "residency",
            "exchange_event",
            "good_practice",
            "code_mapping",
            "mapping_report",
        },
        "skills": {
            "skill_demand",
            "skill_change",
            "professional_profile",
            "survey_quality",
            "survey_margin",
            "survey_item_quality",
            "skill_supply",
            "skill_centre",
            "skill_gap",
            "skill_rating",
            "vacancy_measure",
            "training_priority",
        },
    }


def test_foreign_keys_point_to_the_primary_key() -> None:
    """Issue 2, point 2: foreign keys point somewhere, namely at a whole primary key."""
    wrong = []
    for table in TABLES:
        peers = REGISTRY.landing if table.layer == "landing" else REGISTRY.open
        for key in table.foreign_keys:
            target = peers[key.reference]
            if key.any_of:
                points_at_key = set(target.primary_key) <= set(key.any_of)
            else:
                points_at_key = set(key.reference_fields) == set(target.primary_key)
            if not points_at_key:
                wrong.append(f"{table.name} -> {key.reference}")
    assert wrong == []


def test_foreign_keys_join_columns_of_one_type() -> None:
    """A key joins the same concept on both sides, or a name as sent with its spellings."""
    for table in TABLES:
        peers = REGISTRY.landing if table.layer == "landing" else REGISTRY.open
        for key in table.foreign_keys:
            for name, other in zip(key.fields, key.reference_fields, strict=False):
                assert table.field(name).type == peers[key.reference].field(other).type


def test_identifiers_of_other_tables_are_foreign_keys() -> None:
    """An identifier that is another open table's key is checked against it."""
    for column, reference in (("organisation_id", "organisation"), ("project_id", "project")):
        for table in REGISTRY.open.values():
            if table.name == reference or column not in {f.name for f in table.fields}:
                continue
            keys = [k.reference for k in table.foreign_keys if column in k.fields]
            assert keys == [reference], table.name


def test_only_landing_cells_hold_several_values() -> None:
    """One cell, one value in an open table; several codes in a cell are how partners write."""
    assert [_label(t, f) for t, f in FIELDS if f.separator and t.layer == "open"] == []


def test_only_summaries_take_totals() -> None:
    """SDMX `_T` is a code of the dimensions of a summary, and of nothing else."""
    totals: dict[str, set[str]] = {}
    for table, field in FIELDS:
        if field.total:
            totals.setdefault(table.name, set()).add(field.name)
    assert totals == {
        "capacity_summary": {"capacity_kind", "sector_code", "skill_focus"},
        "training_reach": {"academic_year", "skill_focus", "sector_code", "nuts_code"},
        "agent_summary": {"territory_code", "sector_code", "agent_kind"},
        "euroregion_demand": {"territory_code", "sector_code", "skill_focus"},
        "euroregion_comparison": {"skill_focus"},
        "skill_demand": {"sector_code", "size_band"},
        "skill_change": {"sector_code", "size_band"},
        "skill_supply": {"capacity_kind", "sector_code"},
        "skill_centre": {"sector_code"},
        "skill_gap": {"capacity_kind", "sector_code", "size_band"},
        "skill_rating": {"sector_code", "size_band"},
        "vacancy_measure": {"sector_code", "size_band"},
        "training_priority": {"sector_code", "size_band"},
    }


def test_constraints_of_a_column_are_the_same_in_both_layers() -> None:
    """A pattern or bound that landing demands is promised by the open tables too."""
    landed: dict[str, tuple[str | None, str | None, str | None]] = {}
    for table, field in FIELDS:
        bounds = (field.pattern, field.minimum, field.maximum)
        assert landed.setdefault(field.name, bounds) == bounds, _label(table, field)


def test_patterns_compile() -> None:
    """A pattern that does not compile would refuse the run, not the row."""
    for _, field in FIELDS:
        if field.pattern:
            re.compile(field.pattern)


@pytest.mark.parametrize("table", REGISTRY.open.values(), ids=lambda table: table.name)
def test_every_open_table_is_judged(table: Table) -> None:
    """design.md, rule table: plausibility stands with the table, each rule with its reason."""
    assert table.expectations or table.row_counts
    assert all(count.reason.endswith(".") for count in table.row_counts)
    assert all(rule.reason.endswith(".") for rule in table.expectations)
    assert all("{table}" in rule.sql for rule in table.expectations)
