"""A small package that holds what readers of open data get wrong, and a release of it.

Codes that look like numbers, the text `NA`, missing values of every type, a decimal, a quote, a
line end, an apostrophe, a total, a key that may be empty, figures quoted from others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from publish.release import Release, release_package
from publish.site import Site
from schemas.model import Code, CodeList, ForeignKey, Table, Text
from schemas.registry import Registry
from tests.publish.small import CREATED, NO_PROFILE, SOURCES, field, prepare, registry, said

PLACES: list[dict[str, Any]] = [
    {
        "place_code": "01",
        "nuts_code": "ES211",
        "label": "NA",
        "homepage": "https://example.org/araba?x=1&y=2",
        "founded_on": date(1981, 6, 12),
        "is_open": True,
        "centres": 7,
        "share_pct": Decimal("3.84"),
    },
    {
        "place_code": "20",
        "nuts_code": None,
        "label": None,
        "homepage": None,
        "founded_on": None,
        "is_open": None,
        "centres": None,
        "share_pct": None,
    },
    {
        "place_code": "_T",
        "nuts_code": None,
        "label": "Guztira: «bi\nlerro», \"bat\" eta 'beste bat'",
        "homepage": None,
        "founded_on": date(2024, 2, 29),
        "is_open": False,
        "centres": 0,
        "share_pct": Decimal("0.10"),
    },
]
FIGURES: list[dict[str, Any]] = [
    {
        "figure_id": "firms",
        "place_code": "01",
        "figure_value": Decimal("16886"),
        "publication_year": 2022,
        "source": "Orkestra | Basque Government",
    },
    {
        "figure_id": "jobs",
        "place_code": None,
        "figure_value": Decimal("33983"),
        "publication_year": 2024,
        "source": "Orkestra | Basque Government",
    },
    {
        "figure_id": "shops",
        "place_code": "20",
        "figure_value": None,
        "publication_year": None,
        "source": "Press",
    },
]
NUTS = CodeList(
    name="nuts",
    version="2024",
    title=said("NUTS"),
    source="test",
    codes=(
        Code(
            code="ES21",
            label=Text(eu="Euskadi", es="País Vasco", fr="Pays basque", en="Basque Country"),
            uri="http://data.europa.eu/nuts/code/ES21",
        ),
        Code(code="ES211", label=said("Araba"), parent="ES21"),
    ),
)


def place() -> Table:
    """A table with a code list of digits, a total, and every type with missing values."""
    return Table(
        name="place",
        layer="open",
        title=said("Places"),
        description=said("Provinces and their total."),
        grain="One province, or the total.",
        fields=(
            field("place_code", required=True, code_list="province", total=True),
            field("nuts_code", code_list="nuts"),
            field("label"),
            field("homepage", format="uri"),
            field("founded_on", "date", minimum="1900-01-01"),
            field("is_open", "boolean"),
            field("centres", "integer", minimum="0", unit="centres"),
            field("share_pct", "number", precision=6, scale=2, unit="percent"),
        ),
        primary_key=("place_code",),
    )


def figure() -> Table:
    """A table of quoted figures; its key into `place` may be empty."""
    return Table(
        name="figure",
        layer="open",
        title=said("Figures"),
        description=said("Quoted figures."),
        grain="One figure as one source states it.",
        fields=(
            field("figure_id", required=True, pattern="[a-z]+"),
            field("place_code", code_list="province", total=True),
            field("figure_value", "number", precision=18, scale=4),
            field("publication_year", "integer", minimum="1900"),
            field("source", required=True),
        ),
        primary_key=("figure_id",),
        foreign_keys=(
            ForeignKey(fields=("place_code",), reference="place", reference_fields=("place_code",)),
        ),
    )


def hazards() -> Registry:
    """The registry of both tables, with their code lists."""
    known = registry(place(), figure())
    province = CodeList(
        name="province",
        version="1",
        title=said("Provinces"),
        source="test",
        codes=tuple(Code(code=code, label=said(f"province {code}")) for code in ("01", "20")),
    )
    return replace(known, code_lists={**known.code_lists, "province": province, "nuts": NUTS})


def rows() -> dict[str, list[dict[str, Any]]]:
    """Fresh rows of both tables, to change in a test."""
    return {
        "place": [dict(row) for row in PLACES],
        "figure": [dict(row) for row in FIGURES],
    }


def release(
    data_root: Path,
    known: Registry | None = None,
    content: dict[str, list[dict[str, Any]]] | None = None,
    site: Site = Site(),  # noqa: B008 (immutable)
    created: datetime = CREATED,
) -> Release:
    """Releases the package of a registry (default: this one) from the rows given."""
    chosen = prepare(data_root, known or hazards(), content or rows())
    package = chosen.packages["partnership"]
    return release_package(package, chosen, data_root, created, SOURCES, NO_PROFILE, site)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A web server over a folder on a free port of loopback; gives its base address."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files as the web servers of static sites do: whole, or the range asked for."""

    def do_GET(self) -> None:
        """The file, or the bytes `Range` names: readers of Parquet ask for the footer first."""
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if asked is None or not path.is_file():
            super().do_GET()
            return
        content = path.read_bytes()
        first, last = asked.groups()
        start = int(first) if first else max(len(content) - int(last), 0)
        end = min(int(last), len(content) - 1) if first and last else len(content) - 1
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(content)}")
        self.send_header("Content-Length", str(end + 1 - start))
        self.end_headers()
        self.wfile.write(content[start : end + 1])

    def log_message(self, *_: Any) -> None:
        """The test's output is its own."""
