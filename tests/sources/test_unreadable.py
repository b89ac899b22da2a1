"""Issue 2, "Bad input": what is no table at all is refused, and what was landed stays."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.sources.small import (
    GOOD_ROWS,
    HEADER,
    ROW_A,
    TITLES,
    Desk,
    feed,
    ods,
    only,
    workbook,
    xlsx,
)

XLSX = feed(format="xlsx")
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def protected_ods() -> bytes:
    """LibreOffice encrypts the members and says so in the manifest."""
    source = zipfile.ZipFile(io.BytesIO(ods([TITLES, ROW_A])))
    members = {name: source.read(name) for name in source.namelist()}
    members["META-INF/manifest.xml"] = b"<manifest><encryption-data/></manifest>"
    members["content.xml"] = b"\x93\x11\x00secret"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


WORKBOOK = xlsx(workbook([TITLES, ROW_A]))
FLAWS = {
    "html": (b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "not-a-table"),
    "bare table": (b"\n  <table border=1><tr><td>1</td></tr></table>", "not-a-table"),
    "xml": (b'<?xml version="1.0"?><Workbook/>', "not-a-table"),
    "empty": (b"", "empty-file"),
    "blank": (b" \r\n\n", "empty-file"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(400), "password"),
    "old .xls": (OLE + "Workbook".encode("utf-16-le") + bytes(400), "old-workbook"),
    "truncated": (WORKBOOK[: len(WORKBOOK) // 2], "truncated"),
    "one byte short": (WORKBOOK[:-30], "truncated"),
    "another zip": (zipped(readme=b"hello"), "not-a-table"),
    "broken inside": (zipped(xl__workbook=b"", **{"xl__workbook.xml": b"<x"}), "truncated"),
    "text": (b"id;title\n1;x\n", "format"),
}


@pytest.mark.parametrize(("content", "rule"), FLAWS.values(), ids=FLAWS.keys())
def test_a_file_that_is_no_workbook_is_refused_and_the_last_snapshot_stays(
    desk: Desk, content: bytes, rule: str
) -> None:
    desk.deliver("courses.xlsx", WORKBOOK)
    first = desk.pull(XLSX)
    desk.deliver("courses.xlsx", content)
    problem = only(desk.refused(XLSX))
    assert (problem.rule, problem.file) == (rule, "courses.xlsx")
    assert problem.remedy.endswith(".")
    assert desk.manifest(XLSX).snapshot == first.snapshot_id


def test_an_html_page_saved_as_xls_is_called_what_it_is(desk: Desk) -> None:
    desk.deliver("export.xls", b"<html><body><table></table></body></html>")
    problem = only(desk.refused(feed(format="xlsx", address="{inbox}/export.xls")))
    assert "web page" in problem.what
    assert "save it as an .xlsx workbook" in problem.remedy


def test_a_protected_ods_is_refused(desk: Desk) -> None:
    desk.deliver("courses.ods", protected_ods())
    assert only(desk.refused(feed(format="ods"))).rule == "password"


def test_a_workbook_of_the_other_kind_is_read_as_what_it_is(desk: Desk) -> None:
    desk.deliver("courses.xlsx", ods([TITLES, ROW_A]))
    desk.pull(XLSX)
    assert desk.manifest(XLSX).source.understood["format"] == "ods"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"<html>login</html>", "not-a-table"),
        (b"", "empty-file"),
        (WORKBOOK, "format"),
        (b"id;title\x00\x01\x02\x03binary", "not-a-table"),
    ],
)
def test_a_csv_that_is_none_is_refused(desk: Desk, content: bytes, rule: str) -> None:
    desk.deliver("courses.csv", content)
    assert only(desk.refused(feed())).rule == rule


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_headers_without_a_row_below_them_are_an_empty_file(desk: Desk, format_: str) -> None:
    content = f"{HEADER}\n".encode() if format_ == "csv" else xlsx(workbook([TITLES]))
    desk.deliver(f"courses.{format_}", content)
    problem = only(desk.refused(feed(format=format_)))
    assert problem.rule == "empty-file"


def test_a_file_larger_than_the_feed_allows_is_not_read(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    problem = only(desk.refused(feed(max_bytes=50)))
    assert problem.rule == "size"
    assert "50 bytes" in problem.what


def test_a_workbook_that_unpacks_to_more_than_the_feed_allows_is_not_read(desk: Desk) -> None:
    """A ZIP of a few kilobytes can hold gigabytes."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>" + b" " * 5_000_000)
    desk.deliver("courses.xlsx", bomb.getvalue())
    assert len(bomb.getvalue()) < 100_000
    assert only(desk.refused(feed(format="xlsx", max_bytes=1_000_000))).rule == "size"


def test_a_missing_file_is_refused_with_what_the_folder_holds(desk: Desk) -> None:
    desk.deliver("course.csv", [HEADER, *GOOD_ROWS])
    problem = only(desk.refused(feed()))
    assert (problem.rule, problem.file) == ("file-missing", "courses.csv")
    assert '"course.csv"' in problem.what
    assert 'Is it "course.csv"?' in problem.remedy


def test_a_missing_folder_is_told(desk: Desk) -> None:
    assert "no such folder" in only(desk.refused(feed())).what


def test_a_pattern_takes_the_one_file_that_matches_and_refuses_two(desk: Desk) -> None:
    given = feed(address="{inbox}/cursos_*.csv")
    desk.deliver("cursos_v1.csv", [HEADER, *GOOD_ROWS])
    desk.deliver("~$cursos_v1.csv", b"left by an open Excel")
    assert desk.pull(given).accepted == 2
    desk.deliver("cursos_v2.csv", [HEADER, *GOOD_ROWS])
    problem = only(desk.refused(given))
    assert '"cursos_v1.csv", "cursos_v2.csv"' in problem.what
