"""Issue 2, point 3: the flaws of workbooks are handled, or refused with a remedy."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.sources.small import (
    ROW_A,
    ROW_B,
    TITLES,
    Desk,
    feed,
    ods,
    ods_row,
    only,
    workbook,
    xlsx,
    xlsx_of,
    xml_row,
)

XLSX = feed(format="xlsx")
ODS = feed(format="ods")


def two_rows(book: Any) -> bytes:
    return xlsx(book)


def test_the_rows_of_an_xlsx_are_landed_with_their_types(desk: Desk) -> None:
    desk.deliver("courses.xlsx", xlsx(workbook([TITLES, ROW_A, ROW_B])))
    desk.pull(XLSX)
    assert desk.rows(XLSX)[0] == {
        "course_id": "EHU-001",
        "title": "Arte",
        "kind": "training",
        "sectors": "design",
        "ects": Decimal("6.00"),
        "accredited": True,
        "started_on": date(2024, 9, 2),
    }
    assert desk.rows(XLSX)[1]["ects"] == Decimal("4.50")


def test_the_rows_of_an_ods_are_landed_too(desk: Desk) -> None:
    desk.deliver("courses.ods", ods([TITLES, ROW_A, ROW_B]))
    desk.pull(ODS)
    assert [row["title"] for row in desk.rows(ODS)] == ["Arte", "Cine"]
    assert desk.rows(ODS)[1]["ects"] == Decimal("4.50")


MIDNIGHT = datetime(2024, 9, 2)  # noqa: DTZ001  (cells know no time zone)


@pytest.mark.parametrize("cell", [date(2024, 9, 2), MIDNIGHT, 45537, "02/09/2024"])
def test_dates_as_date_cells_as_serials_and_as_text(desk: Desk, cell: Any) -> None:
    """45537 is the day 2 September 2024 in Excel's count, in a cell without a date format."""
    desk.deliver("courses.xlsx", xlsx(workbook([TITLES, (*ROW_A[:6], cell)])))
    given = feed(format="xlsx", dialect={"date_formats": ["%d/%m/%Y"]})
    desk.pull(given)
    assert desk.rows(given)[0]["started_on"] == date(2024, 9, 2)


def test_bare_serials_of_the_1904_system_are_rejected_rather_than_read_four_years_off(
    desk: Desk,
) -> None:
    rows = [xml_row(1, TITLES), xml_row(2, ROW_A), xml_row(3, (*ROW_B[:6], 45537))]
    desk.deliver("courses.xlsx", xlsx_of(*rows, date_1904=True))
    desk.pull(XLSX)
    (row,) = desk.rejected(XLSX)
    assert (row["_row"], row["rule"], row["column_name"]) == (3, "type", "started_on")


@pytest.mark.parametrize("ects", [4.5, "4,5"])
def test_decimal_commas_typed_as_text_stand_beside_numbers(desk: Desk, ects: Any) -> None:
    row = (*ROW_A[:4], ects, *ROW_A[5:])
    desk.deliver("courses.xlsx", xlsx(workbook([TITLES, row])))
    given = feed(format="xlsx", dialect={"decimal_mark": ",", "thousands_mark": "."})
    desk.pull(given)
    assert desk.rows(given)[0]["ects"] == Decimal("4.50")


def test_truth_values_typed_by_the_workbook_are_understood(desk: Desk) -> None:
    desk.deliver("courses.xlsx", xlsx(workbook([TITLES, (*ROW_A[:5], True, None)])))
    given = feed(format="xlsx", dialect={"true_values": ["Sí"], "false_values": ["No"]})
    desk.pull(given)
    assert desk.rows(given)[0]["accredited"] is True


def test_title_rows_merged_above_the_header_are_not_data(desk: Desk) -> None:
    book = workbook([["Cursos 2024"], [], TITLES, ROW_A, ROW_B])
    book.worksheets[0].merge_cells("A1:G1")
    desk.deliver("courses.xlsx", xlsx(book))
    desk.pull(XLSX)
    assert len(desk.rows(XLSX)) == 2
    assert desk.manifest(XLSX).source.header_row == 3


def test_a_header_over_two_rows_gives_each_column_its_lowest_text(desk: Desk) -> None:
    upper = ["id", "title", "kind", "sectors", "Datos", None, None]
    lower = [None, None, None, None, "ects", "accredited", "started_on"]
    book = workbook([upper, lower, ROW_A, ROW_B])
    for span in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:G1"):
        book.worksheets[0].merge_cells(span)
    desk.deliver("courses.xlsx", xlsx(book))
    desk.pull(XLSX)
    assert [row["title"] for row in desk.rows(XLSX)] == ["Arte", "Cine"]


