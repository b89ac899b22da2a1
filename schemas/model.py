"""The typed model of a table's description: text, code list, field, table, package.

The model mirrors Frictionless Table Schema 2.0 where it can (names of constraints and
keys), and SDMX for concepts, code lists and totals. It is metadata only: it never sees data.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field as Attribute
from pydantic import model_validator

from schemas.disclosure import Disclosure, faults
from schemas.lifecycle import Deprecation, Removal
from schemas.note import Note
from schemas.statistical import Statistical, cube_faults
from schemas.strict import NAME as NAME  # noqa: PLC0414 (told again, so that it may be imported here)
from schemas.strict import Model as Model  # noqa: PLC0414
from schemas.text import CODE_LANGUAGE as CODE_LANGUAGE  # noqa: PLC0414
from schemas.text import DESCRIPTOR_LANGUAGE as DESCRIPTOR_LANGUAGE  # noqa: PLC0414
from schemas.text import LANGUAGES as LANGUAGES  # noqa: PLC0414
from schemas.text import Text as Text  # noqa: PLC0414

TOTAL_CODE = "_T"
"""SDMX code of a total over a dimension (Content-Oriented Guidelines, cross-domain code lists)."""

FieldType = Literal["string", "integer", "number", "boolean", "date", "datetime"]
Privacy = Literal["open", "protected", "personal"]
Severity = Literal["blocking", "warning"]


class Code(Model):
    """One code of a code list, with the words that partners use for it."""

    code: str
    label: Text
    parent: str | None = None
    uri: str | None = None
    aliases: tuple[str, ...] = ()
    """Spellings seen in partners' files, beside the code itself and its four labels."""

    def terms(self) -> tuple[str, ...]:
        """Every spelling that means this code, as written (matching folds case and blanks)."""
        labels = (getattr(self.label, language) for language in LANGUAGES)
        return tuple(dict.fromkeys((self.code, *labels, *self.aliases)))


class CodeList(Model):
    """A versioned, closed list of codes with its source."""

    name: str = Attribute(pattern=NAME)
    version: str
    title: Text
    source: str
    """Where the list comes from: the standard and its version, or the partnership itself."""
    uri: str | None = None
    codes: tuple[Code, ...]

    @model_validator(mode="after")
    def _codes_are_distinct(self) -> Self:
        _refuse_duplicates((code.code for code in self.codes), f"code list {self.name}")
        seen: dict[str, str] = {}
        for code in self.codes:
            for term in code.terms():
                other = seen.setdefault(fold(term), code.code)
                if other != code.code:
                    raise ValueError(
                        f"code list {self.name}: '{term}' means both {other} and {code.code}"
                    )
        known = {code.code for code in self.codes}
        for code in self.codes:
            if code.parent is not None and code.parent not in known:
                raise ValueError(f"code list {self.name}: parent {code.parent} is no code of it")
        return self

    def values(self) -> tuple[str, ...]:
        """The codes, in the order of the list."""
        return tuple(code.code for code in self.codes)


class Concept(Model):
    """What a column name means wherever it stands (SDMX: a concept of the concept scheme).

    Every name that stands in more than one table is described once, in `concepts/`.
    """

    name: str = Attribute(pattern=NAME)
    type: FieldType
    precision: int | None = None
    scale: int | None = None
    unit: str | None = None
    title: Text
    description: Text
    code_list: str | None = None
    format: Literal["uri"] | None = None
    privacy: Privacy = "open"

    @model_validator(mode="after")
    def _numbers_have_a_precision(self) -> Self:
        if (self.type == "number") != (self.precision is not None and self.scale is not None):
            raise ValueError(f"{self.name}: precision and scale belong to a number, and only to it")
        if self.code_list is not None and self.type != "string":
            raise ValueError(f"{self.name}: a code is a string, not {self.type}")
        return self


class Field(Concept):
    """A concept as a column of one table: with that table's constraints and release flag."""

    required: bool = False
    unique: bool = False
    minimum: str | None = None
    """Inclusive bound, written as the type's own lexical form (`"0"`, `"2024-03-01"`)."""
    maximum: str | None = None
    pattern: str | None = None
    """Regular expression that the whole value matches (RE2 syntax)."""
    separator: str | None = None
    """The cell holds several codes, parted by this character (landing tables only)."""
    total: bool = False
    """The dimension also takes the code `_T`, the total over it."""
    publish: bool = False
    deprecated: Deprecation | None = None
    """Announces that the column will go; readers are told in every file about the table."""


class ForeignKey(Model):
    """`fields` of this table point at `reference_fields` of another.

    With several alternatives (`any_of`), the one field matches any of those columns of the
    reference, and `aliases`-like columns hold several spellings parted by their separator.
    """

    fields: tuple[str, ...]
    reference: str
    reference_fields: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_way_to_match(self) -> Self:
        if bool(self.reference_fields) == bool(self.any_of):
            raise ValueError("a foreign key has either reference_fields or any_of")
        if self.any_of and len(self.fields) != 1:
            raise ValueError("any_of matches exactly one field")
        if self.reference_fields and len(self.reference_fields) != len(self.fields):
            raise ValueError("a foreign key has as many reference_fields as fields")
        return self


class MissingValue(Model):
    """A cell value that means missing, and why it is missing."""

    value: str
    meaning: Text


