"""The workbooks hold typed cells that never run, in each language, read here by openpyxl."""

from __future__ import annotations

import openpyxl
import pytest

from publish.formats.xlsx import SheetNameError
from publish.formats.xlsx_fill import WorkbookError, fill
from publish.site import Site
from tests.publish.formats.cases import EMPTY, FORMULAS, make
from tests.publish.small import organisation, prepare, registry, release

NOTES = {"eu": "Oharrak", "es": "Notas", "fr": "Notes", "en": "Notes"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("xlsx"), site=Site("https://data.example.org"))


@pytest.fixture(scope="module")
def books(made):
    return {
        language: openpyxl.load_workbook(made.folder / "data" / f"partnership.{language}.xlsx")
        for language in NOTES
    }


def _column(sheet, name: str) -> list:
    [at] = [cell.column for cell in sheet[2] if cell.value == name]
    return [row[at - 1] for row in sheet.iter_rows(min_row=3)]


def test_each_language_has_notes_columns_codes_and_a_sheet_per_table(books):
    for language, book in books.items():
        assert book.sheetnames[0] == NOTES[language]
        assert book.sheetnames[3:] == ["organisation", "visit", "summary"]


def test_headings_are_titles_in_the_language_over_names_and_stay_in_sight_with_filters(books):
    for language, title in (("eu", "day (eu)"), ("es", "day (es)"), ("en", "day")):
        sheet = books[language]["visit"]
        assert (sheet["E1"].value, sheet["E2"].value) == (title, "day")
        assert sheet.freeze_panes == "A3"
        assert sheet.auto_filter.ref == f"A2:I{sheet.max_row}"


def test_cells_have_types_and_an_empty_one_is_no_zero(books):
    sheet = books["es"]["visit"]
    assert {cell.data_type for cell in _column(sheet, "words")} == {"s", "n"}  # n: empty
    assert _column(sheet, "day")[1].is_date
    assert {type(c.value) for c in _column(sheet, "paid")} == {bool, type(None)}
    assert -0.000001 in [cell.value for cell in _column(sheet, "amount")]
    moments = [str(cell.value).replace(" ", "T") for cell in _column(sheet, "moment")]
    assert "2024-02-29T13:05:07" in moments


def test_a_text_is_never_a_formula_or_a_link(books):
    for book in books.values():
        cells = _column(book["visit"], "words")
        assert set(FORMULAS) - {"\rreturn"} <= {cell.value for cell in cells}
        assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)


def test_a_day_that_excel_has_wrong_is_text(books):
    """Excel counts a 29 February 1900: days before 1 March 1900 would be another day."""
    days = [cell.value for cell in _column(books["fr"]["visit"], "day")]
    assert "1899-12-31" in days


def test_the_notes_tell_version_date_licence_citation_and_address(books):
    told = {row[0].value: row[1].value for row in books["en"]["Notes"].iter_rows()}
    assert told["Version"] == "1.2.3"
    assert told["Data received on"] == "2026-09-01"
    assert "CC BY 4.0" in told["Licence"]
    address = "https://data.example.org/releases/partnership/1.2.3"
    assert told["Address"] == address
    assert told["Citation"] == (
        "KSIgune; Euskampus Fundazioa (2026): Partnership. Version 1.2.3. KSIgune. Dataset. "
        f"{address}"
    )


def test_the_columns_sheet_says_unit_type_and_code_list(books):
    lines = [[cell.value for cell in row] for row in books["es"]["Columnas"].iter_rows()]
    assert next(x for x in lines if x[1] == "amount")[:3] == ["visit", "amount", "amount (es)"]
    assert next(x for x in lines if x[1] == "amount")[5] == "eur"
    assert next(x for x in lines if x[:2] == ["summary", "kind"])[8] == "kind"
    codes = [[cell.value for cell in row][:3] for row in books["fr"]["Listes de codes"].iter_rows()]
    assert ["kind", "faculty", "label of faculty (fr)"] in codes
    assert ["kind", "_T", "Total"] in codes


def test_the_file_says_when_the_data_are_from_and_not_when_it_was_written(books):
    assert str(books["eu"].properties.created) == "2026-09-01 06:30:00"


def test_a_table_whose_name_no_sheet_can_have_is_refused_with_the_reason(tmp_path):
    table = organisation().model_copy(update={"name": "a_name_that_is_longer_than_a_sheet"})
    chosen = registry(table)
    prepare(tmp_path, chosen, {})
    with pytest.raises(SheetNameError, match="rename the table"):
        release(tmp_path, chosen)


def test_rows_are_not_put_into_a_workbook_of_another_style(made, tmp_path):
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with other.open("rb") as shell, pytest.raises(WorkbookError, match="other styles"):
        fill(shell, made.folder / "data" / "partnership.eu.xlsx", tmp_path / "x.xlsx", 1)


def test_a_table_without_rows_has_its_heading(tmp_path):
    empty = make(tmp_path, EMPTY)
    book = openpyxl.load_workbook(empty.folder / "data" / "partnership.es.xlsx")
    assert [cell.value for cell in book["summary"][2]][:2] == ["academic_year", "kind"]
    assert book["summary"].max_row == 2


def test_private_columns_are_in_no_sheet(books):
    assert "contact_email" not in [cell.value for cell in books["es"]["organisation"][2]]
