"""All that is known of one version before its metadata is written: what every writer reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from publish.contents import Contents
from publish.forms import FORMS, Form
from publish.site import Site
from publish.texts import SYNTHETIC_NOTICE, SYNTHETIC_TITLE, in_language
from schemas.model import LANGUAGES, Text
from schemas.registry import Registry

RELEASES = "releases"


@dataclass(frozen=True)
class DataFile:
    """One written data file of a release, with its size and hashes."""

    path: str
    """Relative to the release folder, with `/`."""
    form: Form
    tables: tuple[str, ...]
    bytes: int
    sha256: str
    sha1: str
    """Lower-case hexadecimal; DCAT-AP-ES knows no other algorithm."""
    language: str | None = None
    """Of a file whose words are in one language; None where they are not."""


@dataclass(frozen=True)
class Version:
    """One released version, as `versions.json` has it."""

    version: str
    created: datetime
    changes: Mapping[str, Any] = field(default_factory=dict)
    """The head of its `changes.json`: everything but the rows. Empty for a withdrawn version."""
    withdrawn: Mapping[str, Any] | None = None
    """Date, reason and replaced_by of a version that was taken back; None where it stands."""


@dataclass(frozen=True)
class Dossier:
    """One version of one package: its data as read and as written, its history, its address."""

    contents: Contents
    registry: Registry
    site: Site
    version: str
    created: datetime
    """How new the data are; never the clock."""
    files: tuple[DataFile, ...]
    descriptor: Mapping[str, Any]
    """The content of `datapackage.json`."""
    changes: Mapping[str, Any]
    """The head of `changes.json`: everything but the rows, which may be millions."""
    earlier: tuple[Version, ...] = ()
    """The versions released before this one, oldest first, withdrawn ones among them."""

    @property
    def name(self) -> str:
        """The package's name."""
        return self.contents.package.name

    @property
    def title(self) -> Text:
        """The package's title; it says so when rows are synthetic."""
        return title_of(self.contents)

    @property
    def description(self) -> Text:
        """The package's description; it says so when rows are synthetic."""
        return description_of(self.contents)

    @property
    def issued(self) -> datetime:
        """When the package's first version was made."""
        return self.earlier[0].created if self.earlier else self.created

    @property
    def before(self) -> Version | None:
        """The version that this one was compared with: the last that was not withdrawn."""
        standing = [version for version in self.earlier if version.withdrawn is None]
        return standing[-1] if standing else None

    def url(self, *parts: str) -> str:
        """The public address of this version, or of a file in it."""
        return self.site.url(RELEASES, self.name, self.version, *parts)


def title_of(contents: Contents) -> Text:
    """The title of a package with the word that its rows are synthetic, where any is."""
    title = contents.package.title
    if not contents.synthetic:
        return title
    return Text(
        **{
            x: in_language(SYNTHETIC_TITLE, x).format(title=in_language(title, x))
            for x in LANGUAGES
        }
    )


def description_of(contents: Contents) -> Text:
    """The description of a package with the notice on synthetic rows, where any is."""
    told = contents.package.description
    if not contents.synthetic:
        return told
    return Text(
        **{
            x: f"{in_language(told, x).strip()} {in_language(SYNTHETIC_NOTICE, x)}"
            for x in LANGUAGES
        }
    )


def form_of(path: str) -> Form:
    """The form of a data file by its ending. Raises KeyError for another one."""
    for suffix, form in FORMS.items():
        if path.endswith(f".{suffix}"):
            return form
    raise KeyError(path)
