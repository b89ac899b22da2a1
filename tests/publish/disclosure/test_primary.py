"""Which cells are too small, dominated or unreliable (domain.md, sections 5 and 7)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from publish.disclosure.build import build
from publish.disclosure.primary import judge, reliability_flag
from publish.disclosure.protect import decide, published
from publish.disclosure.sheet import DisclosureError
from schemas.disclosure import Amount, Dimension, Disclosure, Reliability
from tests.publish.disclosure import survey
from tests.publish.disclosure.tables import (
    counts,
    leaks,
    registry_of,
    rows_of,
    sheet,
    table,
    totals,
)
from tests.publish.small import field

RULE = Reliability(n_eff="n_eff", share="share", lower="low", upper="high", values=("share",))


@pytest.mark.parametrize(
    ("n_eff", "share", "low", "high", "flag"),
    [
        ("29.9", "0.5", "0.49", "0.51", "N"),  # n_eff below 30, however narrow
        ("30", "0.5", "0.40", "0.60", "U"),
        ("59.9", "0.5", "0.40", "0.60", "U"),
        ("60", "0.5", "0.40", "0.60", "F"),
        ("200", "0.5", "0.35", "0.65", "N"),  # 0.30 wide
        ("200", "0.5", "0.351", "0.65", "F"),
        ("200", "0.1", "0.05", "0.181", "N"),  # 131 % of the share
        ("200", "0.1", "0.05", "0.18", "F"),  # 130 %
        ("200", "0.01", "0.00", "0.05", "F"),  # 500 %, and 0.05 wide: shown
        ("200", "0", "0.00", "0.06", "N"),
        # domain.md, section 7, point 6: published Wilson intervals
        ("22.727", "0.52", "0.3271", "0.7071", "N"),
        ("263", "0.308", "0.2553", "0.3662", "F"),
        ("148", "0.1014", "0.0624", "0.1605", "F"),
        ("29", "0.0345", "0.0061", "0.1718", "N"),
    ],
)
def test_reliability_of_an_estimate(n_eff, share, low, high, flag):
    """domain.md, 7.5: n_eff < 30; width >= 0.30, <= 0.05; relative width > 130 %; U up to 60."""
    values = {"n_eff": n_eff, "share": share, "low": low, "high": high}
    of = table(
        "t",
        ("d",),
        counts().disclosure.model_copy(update={"dimensions": ()}),
        field("persons", "integer"),
        *(field(name, "number", precision=9, scale=6) for name in values),
    )
    figures = {name: Decimal(value) for name, value in values.items()}
    row = {"d": "_T", "persons": 100, "obs_status": "E", "conf_status": "F", **figures}
    assert reliability_flag(sheet(of, [row]), RULE, 0, registry_of(of).rules) == flag


def _grants():
    block = Disclosure(
        dimensions=(Dimension(column="sector"),),
        amounts=(Amount(column="eur", largest="first", second="second"),),
        values=("eur",),
    )
    money = {"precision": 14, "scale": 2}
    return table(
        "grant",
        ("sector",),
        block,
        field("eur", "number", **money),
        field("first", "number", publish=False, **money),
        field("second", "number", publish=False, **money),
    )


def _grant_rows(cells):
    return [
        {
            "sector": code,
            "eur": Decimal(total),
            "first": Decimal(first),
            "second": Decimal(second),
            "obs_status": "A",
            "conf_status": "F",
        }
        for code, (total, first, second) in cells.items()
    ]


def test_a_dominated_amount_is_hidden_up_to_where_the_rule_holds():
    """p% rule: 100 = 80 + 15 + 5, and the second knows the first to 5 < 10 % of 80. (n,k) rule:
    95 of 100 is more than 85 %; it would not be of 111.76."""
    of = _grants()
    cells = {"_T": (1000, 80, 60), "a": (100, 80, 15), "b": (400, 60, 50), "c": (500, 60, 60)}
    exact = sheet(of, _grant_rows(cells))
    known = registry_of(of)
    network = build((exact,), known)
    (asked,) = judge((exact,), network, known.rules).requirements
    assert network.nodes[asked.node].key == ("a",)
    assert asked.high == pytest.approx(95 * 100 / 85)
    assert asked.low == pytest.approx(200 - 95 * 100 / 85)
    made = decide((exact,), (), known)
    assert made.decisions["grant", ("a",)] == ("Q", "A")
    assert len(made.decisions) == 2
    assert not leaks(exact, made.decisions)


def test_rows_that_contradict_their_block_are_refused_without_a_value():
    """A total that is not the sum of its parts would make every bound wrong."""
    of = counts()
    cells = totals({("a", "x"): 13, ("b", "x"): 77})
    cells["_T", "x"] = 91
    exact = sheet(of, rows_of(of, cells))
    known = registry_of(of)
    with pytest.raises(
        DisclosureError, match="over sector the relation 'sum' does not hold"
    ) as told:
        decide((exact,), (), known)
    assert not {"91", "90", "13", "77"} & set(str(told.value).split())


def test_a_survey_table_is_protected_with_its_focuses_and_its_complements():
    """skill_demand: respondents known by domain, positives never published, shares weighted,
    skills overlapping in their focus, unreliable estimates withheld but not confidential."""
    of = survey.demand()
    rows = survey.answers(firms=376, years=1)
    exact = sheet(of, rows)
    made = decide((exact,), (), survey.registry(of))
    assert not leaks(exact, made.decisions, survey.registry(of))
    seen = published(exact, made.decisions)
    assert "positives" not in seen.columns
    status = dict(zip(seen.keys, seen.column("obs_status"), strict=True))
    for key, row in zip(exact.keys, sorted(rows, key=_key), strict=True):
        at = seen.place[key]
        n, positives = row["respondents"], row["positives"]
        small = n < 5 or positives < 5 or n - positives < 5
        assert not small or status[key] == "Q"
        if status[key] in ("Q", "N"):
            assert seen.column("share")[at] is None
        if status[key] == "N":
            assert seen.column("respondents")[at] == n
        if status[key] in ("E", "U"):
            assert seen.column("share")[at] == row["share"]


def _key(row):
    return tuple(row[name] for name in survey.KEY)
