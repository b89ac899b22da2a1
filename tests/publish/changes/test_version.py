"""The version follows from the change: removal major, addition minor, correction patch."""

from __future__ import annotations

import copy

import pytest

from publish.changes.shape import shape_changes
from publish.changes.version import Change, bump, next_version, parts

DESCRIPTOR = {
    "name": "p",
    "title": "P",
    "resources": [
        {
            "name": "project",
            "format": "csv",
            "schema": {
                "fields": [
                    {"name": "id", "type": "string", "constraints": {"required": True}},
                    {
                        "name": "funding",
                        "type": "number",
                        "unit": "EUR",
                        "constraints": {"minimum": "0", "maximum": "1000"},
                    },
                    {
                        "name": "status",
                        "type": "string",
                        "constraints": {"enum": ["ongoing", "delivered"]},
                    },
                    {"name": "starts", "type": "date", "constraints": {"minimum": "2024-03-01"}},
                ],
                "primaryKey": ["id"],
            },
        }
    ],
}


def _changed(edit):
    new = copy.deepcopy(DESCRIPTOR)
    edit(new["resources"][0]["schema"], new)
    return [(c.level, c.reason) for c in shape_changes(DESCRIPTOR, new)]


def _fields(schema):
    return schema["fields"]


def _constraint(place, name, value):
    def edit(schema, _):
        _fields(schema)[place].setdefault("constraints", {})[name] = value

    return edit


def _without(place, name):
    def edit(schema, _):
        del _fields(schema)[place]["constraints"][name]

    return edit


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda s, d: _fields(s).pop(1), [("major", "field funding removed")]),
        (
            lambda s, d: _fields(s).append({"name": "colour", "type": "string"}),
            [("major", "field colour added")],
        ),
        (
            lambda s, d: _fields(s)[1].update(name="amount"),
            [("major", "field funding renamed, or replaced by amount")],
        ),
        (
            lambda s, d: _fields(s).insert(0, _fields(s).pop(1)),
            [("major", "fields reordered: now funding, id, status, starts")],
        ),
        (
            lambda s, d: _fields(s)[1].update(type="integer"),
            [("major", "field funding: type number became integer")],
        ),
        (
            lambda s, d: _fields(s)[1].update(unit="kEUR"),
            [("major", "field funding: unit EUR became kEUR")],
        ),
        (lambda s, d: s.update(primaryKey=["id", "status"]), [("major", "primary key changed")]),
        (
            lambda s, d: s.update(missingValues=["", "-"]),
            [("major", "codes for missing values changed")],
        ),
        (
            lambda s, d: s.update(
                foreignKeys=[{"fields": ["id"], "reference": {"resource": "o", "fields": ["id"]}}]
            ),
            [("major", "foreign key added: id to o (id)")],
        ),
        (
            _constraint(1, "required", True),
            [("major", "field funding: constraint required tightened")],
        ),
        (
            _constraint(0, "pattern", "[a-z]"),
            [("major", "field id: constraint pattern tightened")],
        ),
        (
            _constraint(1, "minimum", "10"),
            [("major", "field funding: constraint minimum tightened")],
        ),
        (
            _constraint(1, "maximum", "900"),
            [("major", "field funding: constraint maximum tightened")],
        ),
        (
            _constraint(3, "minimum", "2024-03-02"),
            [("major", "field starts: constraint minimum tightened")],
        ),
        (
            _constraint(2, "enum", ["ongoing"]),
            [("major", "field status: constraint enum tightened")],
        ),
        (
            _constraint(2, "enum", ["ongoing", "stopped"]),
            [("major", "field status: constraint enum tightened")],
        ),
        (
            _constraint(2, "enum", ["ongoing", "delivered", "stopped"]),
            [("minor", "field status: constraint enum loosened")],
        ),
        (
            _constraint(1, "minimum", "-1"),
            [("minor", "field funding: constraint minimum loosened")],
        ),
        (
            _constraint(1, "maximum", "10000"),
            [("minor", "field funding: constraint maximum loosened")],
        ),
        (_without(0, "required"), [("minor", "field id: constraint required loosened")]),
        (
            lambda s, d: d.update(title="Q"),
            [("patch", "titles, descriptions, sources or other words")],
        ),
        (
            lambda s, d: _fields(s)[0].update(description="told better"),
            [("patch", "titles, descriptions, sources or other words")],
        ),
        (
            _constraint(2, "enum", ["delivered", "ongoing"]),
            [("patch", "titles, descriptions, sources or other words")],
        ),
        (lambda s, d: None, []),
    ],
)
def test_what_each_change_of_shape_asks_of_a_reader(edit, expected):
    assert _changed(edit) == expected


def test_a_table_removed_is_major_and_a_table_added_is_minor():
    other = {"name": "event", "format": "csv", "schema": {"fields": []}}
    more = {**DESCRIPTOR, "resources": [*DESCRIPTOR["resources"], other]}
    assert shape_changes(DESCRIPTOR, more) == (
        Change("minor", "event", "table added", "table-added"),
    )
    assert shape_changes(more, DESCRIPTOR) == (
        Change("major", "event", "table removed", "table-removed"),
    )


@pytest.mark.parametrize(
    ("level", "expected"), [("major", "2.0.0"), ("minor", "1.5.0"), ("patch", "1.4.10")]
)
def test_each_level_raises_its_number_and_clears_those_behind(level, expected):
    assert bump("1.4.9", level) == expected


def test_the_greatest_change_decides_and_stands_first():
    changes = tuple(
        Change(level, "t", level, "words-changed") for level in ("patch", "major", "minor")
    )
    found = next_version("1.2.3", changes)
    assert (found.version, found.level) == ("2.0.0", "major")
    assert [change.level for change in found.changes] == ["major", "minor", "patch"]


def test_no_change_is_no_release():
    assert next_version("1.2.3", ()) is None


def test_the_first_release_is_1_0_0():
    found = next_version(None, ())
    assert (found.version, found.previous, found.level) == ("1.0.0", None, None)


def test_versions_sort_as_numbers():
    assert sorted(["1.10.0", "1.9.0", "2.0.0"], key=parts) == ["1.9.0", "1.10.0", "2.0.0"]


@pytest.mark.parametrize("text", ["1.0", "1.0.x", "latest", "1.0.0.0", "1.٠.0"])
def test_what_is_not_a_version_is_refused(text):
    with pytest.raises(ValueError, match=r"not a version of the form 1\.2\.3"):
        parts(text)


def test_a_number_is_never_given_twice_also_after_a_withdrawal():
    """1.1.0 was withdrawn: what is compared with 1.0.0 is counted on from 1.1.0."""
    change = Change("minor", "t", "rows added: 1", "rows-added")
    found = next_version("1.0.0", (change,), "1.1.0")
    assert (found.version, found.previous, found.highest) == ("1.2.0", "1.0.0", "1.1.0")


def test_after_every_version_was_withdrawn_the_next_is_major():
    found = next_version(None, (), "1.1.0")
    assert (found.version, found.previous, found.level) == ("2.0.0", None, "major")
