"""A look through XML, element by element, without building a tree."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import IO, Protocol
from xml.parsers import expat

_CHUNK = 1 << 20


class Handler(Protocol):
    """Told of elements by their local names and of their attributes by local names."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Some of the text inside the element that began last."""


class DeclaredTypeError(ValueError):
    """The XML declares a document type; no workbook and no survey does, and entities can be made
    to explode."""


def scan(archive: zipfile.ZipFile, member: str, handler: Handler) -> None:
    """Feeds a member to the handler. Raises expat.ExpatError, zipfile.BadZipFile or KeyError."""
    with archive.open(member) as stream:
        scan_stream(stream, handler)


def scan_stream(stream: IO[bytes], handler: Handler) -> None:
    """Feeds an open file to the handler. Raises expat.ExpatError or DeclaredTypeError."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = _local_start(handler.start)
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _local_start(
    start: Callable[[str, dict[str, str]], None],
) -> Callable[[str, dict[str, str]], None]:
    def told(name: str, attributes: dict[str, str]) -> None:
        start(_local(name), {_local(key): value for key, value in attributes.items()})

    return told


def _refuse_doctype(*_: object) -> None:
    raise DeclaredTypeError("the XML declares a document type")
