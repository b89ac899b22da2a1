"""How a version is cited: by whom, when, what, which version, from whom, where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from publish.contents import Contents
from publish.dossier import RELEASES, title_of
from publish.site import Site
from publish.texts import in_language
from schemas.model import LANGUAGES, Text
from schemas.registry import Registry

DOI_RESOLVER = "https://doi.org/"

CITATION = Text(
    eu="{creators} ({year}): {title}. {version} bertsioa. {publisher}. Datu-multzoa. {address}",
    es="{creators} ({year}): {title}. Versión {version}. {publisher}. Conjunto de datos. {address}",
    fr="{creators} ({year}) : {title}. Version {version}. {publisher}. Jeu de données. {address}",
    en="{creators} ({year}): {title}. Version {version}. {publisher}. Dataset. {address}",
)
"""Order and punctuation as DataCite recommends: Creator (PublicationYear): Title. Version.
Publisher. ResourceTypeGeneral. Identifier (DataCite Metadata Schema 4.6, chapter 1.1)."""


@dataclass(frozen=True)
class Citation:
    """The parts of a citation of one version."""

    creators: tuple[str, ...]
    title: Text
    version: str
    released: datetime
    publisher: str
    url: str
    """Of the version, never of the newest one: what was cited is found again."""
    doi: str | None

    @property
    def year(self) -> int:
        """The year of the version, in UTC."""
        return self.released.astimezone(UTC).year

    @property
    def date(self) -> str:
        """The day of the version as ISO 8601, in UTC."""
        return self.released.astimezone(UTC).date().isoformat()

    @property
    def address(self) -> str:
        """The DOI as an address where there is one, otherwise the version's own address."""
        return f"{DOI_RESOLVER}{self.doi}" if self.doi else self.url

    def text(self) -> Text:
        """The suggested citation in four languages; the day of access is the reader's to add."""
        parts = {
            "creators": "; ".join(self.creators),
            "year": self.year,
            "version": self.version,
            "publisher": self.publisher,
            "address": self.address,
        }
        return Text(
            **{
                x: in_language(CITATION, x).format(title=in_language(self.title, x), **parts)
                for x in LANGUAGES
            }
        )


def cite(
    contents: Contents, registry: Registry, site: Site, version: str, created: datetime
) -> Citation:
    """The citation of a version. Creators are the publisher and who operates it, as
    `schemas/publisher.yml` names them; no person is known to have made the data."""
    publisher = registry.publisher
    name = contents.package.name
    return Citation(
        creators=(publisher.name.en, publisher.operator.name),
        title=title_of(contents),
        version=version,
        released=created,
        publisher=publisher.name.en,
        url=site.url(RELEASES, name, version),
        doi=site.doi(name, version),
    )
