"""Issue 2, point 3: the flaws of delimited files are handled, or refused with a remedy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.sources.small import GOOD_ROWS, HEADER, Desk, feed, only

A = {
    "course_id": "EHU-001",
    "title": "Arte",
    "kind": "training",
    "sectors": "design",
    "ects": Decimal("6.00"),
    "accredited": True,
    "started_on": date(2024, 9, 2),
}
B = {
    "course_id": "EHU-002",
    "title": "Cine",
    "kind": "research",
    "sectors": None,
    "ects": Decimal("4.50"),
    "accredited": False,
    "started_on": None,
}


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_usual_delimiter_is_found(desk: Desk, delimiter: str) -> None:
    desk.deliver("courses.csv", [row.replace(";", delimiter) for row in (HEADER, *GOOD_ROWS)])
    desk.pull(feed())
    assert desk.rows(feed()) == [A, B]
    assert desk.manifest(feed()).source.understood["delimiter"] == delimiter


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(desk: Desk, line_end: str) -> None:
    desk.deliver("courses.csv", line_end.join([HEADER, *GOOD_ROWS]) + line_end)
    desk.pull(feed())
    assert desk.rows(feed()) == [A, B]


@pytest.mark.parametrize(
    ("encoding", "understood"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("latin-1", "cp1252"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf_16_le"),
        ("utf-16-be", "utf_16_be"),
    ],
)
def test_encodings_that_occur_are_told_apart(desk: Desk, encoding: str, understood: str) -> None:
    titles = ["Diseño de producción y música", "Señalización, niñez y comunicación"]
    rows = [HEADER, *(f"EHU-00{i};{t};Formación;;;yes;" for i, t in enumerate(titles))]
    desk.deliver("courses.csv", "".join(f"{row}\r\n" for row in rows).encode(encoding))
    desk.pull(feed())
    assert [row["title"] for row in desk.rows(feed())] == titles
    assert desk.manifest(feed()).source.understood["encoding"] == understood


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_a_guess_that_yields_strange_letters_is_no_guess(desk: Desk, encoding: str) -> None:
    """`España` of an old DOS program would be read as `Espa¤a`, that of an old Mac as `Espa–a`."""
    desk.deliver("courses.csv", f"{HEADER}\nEHU-001;España;training;;;yes;\n".encode(encoding))
    problem = only(desk.refused(feed()))
    assert problem.rule == "encoding"
    assert "`encoding`" in problem.remedy
    desk.pull(feed(encoding=encoding))
    assert desk.rows(feed())[0]["title"] == "España"


def test_a_declared_encoding_that_does_not_fit_names_the_line(desk: Desk) -> None:
    desk.deliver("courses.csv", f"{HEADER}\nEHU-001;Año;training;;;yes;\n".encode("latin-1"))
    problem = only(desk.refused(feed(encoding="utf-8")))
    assert problem.rule == "encoding"
    assert "line 2" in problem.what


def test_an_encoding_that_does_not_exist_is_named(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    assert '"utf-9"' in only(desk.refused(feed(encoding="utf-9"))).what


def test_decimal_commas_and_thousands_points(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, "EHU-001;Arte;training;;120,5;yes;"])
    given = feed(dialect={"decimal_mark": ",", "thousands_mark": "."})
    desk.pull(given)
    assert desk.rows(given)[0]["ects"] == Decimal("120.50")


@pytest.mark.parametrize(
    ("sent", "formats"),
    [
        ("02/09/2024", ["%d/%m/%Y"]),
        ("2.9.2024", ["%d.%m.%Y"]),
        ("2024-09-02", ["%d/%m/%Y"]),
        ("45537", ["%d/%m/%Y"]),
    ],
)
def test_dates_as_text_in_the_feeds_format_as_iso_and_as_serials(
    desk: Desk, sent: str, formats: list[str]
) -> None:
    """45537 is what Excel writes for 2 September 2024 in a column without a date format."""
    desk.deliver("courses.csv", [HEADER, f"EHU-001;Arte;training;;;yes;{sent}"])
    given = feed(dialect={"date_formats": formats})
    desk.pull(given)
    assert desk.rows(given)[0]["started_on"] == date(2024, 9, 2)


def test_codes_parted_by_another_sign_are_landed_with_ours(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, "EHU-001;Arte;training;design/heritage;;yes;"])
    given = feed(dialect={"list_separator": "/"})
    desk.pull(given)
    assert desk.rows(given)[0]["sectors"] == "design;heritage"


def test_title_rows_and_blank_rows_are_not_data_and_rows_keep_their_numbers(desk: Desk) -> None:
    """A row is numbered as the spreadsheet does it: a cell of two lines is one row."""
    desk.deliver(
        "courses.csv",
        [
            "Cursos",
            "",
            '"con dos\nlíneas"',
            HEADER,
            GOOD_ROWS[0],
            ";;;;;;",
            "",
            "X;Cine;research;;;no;",
        ],
    )
    result = desk.pull(feed())
    assert (result.read, result.accepted, result.rejected) == (4, 1, 1)
    assert desk.manifest(feed()).counts.ignored == {"blank row": 2}
    assert desk.manifest(feed()).source.header_row == 4
    assert [row["_row"] for row in desk.rejected(feed())] == [8]


def test_cells_of_several_lines_and_doubled_quotation_marks_are_read(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, 'EHU-001;"Arte ""vivo""\ny más";training;;;yes;'])
    desk.pull(feed())
    assert desk.rows(feed())[0]["title"] == 'Arte "vivo"\ny más'


def test_a_ragged_row_is_rejected_with_its_number_and_the_others_pass(desk: Desk) -> None:
    """An unquoted delimiter inside a title gives the row one cell more."""
    rows = [HEADER, GOOD_ROWS[0], "EHU-003;Arte; vivo;training;;;yes;", GOOD_ROWS[1], "EHU-004;x"]
    desk.deliver("courses.csv", rows)
    result = desk.pull(feed())
    assert (result.read, result.accepted, result.rejected) == (4, 2, 2)
    rejected = desk.rejected(feed())
    assert [(r["_row"], r["rule"], r["value"]) for r in rejected] == [
        (3, "row-length", "8 of 7"),
        (5, "row-length", "2 of 7"),
    ]
    assert rejected[0]["row_json"] == '{"line":"EHU-003;Arte; vivo;training;;;yes;"}'
    assert "courses.csv, row 3" in rejected[0]["message"]
    assert "quotation marks" in rejected[0]["message"]


def test_the_text_of_a_ragged_row_is_not_kept_where_a_column_must_not_land(desk: Desk) -> None:
    desk.deliver("courses.csv", [f"{HEADER};contact", "EHU-001;x;y;Ane Etxe", *[]])
    given = feed(ignore={"contact": "Names a person."})
    desk.pull(given, accept_loss="No row is left.")
    assert "Ane" not in str(desk.rejected(given))


def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_row(desk: Desk) -> None:
    """A lenient parser would swallow every row down to the end of the file."""
    desk.deliver("courses.csv", [HEADER, GOOD_ROWS[0], 'EHU-003;"Arte;training;;;yes;', *GOOD_ROWS])
    problem = only(desk.refused(feed()))
    assert (problem.rule, problem.row) == ("quotation-mark", 3)


def test_a_bare_quotation_mark_inside_quoted_text_is_refused_with_its_row(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, 'EHU-003;"Arte "vivo" hoy";training;;;yes;'])
    problem = only(desk.refused(feed()))
    assert (problem.rule, problem.row) == ("quotation-mark", 2)


def test_an_inch_mark_in_unquoted_text_is_only_a_character(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, 'EHU-003;Pantalla de 5" y más;training;;;yes;'])
    desk.pull(feed())
    assert desk.rows(feed())[0]["title"] == 'Pantalla de 5" y más'


def test_a_file_that_ends_within_a_row_is_cut_short(desk: Desk) -> None:
    desk.deliver("courses.csv", f"{HEADER}\n{GOOD_ROWS[0]}\nEHU-002;Cin")
    problem = only(desk.refused(feed()))
    assert (problem.rule, problem.row) == ("truncated", 3)
    assert "Send the file again" in problem.remedy


def test_a_file_that_ends_within_a_character_is_cut_short(desk: Desk) -> None:
    whole = f"{HEADER}\n{GOOD_ROWS[0]}\nEHU-002;Cinefilia y diseñ".encode()
    desk.deliver("courses.csv", whole[:-1])
    assert only(desk.refused(feed())).rule == "truncated"


def test_a_whole_last_row_without_a_line_end_is_read(desk: Desk) -> None:
    desk.deliver("courses.csv", f"{HEADER}\n{GOOD_ROWS[0]}\n{GOOD_ROWS[1]}")
    desk.pull(feed())
    assert desk.rows(feed()) == [A, B]


def test_a_headers_case_and_blanks_do_not_matter(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER.replace("title", "  TITLE "), *GOOD_ROWS])
    desk.pull(feed())
    assert desk.rows(feed()) == [A, B]


def test_an_error_that_excel_wrote_into_a_csv_is_rejected(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, "EHU-001;#¡REF!;training;;;yes;", GOOD_ROWS[1]])
    desk.pull(feed())
    (row,) = desk.rejected(feed())
    assert (row["_row"], row["rule"], row["column_name"]) == (2, "error-cell", "title")


def test_a_totals_row_is_left_out_by_name_and_counted(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS, ";TOTAL:;;;10,5;;"])
    given = feed(totals_marker="Total")
    result = desk.pull(given)
    assert (result.read, result.accepted, result.rejected) == (3, 2, 0)
    assert desk.manifest(given).counts.ignored == {"totals row": 1}


def test_rows_below_the_totals_row_are_refused(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, GOOD_ROWS[0], ";Total;;;6;;", GOOD_ROWS[1]])
    problem = only(desk.refused(feed(totals_marker="Total")))
    assert (problem.rule, problem.row) == ("totals-row", 3)
    assert "row 4" in problem.what


def test_a_totals_row_that_states_another_number_of_rows_is_refused(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS, "Total;3;;;;;"])
    problem = only(desk.refused(feed(totals_marker="Total", totals_count="title")))
    assert (problem.rule, problem.row, problem.value) == ("stated-count", 4, "3")
    assert "which is 2" in problem.what


def test_the_number_of_rows_that_the_totals_row_states_is_kept(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS, "Total;2;;;;;"])
    given = feed(totals_marker="Total", totals_count="title")
    desk.pull(given)
    assert desk.manifest(given).counts.stated == 2
