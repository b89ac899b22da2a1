"""How each partner writes its capacities: columns, their order, language and habits.

Every layout is a list of headers with the function that fills the cell. The habits are those
of real workbooks: numbers and dates as text, serial dates, words in the partner's language,
capitals and double blanks in what should be a code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from schemas.registry import Registry
from sources.reference.capacities import (
    DEUSTO,
    EHU,
    HIGHER_CENTRES,
    MONDRAGON,
    VET,
    Capacity,
    Edition,
    Group,
)
from sources.reference.workbooks import Cell

EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of a serial date (Excel counts a 29 February 1900 that was none)."""

TITLES = {
    "es": {
        "joint": "Programa conjunto sintético {id} sobre {topic}",
        "training": "Programa de formación sintético {id} sobre {topic}",
        "research": "Línea de investigación sintética {id} sobre {topic}",
        "transfer": "Servicio de transferencia sintético {id} sobre {topic}",
        "revised": "{title} (revisado)",
        "and": "y",
    },
    "eu": {
        "joint": "Baterako programa sintetikoa {id}: {topic}",
        "training": "Prestakuntza-programa sintetikoa {id}: {topic}",
        "research": "Ikerketa-lerro sintetikoa {id}: {topic}",
        "transfer": "Transferentzia-zerbitzu sintetikoa {id}: {topic}",
        "revised": "{title} (berrikusia)",
        "and": "eta",
    },
    "en": {
        "joint": "Synthetic joint programme {id} on {topic}",
        "training": "Synthetic training programme {id} on {topic}",
        "research": "Synthetic research line {id} on {topic}",
        "transfer": "Synthetic transfer service {id} on {topic}",
        "revised": "{title} (revised)",
        "and": "and",
    },
}


class Words:
    """The words of the code lists in one language, and the titles made of them."""

    def __init__(self, registry: Registry, language: str) -> None:
        self.language = language
        self._labels = {
            name: {code.code: str(getattr(code.label, language)) for code in codes.codes}
            for name, codes in registry.code_lists.items()
        }

    def label(self, code_list: str, code: str) -> str:
        """The label of a code; raises KeyError for a code that the list does not hold."""
        return self._labels[code_list][code]

    def labels(self, code_list: str, codes: tuple[str, ...], separator: str) -> str | None:
        """Several labels in one cell, or None for no code."""
        return separator.join(self.label(code_list, code) for code in codes) or None

    def title(self, capacity: Capacity) -> str:
        """The title of a capacity; it says that it is synthetic."""
        forms = TITLES[self.language]
        topic = self.label("cci_sector", capacity.sectors[0]).lower()
        if capacity.focuses:
            focus = self.label("skill_focus", capacity.focuses[0]).lower()
            topic = f"{topic} {forms['and']} {focus}"
        prefix = capacity.capacity_id.partition("-")[0]
        name = capacity.capacity_id if capacity.joint is None else f"{prefix}-J{capacity.joint:02d}"
        form = forms[capacity.kind if capacity.joint is None else "joint"]
        title = form.format(id=name, topic=topic)
        return forms["revised"].format(title=title) if capacity.revised else title


Filler = Callable[[Capacity, Words], Cell]


@dataclass(frozen=True)
class Flaw:
    """A cell that is wrong on purpose: the row is rejected, and shows how rejection looks."""

    group: Group
    later: bool
    header: str
    value: str
    number: int | None = None
    added: int | None = None

    def meets(self, capacity: Capacity) -> bool:
        """True for the one capacity that the flaw is in, by number or by place among the new."""
        if self.added is not None:
            return capacity.added == self.added
        return capacity.number == self.number


@dataclass(frozen=True)
class Layout:
    """The habits of one partner."""

    group: Group
    file: str
    language: str
    columns: tuple[tuple[str, Filler], ...]

    def headers(self) -> list[str]:
        """The headers in the partner's order."""
        return [header for header, _ in self.columns]


