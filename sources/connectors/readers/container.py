"""What a file really is, by its first bytes, and refusals for what it must not be."""

from __future__ import annotations

import mmap
import zipfile
import zlib
from pathlib import Path

from sources.connectors.reading import LocalFile
from sources.problem import Problem, PullError

SNIFFED_BYTES = 4096

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_WORKBOOKS = {"xlsx", "ods"}
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    # What zipfile says of flags and versions that only damage can have set.
    NotImplementedError,
    RuntimeError,
)
_SAVE_AS = "Open the file, save it as {wanted} and deliver it again."
_NAMES = {"csv": "a CSV file", "xlsx": "an .xlsx workbook", "ods": "an .ods workbook"}


def require_format(file: LocalFile, wanted: str, max_bytes: int) -> str:
    """The format that the bytes show: `wanted`, or the other kind of workbook.

    Raises PullError for an empty file, a web page, a protected, broken or old workbook, and
    for a file of another format than the feed's.
    """
    found = sniff(file.path)
    if found == "zip":
        found = _in_zip(file, max_bytes)
    elif found == "ole" and _encrypted(file.path):
        found = "protected"
    if found == "text" and wanted in {"csv", "json"}:
        return wanted
    if found == wanted or {found, wanted} <= _WORKBOOKS:
        return found
    raise PullError([_refusal(found, wanted, file.name)])


def sniff(path: Path) -> str:
    """One of empty, html, zip, ole, parquet, text, binary."""
    with path.open("rb") as stream:
        head = stream.read(SNIFFED_BYTES)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text:
        return "empty"
    for start, kind in ((b"PK\x03\x04", "zip"), (_OLE, "ole"), (b"PAR1", "parquet")):
        if head.startswith(start):
            return kind
    if text[:64].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<head")):
        return "html"
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or _looks_wide(head)
    return "text" if wide or b"\x00" not in head else "binary"


def _looks_wide(head: bytes) -> bool:
    """UTF-16 without its mark: every other byte of mostly Latin text is zero."""
    half = len(head) // 2
    zeros = max(head[0::2].count(0), head[1::2].count(0))
    return half > 0 and zeros > 0.7 * half and min(head[0::2].count(0), head[1::2].count(0)) == 0


def _in_zip(file: LocalFile, max_bytes: int) -> str:
    try:
        with zipfile.ZipFile(file.path) as archive:
            names = set(archive.namelist())
            unpacked = sum(entry.file_size for entry in archive.infolist())
            fits = unpacked <= max_bytes
            protected = "META-INF/manifest.xml" in names and (
                fits and b"encryption-data" in archive.read("META-INF/manifest.xml")
            )
            if fits and archive.testzip() is not None:
                return "truncated"
    except _BROKEN_ZIP:
        return "truncated"
    if not fits:
        raise PullError(
            [
                Problem(
                    rule="size",
                    file=file.name,
                    what=f"unpacked it has {unpacked:,} bytes; the feed allows {max_bytes:,}",
                    remedy="Deliver a smaller file, or raise `max_bytes` of the feed.",
                )
            ]
        )
    if protected:
        return "protected"
    for member, kind in (
        ("xl/workbook.xml", "xlsx"),
        ("xl/workbook.bin", "xlsb"),
        ("content.xml", "ods"),
    ):
        if member in names:
            return kind
    return "zip"


def _encrypted(path: Path) -> bool:
    """True if an OLE container wraps an encrypted workbook, as Excel does for a password."""
    marker = "EncryptedPackage".encode("utf-16-le")
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(marker) >= 0


def _refusal(found: str, wanted: str, name: str) -> Problem:
    save = _SAVE_AS.format(wanted=_NAMES.get(wanted, f"a {wanted} file"))
    findings = {
        "empty": ("empty-file", "the file is empty", "Deliver the file again, with its rows."),
        "html": (
            "not-a-table",
            "the file is a web page or XML, whatever its name says; often it is a login page, or "
            "an export of a web system",
            save,
        ),
        "protected": (
            "password",
            "the workbook is protected by a password",
            "Take the password off (File, Info, Protect) and deliver it again.",
        ),
        "truncated": (
            "truncated",
            "the workbook is damaged or cut short: its end is missing",
            "Send the file again; the transfer or the saving was interrupted.",
        ),
        "zip": ("not-a-table", "the file is a ZIP archive that holds no workbook", save),
        "ole": (
            "old-workbook",
            "the file is an Excel workbook of before 2007 (.xls), which does not show its "
            "hidden rows and error cells to readers",
            save,
        ),
        "binary": ("not-a-table", "the file holds no text", save),
    }
    rule, what, remedy = findings.get(
        found, ("format", f"the feed expects {wanted}, and the file is {found}", save)
    )
    return Problem(rule=rule, file=name, what=what, remedy=remedy)