def test_a_feed_may_tell_columns_apart_by_the_merged_heading_above_them(desk: Desk) -> None:
    upper = ["id", "title", "kind", "sectors", "Créditos", "Oficial", "Inicio"]
    lower = [None, None, None, None, "valor", "valor", "valor"]
    book = workbook([upper, lower, ROW_A])
    for span in ("A1:A2", "B1:B2", "C1:C2", "D1:D2"):
        book.worksheets[0].merge_cells(span)
    desk.deliver("courses.xlsx", xlsx(book))
    columns = {name: field for name, field in XLSX.columns.items() if name in TITLES[:4]} | {
        "Créditos / valor": "ects",
        "Oficial / valor": "accredited",
        "Inicio / valor": "started_on",
    }
    given = feed(format="xlsx", columns=columns)
    desk.pull(given)
    assert desk.rows(given)[0]["ects"] == Decimal("6.00")


def test_a_header_row_may_be_declared(desk: Desk) -> None:
    old = ["id", "title", "kind", "sectors", "ects", "accredited", "started_on"]
    desk.deliver("courses.xlsx", xlsx(workbook([old, ["x"] * 7, TITLES, ROW_A])))
    given = feed(format="xlsx", header_row=3)
    desk.pull(given)
    assert len(desk.rows(given)) == 1


def test_of_several_sheets_the_one_with_the_headers_is_read(desk: Desk) -> None:
    book = workbook([["Portada"]], Listas=[["a", "b"]], Cursos=[TITLES, ROW_A])
    desk.deliver("courses.xlsx", xlsx(book))
    desk.pull(XLSX)
    assert desk.manifest(XLSX).source.understood["sheet"] == "Cursos"


def test_two_sheets_with_the_headers_are_refused_until_the_feed_names_one(desk: Desk) -> None:
    book = workbook([TITLES, ROW_A], Antiguo=[TITLES, ROW_B])
    desk.deliver("courses.xlsx", xlsx(book))
    problem = only(desk.refused(XLSX))
    assert problem.rule == "sheet"
    assert '"Datos", "Antiguo"' in problem.what
    named = feed(format="xlsx", sheet="Antiguo")
    desk.pull(named)
    assert [row["title"] for row in desk.rows(named)] == ["Cine"]


def test_a_hidden_sheet_is_not_looked_at_and_is_named(desk: Desk) -> None:
    book = workbook([["Portada"]], Cursos=[TITLES, ROW_A])
    book["Cursos"].sheet_state = "hidden"
    desk.deliver("courses.xlsx", xlsx(book))
    problem = only(desk.refused(XLSX))
    assert 'hidden and not looked at: "Cursos"' in problem.what


def test_a_sheet_that_is_not_there_is_refused_with_the_nearest_name(desk: Desk) -> None:
    desk.deliver("courses.xlsx", xlsx(workbook([TITLES, ROW_A], name="Cursos 24")))
    problem = only(desk.refused(feed(format="xlsx", sheet="Cursos 25")))
    assert problem.sheet == "Cursos 25"
    assert 'Is it "Cursos 24"?' in problem.remedy


def test_a_totals_row_is_left_out_even_with_an_open_formula(desk: Desk) -> None:
    """openpyxl stores no results: every SUM that it writes is a formula without one."""
    totals = ["Total", None, None, None, "=SUM(E2:E3)"]
    desk.deliver("courses.xlsx", xlsx(workbook([TITLES, ROW_A, ROW_B, totals])))
    given = feed(format="xlsx", totals_marker="Total")
    result = desk.pull(given)
    assert (result.read, result.accepted) == (3, 2)
    assert desk.manifest(given).counts.ignored == {"totals row": 1}


def test_hidden_rows_are_refused_with_their_numbers(desk: Desk) -> None:
    book = workbook([TITLES, ROW_A, ROW_B])
    book.worksheets[0].row_dimensions[3].hidden = True
    desk.deliver("courses.xlsx", xlsx(book))
    problem = only(desk.refused(XLSX))
    assert (problem.rule, problem.sheet, problem.row) == ("hidden-row", "Datos", 3)
    assert "clear the filter" in problem.remedy


@pytest.mark.parametrize(("policy", "titles"), [("keep", ["Arte", "Cine"]), ("drop", ["Arte"])])
def test_a_feed_may_keep_or_drop_hidden_rows(desk: Desk, policy: str, titles: list[str]) -> None:
    book = workbook([TITLES, ROW_A, ROW_B])
    book.worksheets[0].row_dimensions[3].hidden = True
    desk.deliver("courses.xlsx", xlsx(book))
    given = feed(format="xlsx", hidden_rows=policy)
    desk.pull(given)
    assert [row["title"] for row in desk.rows(given)] == titles
    ignored = {"hidden row": 1} if policy == "drop" else {}
    assert desk.manifest(given).counts.ignored == ignored