def rows(
    layout: Layout, capacities: Iterator[Capacity], words: Words, edition: Edition
) -> Iterator[list[Cell]]:
    """One list of cells for each capacity, with the flaws of that edition in it."""
    flaws = [f for f in FLAWS if f.group is layout.group and f.later is edition.later]
    fillers = [filler for _, filler in layout.columns]
    headers = layout.headers()
    for capacity in capacities:
        row = [filler(capacity, words) for filler in fillers]
        for flaw in flaws:
            if flaw.meets(capacity):
                row[headers.index(flaw.header)] = flaw.value
        yield row


def _kind(capacity: Capacity, words: Words) -> str:
    return words.label("capacity_kind", capacity.kind)


def _codes(code_list: str, separator: str) -> Filler:
    def fill(capacity: Capacity, words: Words) -> str | None:
        codes = capacity.sectors if code_list == "cci_sector" else capacity.focuses
        return words.labels(code_list, codes, separator)

    return fill


def _untidy(capacity: Capacity, words: Words) -> str | None:
    """Sectors as people type them: some rows in capitals, some with double blanks."""
    text = words.labels("cci_sector", capacity.sectors, " ; ")
    if text and capacity.number % 9 == 0:
        return text.upper()
    return text.replace(" ", "  ") if text and capacity.number % 11 == 0 else text


def _comma(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}".replace(".", ",")


def _day(form: str) -> Filler:
    return lambda c, _: c.started_on.strftime(form) if c.started_on else None


def _serial(capacity: Capacity, _: Words) -> float | None:
    return None if capacity.started_on is None else (capacity.started_on - EXCEL_EPOCH).days


def _centre(capacity: Capacity, words: Words) -> str:
    return capacity.organisation.called(words.language)


def _short_name(capacity: Capacity, words: Words) -> str:
    """Centres that sign with their short name, their id or their name, by turns."""
    centre = capacity.organisation
    turns = (centre.acronym or centre.name, centre.organisation_id, centre.called(words.language))
    return turns[capacity.number % 3]


def _either(accessor: Callable[[Capacity], bool], yes: str, no: str) -> Filler:
    return lambda c, _: yes if accessor(c) else no


