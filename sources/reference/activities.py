"""Projects, their partners, events and content: published facts first, synthetic rows after.

The synthetic Connections projects follow the published totals where there are any: 44 funded
projects over editions 1 to 3, of which 20 in edition 3.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date

from sources.reference.dice import Dice
from sources.reference.register import FACTS, GENERATOR, Organisation, all_organisations

Row = dict[str, str]

FUNDED = {1: 11, 2: 13, 3: 20, 4: 22}
"""Funded projects per edition. Only 44 for 1 to 3 and 20 for 3 are published."""
REFUSED = {2: 1, 4: 3}
FIRST_YEAR = 2021
TRAINING_SHARE_OF_EDITION_4 = 12
STILL_RUNNING_IN_EDITION_4 = 4
DELIVERED_EUROREGIONAL = "PRJ-9002"

EVENTS = (
    ("EVT-0101", "Synthetic conference 01", "conference", "attended", "2024-05-16", "2024-05-17"),
    ("EVT-0102", "Synthetic conference 02", "conference", "attended", "2024-09-26", "2024-09-27"),
    ("EVT-0103", "Synthetic gathering 01", "gathering", "attended", "2024-11-21", "2024-11-21"),
    ("EVT-0104", "Synthetic network 01", "network", "member", "2025-02-10", ""),
    ("EVT-0105", "Synthetic conference 03", "conference", "attended", "2025-10-08", "2025-10-09"),
)
CONTENT_ITEMS = 15
CONTENT_KINDS = ("article", "interview", "video")
LANGUAGES = ("eu", "es", "fr", "en")


def projects() -> list[Row]:
    """Every project: EGAH, a synthetic delivered Euroregional one, and the Connections ones."""
    synthetic = [*_connections(), _euroregional()]
    return [*_facts("projects.csv"), *({**row, "origin": "synthetic"} for row in synthetic)]


def project_partners() -> list[Row]:
    """The partners of every funded project, written as somebody would: name, alias or id."""
    rows = list(_facts("project_partners.csv"))
    members = all_organisations()
    for place, project in enumerate(_funded()):
        for organisation, role in _consortium(place, members):
            rows.append(
                {
                    "project_id": project["project_id"],
                    "organisation": _as_sent(organisation, place + len(role)),
                    "partner_role": role,
                    "origin": "synthetic",
                }
            )
    return rows


def events() -> list[Row]:
    """The three events that the profile announces, and synthetic ones that were attended."""
    names = ("event_id", "title", "event_kind", "participation_status", "started_on", "ended_on")
    synthetic = [dict(zip(names, event, strict=True)) for event in EVENTS]
    return [
        *_facts("events.csv"),
        *(
            {
                **row,
                "place": "",
                "url": f"https://example.org/synthetic/{row['event_id'].lower()}",
                "origin": "synthetic",
                "source": GENERATOR,
            }
            for row in synthetic
        ),
    ]


def content(seed: int) -> list[Row]:
    """Synthetic articles, interviews and videos; every other one tells of a project."""
    told = [project["project_id"] for project in _funded()]
    rows = []
    for number in range(1, CONTENT_ITEMS + 1):
        dice = Dice(seed, f"CNT-{number:04d}")
        kind = CONTENT_KINDS[number % 3]
        published = date(2024 + dice.below(2), 1 + dice.below(12), 1 + dice.below(28))
        rows.append(
            {
                "content_id": f"CNT-{number:04d}",
                "content_kind": kind,
                "title": f"Synthetic {kind} {number:02d}",
                "language": LANGUAGES[number % 4],
                "published_on": published.isoformat(),
                "url": f"https://example.org/synthetic/cnt-{number:04d}",
                "project_id": dice.pick(told) if number % 2 else "",
                "origin": "synthetic",
            }
        )
    return rows


def _facts(file: str) -> Iterator[Row]:
    with (FACTS / file).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield {**row, "origin": "published"}


def _connections() -> Iterator[Row]:
    for edition, funded in FUNDED.items():
        for number in range(1, funded + REFUSED.get(edition, 0) + 1):
            yield _connection(edition, number, is_funded=number <= funded)


def _connection(edition: int, number: int, is_funded: bool) -> Row:
    autumn = FIRST_YEAR + edition - 1
    running = edition == 4 and number <= STILL_RUNNING_IN_EDITION_4
    status = "ongoing" if running else "delivered"
    training = number <= TRAINING_SHARE_OF_EDITION_4
    category = "training" if training else "transformation"
    return {
        "project_id": f"PRJ-{edition}{number:03d}",
        "title": f"Synthetic Connections project {edition}.{number:02d}",
        "project_programme": "connections",
        "edition": str(edition),
        "academic_year": f"{autumn}-{(autumn + 1) % 100}",
        "project_category": category if edition == 4 else "",
        "project_status": status if is_funded else "cancelled",
        "is_funded": "true" if is_funded else "false",
        "funding_eur": "not_published",
        "started_on": f"{autumn}-11-{1 + number % 28:02d}" if is_funded else "",
        "ended_on": f"{autumn + 1}-07-15" if is_funded and not running else "",
        "source": GENERATOR,
    }


def _euroregional() -> Row:
    return {
        "project_id": DELIVERED_EUROREGIONAL,
        "title": "Synthetic Euroregional project 01",
        "project_programme": "euroregional",
        "edition": "",
        "academic_year": "2024-25",
        "project_category": "",
        "project_status": "delivered",
        "is_funded": "true",
        "funding_eur": "not_published",
        "started_on": "2024-10-01",
        "ended_on": "2025-06-30",
        "source": GENERATOR,
    }


def _funded() -> list[Row]:
    return [row for row in _connections() if row["is_funded"] == "true"]


def _consortium(place: int, members: list[Organisation]) -> Iterator[tuple[Organisation, str]]:
    """Partners of the project at that place: a rule, so that a reader can follow it by hand."""
    of_kind: dict[str, list[Organisation]] = {}
    for member in members:
        of_kind.setdefault(member.organisation_kind, []).append(member)
    faculties, entities = of_kind["faculty_or_school"], of_kind["entity"]
    vet_centres, bodies = of_kind["vet_centre"], of_kind["coordinating_body"]
    yield faculties[place * 5 % len(faculties)], "coordinator"
    yield entities[place * 3 % len(entities)], "partner"
    if place % 2:
        yield entities[(place * 3 + 7) % len(entities)], "partner"
    if place % 3 == 0:
        yield faculties[(place * 5 + 9) % len(faculties)], "partner"
    if place % 5 == 0:
        yield vet_centres[place // 5 % 5], "partner"
    if place % 11 == 0:
        yield bodies[1], "funder"
    if place % 13 == 0:
        yield bodies[3], "partner"


def _as_sent(organisation: Organisation, turn: int) -> str:
    spellings = (
        organisation.name,
        organisation.alias_es,
        organisation.organisation_id,
        organisation.alias_eu,
        organisation.acronym,
    )
    return spellings[turn % 5] or organisation.name
