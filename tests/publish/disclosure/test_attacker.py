"""The attacker finds leaks that were put there: margins, complement, links, rounding, releases.

Issue 3, point 7: one linear program over this release, all earlier ones, totals and other tables.
"""

from __future__ import annotations

from decimal import Decimal

from publish.disclosure.audit import Case, audit
from publish.disclosure.protect import decide, published
from schemas.disclosure import Count, Dimension, Disclosure, Link, Share
from tests.publish.disclosure.tables import counts, registry_of, rows_of, sheet, table, totals
from tests.publish.small import field

LINE = {("a",): 3, ("b",): 20, ("c",): 30, ("d",): 40}


def _hide(rows, column, flags):
    """Rows with cells emptied: key code -> conf_status."""
    found = []
    for row in rows:
        flag = flags.get(next(iter(row.values())))
        hidden = {column: None, "obs_status": "Q", "conf_status": flag} if flag else {}
        found.append(row | hidden)
    return found


def _line(flags, cells=LINE, label="this release"):
    of = counts(dimensions=("sector",))
    exact = rows_of(of, totals(cells))
    return of, sheet(of, exact), sheet(of, _hide(exact, "persons", flags), label, exact=False)


def _leaking(of, current, exact=(), earlier=()):
    known = registry_of(of)
    return audit(Case((current,), tuple(exact), tuple(earlier), known))


def test_one_hidden_part_of_a_total_is_found():
    of, exact, seen = _line({"a": "A"})
    found = _leaking(of, seen, [exact])
    assert [(leak.key, leak.column) for leak in found.leaks] == [(("a",), "persons")]
    assert "width of 0 where 4 is required" in found.leaks[0].reason


def test_it_is_found_by_the_flags_alone_without_the_exact_rows():
    of, _, seen = _line({"a": "A"})
    assert [leak.key for leak in _leaking(of, seen).leaks] == [("a",)]


def test_two_hidden_parts_withstand():
    of, exact, seen = _line({"a": "A", "b": "D"})
    assert _leaking(of, seen, [exact]).leaks == ()


def test_company_that_is_too_small_is_found_through_its_flag():
    """a + b = 8 with b flagged D (5 or more): a is 3 at most, and 0 to 4 is required."""
    of, exact, seen = _line({"a": "A", "b": "D"}, LINE | {("b",): 5})
    leaks = _leaking(of, seen, [exact]).leaks
    assert {leak.key for leak in leaks} == {("a",), ("b",)}


def test_a_small_cell_that_is_shown_is_a_leak():
    of, exact, seen = _line({})
    assert [leak.key for leak in _leaking(of, seen, [exact]).leaks] == [("a",)]


def _shares(weighted=False):
    block = Disclosure(
        dimensions=(Dimension(column="sector"),),
        counts=(
            Count(column="firms", unit="firms"),
            Count(
                column="positives",
                unit="firms",
                within="firms",
                share=Share(column="share", of="firms", weighted=weighted),
            ),
        ),
        values=("firms", "share"),
    )
    return table(
        "demand",
        ("sector",),
        block,
        field("firms", "integer"),
        field("positives", "integer", publish=False),
        field("share", "number", precision=5, scale=3),
    )


def _share_rows(cells):
    rows = []
    for (code,), (firms, positives) in cells.items():
        share = Decimal(positives) / Decimal(firms)
        rows.append(
            {
                "sector": code,
                "firms": firms,
                "positives": positives,
                "share": share.quantize(Decimal("0.001")),
                "obs_status": "E",
                "conf_status": "F",
            }
        )
    return rows


SHARES = {("_T",): (100, 50), ("a",): (20, 18), ("b",): (40, 17), ("c",): (40, 15)}