EHU_LAYOUT = Layout(
    group=EHU,
    file="ehu.xlsx",
    language="es",
    columns=(
        ("Código", lambda c, _: c.capacity_id),
        ("Centro", _centre),
        ("Denominación", lambda c, w: w.title(c)),
        ("Tipo de capacidad", _kind),
        ("Sectores ICC", _untidy),
        ("Competencias", _codes("skill_focus", " ; ")),
        ("Código ISCED-F", lambda c, _: c.isced_f),
        ("Nivel EQF", lambda c, _: c.eqf and f"EQF {c.eqf}"),
        ("Créditos ECTS", lambda c, _: _comma(c.ects)),
        ("Acreditada", _either(lambda c: c.accredited, "Sí", "No")),
        ("Vinculada al partenariado", _either(lambda c: c.linked, "Sí", "No")),
        ("PDI (EJC)", lambda c, _: _comma(c.staff_fte)),
        ("Fecha de inicio", _day("%d/%m/%Y")),
        ("Persona de contacto", lambda c, _: f"Contact placeholder {c.number:04d}"),
    ),
)
DEUSTO_LAYOUT = Layout(
    group=DEUSTO,
    file="deusto.xlsx",
    language="en",
    columns=(
        ("Title", lambda c, w: w.title(c)),
        ("Faculty", _centre),
        ("Kind", _kind),
        ("Started", lambda c, _: c.started_on),
        ("ID", lambda c, _: c.capacity_id),
        ("CCI sectors", _codes("cci_sector", ", ")),
        ("Skill focuses", _codes("skill_focus", ", ")),
        ("EQF", lambda c, _: int(c.eqf) if c.eqf else None),
        ("ISCED-F", lambda c, _: int(c.isced_f) if c.isced_f else None),
        ("ECTS", lambda c, _: c.ects),
        ("Accredited", lambda c, _: c.accredited),
        ("RSP linked", lambda c, _: c.linked),
        ("Staff (FTE)", lambda c, _: c.staff_fte),
        ("Notes", lambda c, _: "Checked" if c.number % 5 == 0 else None),
    ),
)
MONDRAGON_LAYOUT = Layout(
    group=MONDRAGON,
    file="mondragon.ods",
    language="eu",
    columns=(
        ("Kodea", lambda c, _: c.capacity_id),
        ("Izena", lambda c, w: w.title(c)),
        ("Ikastegia", _centre),
        ("Mota", _kind),
        ("KSI sektoreak", _codes("cci_sector", "; ")),
        ("Trebetasunak", _codes("skill_focus", "; ")),
        ("ISCED-F kodea", lambda c, _: c.isced_f),
        ("EQF maila", lambda c, _: c.eqf and f"{c.eqf}. maila"),
        ("ECTS kredituak", lambda c, _: c.ects),
        ("Akreditatua", _either(lambda c: c.accredited, "Bai", "Ez")),
        ("Partzuergoari lotua", _either(lambda c: c.linked, "Bai", "Ez")),
        ("Langileak (LBE)", lambda c, _: c.staff_fte),
        ("Hasiera-data", _day("%Y/%m/%d")),
    ),
)
HIGHER_CENTRES_LAYOUT = Layout(
    group=HIGHER_CENTRES,
    file="higher_centres.xlsx",
    language="es",
    columns=(
        ("Centro", _short_name),
        ("Ref.", lambda c, _: c.capacity_id),
        ("Tipo", _kind),
        ("Título", lambda c, w: w.title(c)),
        ("Inicio", _serial),
        ("Sectores", _codes("cci_sector", " / ")),
        ("Ejes", _codes("skill_focus", " / ")),
        ("ISCED-F", lambda c, _: c.isced_f),
        ("EQF", lambda c, _: c.eqf),
        ("ECTS", lambda c, _: c.ects),
        ("Oficial", _either(lambda c: c.accredited, "S", "N")),
        ("RSP", _either(lambda c: c.linked, "S", "N")),
        ("Profesorado (EJC)", lambda c, _: c.staff_fte),
    ),
)
VET_LAYOUT = Layout(
    group=VET,
    file="vet.csv",
    language="es",
    columns=(
        ("curso", lambda c, _: c.academic_year.replace("-", "/")),
        ("código", lambda c, _: c.capacity_id),
        ("centro", _centre),
        ("título", lambda c, w: w.title(c)),
        ("tipo", _kind),
        ("sectores", _codes("cci_sector", ";")),
        ("competencias", _codes("skill_focus", ";")),
        ("isced_f", lambda c, _: c.isced_f),
        ("eqf", lambda c, _: c.eqf),
        ("ects", lambda c, _: _comma(c.ects)),
        ("acreditada", _either(lambda c: c.accredited, "SI", "NO")),
        ("vinculada", _either(lambda c: c.linked, "SI", "NO")),
        ("profesorado_ejc", lambda c, _: _comma(c.staff_fte)),
        ("inicio", _day("%d/%m/%Y")),
    ),
)
LAYOUTS = (EHU_LAYOUT, DEUSTO_LAYOUT, MONDRAGON_LAYOUT, HIGHER_CENTRES_LAYOUT, VET_LAYOUT)

# Rows that stand in one edition alone, so that no rejected row looks like a change between two.
FLAWS = (
    Flaw(VET, later=False, number=7, header="sectores", value="Turismo"),
    Flaw(VET, later=True, added=1, header="ects", value="999,00"),
    Flaw(VET, later=True, added=2, header="sectores", value="Turismo"),
    Flaw(EHU, later=True, added=1, header="Fecha de inicio", value="31/02/2025"),
)
