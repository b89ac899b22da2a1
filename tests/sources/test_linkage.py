"""Issue 3, point 2: likely duplicates are proposed in a report, never merged silently."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.linkage import (
    NAME_LEVELS,
    NUMBER_LEVELS,
    TERRITORY_LEVELS,
    Candidate,
    Level,
    Proposal,
    number,
    propose_duplicates,
    stem,
    write_proposals,
)

REGISTER = (
    Candidate("org:1", "Asociación de Cine de Gipuzkoa", "register", "ES212"),
    Candidate("org:1", "Gipuzkoako Zinema Elkartea", "register", "ES212"),
    Candidate("org:2", "Escuela de Diseño de Navarra", "register", "ES220"),
    Candidate("org:3", "Pôle Image Magelis", "register", "FRI31"),
    Candidate("org:4", "Sound Studio 1", "agent", "ES211"),
    Candidate("org:5", "Sound Studio 2", "agent", "ES211"),
)


def pairs(*more: Candidate) -> set[tuple[str, str]]:
    return {(p.left_key, p.right_key) for p in propose_duplicates((*REGISTER, *more))}


def test_organisations_that_are_not_alike_are_not_proposed() -> None:
    """Also those that differ in their number alone, and two names of one organisation."""
    assert pairs() == set()


@pytest.mark.parametrize(
    ("name", "nuts", "known"),
    [
        ("Asociacion de cine de Gipuzkoa, S. Coop.", "ES213", "org:1"),
        ("GIPUZKOAKO ZINEMA ELKARTEA", None, "org:1"),
        ("Asociación de Cine de Guipuzkoa", "ES21", "org:1"),
        ("Escuela de Diseño de Navarra S.L.U.", "FRI12", "org:2"),
        ("Pole Image Magelis SAS", "ES220", "org:3"),
        ("Sound Studio 01", "ES211", "org:4"),
    ],
)
def test_a_known_duplicate_under_another_name_is_proposed(
    name: str, nuts: str | None, known: str
) -> None:
    """Case, accents, legal form, a letter more, a leading zero; the territory does not decide."""
    assert pairs(Candidate("own:new", name, "agent", nuts)) == {(known, "own:new")}


def test_a_proposal_says_why_and_decides_nothing() -> None:
    (found,) = propose_duplicates(
        (*REGISTER, Candidate("own:new", "Pole Image Magelis SAS", "agent", "ES220"))
    )
    assert found.why == (
        "the same name but for case, accents and legal form, no number to compare, "
        "another territory"
    )
    assert found.status == "proposed"
    assert (found.left_table, found.right_table) == ("register", "agent")


def test_the_score_is_that_of_fellegi_and_sunter() -> None:
    """By hand: odds = prior x product of m/u = 0.0005/0.9995 x 12000 x 4 = 24.012, p = 0.960019"""
    twice = (
        Candidate("a", "Zinea", "agent", "ES212"),
        Candidate("b", "ZINEA, S.A.", "agent", "ES212"),
    )
    (found,) = propose_duplicates(twice)
    assert found.score == Decimal("0.960019")


def test_the_likeliest_pair_of_names_stands_for_two_organisations() -> None:
    """Three names each give one proposal, not nine."""
    names = ("Zinema Etxea", "Zinema Etxea, S.L.", "Zinema Etxee")
    candidates = [Candidate(key, f"{name}", "agent", "ES212") for key in "ab" for name in names]
    (found,) = propose_duplicates(candidates)
    assert (found.left_key, found.right_key) == ("a", "b")
    assert found.left_name == found.right_name == "Zinema Etxea"


def test_fewer_than_two_organisations_have_no_duplicate() -> None:
    assert propose_duplicates([]) == []
    assert propose_duplicates(REGISTER[:2]) == []


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(range(8)))
def test_the_order_of_the_names_changes_nothing(order: list[int]) -> None:
    """Same input, same bytes: a report that moves by itself is not read twice."""
    more = (
        Candidate("own:x", "Sound Studio 02", "agent", "ES211"),
        Candidate("own:y", "Pole Image Magelis", "agent", "FRI31"),
    )
    candidates = (*REGISTER, *more)
    assert propose_duplicates(candidates[i] for i in order) == propose_duplicates(candidates)


@pytest.mark.parametrize("levels", [NAME_LEVELS, NUMBER_LEVELS, TERRITORY_LEVELS])
def test_the_declared_shares_sum_to_one(levels: tuple[Level, ...]) -> None:
    """m and u are distributions over the levels of a comparison; a null level is of neither."""
    assert sum(level[1] for level in levels) == pytest.approx(1)
    assert sum(level[2] for level in levels) == pytest.approx(1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tabakalera, S.A.", "tabakalera"),
        ("  ÉCOLE  d'Art (SARL) ", "ecole d art"),
        ("Zinema 3, Koop. Elk.", "zinema koop elk"),
        ("S.L.", "sl"),
        ("Bilbao S. Coop.", "bilbao"),
    ],
)
def test_stem(name: str, expected: str) -> None:
    """A name that is nothing but a legal form stays, so that it is not everybody's name."""
    assert stem(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("Agent 007", "7"), ("IES 0", "0"), ("No", ""), ("A1 B02", "1 2")]
)
def test_number(name: str, expected: str) -> None:
    assert number(name) == expected


@given(st.text(max_size=40))
def test_a_stem_is_plain_whatever_the_name(name: str) -> None:
    assert all(letter in "abcdefghijklmnopqrstuvwxyz " for letter in stem(name))


def test_the_report_is_a_file_that_people_can_read(tmp_path: Path) -> None:
    proposal = Proposal("a", "b", "Zinea; Film", "Zinea", "agent", "centre", Decimal("0.9"), "why")
    path = tmp_path / "quality" / "duplicate_proposal.csv"
    write_proposals([proposal], path)
    (row,) = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    assert row["left_name"] == "Zinea; Film"
    assert row["status"] == "proposed"
    assert list(path.parent.iterdir()) == [path]
