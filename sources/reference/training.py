"""The synthetic training of the bundled edition: offers of three providers, and who took part.

What is odd about a person follows from its running number (see README.md of this folder). The
numbers of the documents come from the top of each series, so that they are hardly anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sources.persons.identifiers import check_letter
from sources.reference.capacities import (
    EHU,
    FOCUSES,
    ISCED_F,
    MONDRAGON,
    SECTORS,
    VET,
    Edition,
    Group,
)
from sources.reference.dice import Dice

PERSONS = 1_000
"""Persons at factor 1; a larger factor adds as many again with offers of their own."""

NUTS = (*("ES213",) * 9, *("ES212",) * 6, *("ES211",) * 3, "ES22", "FRI15", None)
WORKFORCE = (*("working",) * 17, "seeking", "not_active", None)
STATUSES = {
    False: (*("completed",) * 16, *("dropped",) * 3, "enrolled"),
    True: (*("completed",) * 11, *("enrolled",) * 7, *("dropped",) * 2),
}
"""Later edition or not -> statuses: the newest year is still under way."""

SKILLS = {
    "digital": (
        *("digital_information", "digital_communication", "digital_content_creation"),
        *("digital_safety", "digital_problem_solving"),
    ),
    "green": ("green_values", "green_complexity", "green_futures", "green_action"),
    "innovation": ("innovation_thinking",),
    "entrepreneurial": (
        *("entrepreneurial_ideas", "entrepreneurial_resources", "entrepreneurial_action"),
    ),
}


@dataclass(frozen=True)
class Provider:
    """Who sends one file of offers and one of participations."""

    group: Group
    offers: int
    """Offers at factor 1."""
    accreditations: tuple[str, ...]
    kinds: tuple[str, ...]


HIGHER_KINDS = ("lifelong_learning", "lifelong_learning", "postgraduate", "in_house")
PROVIDERS = (
    Provider(EHU, 16, ("own_degree", "own_degree", "micro_credential"), HIGHER_KINDS),
    Provider(MONDRAGON, 8, ("own_degree", "micro_credential"), HIGHER_KINDS),
    Provider(VET, 8, ("vocational",), ("lifelong_learning", "lifelong_learning", "in_house")),
)


@dataclass(frozen=True)
class Offer:
    """One training offer in one academic year."""

    offer_id: str
    number: int
    kind: str
    accreditation: str
    modality: str
    ects: float | None
    eqf: str | None
    language: str
    focuses: tuple[str, ...]
    skills: tuple[str, ...]
    isced_f: str | None
    started_on: date
    linked: bool


@dataclass(frozen=True)
class Document:
    """The identity document of a synthetic person: its kind, and the number in its one spelling."""

    kind: str
    number: str


@dataclass(frozen=True)
class Participation:
    """One person in one offer; `spelling` says how the document is written."""

    number: int
    offer_id: str
    person: int
    document: Document | None
    spelling: int
    status: str
    status_on: date
    sector: str | None
    nuts: str | None
    workforce: str | None


def offers(provider: Provider, edition: Edition, factor: int, seed: int) -> list[Offer]:
    """The offers of a provider in one edition: one in eight ends before, one in eight is new."""
    absent = 5 if edition.later else 0
    numbers = range(1, provider.offers * factor + 1)
    return [_offer(provider, n, edition, seed) for n in numbers if n % 8 != absent]


def participations(
    provider: Provider, edition: Edition, factor: int, seed: int
) -> Iterator[Participation]:
    """The participations that a provider lists in one edition, in the order of the persons.

    One person in forty is listed twice in the same offer, under two numbers and two spellings.
    """
    listed = {offer.offer_id: offer for offer in offers(provider, edition, factor, seed)}
    number = 0
    for person in range(1, PERSONS * factor + 1):
        for place in range(_courses(person, seed)):
            dice = Dice(seed, f"person {person} course {place}")
            if dice.pick((0, 1)) != edition.later or _provider(dice) is not provider:
                continue
            number += 1
            found = _participation(provider, edition, listed, person, number, seed, dice)
            yield found
            if person % 40 == 11 and found.document is not None:
                number += 1
                yield replace(found, number=number, spelling=found.spelling + 1)


def document(person: int, seed: int) -> Document:
    """Four in five have a DNI, the others a NIE, a passport or a French NIR."""
    roll = Dice(seed, f"person {person} document").below(20)
    if roll < 16:
        digits = 90_000_000 + person
        return Document("dni", f"{digits:08d}{check_letter(digits)}")
    if roll < 18:
        digits = 9_000_000 + person
        return Document("nie", f"Z{digits}{check_letter(20_000_000 + digits)}")
    if roll == 18:
        return Document("passport", f"ZZZ{person:06d}")
    return Document("nir", f"8{person % 100:02d}1299{person // 100:06d}")


def _courses(person: int, seed: int) -> int:
    return Dice(seed, f"person {person}").pick((1, 1, 1, 1, 1, 1, 1, 2, 2, 3))


def _provider(dice: Dice) -> Provider:
    ehu, mondragon, vet = PROVIDERS
    return dice.pick((ehu, ehu, mondragon, vet))


def _participation(
    provider: Provider,
    edition: Edition,
    listed: dict[str, Offer],
    person: int,
    number: int,
    seed: int,
    dice: Dice,
) -> Participation:
    block = (person - 1) // PERSONS * provider.offers
    ids = [_offer_id(provider, block + n) for n in range(1, provider.offers + 1)]
    offer = listed[dice.pick([offer_id for offer_id in ids if offer_id in listed])]
    status = dice.pick(STATUSES[edition.later])
    known = Dice(seed, f"person {person} work")
    return Participation(
        number=number,
        offer_id=offer.offer_id,
        person=person,
        document=None if dice.below(25) == 0 else document(person, seed),
        spelling=dice.below(4),
        status=status,
        status_on=_status_on(offer, status, edition, dice),
        sector=None if known.below(16) == 0 else known.pick(SECTORS),
        nuts=known.pick(NUTS),
        workforce=dice.pick(WORKFORCE),
    )


def _status_on(offer: Offer, status: str, edition: Edition, dice: Dice) -> date:
    """Enrolled on the first day; completed or dropped in spring, or by Christmas of the newest
    year, which is still under way."""
    if status == "enrolled":
        return offer.started_on
    first = date(2025, 11, 3) if edition.later else date(2025, 2, 3)
    return first + timedelta(days=dice.below(45 if edition.later else 140))


def _offer_id(provider: Provider, number: int) -> str:
    return f"{provider.group.prefix}-F{number:03d}"


def _offer(provider: Provider, number: int, edition: Edition, seed: int) -> Offer:
    offer_id = _offer_id(provider, number)
    dice = Dice(seed, offer_id)
    kind = dice.pick(provider.kinds)
    accredited = dice.below(10) < (3 if kind == "in_house" else 8)
    focuses = dice.some(FOCUSES, dice.pick((1, 1, 1, 2)))
    degree = kind == "postgraduate"
    return Offer(
        offer_id=offer_id,
        number=number,
        kind=kind,
        accreditation=_accreditation(provider, degree, dice) if accredited else "not_accredited",
        modality=dice.pick(("on_site", "on_site", "online", "blended")),
        ects=(60.0 if degree else 1.5 * (1 + dice.below(12))) if accredited else None,
        eqf=_level(provider, degree) if accredited else None,
        language=dice.pick(("eu", "es", "es", "en")),
        focuses=focuses,
        skills=tuple(dice.pick(SKILLS[focus]) for focus in focuses),
        isced_f=dice.pick((*ISCED_F, None)),
        started_on=_started_on(edition, dice),
        linked=dice.below(10) < 7,
    )


def _accreditation(provider: Provider, degree: bool, dice: Dice) -> str:
    """A postgraduate course of a university is a degree, official or its own."""
    if degree:
        return dice.pick(("official_degree", "own_degree"))
    return dice.pick(provider.accreditations)


def _level(provider: Provider, degree: bool) -> str:
    if provider.group is VET:
        return "5"
    return "7" if degree else "6"


def _started_on(edition: Edition, dice: Dice) -> date:
    first = date(2025, 9, 15) if edition.later else date(2024, 10, 1)
    return first + timedelta(days=dice.below(30))
