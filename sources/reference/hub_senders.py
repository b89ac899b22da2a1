"""The three senders of the Euroregional hub: their numbers, and the words and codes they use."""

from __future__ import annotations

from dataclasses import dataclass


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
