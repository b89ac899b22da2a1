"""The files of offers and participations, each as its provider would send it.

EHU writes Spanish in Latin-1 with decimal commas, Mondragon Basque with days that begin with the
year, the VET centres Spanish between tabs. Each spells identity documents in its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.registry import Registry
from sources.persons.identifiers import nir_key
from sources.reference.capacities import EHU, MONDRAGON, VET, Edition, centres
from sources.reference.csv_files import write_csv
from sources.reference.layouts import Words
from sources.reference.training import (
    PROVIDERS,
    Document,
    Offer,
    Participation,
    Provider,
    offers,
    participations,
)

Row = list[str]

TITLES = {
    "es": "Curso sintético {id}: {topic}",
    "eu": "Ikastaro sintetikoa {id}: {topic}",
}


@dataclass(frozen=True)
class Habit:
    """How one provider writes its files."""

    file: str
    language: str
    encoding: str
    delimiter: str
    offer_headers: tuple[str, ...]
    participation_headers: tuple[str, ...]
    yes: str
    no: str
    date_format: str
    decimal_mark: str
    separator: str
    absent: str
    """What stands where there is no value."""
    spellings: tuple[Callable[[Document], str], ...]


def write(folder: Path, edition: Edition, factor: int, seed: int, registry: Registry) -> None:
    """Writes the six files of one edition into a folder that exists."""
    for provider in PROVIDERS:
        habit = HABITS[provider.group]
        words = Words(registry, habit.language)
        listed = offers(provider, edition, factor, seed)
        rows = [_offer_row(offer, provider, habit, words) for offer in listed]
        manner = (habit.encoding, habit.delimiter)
        write_csv(folder / f"offers_{habit.file}", habit.offer_headers, rows, *manner)
        taken = participations(provider, edition, factor, seed)
        lines = [_participation_row(one, provider, habit, words) for one in taken]
        lines += _wrong(provider, edition, lines)
        path = folder / f"participations_{habit.file}"
        write_csv(path, habit.participation_headers, lines, *manner)


def _offer_row(offer: Offer, provider: Provider, habit: Habit, words: Words) -> Row:
    known = centres(provider.group)
    topic = words.label("skill", (*offer.skills, *offer.focuses)[0]).lower()
    ects = "" if offer.ects is None else f"{offer.ects:.1f}".replace(".", habit.decimal_mark)
    return [
        offer.offer_id,
        known[offer.number % len(known)].called(habit.language),
        TITLES[habit.language].format(id=offer.offer_id, topic=topic),
        words.label("training_kind", offer.kind),
        habit.no if offer.accreditation == "not_accredited" else habit.yes,
        words.label("accreditation_kind", offer.accreditation),
        words.label("modality", offer.modality),
        ects or habit.absent,
        offer.eqf or habit.absent,
        words.label("language", offer.language),
        words.labels("skill_focus", offer.focuses, habit.separator) or habit.absent,
        words.labels("skill", offer.skills, habit.separator) or habit.absent,
        offer.isced_f or habit.absent,
        offer.started_on.strftime(habit.date_format),
        habit.yes if offer.linked else habit.no,
    ]


def _participation_row(one: Participation, provider: Provider, habit: Habit, words: Words) -> Row:
    spell = habit.spellings[one.spelling % len(habit.spellings)]
    return [
        f"{provider.group.prefix}-M{one.number:05d}",
        one.offer_id,
        f"Synthetic person {one.person:05d}",
        habit.absent if one.document is None else spell(one.document),
        words.label("training_status", one.status),
        one.status_on.strftime(habit.date_format),
        words.label("cci_sector", one.sector) if one.sector else habit.absent,
        one.nuts or habit.absent,
        words.label("workforce_status", one.workforce) if one.workforce else habit.absent,
    ]


def _wrong(provider: Provider, edition: Edition, lines: Sequence[Row]) -> list[Row]:
    """Rows that are wrong on purpose, after the others: see README.md of this folder."""
    number = len(lines) + 1
    key = (provider.group.name, edition.later)
    return [
        _changed(lines[0], provider, number + place, changes)
        for place, changes in enumerate(WRONG.get(key, ()))
    ]


def _changed(row: Row, provider: Provider, number: int, changes: dict[int, str]) -> Row:
    """A copy of a row under a number of its own, with cells changed by their place."""
    copy = [f"{provider.group.prefix}-M{number:05d}", *row[1:]]
    for place, text in changes.items():
        copy[place] = text
    return copy


WRONG: dict[tuple[str, bool], tuple[dict[int, str], ...]] = {
    (EHU.name, False): ({3: "95000001-A"}, {1: "EHU-F9990", 3: "95000002-C"}),
    (MONDRAGON.name, True): ({3: "95.000.003 K", 5: "2025/11/31"},),
    (VET.name, False): ({0: "LH-M00001"},),
    (VET.name, True): ({3: "ver ficha"}, {3: "n/d", 6: "95000005T"}),
}
"""A check letter that does not fit, an unknown offer, a day that does not exist, a number used
twice, a note instead of an identifier, an identifier in the column of the sector."""


def _plain(document: Document) -> str:
    key = nir_key(document.number) if document.kind == "nir" else ""
    return document.number + key


def _hyphenated(document: Document) -> str:
    number = document.number
    if document.kind == "dni":
        return f"{number[:-1]}-{number[-1]}"
    return f"{number[0]}-{number[1:-1]}-{number[-1]}" if document.kind == "nie" else number


def _dotted(document: Document) -> str:
    number = document.number
    if document.kind == "dni":
        return f"{number[:2]}.{number[2:5]}.{number[5:8]} {number[-1].lower()}"
    return f"{number[:3]} {number[3:]}".lower()


def _labelled(document: Document) -> str:
    label = {"dni": "DNI ", "nie": "NIE: ", "passport": "Pasaporte "}.get(document.kind, "")
    return label + _plain(document)


def _without_letter(document: Document) -> str:
    return document.number[:-1] if document.kind == "dni" else _plain(document)


_ISO = "%Y-%m-%d"
HABITS = {
    EHU: Habit(
        file="ehu.csv",
        language="es",
        encoding="latin-1",
        delimiter=";",
        offer_headers=(
            *("Código", "Centro", "Denominación", "Tipo de formación", "Acreditada"),
            *("Acreditación", "Modalidad", "ECTS", "Nivel MECES/EQF", "Lengua", "Ejes"),
            *("Competencias", "ISCED-F", "Fecha de inicio", "Vinculada al partenariado"),
        ),
        participation_headers=(
            *("Matrícula", "Código de la oferta", "Apellidos y nombre", "DNI/NIE/Pasaporte"),
            *("Situación", "Fecha", "Sector de la empresa", "Territorio", "Situación laboral"),
        ),
        yes="Sí",
        no="No",
        date_format="%d/%m/%Y",
        decimal_mark=",",
        separator="; ",
        absent="",
        spellings=(_hyphenated, _plain),
    ),
    MONDRAGON: Habit(
        file="mondragon.csv",
        language="eu",
        encoding="utf-8-sig",
        delimiter=",",
        offer_headers=(
            *("Kodea", "Ikastegia", "Izena", "Mota", "Egiaztatua", "Egiaztapena", "Modalitatea"),
            *("ECTS kredituak", "EQF maila", "Hizkuntza", "Ardatzak", "Trebetasunak"),
            *("ISCED-F kodea", "Hasiera-data", "Partzuergoari lotua"),
        ),
        participation_headers=(
            *("Matrikula", "Eskaintza", "Izen-abizenak", "NAN/AIZ", "Egoera", "Data"),
            *("KSI sektorea", "Lurraldea", "Lan-egoera"),
        ),
        yes="Bai",
        no="Ez",
        date_format="%Y/%m/%d",
        decimal_mark=".",
        separator="|",
        absent="-",
        spellings=(_dotted, _hyphenated, _without_letter),
    ),
    VET: Habit(
        file="vet.csv",
        language="es",
        encoding="utf-8",
        delimiter="\t",
        offer_headers=(
            *("codigo", "centro", "titulo", "tipo", "acreditada", "acreditacion", "modalidad"),
            *("ects", "eqf", "idioma", "ejes", "competencias", "isced_f", "inicio", "vinculada"),
        ),
        participation_headers=(
            *("matricula", "oferta", "alumno", "documento", "estado", "fecha", "sector", "nuts"),
            "situacion",
        ),
        yes="SI",
        no="NO",
        date_format=_ISO,
        decimal_mark=".",
        separator=";",
        absent="n/d",
        spellings=(_plain, _labelled, _hyphenated),
    ),
}