def test_hidden_rows_without_data_do_no_harm(desk: Desk) -> None:
    book = workbook([TITLES, ROW_A])
    book.worksheets[0].row_dimensions[7].hidden = True
    desk.deliver("courses.xlsx", xlsx(book))
    assert desk.pull(XLSX).accepted == 1


def test_hidden_rows_of_an_ods_are_refused_too(desk: Desk) -> None:
    rows = [TITLES, ROW_A, ods_row(ROW_B, visibility="filter")]
    desk.deliver("courses.ods", ods(rows))
    problem = only(desk.refused(ODS))
    assert (problem.rule, problem.row) == ("hidden-row", 3)


def test_a_hidden_column_with_data_is_refused_until_the_feed_keeps_it(desk: Desk) -> None:
    book = workbook([TITLES, ROW_A])
    book.worksheets[0].column_dimensions["E"].hidden = True
    desk.deliver("courses.xlsx", xlsx(book))
    problem = only(desk.refused(XLSX))
    assert (problem.rule, problem.column) == ("hidden-column", "ects")
    assert desk.pull(feed(format="xlsx", hidden_columns="keep")).accepted == 1


def test_a_formula_without_a_stored_result_is_refused_with_its_address(desk: Desk) -> None:
    desk.deliver("courses.xlsx", xlsx(workbook([TITLES, ROW_A, (*ROW_B[:4], "=2*3", "no", None)])))
    problem = only(desk.refused(XLSX))
    assert (problem.rule, problem.row, problem.column) == ("formula", 3, "ects")
    assert "E3" in problem.what
    assert "let it calculate and save" in problem.remedy


def test_formulas_with_a_stored_result_are_read_even_if_it_is_an_empty_text(desk: Desk) -> None:
    """openpyxl cannot tell these two from a formula without a result; the XML can."""
    formula = "<c><f>2*3</f><v>6</v></c>"
    empty = '<c t="str"><f>IF(1=1,"","x")</f><v></v></c>'
    cells = ("EHU-001", "Arte", "training", empty, formula, "yes", None)
    desk.deliver("courses.xlsx", xlsx_of(xml_row(1, TITLES), xml_row(2, cells)))
    desk.pull(XLSX)
    assert desk.rows(XLSX)[0]["ects"] == Decimal("6.00")
    assert desk.rows(XLSX)[0]["sectors"] is None


def test_a_formula_without_a_stored_result_in_an_ods_is_refused_too(desk: Desk) -> None:
    from odf.table import TableCell

    row = (*ROW_B[:4], TableCell(formula="of:=2*3"), "no", None)
    desk.deliver("courses.ods", ods([TITLES, ROW_A, row]))
    problem = only(desk.refused(ODS))
    assert (problem.rule, problem.row) == ("formula", 3)


@pytest.mark.parametrize("error", ["#REF!", "#N/A"])
def test_error_cells_are_rejected_with_the_error_and_the_rest_passes(
    desk: Desk, error: str
) -> None:
    """python-calamine reads an error cell as an empty one: it would pass as a missing value."""
    broken = f'<c t="e"><v>{error}</v></c>'
    rows = [xml_row(1, TITLES), xml_row(2, ROW_A), xml_row(3, (*ROW_B[:4], broken, "no", None))]
    desk.deliver("courses.xlsx", xlsx_of(*rows))
    result = desk.pull(XLSX)
    assert (result.accepted, result.rejected) == (1, 1)
    (row,) = desk.rejected(XLSX)
    assert (row["_row"], row["rule"], row["column_name"], row["value"]) == (
        3,
        "error-cell",
        "ects",
        error,
    )


def test_error_cells_of_an_ods_are_rejected_too(desk: Desk) -> None:
    from odf.table import TableCell
    from odf.text import P

    cell = TableCell(formula="of:=NA()", valuetype="string", stringvalue="")
    cell.addElement(P(text="#N/A"))
    desk.deliver("courses.ods", ods([TITLES, ROW_A, (ROW_B[0], cell, *ROW_B[2:])]))
    desk.pull(ODS)
    (row,) = desk.rejected(ODS)
    assert (row["_row"], row["rule"], row["column_name"]) == (3, "error-cell", "title")


