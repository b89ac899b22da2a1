"""Reads the YAML files of this folder into one checked, immutable `Registry`."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from schemas.disclosure import Rules, link_faults
from schemas.model import CodeList, Concept, Package, Publisher, Table, Text
from schemas.note import Note

HERE = Path(__file__).parent


DISCLOSURE = "disclosure.yml"
PUBLISHER = "publisher.yml"
KEYWORDS = "keywords.yml"


class SchemaError(ValueError):
    """A description that contradicts another; the message names file and remedy."""


@cache
def read_rules(folder: Path) -> Rules:
    """The limits of `disclosure.yml`; a schemas folder without the file has the product's own."""
    path = folder / DISCLOSURE
    return Rules(**read_yaml(path if path.exists() else HERE / DISCLOSURE))


@cache
def read_publisher(folder: Path) -> Publisher:
    """The publisher of `publisher.yml`; a schemas folder without the file has the product's own."""
    path = folder / PUBLISHER
    return Publisher(**read_yaml(path if path.exists() else HERE / PUBLISHER))


@dataclass(frozen=True)
class Registry:
    """All code lists, concepts, tables and packages, by name."""

    code_lists: dict[str, CodeList]
    concepts: dict[str, Concept]
    landing: dict[str, Table]
    open: dict[str, Table]
    packages: dict[str, Package]
    rules: Rules = attribute(default_factory=lambda: read_rules(HERE))
    """The limits of disclosure control, the same for every protected table."""
    publisher: Publisher = attribute(default_factory=lambda: read_publisher(HERE))
    notes: dict[str, Note] = attribute(default_factory=dict)
    """Every note for use by its id; the tables hold those that they name."""

    def tables(self) -> tuple[Table, ...]:
        """Every table, landing first, in the order of their names."""
        return (*self.landing.values(), *self.open.values())

    def package_of(self, table: str) -> Package:
        """The package that releases an open table. Raises KeyError for a table in none."""
        for package in self.packages.values():
            if table in package.tables:
                return package
        raise KeyError(f"open table {table} is in no package of schemas/packages/")


@cache
def load(folder: Path = HERE) -> Registry:
    """The registry of a schemas folder. Raises SchemaError or pydantic's ValidationError."""
    concepts = _concepts(folder / "concepts")
    notes = _notes(folder / "notes")
    registry = Registry(
        code_lists=_named(CodeList, folder / "codelists"),
        concepts=concepts,
        landing=_tables(folder / "landing", "landing", concepts, notes),
        open=_tables(folder / "open", "open", concepts, notes),
        packages=_packages(folder),
        rules=read_rules(folder),
        publisher=read_publisher(folder),
        notes=notes,
    )
    _check_references(registry)
    for table in registry.open.values():
        if wrong := link_faults(table, registry.open):
            raise SchemaError(f"{table.name}: disclosure: {'; '.join(wrong)}")
    return registry


def read_yaml(path: Path) -> Any:
    """What a YAML file holds. Raises yaml.YAMLError."""
    # The C loader reads the same YAML seven times faster; it is part of every PyYAML wheel.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (both loaders are safe)


def _named(model: type[Any], folder: Path) -> dict[str, Any]:
    found = {}
    for path in sorted(folder.glob("*.yml")):
        found[path.stem] = model(name=path.stem, **read_yaml(path))
    return found


def _packages(folder: Path) -> dict[str, Package]:
    """The packages, with the texts of the keywords that they name. Raises SchemaError for a
    keyword that `keywords.yml` does not hold."""
    path = folder / KEYWORDS
    keywords = (
        {name: Text(**text) for name, text in read_yaml(path).items()} if path.exists() else {}
    )
    found = {}
    for path in sorted((folder / "packages").glob("*.yml")):
        body = read_yaml(path)
        if unknown := [name for name in body["keywords"] if name not in keywords]:
            raise SchemaError(
                f"{path.name}: keyword {', '.join(unknown)} is not described; add it to "
                f"schemas/{KEYWORDS} in four languages"
            )
        body["keywords"] = [keywords[name] for name in body["keywords"]]
        found[path.stem] = Package(name=path.stem, **body)
    return found


def _concepts(folder: Path) -> dict[str, Concept]:
    """The concepts of every file of the folder. Raises SchemaError for one described twice."""
    found: dict[str, Concept] = {}
    for path in sorted(folder.glob("*.yml")):
        for name, body in read_yaml(path).items():
            if name in found:
                raise SchemaError(f"{path.name}: concept {name} stands in another file too")
            found[name] = Concept(name=name, **body)
    return found


def _notes(folder: Path) -> dict[str, Note]:
    """The notes for use of every file of the folder. Raises SchemaError for one written twice."""
    found: dict[str, Note] = {}
    for path in sorted(folder.glob("*.yml")):
        for name, body in read_yaml(path).items():
            if name in found:
                raise SchemaError(f"{path.name}: note {name} stands in another file too")
            found[name] = Note(id=name, **body)
    return found


def _tables(
    folder: Path, layer: str, concepts: dict[str, Concept], notes: dict[str, Note]
) -> dict[str, Table]:
    tables = {}
    for path in sorted(folder.glob("*.yml")):
        body = read_yaml(path)
        body["fields"] = [_field(raw, concepts, path) for raw in body["fields"]]
        if unknown := [name for name in body.get("notes", ()) if name not in notes]:
            raise SchemaError(
                f"{path.name}: note {', '.join(unknown)} is not written; write it in a file of "
                f"schemas/notes/ in four languages, or correct its name"
            )
        body["notes"] = [notes[name] for name in body.get("notes", ())]
        tables[path.stem] = Table(name=path.stem, layer=layer, **body)
    return tables


def _field(raw: dict[str, Any], concepts: dict[str, Concept], path: Path) -> dict[str, Any]:
    """A field of a file, completed from the concept of its name where it has one."""
    concept = concepts.get(raw["name"])
    if concept is None:
        return raw
    known = concept.model_dump()
    if again := sorted(set(raw) & set(known) - {"name"}):
        raise SchemaError(
            f"{path.name}: field {raw['name']} is a concept; take {', '.join(again)} out of the "
            f"table and change them in schemas/concepts/, where they hold for every table"
        )
    return {**known, **raw}


def _check_references(registry: Registry) -> None:
    for table in registry.tables():
        for field in table.fields:
            if field.code_list is not None and field.code_list not in registry.code_lists:
                raise SchemaError(f"{table.name}.{field.name}: no code list {field.code_list}")
        heir = table.deprecated.replaced_by if table.deprecated else None
        if heir is not None and heir not in registry.open:
            raise SchemaError(f"{table.name}: deprecated, replaced by unknown table {heir}")
        peers = registry.landing if table.layer == "landing" else registry.open
        for key in table.foreign_keys:
            if key.reference not in peers:
                raise SchemaError(f"{table.name}: foreign key to unknown table {key.reference}")
            for name in (*key.reference_fields, *key.any_of):
                peers[key.reference].field(name)
    for package in registry.packages.values():
        _check_package(package, registry)


def _check_package(package: Package, registry: Registry) -> None:
    if unknown := [name for name in package.tables if name not in registry.open]:
        raise SchemaError(f"package {package.name}: no open table {', '.join(unknown)}")
    nuts = registry.code_lists.get("nuts")
    if nuts and (strange := sorted(set(package.spatial) - set(nuts.values()))):
        raise SchemaError(f"package {package.name}: no NUTS code {', '.join(strange)}")