def test_a_cell_whose_complement_is_small_is_hidden_and_withstands():
    """18 of 20 firms: two do not, and the answer of each is as much its own (complement)."""
    of = _shares()
    exact = sheet(of, _share_rows(SHARES))
    known = registry_of(of)
    made = decide((exact,), (), known)
    assert made.decisions["demand", ("a",)] == ("Q", "A")
    assert sorted(flag for _, flag in made.decisions.values()) == ["A", "D"]
    seen = published(exact, made.decisions)
    assert audit(Case((seen,), (exact,), (), known)).leaks == ()


def test_the_complement_is_recovered_where_nothing_hides_with_it():
    of = _shares()
    exact = sheet(of, _share_rows(SHARES))
    seen = published(exact, {("demand", ("a",)): ("Q", "A")})
    leaks = audit(Case((seen,), (exact,), (), registry_of(of))).leaks
    assert "the complement of its count" in {leak.reason for leak in leaks}.pop()


def test_a_share_left_beside_a_hidden_count_gives_its_interval():
    """0.350 of 20 firms, rounded to 3 decimals, is 7 firms and nothing else."""
    of = _shares()
    rows = _share_rows({("_T",): (100, 50), ("a",): (20, 7), ("b",): (40, 22), ("c",): (40, 21)})
    seen = [row | {"positives": None} for row in rows]
    for row in seen[1:3]:
        row.update(obs_status="Q", conf_status="D")  # flagged, but the share was not taken out
    found = audit(Case((sheet(of, seen, "this release", False),), (), (), registry_of(of)))
    assert {(leak.key, leak.column) for leak in found.leaks} == {
        (("a",), "firms"),
        (("a",), "positives"),
        (("b",), "firms"),
        (("b",), "positives"),
    }


def _linked():
    reach = counts(dimensions=("sector",))
    block = Disclosure(
        counts=(Count(column="trained", unit="persons"),),
        values=("trained",),
        links=(Link(table="reach", counts={"trained": "persons"}, keys={"sector": "sector"}),),
    )
    gap = table("gap", ("sector",), block, field("trained", "integer"))
    return reach, gap


def test_a_cell_hidden_here_and_shown_in_a_linked_table_is_found():
    reach, gap = _linked()
    exact = [
        sheet(reach, rows_of(reach, totals(LINE))),
        sheet(gap, rows_of(gap, totals(LINE), "trained")),
    ]
    known = registry_of(reach, gap)
    flags = {("reach", (code,)): ("Q", flag) for code, flag in (("a", "A"), ("b", "D"))}
    seen = tuple(published(each, flags) for each in exact)
    leaks = audit(Case(seen, tuple(exact), (), known)).leaks
    assert [leak.key for leak in leaks] == [("a",)]


def test_a_link_may_go_through_a_column_that_is_no_key():
    """A change between waves shows the earlier wave's cell again, under another year."""
    reach = counts(dimensions=("sector",))
    block = Disclosure(
        counts=(Count(column="before", unit="persons"),),
        values=("before",),
        links=(Link(table="reach", counts={"before": "persons"}, keys={"of": "sector"}),),
    )
    change = table("change", ("sector",), block, field("of"), field("before", "integer"))
    rows = [
        {"sector": f"new {code}", "of": code, "before": value}
        | {"obs_status": "A", "conf_status": "F"}
        for (code,), value in LINE.items()
    ]
    exact = (sheet(reach, rows_of(reach, totals(LINE))), sheet(change, rows))
    known = registry_of(reach, change)
    made = decide(exact, (), known)
    assert made.decisions["change", ("new a",)] == ("Q", "A")
    seen = tuple(published(each, made.decisions) for each in exact)
    assert audit(Case(seen, exact, (), known)).leaks == ()


def test_linked_tables_are_protected_together():
    reach, gap = _linked()
    exact = (
        sheet(reach, rows_of(reach, totals(LINE))),
        sheet(gap, rows_of(gap, totals(LINE), "trained")),
    )
    known = registry_of(reach, gap)
    made = decide(exact, (), known)
    hidden = {key for (name, key) in made.decisions if name == "reach"}
    assert hidden == {key for (name, key) in made.decisions if name == "gap"}
    assert len(hidden) == 2
    seen = tuple(published(each, made.decisions) for each in exact)
    assert audit(Case(seen, exact, (), known)).leaks == ()


