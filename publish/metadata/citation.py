"""`CITATION.cff` (Citation File Format 1.2.0) and `CITATION.bib` of a version.

Neither format has translations: both are in the language of the descriptor, the keywords of the
CFF in all four. The suggested citation in four languages stands in the README.
"""

from __future__ import annotations

from typing import Any

import yaml

from publish.citation import Citation, cite
from publish.descriptor import LICENCE
from publish.dossier import Dossier
from publish.texts import in_language
from schemas.model import DESCRIPTOR_LANGUAGE, LANGUAGES, Text

CFF = "CITATION.cff"
BIBTEX = "CITATION.bib"

MESSAGE = Text(
    eu="Datu hauek erabiltzen badituzu, aipatu bertsio hau.",
    es="Si utiliza estos datos, cite esta versión.",
    fr="Si vous utilisez ces données, citez cette version.",
    en="If you use these data, please cite this version.",
)
VERSION_ADDRESS = Text(
    eu="Bertsio honen helbide iraunkorra",
    es="Dirección permanente de esta versión",
    fr="Adresse permanente de cette version",
    en="Permanent address of this version",
)
BIBTEX_SPECIAL = {x: f"\\{x}" for x in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
BIBLATEX_LANGUAGE = {"eu": "basque", "es": "spanish", "fr": "french", "en": "english"}


def citation_of(dossier: Dossier) -> Citation:
    """The citation of the version that a dossier is about."""
    return cite(dossier.contents, dossier.registry, dossier.site, dossier.version, dossier.created)


def render(dossier: Dossier) -> dict[str, str]:
    """`CITATION.cff` and `CITATION.bib`: path in the release -> text."""
    citation = citation_of(dossier)
    content = yaml.safe_dump(
        _cff(dossier, citation), sort_keys=False, allow_unicode=True, width=100
    )
    return {CFF: content, BIBTEX: bibtex(dossier.name, citation)}


def _cff(dossier: Dossier, citation: Citation) -> dict[str, Any]:
    words = (in_language(k, x) for x in LANGUAGES for k in dossier.contents.package.keywords)
    content: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": in_language(MESSAGE, DESCRIPTOR_LANGUAGE),
        "type": "dataset",
        "title": in_language(citation.title, DESCRIPTOR_LANGUAGE),
        "abstract": in_language(dossier.description, DESCRIPTOR_LANGUAGE).strip(),
        "authors": _authors(dossier),
        "version": citation.version,
        "date-released": citation.date,
        "url": citation.url,
        "identifiers": [
            {
                "type": "url",
                "value": citation.url,
                "description": in_language(VERSION_ADDRESS, DESCRIPTOR_LANGUAGE),
            }
        ],
        "license": LICENCE["name"],
        "keywords": list(dict.fromkeys(words)),
    }
    if citation.doi:
        content["doi"] = citation.doi
    return content


def _authors(dossier: Dossier) -> list[dict[str, str]]:
    publisher = dossier.registry.publisher
    return [
        {"name": in_language(publisher.name, DESCRIPTOR_LANGUAGE), "website": publisher.homepage},
        {"name": publisher.operator.name, "website": publisher.operator.homepage},
    ]


def bibtex(package: str, citation: Citation) -> str:
    """A `@misc` entry, which old and new styles know; names and title in braces of their own,
    since they are no persons and keep their capitals."""
    entries = {
        "author": " and ".join(f"{{{_escaped(name)}}}" for name in citation.creators),
        "title": f"{{{_escaped(in_language(citation.title, DESCRIPTOR_LANGUAGE))}}}",
        "year": str(citation.year),
        "version": citation.version,
        "publisher": _escaped(citation.publisher),
        "howpublished": "Dataset",
        "note": f"Version {citation.version}",
        "url": citation.url,
        "langid": BIBLATEX_LANGUAGE[DESCRIPTOR_LANGUAGE],
    }
    if citation.doi:
        entries["doi"] = citation.doi
    lines = [f"  {name} = {{{value}}}," for name, value in entries.items()]
    key = f"ksigune-{package}-{citation.version}"
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def _escaped(text: str) -> str:
    return "".join(BIBTEX_SPECIAL.get(character, character) for character in text)
