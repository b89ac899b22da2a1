"""Facts that several metadata standards say of a version, each in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from publish.dossier import Dossier
from publish.texts import in_language
from schemas.model import DESCRIPTOR_LANGUAGE, LANGUAGES, TOTAL_CODE, Field, Text

READING_ORDER = (DESCRIPTOR_LANGUAGE, *(x for x in LANGUAGES if x != DESCRIPTOR_LANGUAGE))
"""The languages of the product, the descriptor's first."""


@dataclass(frozen=True)
class Place:
    """A territory that the data cover."""

    code: str
    label: Text | None
    """None in a registry without the code list `nuts`."""
    uri: str | None

    @property
    def name(self) -> str:
        """The name in the descriptor's language, or the code where no name is known."""
        return in_language(self.label, DESCRIPTOR_LANGUAGE) if self.label else self.code

    @property
    def names(self) -> tuple[str, ...]:
        """The different names in the four languages, the descriptor's first."""
        if self.label is None:
            return (self.code,)
        return tuple(dict.fromkeys(in_language(self.label, x) for x in READING_ORDER))


def places(dossier: Dossier) -> tuple[Place, ...]:
    """The territories of the package, by the code list `nuts`."""
    nuts = dossier.registry.code_lists.get("nuts")
    known = {code.code: code for code in nuts.codes} if nuts else {}
    return tuple(
        Place(code, known[code].label, known[code].uri)
        if code in known
        else Place(code, None, None)
        for code in dossier.contents.package.spatial
    )


def period(dossier: Dossier) -> str | None:
    """The academic years in the data as an ISO 8601 interval of years: `2021/2026`.

    An academic year is `2024-25`: it ends in the year after it began. No month is known.
    """
    years = dossier.contents.academic_years
    return f"{years[0][:4]}/{int(years[-1][:4]) + 1}" if years else None


def keywords(dossier: Dossier) -> list[str]:
    """The keywords of the descriptor in all languages, its own first, each once."""
    names = ("keywords" if x == DESCRIPTOR_LANGUAGE else f"keywords@{x}" for x in READING_ORDER)
    return list(dict.fromkeys(word for name in names for word in dossier.descriptor[name]))


def day(moment: datetime) -> str:
    """The day of a moment in UTC as ISO 8601."""
    return moment.astimezone(UTC).date().isoformat()


def instant(moment: datetime) -> str:
    """A moment in UTC as ISO 8601, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def measured(dossier: Dossier) -> Iterator[Field]:
    """Every published field of the package once, in the order of the tables: a name means the
    same wherever it stands."""
    seen: set[str] = set()
    for table in dossier.contents.tables:
        for field in table.published():
            if field.name not in seen:
                seen.add(field.name)
                yield field


def allowed(field: Field, dossier: Dossier) -> tuple[str, ...]:
    """The codes that a field takes, the total among them; nothing for a field without a list."""
    if field.code_list is None:
        return ()
    codes = dossier.registry.code_lists[field.code_list].values()
    return (*codes, TOTAL_CODE) if field.total else codes
