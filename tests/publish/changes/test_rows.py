"""Two releases of a table are told apart row by row, value by value, by key and exactly."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publish.changes.rows import compare_rows, lines
from publish.engine import engine

KIND = {
    "id": "VARCHAR",
    "n": "BIGINT",
    "amount": "DECIMAL(18,4)",
    "day": "DATE",
    "at": "TIMESTAMP",
    "yes": "BOOLEAN",
    "text": "VARCHAR",
}


def _file(path, rows, **kinds):
    columns = kinds or {name: KIND[name] for name in rows[0]}
    with duckdb.connect() as connection:
        told = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"CREATE TABLE t ({told})")
        marks = ", ".join("?" for _ in columns)
        for row in rows:
            connection.execute(
                f"INSERT INTO t VALUES ({marks})", [row.get(name) for name in columns]
            )
        connection.execute(f"COPY (FROM t ORDER BY 1) TO '{path}' (FORMAT parquet)")
    return path


def _compare(folder, old, new, key=("id",)):
    with engine(folder) as connection:
        diff = compare_rows(connection, "t", key, old, new)
        return diff, [json.loads(line) for line in lines(connection, diff)]


FULL = {
    "id": "a",
    "n": 2**62,
    "amount": Decimal("0.1000"),
    "day": date(2024, 3, 1),
    "at": datetime.fromisoformat("2024-03-01T06:30:00"),
    "yes": True,
    "text": 'x "y"\n\\ ñ \u0001',
}


def test_every_value_is_the_text_of_its_csv_cell_and_nothing_is_rounded(tmp_path):
    old = _file(tmp_path / "o.parquet", [FULL])
    new = _file(tmp_path / "n.parquet", [{**FULL, "id": "b"}])
    diff, rows = _compare(tmp_path, old, new)
    cells = {
        "n": "4611686018427387904",
        "amount": "0.1000",
        "day": "2024-03-01",
        "at": "2024-03-01T06:30:00Z",
        "yes": "true",
        "text": 'x "y"\n\\ ñ \u0001',
    }
    assert (diff.added, diff.removed, diff.changed) == (1, 1, 0)
    assert rows == [
        {"table": "t", "change": "removed", "key": {"id": "a"}, "before": cells},
        {"table": "t", "change": "added", "key": {"id": "b"}, "after": cells},
    ]


def test_a_changed_row_tells_only_the_values_that_changed_old_and_new(tmp_path):
    old = _file(tmp_path / "o.parquet", [FULL])
    changed = {**FULL, "amount": Decimal("0.1001"), "day": None, "yes": False}
    diff, rows = _compare(tmp_path, old, _file(tmp_path / "n.parquet", [changed]))
    assert rows == [
        {
            "table": "t",
            "change": "changed",
            "key": {"id": "a"},
            "before": {"amount": "0.1000", "day": "2024-03-01", "yes": "true"},
            "after": {"amount": "0.1001", "day": None, "yes": "false"},
        }
    ]
    assert diff.values == {"amount": 1, "day": 1, "yes": 1}
    assert [json.loads(sample) for sample in diff.samples] == rows


def test_rows_stand_in_the_order_of_the_key_as_the_type_orders_it(tmp_path):
    kinds = {"n": "BIGINT", "text": "VARCHAR"}
    old = _file(tmp_path / "o.parquet", [{"n": n, "text": "x"} for n in (10, 9, 100)], **kinds)
    new = _file(tmp_path / "n.parquet", [{"n": n, "text": "y"} for n in (9, 100, 11)], **kinds)
    _, rows = _compare(tmp_path, old, new, ("n",))
    assert [(row["key"]["n"], row["change"]) for row in rows] == [
        ("9", "changed"),
        ("10", "removed"),
        ("11", "added"),
        ("100", "changed"),
    ]


def test_of_a_table_whose_columns_changed_the_common_ones_are_compared(tmp_path):
    old = _file(
        tmp_path / "o.parquet",
        [{"id": "a", "gone": "1", "kept": 1}, {"id": "b", "gone": "2", "kept": 2}],
        id="VARCHAR", gone="VARCHAR", kept="BIGINT",
    )  # fmt: skip
    new = _file(
        tmp_path / "n.parquet",
        [{"id": "a", "kept": 1, "fresh": "x"}, {"id": "c", "kept": 3, "fresh": "y"}],
        id="VARCHAR", kept="BIGINT", fresh="VARCHAR",
    )  # fmt: skip
    diff, rows = _compare(tmp_path, old, new)
    assert diff.columns == ("kept",)
    assert rows == [
        {
            "table": "t",
            "change": "removed",
            "key": {"id": "b"},
            "before": {"gone": "2", "kept": "2"},
        },
        {"table": "t", "change": "added", "key": {"id": "c"}, "after": {"kept": "3", "fresh": "y"}},
    ]


@pytest.mark.parametrize(
    ("before", "after", "old", "new", "changed"),
    [
        ("DECIMAL(14,2)", "DECIMAL(18,4)", Decimal("1.50"), Decimal("1.5000"), 0),
        ("DECIMAL(14,2)", "DECIMAL(18,4)", Decimal("1.50"), Decimal("1.5001"), 1),
        ("BIGINT", "VARCHAR", 7, "7", 0),
        ("BIGINT", "VARCHAR", 7, "07", 1),
    ],
)
def test_a_retyped_column_is_compared_by_value_or_as_written(
    tmp_path, before, after, old, new, changed
):
    one = _file(tmp_path / "o.parquet", [{"id": "a", "v": old}], id="VARCHAR", v=before)
    two = _file(tmp_path / "n.parquet", [{"id": "a", "v": new}], id="VARCHAR", v=after)
    diff, _ = _compare(tmp_path, one, two)
    assert diff.changed == changed


TEXT = st.one_of(
    st.none(), st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=4)
)
ROWS = st.dictionaries(
    st.integers(0, 12), st.tuples(TEXT, st.one_of(st.none(), st.booleans())), max_size=8
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(old=ROWS, new=ROWS)
def test_it_finds_what_a_comparison_of_two_dictionaries_finds(tmp_path, old, new):
    kinds = {"n": "BIGINT", "text": "VARCHAR", "yes": "BOOLEAN"}
    paths = []
    for name, rows in (("o", old), ("n", new)):
        listed = [{"n": key, "text": text, "yes": yes} for key, (text, yes) in rows.items()]
        paths.append(_file(tmp_path / f"{name}.parquet", listed, **kinds))
    _, rows = _compare(tmp_path, *paths, key=("n",))
    word = {None: None, True: "true", False: "false"}
    expected = []
    for key in sorted({*old, *new}):
        if key not in old:
            expected.append((str(key), "added", None, (new[key][0], word[new[key][1]])))
        elif key not in new:
            expected.append((str(key), "removed", (old[key][0], word[old[key][1]]), None))
        elif old[key] != new[key]:
            expected.append((str(key), "changed", None, None))
    found = [
        (
            row["key"]["n"],
            row["change"],
            tuple(row["before"].values()) if row["change"] == "removed" else None,
            tuple(row["after"].values()) if row["change"] == "added" else None,
        )
        for row in rows
    ]
    assert found == expected
    for row in rows:
        if row["change"] == "changed":
            one, other = old[int(row["key"]["n"])], new[int(row["key"]["n"])]
            differing = [n for n, place in (("text", 0), ("yes", 1)) if one[place] != other[place]]
            assert list(row["before"]) == list(row["after"]) == differing
