"""The synthetic records of the Euroregional hub: agents, centres, capacities and demands.

No name is invented: an agent reads "Synthetic agent 012" in its sender's language. What differs
between the two editions, and which records mean one organisation, follows from the running
number of the record, so that it can be told by looking at it (see README.md of this folder).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sources.reference.dice import Dice
from sources.reference.hub_senders import EUSKADI, NAVARRE, Sender

KIND_WEIGHTS = ("company",) * 6 + ("higher_education", "vet_centre", "association", "public_body")
CAPACITY_KINDS = ("training",) * 4 + ("research", "transfer")
ISCED_F = ("0211", "0211", "0213", "0215", "0613")
FIRST_DAY, LAST_OFFSET = date(2024, 3, 11), 290
"""Agents of the first edition register from here on, the last of them on 2024-12-25."""


IDENTIFIED_TWICE = {"navarre": (5, 12), "nouvelle_aquitaine": (12, 303)}
"""By sender: agents of another one that it has too, under its own name and their identifier."""
DECLARED = {
    "euskadi": (("Audiovisual Cluster of Navarre", "association"), ("Magelis", "association")),
    "navarre": (("CLAVNA", "association"),),
    "nouvelle_aquitaine": (
        ("Cluster audiovisual de Navarra", "association"),
        ("Pôle Image Magelis", "association"),
    ),
}
"""Organisations of the register, each under another of its declared names."""
LIKELY_TWICE = {
    "navarre": ((31, "Eragile sintetikoa 031, S.L."),),
    "nouvelle_aquitaine": ((305, "Agente sintetico 305"),),
}
"""Agents of another sender without an identifier: only their name says who they are."""
UNMAPPED = {"euskadi": "Turismoa", "navarre": "90.03/2", "nouvelle_aquitaine": "90.03B"}
"""A sector that is in no mapping, and two that answer to several sectors."""
OUTSIDE = {"nouvelle_aquitaine": "75"}
"""A département that is no part of the Euroregion."""


@dataclass(frozen=True)
class Agent:
    """One agent of one sender in one edition; sector with its revision behind a slash."""

    number: int
    agent_id: str
    name: str
    identifier: str
    kind: str
    sector: str
    territory: str
    attendances: int
    registered_on: date


@dataclass(frozen=True)
class Centre:
    """One centre of one sender; the same in every edition."""

    number: int
    centre_id: str
    name: str
    kind: str
    territory: str


@dataclass(frozen=True)
class Record:
    """A capacity of a centre or a demand of an agent."""

    record_id: str
    owner_id: str
    topic: str
    kind: str
    sector: str
    skill: str
    isced_f: str = ""
    eqf: str = ""


def agents(sender: Sender, later: bool, seed: int) -> Iterator[Agent]:
    """The agents of a sender: in the later edition one in ten is gone, and a dozen are new."""
    for number in range(sender.first_agent, sender.first_agent + sender.agents):
        if not (later and number % 10 == 0):
            yield _agent(sender, number, later, seed)
    if later:
        for place in range(12):
            yield _agent(sender, sender.first_agent + sender.agents + place, later, seed)
        return
    for number in IDENTIFIED_TWICE.get(sender.name, ()):
        yield _agent(sender, number, later, seed)
    for number, name in LIKELY_TWICE.get(sender.name, ()):
        yield _agent(sender, number, later, seed, name=name, known_as="")
    for place, (name, kind) in enumerate(DECLARED[sender.name], start=901):
        yield _agent(sender, place, later, seed, name=name, kind=kind, known_as="")


def identifier(number: int) -> str:
    """The identifier of an agent: one in four of the agents has none."""
    return "" if number % 4 == 0 and number != 12 else f"SYN-{number:04d}"


def centres(sender: Sender) -> Iterator[Centre]:
    """The centres of a sender; three of the Basque ones are faculties of the register."""
    for place in range(sender.centres):
        number = sender.first_centre + place
        known = sender is EUSKADI and place < 3
        dice = Dice(0, f"{sender.prefix}-C-{number:03d}")
        yield Centre(
            number=number,
            centre_id=f"{sender.prefix}-C-{number:03d}",
            name=f"Fakultate sintetikoa {20 + place}"
            if known
            else sender.centre_form.format(number=number),
            kind=sender.centre_kinds[place % len(sender.centre_kinds)],
            territory=dice.pick(sender.territories),
        )


def capacities(sender: Sender, later: bool, seed: int) -> Iterator[Record]:
    """Six capacities of every centre, and a seventh of every other one in the later edition."""
    for centre in centres(sender):
        for place in range(7 if later and centre.number % 2 == 0 else 6):
            record_id = f"{sender.prefix}-G-{centre.number * 10 + place:04d}"
            dice = Dice(seed, record_id)
            kind = dice.pick(CAPACITY_KINDS)
            training = kind == "training"
            yield Record(
                record_id=record_id,
                owner_id=centre.centre_id,
                topic=f"{sender.centre_form.format(number=centre.number)}, {place + 1}",
                kind=sender.capacity_kinds[kind],
                sector=dice.pick(sender.sectors),
                skill=dice.pick((*(sender.esco or sender.skills), "")),
                isced_f=dice.pick(ISCED_F),
                eqf=dice.pick(("5", "6", "7")) if training else "",
            )


def demands(sender: Sender, later: bool, seed: int) -> Iterator[Record]:
    """A demand of every third agent and a second one of every twelfth."""
    if later and sender.silent_demands:
        return
    for agent in agents(sender, later, seed):
        if agent.number % 3 or agent.number > 900:
            continue
        for place in range(2 if agent.number % 12 == 0 else 1):
            record_id = f"{sender.prefix}-D-{agent.number:03d}{place + 1}"
            dice = Dice(seed, f"{record_id}/{later}")
            yield Record(
                record_id=record_id,
                owner_id=agent.agent_id,
                topic=f"{agent.name}, {place + 1}",
                kind=sender.capacity_kinds[dice.pick(CAPACITY_KINDS)],
                sector=agent.sector,
                skill=dice.pick(sender.skills),
            )


def _agent(
    sender: Sender,
    number: int,
    later: bool,
    seed: int,
    name: str = "",
    kind: str = "",
    known_as: str | None = None,
) -> Agent:
    agent_id = f"{sender.prefix}-A-{number:03d}"
    dice = Dice(seed, agent_id)
    drawn = kind or dice.pick(KIND_WEIGHTS)
    sector = UNMAPPED[sender.name] if number % 50 == 7 else dice.pick(sender.sectors)
    if sender is NAVARRE and number % 40 == 2:
        sector = sector.partition("/")[0]  # the revision is not stated
    outside = number % 60 == 11 and sender.name in OUTSIDE
    first = FIRST_DAY + timedelta(days=dice.below(LAST_OFFSET))
    own = sender.first_agent <= number < sender.first_agent + sender.agents
    joined_later = later and not own
    return Agent(
        number=number,
        agent_id=agent_id,
        name=name or sender.agent_name(number),
        identifier=identifier(number) if known_as is None else known_as,
        kind=sender.kinds[drawn],
        sector=sector,
        territory=OUTSIDE[sender.name] if outside else dice.pick(sender.territories),
        attendances=Dice(seed, f"{agent_id}/{later}").below(6),
        registered_on=date(2025, 10, 1 + number % 28) if joined_later else first,
    )