def test_merged_cells_among_the_data_are_refused_until_the_feed_fills_them(desk: Desk) -> None:
    book = workbook([TITLES, ROW_A, (ROW_B[0], None, *ROW_B[2:])])
    book.worksheets[0].merge_cells("B2:B3")
    desk.deliver("courses.xlsx", xlsx(book))
    problem = only(desk.refused(XLSX))
    assert (problem.rule, problem.row, problem.column) == ("merged-cell", 2, "title")
    assert "B2:B3" in problem.what
    given = feed(format="xlsx", merged_cells="fill")
    desk.pull(given)
    assert [row["title"] for row in desk.rows(given)] == ["Arte", "Arte"]


def test_merged_cells_of_an_ods_are_refused_too(desk: Desk) -> None:
    from odf.table import CoveredTableCell, TableCell
    from odf.text import P

    cell = TableCell(valuetype="string", numberrowsspanned=2, numbercolumnsspanned=1)
    cell.addElement(P(text="Arte"))
    rows = [TITLES, (ROW_A[0], cell, *ROW_A[2:]), (ROW_B[0], CoveredTableCell(), *ROW_B[2:])]
    desk.deliver("courses.ods", ods(rows))
    assert only(desk.refused(ODS)).rule == "merged-cell"


def test_an_empty_column_without_a_header_is_nothing(desk: Desk) -> None:
    rows = [("id", "", *TITLES[1:], ""), (ROW_A[0], None, *ROW_A[1:], " ")]
    desk.deliver("courses.xlsx", xlsx(workbook(rows)))
    assert desk.pull(XLSX).accepted == 1


def test_a_column_with_values_and_no_header_is_refused_with_its_letter(desk: Desk) -> None:
    rows = [TITLES, ROW_A, (*ROW_B, "¿?")]
    desk.deliver("courses.xlsx", xlsx(workbook(rows)))
    problem = only(desk.refused(XLSX))
    assert (problem.rule, problem.row, problem.column) == ("unnamed-column", 3, "H")


def test_the_columns_beside_a_merged_header_have_no_header(desk: Desk) -> None:
    book = workbook([(*TITLES, None), (*ROW_A, "x")])
    book.worksheets[0].merge_cells("G1:H1")
    desk.deliver("courses.xlsx", xlsx(book))
    assert only(desk.refused(XLSX)).rule == "unnamed-column"


def test_two_columns_with_one_header_are_refused(desk: Desk) -> None:
    desk.deliver("courses.xlsx", xlsx(workbook([(*TITLES, "Title"), (*ROW_A, "x")])))
    problem = only(desk.refused(XLSX))
    assert problem.rule == "duplicate-column"
    assert '"title", "Title"' in problem.what


def test_an_unknown_column_is_refused_with_the_nearest_header(desk: Desk) -> None:
    given = feed(format="xlsx", optional=["sectors"])
    header = ("id", "title", "kind", "sector", *TITLES[4:])
    desk.deliver("courses.xlsx", xlsx(workbook([header, ROW_A])))
    problem = only(desk.refused(given))
    assert (problem.rule, problem.sheet, problem.row) == ("unknown-column", "Datos", 1)
    assert problem.column == "sector"
    assert 'Is it "sectors"?' in problem.remedy


def test_a_missing_column_is_refused_with_the_headers_found_and_the_nearest(desk: Desk) -> None:
    header = ("id", "titel", *TITLES[2:])
    desk.deliver("courses.xlsx", xlsx(workbook([header, ROW_A])))
    missing, unknown = desk.refused(XLSX)
    assert (missing.rule, missing.column) == ("missing-column", "title")
    assert '"id", "titel", "kind"' in missing.what
    assert 'Is it "titel"?' in missing.remedy
    assert unknown.rule == "unknown-column"


def test_one_of_several_headers_for_a_field_is_enough_and_two_are_too_many(desk: Desk) -> None:
    given = feed(format="xlsx", columns={**XLSX.columns, "Denominación": "title"})
    header = ("id", "Denominación", *TITLES[2:])
    desk.deliver("courses.xlsx", xlsx(workbook([header, ROW_A])))
    assert desk.pull(given).accepted == 1
    desk.deliver("courses.xlsx", xlsx(workbook([(*TITLES, "Denominación"), (*ROW_A, "x")])))
    assert only(desk.refused(given)).rule == "duplicate-column"


def test_a_sheet_without_any_of_the_headers_is_refused(desk: Desk) -> None:
    desk.deliver("courses.xlsx", xlsx(workbook([["a", "b"], [1, 2]])))
    problem = only(desk.refused(XLSX))
    assert problem.rule == "missing-column"
    assert '"id", "title"' in problem.what
