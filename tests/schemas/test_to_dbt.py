"""dbt gets from a description what it enforces: contract, keys, relations, codes, texts."""

from __future__ import annotations

import csv
import io
from typing import Any

import yaml

from schemas.to_dbt import to_model_yaml
from tests.schemas.small import registry

FILES = to_model_yaml(registry())
MARTS = yaml.safe_load(FILES["dbt/models/marts/school/_school.yml"])["models"]
TEXT = "string"


def model(name: str) -> dict[str, Any]:
    return next(model for model in MARTS if model["name"] == name)


def column(table: str, name: str) -> dict[str, Any]:
    return next(column for column in model(table)["columns"] if column["name"] == name)


def test_every_mart_of_a_package_has_an_enforced_contract() -> None:
    assert [m["name"] for m in MARTS] == ["centre", "course", "lesson"]
    assert all(m["config"] == {"contract": {"enforced": True}, "tags": ["school"]} for m in MARTS)
    assert model("course")["description"] == "Table course. one course."


def test_types_are_spelled_out_since_the_engine_is_strict() -> None:
    """bigint is not integer, and a decimal without precision is another type."""
    types = {c["name"]: c["data_type"] for c in model("course")["columns"]}
    assert types == {
        "year": TEXT,
        "course_id": TEXT,
        "centre_id": TEXT,
        "colour": TEXT,
        "ects": "decimal(10,2)",
        "seats": "bigint",
        "open_to_all": "boolean",
        "starts_on": "date",
    }


def test_a_required_column_is_a_constraint_and_a_key_is_tested_as_well() -> None:
    assert column("centre", "centre_id")["constraints"] == [{"type": "not_null"}]
    assert column("centre", "centre_id")["data_tests"] == ["unique", "not_null"]
    assert column("centre", "name")["data_tests"] == ["unique"]
    assert "constraints" not in column("centre", "remark")
    assert column("course", "year")["constraints"] == [{"type": "not_null"}]
    assert "data_tests" not in column("course", "year")  # unique_combination names missing parts


def test_a_key_of_several_columns_is_unique_as_a_combination() -> None:
    assert model("course")["data_tests"][0] == {
        "unique_combination": {"arguments": {"columns": ["year", "course_id"]}}
    }


def test_foreign_keys_become_relations() -> None:
    assert column("course", "centre_id")["data_tests"] == [
        {"relationships": {"arguments": {"to": "ref('centre')", "field": "centre_id"}}}
    ]
    assert model("lesson")["data_tests"] == [
        {
            "relationships_combination": {
                "arguments": {
                    "columns": ["year", "course_id"],
                    "to": "ref('course')",
                    "to_columns": ["year", "course_id"],
                }
            }
        }
    ]


def test_a_code_list_is_closed_and_a_dimension_may_take_the_total() -> None:
    assert {
        "codes": {
            "name": "codes_course",
            "arguments": {"columns": {"colour": "red | blue | _T"}},
        }
    } in model("course")["data_tests"]


def test_a_concept_is_a_doc_block_and_every_column_is_described_in_place() -> None:
    assert column("course", "centre_id")["description"] == "Key of the centre."
    assert (
        "{% docs centre_id %}\nKey of the centre.\n{% enddocs %}"
        in (FILES["dbt/models/_concepts.md"])
    )
    assert column("course", "ects")["description"] == "About ects. Unit: ECTS."
    assert column("course", "colour")["description"] == "About colour. Code list: colour."


def test_sources_carry_asset_key_freshness_and_technical_columns() -> None:
    source = yaml.safe_load(FILES["dbt/models/staging/_sources.yml"])["sources"][0]
    course, parameters = source["tables"]
    assert source["schema"] == "landing"
    assert course["config"] == {
        "loaded_at_field": "_landed_at",
        "freshness": {"warn_after": {"count": 400, "period": "day"}},
        "meta": {"dagster": {"asset_key": ["landing", "course"]}},
    }
    assert [c["name"] for c in course["columns"]][-6:] == [
        "_feed",
        "_snapshot",
        "_row",
        "_file",
        "_sheet",
        "_landed_at",
    ]
    assert [c["name"] for c in parameters["columns"]] == ["as_of", "_landed_at"]
    assert all(c["description"] for t in source["tables"] for c in t["columns"])


def test_a_package_is_an_exposure_of_its_marts() -> None:
    exposure = yaml.safe_load(FILES["dbt/models/_exposures.yml"])["exposures"][0]
    assert exposure["name"] == "package_school"
    assert exposure["depends_on"] == ["ref('centre')", "ref('course')", "ref('lesson')"]
    assert exposure["owner"] == {"name": "KSIgune observatory"}


def test_seeds_hold_every_word_for_a_code_folded() -> None:
    rows = list(csv.reader(io.StringIO(FILES["dbt/seeds/code_term.csv"])))
    assert rows[0] == ["code_list", "term_folded", "code"]
    assert ["colour", "azul (añil)", "blue"] in rows
    assert ["colour", "r", "red"] in rows
    # 'red' is the code and, folded, the English label as well: one row.
    assert rows.count(["colour", "red", "red"]) == 1


def test_seeds_of_code_lists_become_the_marts_of_the_reference_package() -> None:
    codes = list(csv.DictReader(io.StringIO(FILES["dbt/seeds/seed_code.csv"])))
    assert codes[1] == {
        "code_list": "colour",
        "code": "blue",
        "label_eu": "urdina",
        "label_es": "azul (añil)",
        "label_fr": "bleu",
        "label_en": "Blue",
        "parent_code": "red",
        "code_uri": "http://example.org/blue",
        "position": "2",
    }


def test_each_file_says_how_it_is_made() -> None:
    marked = [text for path, text in FILES.items() if not path.endswith(".csv")]
    assert all("python -m schemas generate" in text.splitlines()[0] for text in marked)
