"""What a released file is called over HTTP, and how long a reader may keep it."""

from __future__ import annotations

from publish.dossier import form_of

IMMUTABLE = "public, max-age=31536000, immutable"
"""For the files of a version: they never change (RFC 8246)."""
SHORT = "public, max-age=60, must-revalidate"
"""For pointers."""

_TEXT = "text/plain; charset=utf-8"
_BY_SUFFIX = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "ttl": "text/turtle; charset=utf-8",
    "rdf": "application/rdf+xml",
    "xml": "application/xml",
    "atom": "application/atom+xml",
    "md": "text/markdown; charset=utf-8",
    "cff": "application/yaml",
    "html": "text/html; charset=utf-8",
    "minisig": _TEXT,
    "": _TEXT,
}


def media_type(path: str) -> str:
    """The media type of a file by its name; `application/octet-stream` for one not known."""
    name = path.rpartition("/")[2]
    try:
        known = form_of(name).media_type
    except KeyError:
        return _BY_SUFFIX.get(
            name.rpartition(".")[2] if "." in name else "", "application/octet-stream"
        )
    return f"{known}; charset=utf-8" if known == "text/csv" else known