class RowCount(Model):
    """How many rows the table may have, in total or per value of `by`, and why."""

    minimum: int
    maximum: int | None = None
    by: str | None = None
    severity: Severity = "warning"
    reason: str = Attribute(min_length=1)


class Expectation(Model):
    """A plausibility rule over one mart: `sql` selects the rows that break it.

    `{table}` stands for the table judged. Other marts are named as `marts.<table>`.
    """

    name: str = Attribute(pattern=NAME)
    severity: Severity
    reason: str = Attribute(min_length=1)
    sql: str


class Table(Model):
    """The description of one table: what its rows are, its fields, keys and rules."""

    name: str = Attribute(pattern=NAME)
    layer: Literal["landing", "open"]
    title: Text
    description: Text
    grain: str
    """One sentence: what one row is."""
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    missing_values: tuple[MissingValue, ...] = ()
    row_counts: tuple[RowCount, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    max_age_days: int | None = Attribute(default=400, ge=1)
    """Landing: after how many days without a new snapshot somebody should be told. The default
    lets a yearly edition be a month late; `null` for what never changes."""
    notes: tuple[Note, ...] = ()
    """Open tables: what is in it and what is not, with what it compares, where its series breaks;
    in the order in which they are read."""
    statistical: Statistical | None = None
    """Open tables that are a cube: what is measured, when and where."""
    deprecated: Deprecation | None = None
    disclosure: Disclosure | None = None
    """Open tables that rest on firms' answers or on persons: what is protected, and how."""

    @model_validator(mode="after")
    def _names_are_known_and_distinct(self) -> Self:
        _refuse_duplicates((field.name for field in self.fields), f"table {self.name}")
        _refuse_duplicates((e.name for e in self.expectations), f"expectations of {self.name}")
        _refuse_duplicates((note.id for note in self.notes), f"notes of {self.name}")
        known = {field.name for field in self.fields}
        named = {*self.primary_key, *(n for key in self.foreign_keys for n in key.fields)}
        named |= {count.by for count in self.row_counts if count.by}
        if unknown := sorted(named - known):
            raise ValueError(f"table {self.name}: no field is called {', '.join(unknown)}")
        for field in self.fields:
            if field.publish and (field.privacy == "personal" or self.layer == "landing"):
                raise ValueError(f"{self.name}.{field.name}: must not be published")
            if field.name in self.primary_key and not field.required:
                raise ValueError(f"{self.name}.{field.name}: a key field is required")
            going = field.deprecated
            if going and not (field.publish and going.replaced_by in {None, *known}):
                raise ValueError(
                    f"{self.name}.{field.name}: deprecated is for a published field, and "
                    f"replaced_by names a field of the table"
                )
        return self

    @model_validator(mode="after")
    def _cube_fits(self) -> Self:
        if self.statistical is not None and (wrong := cube_faults(self.statistical, self)):
            raise ValueError(f"table {self.name}: statistical: {'; '.join(wrong)}")
        return self

    @model_validator(mode="after")
    def _disclosure_fits(self) -> Self:
        if self.disclosure is not None and (wrong := faults(self.disclosure, self)):
            raise ValueError(f"table {self.name}: disclosure: {'; '.join(wrong)}")
        return self

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError with the names there are."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name} has no field {name}; it has {[f.name for f in self.fields]}")

    def published(self) -> tuple[Field, ...]:
        """The fields that leave the private warehouse: those with `publish: true`."""
        return tuple(field for field in self.fields if field.publish)


class Package(Model):
    """A data package: the open tables that are released together."""

    name: str = Attribute(pattern=r"^[a-z][a-z0-9-]*$")
    title: Text
    description: Text
    keywords: tuple[Text, ...]
    themes: tuple[Literal["EDUC", "REGI", "ECON", "SOCI"], ...] = ("EDUC",)
    """EU authority table data-theme; Education, culture and sport first."""
    spatial: tuple[str, ...] = ("ES21",)
    """The territories that the data cover, by their code in the code list `nuts`."""
    frequency: Literal["ANNUAL", "QUARTERLY", "MONTHLY", "DAILY", "IRREG"] = "ANNUAL"
    """How often new data are expected (EU authority table frequency)."""
    tables: tuple[str, ...]
    deprecated: Deprecation | None = None
    removals: tuple[Removal, ...] = ()
    """Removals of published columns or tables without an announcement, each with its reason."""


class Operator(Model):
    """Who runs the publisher's business."""

    name: str
    homepage: str


class Publisher(Model):
    """Who publishes, in words and addresses that have a source (`publisher.yml`)."""

    name: Text
    description: Text
    homepage: str
    operator: Operator


def fold(term: str) -> str:
    """A term as it is compared: outer blanks off, inner blanks single, case folded to lower."""
    return " ".join(term.split()).lower()


def duckdb_type(field: Concept) -> str:
    """The DuckDB type of a field; DECIMAL always with precision and scale spelled out."""
    if field.type == "number":
        return f"DECIMAL({field.precision},{field.scale})"
    return {
        "string": "VARCHAR",
        "integer": "BIGINT",
        "boolean": "BOOLEAN",
        "date": "DATE",
        "datetime": "TIMESTAMP",
    }[field.type]


def _refuse_duplicates(names: object, where: str) -> None:
    seen: set[str] = set()
    for name in names:  # type: ignore[attr-defined]
        if name in seen:
            raise ValueError(f"{where}: {name} stands twice")
        seen.add(name)
