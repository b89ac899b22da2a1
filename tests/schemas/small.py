"""A small registry made in memory: two packages' worth of rules, none of the real tables."""

from typing import Any

from schemas.model import Code, CodeList, Concept, Field, Package, Table, Text
from schemas.registry import Registry


def text(words: str) -> Text:
    return Text(eu=f"{words} (eu)", es=f"{words} (es)", fr=f"{words} (fr)", en=words)


def field(name: str, kind: str = "string", **more: Any) -> Field:
    body = {"title": text(name), "description": text(f"About {name}."), "type": kind}
    if kind == "number":
        body |= {"precision": 10, "scale": 2}
    return Field.model_validate({"name": name, **body, **more})


def table(name: str, fields: list[Field], key: tuple[str, ...], **more: Any) -> Table:
    body = {
        "name": name,
        "layer": "landing",
        "title": text(name),
        "description": text(f"Table {name}."),
        "grain": f"one {name}.",
        "fields": tuple(fields),
        "primary_key": key,
    }
    return Table.model_validate({**body, **more})


COLOURS = CodeList(
    name="colour",
    version="2025",
    title=text("Colours"),
    source="made for the tests",
    codes=(
        Code(code="red", label=Text(eu="gorria", es="rojo", fr="rouge", en="Red"), aliases=("R",)),
        Code(
            code="blue",
            label=Text(eu="urdina", es="azul (añil)", fr="bleu", en="Blue"),
            parent="red",
            uri="http://example.org/blue",
        ),
    ),
)

CENTRE_ID = Concept(
    name="centre_id", type="string", title=text("Centre"), description=text("Key of the centre.")
)


def registry() -> Registry:
    """Centres, their courses (key of two columns) and the lessons of a course."""
    shared = {"layer": "open"}
    centre = table(
        "centre",
        [
            field("centre_id", required=True, publish=True),
            field("name", unique=True, required=True, publish=True),
            field("remark", privacy="protected"),
        ],
        ("centre_id",),
        **shared,
    )
    course = table(
        "course",
        [
            field("year", required=True, publish=True),
            field("course_id", required=True, pattern="[A-Z]{2}-[0-9]{3}", publish=True),
            field("centre_id", required=True, publish=True),
            field("colour", code_list="colour", total=True, publish=True),
            field("ects", "number", minimum="0", maximum="360", unit="ECTS", publish=True),
            field("seats", "integer", minimum="1", publish=True),
            field("open_to_all", "boolean", publish=True),
            field("starts_on", "date", minimum="2020-01-01", publish=True),
        ],
        ("year", "course_id"),
        foreign_keys=(
            {"fields": ("centre_id",), "reference": "centre", "reference_fields": ("centre_id",)},
        ),
        row_counts=(
            {"minimum": 1, "maximum": 9, "reason": "made by hand"},
            {"minimum": 2, "by": "year", "severity": "blocking", "reason": "two a year at least"},
        ),
        expectations=(
            {
                "name": "seats_follow_ects",
                "severity": "warning",
                "reason": "a course has more seats than credits",
                "sql": "select * from {table} where seats < ects",
            },
        ),
        **shared,
    )
    lesson = table(
        "lesson",
        [
            field("lesson_id", "integer", required=True, publish=True),
            field("year", publish=True),
            field("course_id", publish=True),
        ],
        ("lesson_id",),
        foreign_keys=(
            {
                "fields": ("year", "course_id"),
                "reference": "course",
                "reference_fields": ("year", "course_id"),
            },
        ),
        **shared,
    )
    landing = course.model_copy(
        update={
            "layer": "landing",
            "fields": tuple(f.model_copy(update={"publish": False}) for f in course.fields),
            "foreign_keys": (),
        }
    )
    return Registry(
        code_lists={"colour": COLOURS},
        concepts={"centre_id": CENTRE_ID},
        landing={"course": landing},
        open={"centre": centre, "course": course, "lesson": lesson},
        packages={
            "school": Package(
                name="school",
                title=text("School"),
                description=text("Centres and courses."),
                keywords=(text("school"),),
                tables=("centre", "course", "lesson"),
            )
        },
    )
