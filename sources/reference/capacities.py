"""The synthetic capacities of the bundled edition: who reports what, in which edition.

What differs between the first edition and the later ones follows from the running number of
a capacity, so that it can be told by looking at the id (see README.md of this folder).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sources.reference.dice import Dice
from sources.reference.register import Organisation, all_organisations, register

SECTORS = (
    *("audiovisual",) * 4,
    *("digital_content",) * 3,
    *("video_games", "design", "music", "performing_arts") * 2,
    *("heritage", "visual_arts", "publishing_print", "crafts", "architecture"),
    *("advertising_marketing", "fashion", "language_industries", "gastronomy"),
)
FOCUSES = ("digital", "digital", "digital", "green", "innovation", "innovation", "entrepreneurial")
ISCED_F = (
    *("0211", "0211", "0212", "0213", "0214", "0215", "0215", "0222", "0232"),
    *("0314", "0321", "0322", "0413", "0414", "0613", "0613", "0731"),
)
KINDS = ("training",) * 12 + ("research",) * 5 + ("transfer",) * 3

SILENT_CENTRE = "Synthetic faculty 27"
"""Sends nothing in the later editions: its capacities are not reported, which is not removed."""


@dataclass(frozen=True)
class Edition:
    """One academic year; `later` tells every other edition from the first one."""

    academic_year: str
    later: bool


@dataclass(frozen=True)
class Group:
    """The centres that report in one file, and how their capacity ids begin."""

    name: str
    prefix: str
    per_centre: int
    """Capacities of one centre at factor 1."""


EHU = Group("ehu", "EHU", 6)
DEUSTO = Group("deusto", "DEU", 6)
MONDRAGON = Group("mondragon", "MUN", 6)
HIGHER_CENTRES = Group("higher_centre", "GOI", 6)
VET = Group("vet_centre", "LH", 5)
GROUPS = (EHU, DEUSTO, MONDRAGON, HIGHER_CENTRES, VET)


@dataclass(frozen=True, slots=True)
class Capacity:
    """One capacity of one centre in one edition."""

    academic_year: str
    capacity_id: str
    number: int
    organisation: Organisation
    kind: str
    joint: int | None
    """Number of the programme that this centre reports jointly with another one."""
    revised: bool
    sectors: tuple[str, ...]
    focuses: tuple[str, ...]
    isced_f: str | None
    eqf: str | None
    ects: float | None
    accredited: bool
    linked: bool
    staff_fte: float | None
    started_on: date | None
    added: int | None
    """Running number among the capacities that are new in a later edition."""


def centres(group: Group) -> list[Organisation]:
    """Every organisation that ever reports in the group's file, in the order of the ids."""
    return [
        member
        for member in all_organisations()
        if group.name in (member.university_group, member.organisation_kind)
    ]


def capacities(group: Group, edition: Edition, per_centre: int, seed: int) -> Iterator[Capacity]:
    """What the centres of a group report in one edition."""
    members = {member.organisation_id: member for member in register(edition.later)}
    known = centres(group)
    for place, centre in enumerate(known):
        if not _reports(centre, members, edition):
            continue
        for number in range(place * per_centre + 1, (place + 1) * per_centre + 1):
            if not (edition.later and is_removed(number)):
                yield _capacity(group, number, members[centre.organisation_id], edition, seed)
    if edition.later:
        yield from _added(group, edition, members, per_centre, seed)


def _reports(centre: Organisation, members: dict[str, Organisation], edition: Edition) -> bool:
    silent = edition.later and centre.name == SILENT_CENTRE
    return centre.organisation_id in members and not silent


def is_removed(number: int) -> bool:
    """True for one capacity in twelve, which the later editions no longer hold."""
    return number % 12 == 7


def is_retitled(number: int) -> bool:
    """True for one capacity in twelve, whose title the later editions mark as revised."""
    return number % 12 == 3


def is_restaffed(number: int) -> bool:
    """True for one capacity in twelve, which has half a post more in the later editions."""
    return number % 12 == 10


def is_linked(number: int, edition: Edition) -> bool:
    """True for one capacity in forty, and for one in twenty in the later editions."""
    return number % 40 == 4 or (edition.later and number % 40 == 24)


def _added(
    group: Group,
    edition: Edition,
    members: dict[str, Organisation],
    per_centre: int,
    seed: int,
) -> Iterator[Capacity]:
    """New capacities: of every other centre, one for each six it had."""
    known = centres(group)
    ordinal = 0
    for centre in known[::2]:
        if not _reports(centre, members, edition):
            continue
        for _ in range(max(1, per_centre // 6)):
            ordinal += 1
            number = len(known) * per_centre + ordinal
            member = members[centre.organisation_id]
            yield _capacity(group, number, member, edition, seed, added=ordinal)


def _capacity(
    group: Group,
    number: int,
    organisation: Organisation,
    edition: Edition,
    seed: int,
    added: int | None = None,
) -> Capacity:
    # Two neighbours of every 24 belong to two centres at factor 1 and share a joint programme.
    joint = number // 24 + 1 if number % 24 in (12, 13) and added is None else None
    capacity_id = f"{group.prefix}-{number:04d}"
    dice = Dice(seed, capacity_id if joint is None else f"{group.prefix}-J{joint}")
    kind = dice.pick(KINDS) if joint is None else "training"
    training = kind == "training"
    eqf, ects = _level(group, dice) if training else (None, None)
    return Capacity(
        academic_year=edition.academic_year,
        capacity_id=capacity_id,
        number=number,
        organisation=organisation,
        kind=kind,
        joint=joint,
        revised=edition.later and joint is None and is_retitled(number),
        sectors=dice.some(SECTORS, dice.pick((1, 1, 1, 2, 2, 3))),
        focuses=dice.some(FOCUSES, dice.pick((0, 1, 1, 1, 2, 2, 3))),
        isced_f=dice.pick(ISCED_F) if training or dice.below(2) else None,
        eqf=eqf,
        ects=ects,
        accredited=training and dice.below(10) < 6,
        linked=training and is_linked(number, edition),
        staff_fte=_staff(dice, edition.later and is_restaffed(number)),
        started_on=_started_on(dice, added),
        added=added,
    )


def _staff(dice: Dice, more: bool) -> float | None:
    """Posts in quarters, missing for one capacity in twelve."""
    if dice.below(12) == 0:
        return None
    return 0.5 + dice.below(60) / 4 + (0.5 if more else 0.0)


def _level(group: Group, dice: Dice) -> tuple[str | None, float | None]:
    """EQF level and credits; a short course has credits and no level."""
    levels: tuple[tuple[str | None, float | None], ...]
    if group is VET:
        levels = (("5", 120.0), ("5", 120.0), ("4", None))
    else:
        levels = (("6", 240.0), ("7", 60.0), ("7", 90.0), ("7", 120.0), ("8", None))
    if dice.below(3) == 0:
        return None, 1.5 * (1 + dice.below(20))
    return dice.pick(levels)


def _started_on(dice: Dice, added: int | None) -> date | None:
    if added is not None:
        return date(2025, 9, 1 + dice.below(28))
    if dice.below(10) == 0:
        return None
    return date(2006 + dice.below(18), dice.pick((9, 9, 10, 1, 2)), 1 + dice.below(28))
