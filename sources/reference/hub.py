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

KIND_WEIGHTS = ("company",) * 6 + ("higher_education", "vet_centre", "association", "public_body")
CAPACITY_KINDS = ("training",) * 4 + ("research", "transfer")
ISCED_F = ("0211", "0211", "0213", "0215", "0613")
FIRST_DAY, LAST_OFFSET = date(2024, 3, 11), 290
"""Agents of the first edition register from here on, the last of them on 2024-12-25."""


@dataclass(frozen=True)
class Sender:
    """One sender of the hub: its name for an agent or a centre, its numbers and its words."""

    name: str
    prefix: str
    agent_form: str
    centre_form: str
    first_agent: int
    agents: int
    first_centre: int
    centres: int
    sectors: tuple[str, ...]
    """Codes or words of sectors; one that stands twice has twice the chance."""
    skills: tuple[str, ...]
    territories: tuple[str, ...]
    kinds: dict[str, str]
    centre_kinds: tuple[str, ...]
    capacity_kinds: dict[str, str]
    esco: tuple[str, ...] = ()
    silent_demands: bool = False
    """True for the sender that has not sent its demands of the later edition."""

    def agent_name(self, number: int) -> str:
        """The agent as this sender calls it, whoever else has it too."""
        return self.agent_form.format(number=number)


EUSKADI = Sender(
    name="euskadi",
    prefix="EUS",
    agent_form="Eragile sintetikoa {number:03d}",
    centre_form="Zentro sintetikoa {number:02d}",
    first_agent=1,
    agents=210,
    first_centre=1,
    centres=8,
    sectors=(
        *("Ikus-entzunezkoak",) * 5,
        *("Audiovisual", "Zinema", "Bideojokoak", "Bideojokoak", "Eduki digitalak", "Musika"),
        *("Arte eszenikoak", "Diseinua", "Argitalpenak", "Ikusizko arteak"),
    ),
    skills=("Digitala", "Digitala", "Berdea", "Berdea", "Berrikuntza", "Ekintzailetza"),
    territories=("1", "20", "20", "48", "48"),
    kinds={
        "company": "Enpresa",
        "higher_education": "Unibertsitatea",
        "vet_centre": "LH zentroa",
        "association": "Elkartea",
        "public_body": "Erakunde publikoa",
    },
    centre_kinds=("Unibertsitatea", "Goi-mailako eskola", "LH zentroa", "Ikerketa-zentroa"),
    capacity_kinds={
        "training": "Prestakuntza",
        "research": "Ikerketa",
        "transfer": "Transferentzia",
    },
)
NAVARRE = Sender(
    name="navarre",
    prefix="NAV",
    agent_form="Agente sintético {number:03d}",
    centre_form="Centro sintético {number:02d}",
    first_agent=301,
    agents=120,
    first_centre=31,
    centres=4,
    # NACE class and revision: 58.13 and 63.91 mean another thing in each, 90.03 several things.
    sectors=(
        *("59.11/2",) * 4,
        *("59.11/2.1", "59.12/2", "59.20/2", "58.21/2", "58.21/2.1", "58.13/2", "58.13/2.1"),
        *("63.91/2", "63.91/2.1", "74.10/2", "74.12/2.1", "90.01/2", "90.20/2.1", "90.12/2.1"),
    ),
    skills=("DIG", "DIG", "VER", "VER", "INN", "EMP"),
    territories=("31",),
    kinds={
        "company": "EMP",
        "higher_education": "UNI",
        "vet_centre": "FP",
        "association": "ASO",
        "public_body": "ADM",
    },
    centre_kinds=("UNI", "ESC", "FP", "INV"),
    capacity_kinds={"training": "FOR", "research": "INV", "transfer": "TRA"},
    silent_demands=True,
)
NOUVELLE_AQUITAINE = Sender(
    name="nouvelle_aquitaine",
    prefix="NAQ",
    agent_form="Acteur synthétique {number:03d}",
    centre_form="Établissement synthétique {number:02d}",
    first_agent=501,
    agents=180,
    first_centre=61,
    centres=6,
    sectors=(
        *("59.11A", "59.11C") * 3,
        *("59.11B", "59.12Z", "59.20Z", "58.21Z", "58.21Z", "58.13Z"),
        *("74.10Z", "90.01Z", "90.03A"),
    ),
    skills=(
        *("numérique", "numérique", "transition écologique", "transition écologique"),
        *("innovation", "entrepreneuriat"),
    ),
    territories=("33", "33", "33", "16", "16", "16", "64", "40", "17", "86", "87", "24"),
    kinds={
        "company": "entreprise",
        "higher_education": "université",
        "vet_centre": "lycée professionnel",
        "association": "association",
        "public_body": "collectivité",
    },
    centre_kinds=("université", "école supérieure", "lycée professionnel", "laboratoire"),
    capacity_kinds={"training": "formation", "research": "recherche", "transfer": "transfert"},
    esco=tuple(
        f"http://data.europa.eu/esco/skill/{uuid}"
        for uuid in (
            "3399045f-8078-4066-8b46-475b49b260ab",
            "243eb885-07c7-4b77-ab9c-827551d83dc4",
            "80cf002a-6586-4db7-9c9a-88325a9a5e1b",
            "80cf002a-6586-4db7-9c9a-88325a9a5e1b",
            "e84d080a-ff6d-41a7-b7b9-133e97c7bf00",
            "6c6957bf-cf1f-4483-9c7e-1655f251b01a",
        )
    ),
)
SENDERS = (EUSKADI, NAVARRE, NOUVELLE_AQUITAINE)

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
