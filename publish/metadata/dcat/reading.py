"""The one neutral reading of a dossier, from which every DCAT reading is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from publish.dossier import RELEASES, DataFile, Dossier
from publish.forms import Form
from publish.metadata.dcat.texts import NO_SOURCES, NOTES, SOURCES, WHOLE_PACKAGE
from publish.site import Site
from publish.texts import LANGUAGE_NAME, in_language
from schemas.model import LANGUAGES, Publisher, Text

CATALOGUE = "catalogue"


@dataclass(frozen=True)
class Agent:
    """Who publishes and who is asked; what only an installation knows may be missing."""

    iri: str
    contact_iri: str
    publisher: Publisher
    dir3: str | None
    email: str | None
    telephone: str | None
    page: str
    """Where readers ask: the page of the settings, or else the publisher's own."""


@dataclass(frozen=True)
class Distribution:
    """One data file: what it is, where it lies, how it is verified."""

    iri: str
    url: str
    title: Text
    description: Text
    form: Form
    bytes: int
    sha256: str
    sha1: str
    language: str | None


@dataclass(frozen=True)
class Dataset:
    """One package in one version; its address stays the same from version to version."""

    iri: str
    title: Text
    description: Text
    keywords: tuple[Text, ...]
    themes: tuple[str, ...]
    spatial: tuple[str, ...]
    """NUTS codes; none of them lies in another one."""
    frequency: str
    issued: datetime
    modified: datetime
    start: date
    """First day that the data speak of."""
    end: date
    yearly: bool
    """One value per academic year."""
    version: str
    version_iri: str
    earlier_iris: tuple[str, ...]
    """The versions before that were not withdrawn, oldest first."""
    notes: Text
    landing_page: str
    rights: str
    provenance: Text
    derived_from: tuple[str, ...]
    """Public addresses of sources."""
    publisher: Agent
    distributions: tuple[Distribution, ...]


def read(dossier: Dossier) -> Dataset:
    """What a dossier says in the terms of DCAT."""
    package = dossier.contents.package
    years = dossier.contents.academic_years
    start, end = coverage(years, dossier.created)
    standing = [version for version in dossier.earlier if version.withdrawn is None]
    versions = (dossier.site.url(RELEASES, dossier.name, each.version) for each in standing)
    level = dossier.changes.get("level") if standing else None
    return Dataset(
        iri=dossier.site.url(RELEASES, dossier.name),
        title=dossier.title,
        description=dossier.description,
        keywords=package.keywords,
        themes=package.themes,
        spatial=outermost(package.spatial),
        frequency=package.frequency,
        issued=dossier.issued,
        modified=dossier.created,
        start=start,
        end=end,
        yearly=bool(years),
        version=dossier.version,
        version_iri=dossier.url(),
        earlier_iris=tuple(versions),
        notes=NOTES[level],
        landing_page=dossier.url("README.md"),
        rights=dossier.url("LICENSE.md"),
        provenance=_provenance(dossier),
        derived_from=_addresses(dossier),
        publisher=agent(dossier.site, dossier.registry.publisher),
        distributions=tuple(_distribution(file, dossier) for file in dossier.files),
    )


def agent(site: Site, publisher: Publisher) -> Agent:
    """The publisher as the settings of the installation complete it."""
    return Agent(
        iri=f"{site.url(CATALOGUE)}#publisher",
        contact_iri=f"{site.url(CATALOGUE)}#contact",
        publisher=publisher,
        dir3=site.dir3,
        email=site.contact_email,
        telephone=site.telephone,
        page=site.contact_page or publisher.homepage,
    )


def coverage(years: tuple[str, ...], created: datetime) -> tuple[date, date]:
    """First and last day that the data speak of.

    An academic year runs from 1 September by convention (`dbt/macros/academic_year_start.sql`).
    Data without one describe how things stood when they were received: that day.
    """
    if not years:
        day = created.astimezone(UTC).date()
        return day, day
    return date(int(years[0][:4]), 9, 1), date(int(years[-1][:4]) + 1, 8, 31)


def outermost(codes: Iterable[str]) -> tuple[str, ...]:
    """NUTS codes without those that lie in another one of them: its code is how theirs begin."""
    listed = tuple(dict.fromkeys(codes))
    return tuple(c for c in listed if not any(c != x and c.startswith(x) for x in listed))


def _distribution(file: DataFile, dossier: Dossier) -> Distribution:
    url = dossier.url(*file.path.split("/"))
    return Distribution(
        iri=f"{url}#distribution",
        url=url,
        title=_file_title(file, dossier),
        description=_file_description(file, dossier),
        form=file.form,
        bytes=file.bytes,
        sha256=file.sha256,
        sha1=file.sha1,
        language=file.language,
    )


def _file_title(file: DataFile, dossier: Dossier) -> Text:
    of = dossier.title
    if len(file.tables) == 1:
        of = dossier.registry.open[file.tables[0]].title
    form = file.form.title
    if file.language:
        form = f"{form}, {LANGUAGE_NAME[file.language]}"
    return Text(**{x: f"{in_language(of, x)} ({form})" for x in LANGUAGES})


def _file_description(file: DataFile, dossier: Dossier) -> Text:
    tables = [dossier.registry.open[name] for name in file.tables]
    if len(tables) == 1:
        return tables[0].description
    words = {
        x: {
            "form": file.form.title,
            "tables": ", ".join(in_language(table.title, x) for table in tables),
        }
        for x in LANGUAGES
    }
    return _filled(WHOLE_PACKAGE, words)


def _provenance(dossier: Dossier) -> Text:
    """The sources of the data, then those that rows quote figures of."""
    named = [f"{s.title} ({s.publisher}, {s.licence})" for s in dossier.contents.sources]
    named += dict.fromkeys(quoted.source for quoted in dossier.contents.quoted)
    if not named:
        return NO_SOURCES
    return _filled(SOURCES, {x: {"sources": "; ".join(named)} for x in LANGUAGES})


def _addresses(dossier: Dossier) -> tuple[str, ...]:
    paths = (source.path for source in dossier.contents.sources)
    web = (path for path in paths if path and path.startswith(("http://", "https://")))
    return tuple(dict.fromkeys(path.replace(" ", "%20") for path in web))


def _filled(text: Text, words: Mapping[str, Mapping[str, str]]) -> Text:
    return Text(**{x: in_language(text, x).format(**words[x]) for x in LANGUAGES})
