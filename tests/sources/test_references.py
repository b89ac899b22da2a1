"""Issue 2, "Bad input": what points at another feed's rows is checked against its snapshot."""

from __future__ import annotations

import pytest

from sources.feed import Feed
from tests.sources.small import Desk, feed, only

REGISTER = feed("register", table="register")
OFFERS = feed("offers", table="offer")
OTHER_OFFERS = feed("other_offers", table="offer")
SEATS = feed("seats", table="seat")
HEADER = "academic_year;offer_id;organisation"
BELLAS_ARTES = "KSI-0001;Facultad de Bellas Artes;BBAA;Arte Ederren Fakultatea; Fine Arts;reported"
DEUSTO = "KSI-0002;Deusto Ingeniería;BBAA;;reported"


@pytest.fixture(autouse=True)
def register(desk: Desk) -> None:
    deliver_register(desk, BELLAS_ARTES.replace("; Fine", "/ Fine"), DEUSTO)


def deliver_register(desk: Desk, *rows: str) -> None:
    desk.deliver("register.csv", ["organisation_id;name;acronym;aliases;origin", *rows])
    desk.pull(feed("register", table="register", dialect={"list_separator": "/"}))


def offer(desk: Desk, given: Feed, *organisations: str) -> None:
    rows = [f"2024-25;{i};{name}" for i, name in enumerate(organisations, start=1)]
    desk.deliver(f"{given.name}.csv", [HEADER, *rows])
    desk.pull(given, accept_loss="The test rejects rows.")


@pytest.mark.parametrize(
    "spelling",
    ["Facultad de Bellas Artes", "KSI-0001", "arte ederren  fakultatea", "FINE ARTS"],
)
def test_an_organisation_is_known_by_id_name_or_any_other_spelling(
    desk: Desk, spelling: str
) -> None:
    offer(desk, OFFERS, spelling)
    assert desk.rows(OFFERS)[0]["organisation"] == spelling


def test_two_feeds_with_the_same_organisation_under_two_names(desk: Desk) -> None:
    """The one that the register does not know is rejected, with the spelling that it does."""
    offer(desk, OFFERS, "Facultad de Bellas Artes")
    offer(desk, OTHER_OFFERS, "Fac. de Bellas Artes")
    assert len(desk.rows(OFFERS)) == 1
    (row,) = desk.rejected(OTHER_OFFERS)
    assert (row["_row"], row["rule"], row["value"]) == (2, "foreign-key", "Fac. de Bellas Artes")
    assert 'Is it "Facultad de Bellas Artes" (KSI-0001)?' in row["message"]
    assert "among the other names in the register" in row["message"]


def test_a_spelling_of_two_organisations_is_rejected_and_both_are_named(desk: Desk) -> None:
    offer(desk, OFFERS, "BBAA")
    (row,) = desk.rejected(OFFERS)
    assert row["rule"] == "ambiguous-name"
    assert "KSI-0001, KSI-0002" in row["message"]


def test_a_new_spelling_in_the_register_lets_the_unchanged_file_pass(desk: Desk) -> None:
    """The snapshots that were referred to are part of what a pull depends on."""
    offer(desk, OFFERS, "Fac. BB.AA.", "KSI-0002")
    assert len(desk.rejected(OFFERS)) == 1
    deliver_register(desk, BELLAS_ARTES.replace("; Fine Arts", "/Fac. BB.AA."), DEUSTO)
    result = desk.pull(OFFERS)
    assert (result.unchanged, result.accepted, result.rejected) == (False, 2, 0)


def test_the_manifest_names_the_snapshots_that_were_referred_to(desk: Desk) -> None:
    offer(desk, OFFERS, "KSI-0001")
    snapshot = desk.manifest(REGISTER).snapshot
    assert desk.manifest(OFFERS).references == {"register": (snapshot,)}


def test_without_the_referred_table_the_pull_is_refused(desk: Desk) -> None:
    desk.deliver("seats.csv", ["seat_id;academic_year;offer_id", "a;2024-25;1"])
    problem = only(desk.refused(SEATS))
    assert problem.rule == "reference"
    assert "Pull the feed of offer first" in problem.remedy


def test_keys_of_several_columns_are_compared_by_value(desk: Desk) -> None:
    offer(desk, OFFERS, "KSI-0001")
    rows = ["a;2024-25;1", "b;2024-25;001", "c;2024-25;2", "d;;"]
    desk.deliver("seats.csv", ["seat_id;academic_year;offer_id", *rows])
    desk.pull(SEATS)
    assert [row["seat_id"] for row in desk.rows(SEATS)] == ["a", "b", "d"]
    (row,) = desk.rejected(SEATS)
    assert (row["_row"], row["rule"], row["value"]) == (4, "foreign-key", "2024-25, 2")
    assert "offer has no such row" in row["message"]
