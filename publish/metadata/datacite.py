"""`metadata/datacite.xml`: the DataCite Metadata Schema 4.6 of a version.

The schema demands an identifier, and the only type it knows is a DOI. Where the installation has
no DOI prefix none is invented: the value is `(:tba)`, "to be assigned or announced later" of the
schema's appendix on unknown values, and the version's address is an alternate identifier.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from publish.descriptor import LICENCE
from publish.dossier import RELEASES, Dossier
from publish.metadata.citation import citation_of
from publish.metadata.words import READING_ORDER, day, period, places
from publish.texts import in_language
from schemas.model import Text

if TYPE_CHECKING:
    from lxml.etree import _Element

PATH = "metadata/datacite.xml"
KERNEL = "http://datacite.org/schema/kernel-4"
ROOT = (
    f'<resource xmlns="{KERNEL}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{KERNEL} https://schema.datacite.org/meta/kernel-4.6/metadata.xsd"/>'
)
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TO_BE_ASSIGNED = "(:tba)"
SPDX = {"rightsIdentifierScheme": "SPDX", "schemeURI": "https://spdx.org/licenses/"}
SCHEMES = {
    "metadata/schema-org.jsonld": ("schema.org", "http://schema.org/"),
    "datapackage.json": ("Data Package 2.0", "https://datapackage.org/profiles/2.0/"),
}
"""Metadata of the same version in other standards."""


def render(dossier: Dossier) -> dict[str, str]:
    """`metadata/datacite.xml`: path in the release -> text."""
    from lxml import etree

    root = etree.fromstring(ROOT)
    _who_and_what(root, dossier)
    _subjects(root, dossier)
    _dates(root, dossier)
    _addresses(root, dossier)
    _form(root, dossier)
    _rights_and_words(root, dossier)
    text: str = etree.tostring(root, pretty_print=True, encoding="unicode")
    return {PATH: f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'}


def _who_and_what(root: _Element, dossier: Dossier) -> None:
    """The mandatory properties 1 to 5 and 10, and contributors."""
    citation = citation_of(dossier)
    _add(root, "identifier", citation.doi or TO_BE_ASSIGNED, identifierType="DOI")
    creators = _add(root, "creators")
    for name in citation.creators:
        _add(_add(creators, "creator"), "creatorName", name, nameType="Organizational")
    titles = _add(root, "titles")
    _in_four_languages(titles, "title", dossier.title, translated={"titleType": "TranslatedTitle"})
    _add(root, "publisher", citation.publisher)
    _add(root, "publicationYear", str(citation.year))
    _add(root, "resourceType", "Data package", resourceTypeGeneral="Dataset")
    contributors = _add(root, "contributors")
    contributor = _add(contributors, "contributor", contributorType="Distributor")
    _add(contributor, "contributorName", citation.publisher, nameType="Organizational")


def _subjects(root: _Element, dossier: Dossier) -> None:
    subjects = _add(root, "subjects")
    for language in READING_ORDER:
        for keyword in dossier.contents.package.keywords:
            _add(subjects, "subject", in_language(keyword, language), language)


def _dates(root: _Element, dossier: Dossier) -> None:
    dates = _add(root, "dates")
    _add(dates, "date", day(dossier.created), dateType="Issued")
    if years := period(dossier):
        _add(
            dates,
            "date",
            years,
            dateType="Coverage",
            dateInformation="Academic years in the data; an academic year ends in the next year",
        )
    _add(root, "language", READING_ORDER[0])


def _addresses(root: _Element, dossier: Dossier) -> None:
    alternate = _add(root, "alternateIdentifiers")
    _add(alternate, "alternateIdentifier", dossier.url(), alternateIdentifierType="URL")
    _add(alternate, "alternateIdentifier", dossier.descriptor["id"], alternateIdentifierType="URN")
    related = _add(root, "relatedIdentifiers")
    if dossier.before is not None:
        # By its address: whether an earlier version was given a DOI is not known.
        last = dossier.before.version
        _related(related, dossier.site.url(RELEASES, dossier.name, last), "IsNewVersionOf")
    for path, (scheme, uri) in SCHEMES.items():
        link = _related(related, dossier.url(*path.split("/")), "HasMetadata")
        link.set("relatedMetadataScheme", scheme)
        link.set("schemeURI", uri)
    for language in READING_ORDER:
        path = f"DATA-DICTIONARY.{language}.md"
        _related(related, dossier.url(path), "IsDocumentedBy")
    for address in dict.fromkeys(s.path for s in dossier.contents.sources if s.path):
        _related(related, address, "IsDerivedFrom")


def _form(root: _Element, dossier: Dossier) -> None:
    rows = sum(dossier.contents.rows.values())
    sizes = _add(root, "sizes")
    _add(sizes, "size", f"{sum(file.bytes for file in dossier.files)} bytes")
    _add(sizes, "size", f"{len(dossier.contents.tables)} tables")
    _add(sizes, "size", f"{rows} rows")
    formats = _add(root, "formats")
    for media_type in dict.fromkeys(file.form.media_type for file in dossier.files):
        _add(formats, "format", media_type)
    _add(root, "version", dossier.version)


def _rights_and_words(root: _Element, dossier: Dossier) -> None:
    rights = _add(root, "rightsList")
    _add(
        rights,
        "rights",
        LICENCE["title"],
        "en",
        rightsURI=LICENCE["path"],
        rightsIdentifier=LICENCE["name"],
        **SPDX,
    )
    words = _add(root, "descriptions")
    _in_four_languages(words, "description", dossier.description, {"descriptionType": "Abstract"})
    geo = _add(root, "geoLocations")
    for place in places(dossier):
        for name in place.names:
            _add(_add(geo, "geoLocation"), "geoLocationPlace", name)


def _in_four_languages(
    parent: _Element,
    name: str,
    text: Text,
    every: Mapping[str, str] | None = None,
    translated: Mapping[str, str] | None = None,
) -> None:
    """One element per language, the descriptor's first; `translated` are attributes of the rest."""
    for language in READING_ORDER:
        more = dict(every or {})
        more |= (translated or {}) if language != READING_ORDER[0] else {}
        _add(parent, name, in_language(text, language).strip(), language, **more)


def _related(parent: _Element, address: str, relation: str) -> _Element:
    return _add(
        parent,
        "relatedIdentifier",
        address,
        relatedIdentifierType="URL",
        relationType=relation,
    )


def _add(
    parent: _Element,
    name: str,
    text: str | None = None,
    language: str | None = None,
    **attributes: str,
) -> _Element:
    from lxml import etree

    element = etree.SubElement(parent, f"{{{KERNEL}}}{name}", attributes)
    element.text = text
    if language:
        element.set(XML_LANG, language)
    return element
