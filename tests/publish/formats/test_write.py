"""Every form of a package holds the same values, whatever its cells are."""

from __future__ import annotations

import csv
import json
import re

import frictionless
import pytest

from publish.release import ReleaseRefusedError
from tests.publish.formats.cases import FORMULAS, ODD, known, make, rows
from tests.publish.small import field, organisation, prepare, registry, release


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    root = tmp_path_factory.mktemp("released")
    return release(root, prepare(root, known(), rows())).path


def _checks(released) -> dict[tuple[str, str], str]:
    report = json.loads((released / "quality-report.json").read_text(encoding="utf-8"))
    return {(c["check"], c["subject"]): c["outcome"] for c in report["checks"]}


def test_the_gate_reads_every_form_back_and_finds_the_same_values(released):
    found = _checks(released)
    for check, subject in (
        ("csv equals parquet", "visit"),
        ("formulas in cells", "visit"),
        ("json-stat equals parquet", "summary"),
        ("xlsx equals parquet", "package"),
        ("sqlite equals parquet", "package"),
    ):
        assert found[check, subject] == "passed"


def test_keys_that_begin_like_a_formula_still_point_at_their_rows_for_frictionless(released):
    """Both sides of a foreign key get the same apostrophe: the escape is one to one."""
    report = frictionless.validate(str(released / "datapackage.json"))
    assert report.valid, report.to_summary()


def test_a_reader_of_the_csv_needs_the_descriptor_alone_to_get_the_texts_back(released):
    descriptor = json.loads((released / "datapackage.json").read_text(encoding="utf-8"))
    [resource] = [r for r in descriptor["resources"] if r["path"] == "data/visit.csv"]
    rule = resource["formulaEscape"]
    with (released / "data" / "visit.csv").open(encoding="utf-8", newline="") as stream:
        cells = [row["words"] for row in csv.DictReader(stream)]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\n＝")]
    read = {c.removeprefix(rule["prefix"]) if re.match(rule["pattern"], c) else c for c in cells}
    assert read == {*FORMULAS, "", ODD}


def test_numbers_are_no_texts_and_keep_their_sign_without_apostrophe(released):
    with (released / "data" / "visit.csv").open(encoding="utf-8", newline="") as stream:
        people = {row["people"] for row in csv.DictReader(stream)}
    assert "-3" in people
    assert not any(number.startswith("'") for number in people)


@pytest.mark.parametrize(
    "change", [{"code_list": "signs"}, {"pattern": "[-=].*"}], ids=["code list", "pattern"]
)
def test_a_code_or_patterned_text_that_begins_like_a_formula_is_refused(tmp_path, change):
    """The apostrophe would break enum or pattern for every reader of the descriptor."""
    from tests.publish.small import code_list

    table = organisation()
    fields = [
        field("name", required=True, **change) if f.name == "name" else f for f in table.fields
    ]
    base = registry(table.model_copy(update={"fields": tuple(fields)}))
    lists = {**base.code_lists, "signs": code_list("signs", "-1", "=x")}
    chosen = type(base)(lists, {}, {}, base.open, base.packages)
    given = rows()["organisation"]
    for row, name in zip(given, ("-1", "=x"), strict=True):
        row["name"] = name
    prepare(tmp_path, chosen, {"organisation": given})
    with pytest.raises(ReleaseRefusedError, match="begins like a formula"):
        release(tmp_path, chosen)


def test_the_readme_says_in_four_languages_what_the_apostrophe_is(released):
    readme = (released / "README.md").read_text(encoding="utf-8")
    assert readme.count("`formulaEscape`") == 4
    assert readme.count("JSON-stat 2.0") == 4


def test_a_table_stands_in_every_form_that_it_fits_into(tmp_path):
    made = make(tmp_path)
    names = sorted(path.name for path in (made.folder / "data").iterdir())
    assert names == sorted(
        [f"{t}.{x}" for t in ("organisation", "visit", "summary") for x in ("csv", "parquet")]
        + [f"partnership.{x}.xlsx" for x in ("eu", "es", "fr", "en")]
        + ["partnership.sqlite", "summary.jsonstat.json"]
    )
