"""Table Schema 2.0: what validators look at, and what they must not stumble over."""

from __future__ import annotations

from typing import Any

import pytest
from frictionless import Schema

from schemas import load
from schemas.model import Table
from schemas.to_frictionless import PROFILE, to_frictionless
from tests.schemas.small import field, registry, table, text

REGISTRY = registry()


def described(name: str, **options: Any) -> dict[str, Any]:
    return to_frictionless(REGISTRY.open[name], REGISTRY, **options)


def field_of(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return next(f for f in schema["fields"] if f["name"] == name)


def test_the_version_is_said_since_frictionless_assumes_the_first() -> None:
    assert described("course")["$schema"] == PROFILE


def test_spanish_is_the_default_and_other_languages_are_properties() -> None:
    title = {k: v for k, v in field_of(described("course"), "year").items() if "title" in k}
    assert title == {
        "title": "year (es)",
        "title@eu": "year (eu)",
        "title@fr": "year (fr)",
        "title@en": "year",
    }


def test_codes_are_both_enum_and_categories() -> None:
    """frictionless enforces the one, other readers show the other."""
    colour = field_of(described("course"), "colour")
    assert colour["constraints"]["enum"] == ["red", "blue", "_T"]
    assert [c["value"] for c in colour["categories"]] == ["red", "blue", "_T"]
    assert colour["categories"][2] == {
        "value": "_T",
        "label": "Total",
        "label@eu": "Guztira",
        "label@fr": "Total",
        "label@en": "Total",
    }


def test_a_landing_table_takes_every_term_of_a_code_list() -> None:
    schema = to_frictionless(REGISTRY.landing["course"], REGISTRY)
    colour = field_of(schema, "colour")
    assert colour["constraints"]["enum"][:6] == ["red", "gorria", "rojo", "rouge", "Red", "R"]
    assert "categories" not in colour


def test_uniqueness_is_both_constraint_and_key() -> None:
    schema = described("centre")
    assert field_of(schema, "name")["constraints"] == {"required": True, "unique": True}
    assert schema["uniqueKeys"] == [["name"]]
    assert schema["primaryKey"] == ["centre_id"]


def test_values_are_written_in_one_way() -> None:
    schema = described("course")
    assert field_of(schema, "ects")["decimalChar"] == "."
    assert field_of(schema, "ects")["constraints"] == {"minimum": "0", "maximum": "360"}
    assert field_of(schema, "ects")["unit"] == "ECTS"
    truth = field_of(schema, "open_to_all")
    assert (truth["trueValues"], truth["falseValues"]) == (["true"], ["false"])


def test_only_published_fields_leave_and_only_whole_keys() -> None:
    hidden = REGISTRY.open["course"].field("course_id").model_copy(update={"publish": False})
    partly = REGISTRY.open["course"].model_copy(
        update={"fields": (REGISTRY.open["course"].fields[0], hidden)}
    )
    schema = to_frictionless(partly, REGISTRY, published_only=True)
    assert [f["name"] for f in schema["fields"]] == ["year"]
    assert "primaryKey" not in schema
    names = [f["name"] for f in described("centre", published_only=True)["fields"]]
    assert names == ["centre_id", "name"]


def test_a_foreign_key_stays_within_its_package() -> None:
    """A resource can refer to none of another package: the whole descriptor would be refused."""
    assert described("lesson")["foreignKeys"] == [
        {
            "fields": ["year", "course_id"],
            "reference": {"resource": "course", "fields": ["year", "course_id"]},
        }
    ]
    school = REGISTRY.packages["school"].model_copy(update={"tables": ("lesson",)})
    alone = type(REGISTRY)(**{**REGISTRY.__dict__, "packages": {"school": school}})
    assert "foreignKeys" not in to_frictionless(REGISTRY.open["lesson"], alone)


def test_missing_values_have_the_empty_cell_and_their_meaning() -> None:
    assert described("centre")["missingValues"] == [""]
    noted = table(
        "t",
        [field("id", required=True)],
        ("id",),
        missing_values=({"value": "n/a", "meaning": text("Not applicable")},),
    )
    values = to_frictionless(noted, REGISTRY)["missingValues"]
    assert [(v["value"], v["label"]) for v in values] == [
        ("", "Sin valor"),
        ("n/a", "Not applicable (es)"),
    ]


def test_a_pattern_with_branches_is_bracketed() -> None:
    """frictionless writes ^ and $ around the pattern, which would bind to the outer branches."""
    branched = table("t", [field("id", required=True, pattern="A|B")], ("id",))
    schema = to_frictionless(branched, REGISTRY)
    assert schema["fields"][0]["constraints"]["pattern"] == "(A|B)"


@pytest.mark.parametrize("each", load().tables(), ids=lambda t: f"{t.layer}-{t.name}")
def test_every_table_is_valid_and_uses_nothing_that_the_profile_has_wrong(each: Table) -> None:
    descriptor = to_frictionless(each, load())
    assert "fieldsMatch" not in descriptor
    assert all(f["type"] != "list" for f in descriptor["fields"])
    schema = Schema.from_descriptor(descriptor)  # raises for an invalid one
    assert schema.field_names == [f.name for f in each.fields]
