"""The organisations of the bundled edition: those that a source names, and synthetic ones.

Names that no source gives are not invented: a synthetic member is called so. Ids never change;
the name of one synthetic entity does, one VET centre leaves and another joins, so that the
history of organisations between the first edition and the later ones is not empty.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parent / "facts"

FACULTIES, ENTITIES, VET_CENTRES = 28, 19, 12
"""Members per edition: 28 and 19 as the profile counts them; it gives no number of VET centres."""

SYNTHETIC_GROUPS = {20: "ehu", 24: "deusto", 26: "mondragon", 28: "higher_centre"}
"""First synthetic faculty of each university group: 20 to 23, 24 and 25, 26 and 27, 28."""

LEAVING_VET_CENTRE, JOINING_VET_CENTRE = 11, 13
RENAMED_ENTITY = 12
TERRITORIES = ("ES211", "ES212", "ES213")
GENERATOR = "Generator of the bundled edition"


@dataclass(frozen=True)
class Organisation:
    """One organisation of the register; the aliases are spellings that partners use for it."""

    organisation_id: str
    name: str
    organisation_kind: str
    nuts_code: str
    origin: str
    source: str
    name_eu: str = ""
    acronym: str = ""
    alias_es: str = ""
    alias_eu: str = ""
    other_aliases: str = ""
    university_group: str = ""
    grouping_basis: str = ""
    ror_id: str = ""
    website: str = ""
    joined_on: date | None = None
    left_on: date | None = None

    def aliases(self) -> str:
        """Every other spelling, parted by `; ` as one cell of the register holds them."""
        spellings = (self.alias_es, self.alias_eu, self.other_aliases)
        return "; ".join(spelling for spelling in spellings if spelling)

    def called(self, language: str) -> str:
        """The name a partner writes who works in that language (eu, es or en)."""
        names = {"es": self.alias_es, "eu": self.name_eu or self.alias_eu}
        return names.get(language) or self.name


def register(later: bool) -> list[Organisation]:
    """The members of one edition: the first one, or any later one.

    Both hold 28 faculties and schools, 19 entities, 2 Euroregional partners, the four
    coordinating bodies and 12 VET centres.
    """
    gone, new = LEAVING_VET_CENTRE, JOINING_VET_CENTRE
    absent = _vet_centre(gone if later else new).organisation_id
    return [
        _renamed(member) if later and member == _entity(RENAMED_ENTITY) else member
        for member in all_organisations()
        if member.organisation_id != absent
    ]


def all_organisations() -> list[Organisation]:
    """Every organisation of any edition, under its first name, in the order of the ids."""
    return sorted((*named(), *_synthetic()), key=lambda member: member.organisation_id)


def named() -> Iterator[Organisation]:
    """The organisations that a public source names, from `facts/members.csv`."""
    with (FACTS / "members.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            texts: dict[str, Any] = dict(row)  # the facts hold no dates: joining is not published
            yield Organisation(**texts, origin="published")


def _synthetic() -> Iterator[Organisation]:
    kinds = [member.organisation_kind for member in named()]
    for number in range(kinds.count("faculty_or_school") + 1, FACULTIES + 1):
        yield _faculty(number)
    for number in range(kinds.count("entity") + 1, ENTITIES + 1):
        yield _entity(number)
    for number in range(1, VET_CENTRES + 2):  # one more than an edition holds: one leaves
        yield _vet_centre(number)


def _faculty(number: int) -> Organisation:
    first = max(start for start in SYNTHETIC_GROUPS if start <= number)
    return Organisation(
        organisation_id=f"KSI-{number:04d}",
        name=f"Synthetic faculty {number:02d}",
        acronym=f"SF{number:02d}",
        alias_es=f"Facultad sintética {number:02d}",
        alias_eu=f"Fakultate sintetikoa {number:02d}",
        organisation_kind="faculty_or_school",
        university_group=SYNTHETIC_GROUPS[first],
        nuts_code=TERRITORIES[number % 3],
        joined_on=date(2024, 3, 1),
        origin="synthetic",
        source=GENERATOR,
    )


def _entity(number: int) -> Organisation:
    return Organisation(
        organisation_id=f"KSI-{100 + number:04d}",
        name=f"Synthetic entity {number:02d}",
        acronym=f"SE{number:02d}",
        alias_es=f"Entidad sintética {number:02d}",
        alias_eu=f"Erakunde sintetikoa {number:02d}",
        organisation_kind="entity",
        nuts_code=TERRITORIES[number % 3],
        joined_on=date(2024, 3, 1),
        origin="synthetic",
        source=GENERATOR,
    )


def _vet_centre(number: int) -> Organisation:
    return Organisation(
        organisation_id=f"KSI-{400 + number:04d}",
        name=f"Synthetic VET centre {number:02d}",
        acronym=f"SVET{number:02d}",
        alias_es=f"Centro FP sintético {number:02d}",
        alias_eu=f"LH zentro sintetikoa {number:02d}",
        organisation_kind="vet_centre",
        nuts_code=TERRITORIES[number % 3],
        joined_on=date(2025, 9, 1) if number == JOINING_VET_CENTRE else date(2024, 3, 1),
        left_on=date(2025, 7, 31) if number == LEAVING_VET_CENTRE else None,
        origin="synthetic",
        source=GENERATOR,
    )


def _renamed(member: Organisation) -> Organisation:
    """The same entity under a new name; the old one stays known as an alias."""
    return replace(
        member,
        name=f"{member.name} (renamed in 2025)",
        other_aliases=member.name,
    )
