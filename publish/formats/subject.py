"""What the writers of data files know of a version beside its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from publish.contents import Contents
from publish.dossier import RELEASES, description_of, title_of
from publish.site import Site
from publish.texts import in_language
from schemas.model import Table
from schemas.registry import Registry


@dataclass(frozen=True)
class Subject:
    """One version of one package, before its files are written."""

    contents: Contents
    registry: Registry
    site: Site
    version: str
    created: datetime
    """How new the data are; never the clock."""

    @property
    def name(self) -> str:
        """The package's name."""
        return self.contents.package.name

    @property
    def day(self) -> str:
        """The day that the data were received, ISO 8601, in UTC."""
        return self.created.astimezone(UTC).date().isoformat()

    @property
    def address(self) -> str | None:
        """Where this version is read; None where the installation has no address."""
        known = self.site.is_set
        return self.site.url(RELEASES, self.name, self.version) if known else None

    def title(self, language: str) -> str:
        """The package's title, which says whether rows are synthetic."""
        return in_language(title_of(self.contents), language)

    def description(self, language: str) -> str:
        """The package's description, with the notice on synthetic rows where there are any."""
        return in_language(description_of(self.contents), language)

    def publisher(self, language: str) -> str:
        """Who publishes, by name."""
        return in_language(self.registry.publisher.name, language)

    def fitting(self, suffix: str) -> tuple[Table, ...]:
        """The tables that are in a form, in the package's order."""
        return tuple(t for t in self.contents.tables if suffix in self.contents.forms[t.name])

    def left_out(self, suffix: str) -> tuple[str, ...]:
        """The names of the tables that are too large for a form."""
        return tuple(
            t.name for t in self.contents.tables if suffix not in self.contents.forms[t.name]
        )
