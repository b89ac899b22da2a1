"""A small landing zone for tests: three tables, their feeds, and files made in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from schemas.model import Code, CodeList, Text
from schemas.registry import Registry
from sources.corrections import Correction
from sources.feed import Feed
from sources.landing import Manifest, Slot
from sources.problem import Problem, PullError
from sources.pull import DEVELOPMENT, Decisions, Profile, PullResult, pull
from tests.schemas.small import field, table, text

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
HEADER = "id;title;kind;sectors;ects;accredited;started_on"
GOOD_ROWS = ["EHU-001;Arte;training;design;6;yes;2024-09-02", "EHU-002;Cine;research;;4.5;no;"]
COLUMNS = {
    "id": "course_id",
    "title": "title",
    "kind": "kind",
    "sectors": "sectors",
    "ects": "ects",
    "accredited": "accredited",
    "started_on": "started_on",
}


def _code(code: str, es: str, en: str, *aliases: str) -> Code:
    label = Text(eu=f"{es} (eu)", es=es, fr=f"{es} (fr)", en=en)
    return Code(code=code, label=label, aliases=aliases)


def _codes(name: str, *codes: Code) -> CodeList:
    return CodeList(name=name, version="1", title=text(name), source="made here", codes=codes)


KINDS = _codes(
    "kind",
    _code("training", "Formación", "Training", "Formation"),
    _code("research", "Investigación", "Research"),
)
SECTORS = _codes(
    "sector", _code("design", "Diseño", "Design"), _code("heritage", "Patrimonio", "Heritage")
)
YEARS = _codes(
    "academic_year",
    _code("2023-24", "Curso 2023-24", "Year 2023-24", "2023/24"),
    _code("2024-25", "Curso 2024-25", "Year 2024-25", "2024/25"),
    _code("2025-26", "Curso 2025-26", "Year 2025-26", "2025/26"),
)
ORIGINS = _codes(
    "origin",
    _code("published", "Publicado", "Published"),
    _code("reported", "Comunicado", "Reported"),
    _code("synthetic", "Sintético", "Synthetic"),
)


def registry() -> Registry:
    """`course` (no foreign key), `register` (organisations) and `offer` (points at it)."""
    course = table(
        "course",
        [
            field("course_id", required=True, pattern="[A-Z]{2,6}-[0-9]{3,7}"),
            field("title", required=True),
            field("kind", required=True, code_list="kind"),
            field("sectors", code_list="sector", separator=";"),
            field("ects", "number", minimum="0", maximum="360", unit="ECTS"),
            field("accredited", "boolean", required=True),
            field("started_on", "date"),
        ],
        ("course_id",),
    )
    register = table(
        "register",
        [
            field("organisation_id", required=True, pattern="KSI-[0-9]{4}"),
            field("name", required=True, unique=True),
            field("acronym"),
            field("aliases", separator=";"),
            field("origin", required=True, code_list="origin"),
        ],
        ("organisation_id",),
    )
    offer = table(
        "offer",
        [
            field("academic_year", required=True, code_list="academic_year"),
            field("offer_id", "integer", required=True),
            field("organisation", required=True),
        ],
        ("academic_year", "offer_id"),
        foreign_keys=(
            {
                "fields": ("organisation",),
                "reference": "register",
                "any_of": ("organisation_id", "name", "acronym", "aliases"),
            },
        ),
    )
    seat = table(
        "seat",
        [field("seat_id", required=True), field("academic_year"), field("offer_id", "integer")],
        ("seat_id",),
        foreign_keys=(
            {
                "fields": ("academic_year", "offer_id"),
                "reference": "offer",
                "reference_fields": ("academic_year", "offer_id"),
            },
        ),
    )
    tables = {"course": course, "register": register, "offer": offer, "seat": seat}
    lists = {"kind": KINDS, "sector": SECTORS, "academic_year": YEARS, "origin": ORIGINS}
    return Registry(code_lists=lists, concepts={}, landing=tables, open={}, packages={})


REGISTRY = registry()


def feed(name: str = "courses", **changes: Any) -> Feed:
    """A feed of courses as CSV, with the changes given."""
    body: dict[str, Any] = {
        "title": "Courses",
        "description": "What the tests deliver.",
        "table": "course",
        "address": f"{{inbox}}/{name}.{changes.get('format', 'csv')}",
        "cadence": "irregular",
        "publisher": "Nobody",
        "licence": "CC-BY-4.0",
        "origin": "reported",
        "owner": "team:ksigune",
        "freshness_days": 30,
        "format": "csv",
        "limits": {"max_rejected_share": 1, "max_row_loss_share": 0.3, "reason": "Tests reject."},
    }
    if changes.get("table", "course") == "course":
        body["columns"] = COLUMNS
    return Feed(**{**body, "name": name, **changes})


@dataclass
class Desk:
    """A coordinator's desk: an inbox, a data root, and pulls from one to the other."""

    root: Path
    registry: Registry = REGISTRY

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    def deliver(self, name: str, content: bytes | str | Sequence[str]) -> Path:
        """Puts a file into the inbox; lines become UTF-8 text."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            joined = content if isinstance(content, str) else "".join(f"{c}\n" for c in content)
            path.write_text(joined, encoding="utf-8", newline="")
        return path

    def pull(
        self,
        given: Feed,
        partition: str | None = None,
        now: datetime = NOW,
        corrections: Sequence[Correction] = (),
        accept_loss: str | None = None,
        profile: Profile = DEVELOPMENT,
    ) -> PullResult:
        decisions = Decisions(tuple(corrections), accept_loss)
        return pull(given, self.registry, self.root, self.inbox, now, partition, profile, decisions)

    def refused(self, given: Feed, partition: str | None = None, **more: Any) -> list[Problem]:
        """The problems for which a delivery is refused; fails if it is not."""
        try:
            result = self.pull(given, partition, **more)
        except PullError as error:
            return list(error.problems)
        raise AssertionError(f"accepted: {result}")

    def rows(self, given: Feed, partition: str | None = None) -> list[dict[str, Any]]:
        """The accepted rows of the current snapshot, without the technical columns."""
        rows = pq.read_table(self.current(given, partition) / "accepted.parquet").to_pylist()
        return [{k: v for k, v in row.items() if not k.startswith("_")} for row in rows]

    def rejected(self, given: Feed, partition: str | None = None) -> list[dict[str, Any]]:
        """The rejections of the current snapshot, one per broken rule."""
        rows: list[dict[str, Any]] = pq.read_table(
            self.current(given, partition) / "rejected.parquet"
        ).to_pylist()
        return rows

    def manifest(self, given: Feed, partition: str | None = None) -> Manifest:
        snapshot = Slot(self.root, given.name, partition).current()
        assert snapshot is not None
        return snapshot.manifest

    def current(self, given: Feed, partition: str | None = None) -> Path:
        snapshot = Slot(self.root, given.name, partition).current()
        assert snapshot is not None
        return snapshot.folder


def only(problems: Sequence[Problem]) -> Problem:
    """The single problem there is."""
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


Cells = Sequence[Sequence[Any]]

TITLES = ("id", "title", "kind", "sectors", "ects", "accredited", "started_on")
ROW_A = ("EHU-001", "Arte", "training", "design", 6, "yes", "2024-09-02")
ROW_B = ("EHU-002", "Cine", "research", None, 4.5, "no", None)


def workbook(rows: Cells, name: str = "Datos", **sheets: Cells) -> Any:
    """An openpyxl workbook with the rows on its first sheet, and further sheets by name."""
    import openpyxl

    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = name
    for title, cells in {name: rows, **sheets}.items():
        sheet = first if title == name else book.create_sheet(title)
        for row in cells:
            sheet.append(list(row))
    return book


def xlsx(book: Any) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xlsx_of(*rows_xml: str, date_1904: bool = False, head: str = "", tail: str = "") -> bytes:
    """A workbook of one sheet `Datos`, whose rows are written as XML: with what openpyxl cannot
    write, such as the stored result of a formula."""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    members = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{relations}">'
        f'<workbookPr date1904="{int(date_1904)}"/>'
        '<sheets><sheet name="Datos" sheetId="1" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="s" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{namespace}">{head}<sheetData>'
        f"{''.join(rows_xml)}</sheetData>{tail}</worksheet>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def xml_row(number: int, values: Sequence[Any], hidden: bool = False) -> str:
    """A sheet row as XML; a value that begins with `<c` is taken as it stands."""
    cells = []
    for value in values:
        if value is None:
            cells.append("<c/>")
        elif isinstance(value, str) and value.startswith("<c"):
            cells.append(value)
        elif isinstance(value, str):
            cells.append(f'<c t="inlineStr"><is><t>{value}</t></is></c>')
        else:
            cells.append(f"<c><v>{value}</v></c>")
    mark = ' hidden="1"' if hidden else ""
    return f'<row r="{number}"{mark}>{"".join(cells)}</row>'


def ods(rows: Sequence[Any], name: str = "Datos") -> bytes:
    """An ODS workbook of one sheet; a row is a list of values, or a ready `TableRow`."""
    from odf.element import Element
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table

    book = OpenDocumentSpreadsheet()
    sheet = Table(name=name)
    for row in rows:
        sheet.addElement(row if isinstance(row, Element) else ods_row(row))
    book.spreadsheet.addElement(sheet)
    target = io.BytesIO()
    book.write(target)
    return target.getvalue()


def ods_row(values: Sequence[Any], **attributes: Any) -> Any:
    """A row of text and number cells; an element is taken as it stands."""
    from odf.element import Element
    from odf.table import TableCell, TableRow
    from odf.text import P

    row = TableRow(**attributes)
    for value in values:
        if isinstance(value, Element):
            row.addElement(value)
            continue
        if isinstance(value, int | float):
            cell = TableCell(valuetype="float", value=value)
        elif value is None:
            cell = TableCell()
        else:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
        row.addElement(cell)
    return row
