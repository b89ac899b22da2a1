"""Quotation marks that a CSV file opens and never closes, or sets inside quoted text."""

from __future__ import annotations

import csv
import re

from sources.connectors.reading import LocalFile
from sources.problem import Problem, PullError

_CHUNK = 1 << 22
_REMEDY = (
    "Write a quotation mark inside a quoted text twice (as spreadsheets do when they save as "
    "CSV), or take it out."
)


def refuse_open_quotes(file: LocalFile, encoding: str, delimiter: str) -> None:
    """Raises PullError with the row in which quoting goes wrong.

    A lenient parser would swallow the rows up to the next mark without a word. Two cheap
    looks at the bytes find nearly every file innocent; only the others are parsed strictly.
    """
    wide = encoding.startswith(("utf-16", "utf_16"))
    if not wide and not _suspicious(file, delimiter):
        return
    with file.path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        rows = 0
        try:
            for _ in reader:
                rows += 1
        except csv.Error as error:
            problem = Problem(
                rule="quotation-mark",
                file=file.name,
                row=rows + 1,
                what=f"a quotation mark opened here goes wrong by line {reader.line_num}: {error}",
                remedy=_REMEDY,
            )
            raise PullError([problem]) from error


def _suspicious(file: LocalFile, delimiter: str) -> bool:
    """True if marks come in an odd number, or one stands between two ordinary characters."""
    edge = re.escape(f"{delimiter}\r\n").encode() + b'"'
    inside = re.compile(b'"(?=[^' + edge + b"])(?<=[^" + edge + b']")')
    marks, tail = 0, b""
    with file.path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            marks += chunk.count(b'"')
            if inside.search(tail + chunk):
                return True
            tail = chunk[-2:]
    return marks % 2 == 1