def test_other_company_in_a_later_release_is_found():
    """First a and b hide, then a and c: each release is safe, and both together give a."""
    of, exact, first = _line({"a": "A", "b": "D"}, label="partnership 1.0.0")
    _, _, second = _line({"a": "A", "c": "D"})
    assert _leaking(of, second, [exact]).leaks == ()
    found = _leaking(of, second, [exact], [first])
    assert ("a",) in {leak.key for leak in found.leaks}
    assert {leak.edition for leak in found.leaks} == {"this release", "partnership 1.0.0"}


def test_a_cell_that_an_earlier_release_showed_is_found():
    of, exact, first = _line({}, label="partnership 1.0.0")
    _, _, second = _line({"a": "A", "b": "D"})
    assert ("a",) in {leak.key for leak in _leaking(of, second, [exact], [first]).leaks}


def test_the_next_choice_keeps_to_what_the_last_release_hid():
    """Even where another company would lose less: its change would reveal the cell."""
    of, exact, first = _line({"a": "A", "c": "D"}, label="partnership 1.0.0")
    made = decide((exact,), (first,), registry_of(of))
    assert set(made.decisions) == {("reach", ("a",)), ("reach", ("c",))}
    assert _leaking(of, published(exact, made.decisions), [exact], [first]).leaks == ()


def test_a_person_who_came_between_two_releases_is_not_shown():
    """Total 93 -> 94 and one shown cell 40 -> 41: the person's sector would be told."""
    of, _, first = _line({"a": "A", "b": "D"}, label="partnership 1.0.0")
    _, exact, second = _line({"a": "A", "b": "D"}, LINE | {("d",): 41})
    leaks = _leaking(of, second, [exact], [first]).leaks
    assert {("_T",), ("d",)} <= {leak.key for leak in leaks}
    made = decide((exact,), (first,), registry_of(of))
    hidden = {key for (_, key) in made.decisions}
    assert {("_T",), ("d",), ("a",)} <= hidden
    assert _leaking(of, published(exact, made.decisions), [exact], [first]).leaks == ()


def test_hidden_cells_that_follow_a_total_are_found_and_the_total_hidden():
    """Total + 6, one shown cell + 5: together the suppressed ones got one person more."""
    of, _, first = _line({"a": "A", "b": "D"}, label="partnership 1.0.0")
    cells = LINE | {("b",): 21, ("d",): 45}
    _, exact, second = _line({"a": "A", "b": "D"}, cells)
    leaks = _leaking(of, second, [exact], [first]).leaks
    assert [(leak.key, leak.moved) for leak in leaks] == [(("_T",), True)]
    made = decide((exact,), (first,), registry_of(of))
    assert made.decisions["reach", ("_T",)] == ("Q", "A")
    assert _leaking(of, published(exact, made.decisions), [exact], [first]).leaks == ()


def test_figures_that_contradict_each_other_stop_the_attack_and_the_release():
    """The shown parts alone are more than the shown total: no attack means no release."""
    of = counts(dimensions=("sector",))
    rows = _hide(rows_of(of, totals(LINE)), "persons", {"a": "A", "b": "D"})
    wrong = [row | {"persons": 60} if row["sector"] == "_T" else row for row in rows]
    found = _leaking(of, sheet(of, wrong, "this release", exact=False))
    assert found.contradiction == "published figures contradict each other"


def test_a_zero_is_hidden_like_any_small_count():
    """domain.md, 7.5: fewer than 5; a zero tells of everybody that they are not there."""
    of, exact, _ = _line({}, {("a",): 0, ("b",): 20, ("c",): 30})
    made = decide((exact,), (), registry_of(of))
    assert made.decisions["reach", ("a",)] == ("Q", "A")
