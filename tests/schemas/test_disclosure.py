"""The `disclosure:` block of a table is checked when it is read (issue 3, point 7)."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas import load
from schemas.disclosure import Count, Dimension, Disclosure, Link, link_faults
from tests.publish.disclosure.tables import counts, table
from tests.publish.small import field


def _table(**changes):
    block = {
        "dimensions": (Dimension(column="sector"),),
        "counts": (Count(column="persons", unit="persons"),),
        "values": ("persons",),
    }
    return table("reach", ("sector",), Disclosure(**block | changes), field("persons", "integer"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"values": ("people",)}, "no field is called people"),
        ({"values": ("sector", "persons")}, "sector is a key column"),
        ({"values": ("obs_status", "persons")}, "obs_status is required"),
        ({"counts": ()}, "a cell has to rest on something"),
        ({"dimensions": (Dimension(column="persons"),)}, "persons is no key column"),
        (
            {"counts": (Count(column="persons", unit="persons", within="obs_status"),)},
            "which is no count",
        ),
        (
            {"counts": (Count(column="persons", unit="persons", relations={"area": "part"}),)},
            "which is no dimension",
        ),
    ],
)
def test_a_block_that_contradicts_its_table_is_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        _table(**changes)


def test_a_published_count_belongs_to_the_values():
    """Else a suppressed cell would still show it."""
    with pytest.raises(ValidationError, match="persons is published and derived"):
        table(
            "reach",
            ("sector",),
            Disclosure(
                counts=(Count(column="persons", unit="persons"),),
                values=("share",),
            ),
            field("persons", "integer"),
            field("share", "number", precision=9, scale=6),
        )


def test_a_link_to_an_unknown_table_or_column_is_told():
    link = Link(table="board", counts={"persons": "numerator"}, keys={"sector": "sector"})
    linked = _table(links=(link,))
    assert link_faults(linked, {"reach": linked}) == ["link to board, which is no other open table"]
    board = counts("board", ("sector",))
    assert link_faults(linked, {"reach": linked, "board": board}) == [
        "link to board: it has no field numerator"
    ]


def test_the_limits_are_those_of_the_domain():
    """domain.md, section 7, point 5."""
    rules = load().rules
    assert rules.minimum == 5
    limits = rules.reliability
    assert (limits.minimum_n_eff, limits.low_n_eff) == (30, 60)
    widths = (limits.shown_width, limits.widest, limits.widest_relative)
    assert [str(width) for width in widths] == ["0.05", "0.30", "1.30"]


def test_a_ranked_list_keeps_to_the_limits_of_disclosure_control() -> None:
    """SQL cannot read schemas/disclosure.yml, so the macro and the expectation that leave rows out
    of training_priority state its limits again; a gap is in points, a width there in shares."""
    registry = load()
    limits = registry.rules.reliability
    points = int(limits.widest * 100)
    macro = Path(__file__).parents[2] / "dbt/macros/estimates/can_be_argued.sql"
    expectations = registry.open["training_priority"].expectations
    stated = [macro.read_text(encoding="utf-8"), *(e.sql for e in expectations)]
    told = [text for text in stated if "positives" in text and "n_eff" in text]
    assert len(told) == 2
    for text in told:
        body = " ".join(text.split())
        assert body.count(f">= {registry.rules.minimum}") == 2
        assert f">= {limits.minimum_n_eff}" in body
        assert f"< {points}" in body


def test_the_mapping_report_keeps_to_the_limit_of_disclosure_control() -> None:
    """What a sender typed and no mapping knows may be a name. The mart withholds it below the
    minimum, and the expectation that judges the mart says the same minimum again."""
    registry = load()
    table = registry.open["mapping_report"]
    mart = Path(__file__).parents[2] / "dbt/models/marts/euroregion/mapping_report.sql"
    expectation = next(e for e in table.expectations if e.name == "rare_codes_are_withheld")
    for text in (mart.read_text(encoding="utf-8"), expectation.sql):
        assert text.count(f"rows_sent < {registry.rules.minimum}") == 1
    assert f"sum(rows_sent) >= {registry.rules.minimum} " in mart.read_text(encoding="utf-8")
    assert table.field("rows_unmapped").minimum == str(registry.rules.minimum)
    told = next(note for note in table.notes if note.id == "mapping_report_perimeter")
    assert "fewer than five rows" in told.text.en
    assert registry.rules.minimum == 5
