"""dbt's side of the descriptions: model, source, seed and exposure YAML, and the seeds.

`to_model_yaml` gives every generated file of the dbt project as text, by its path below the
project's root. The files are committed: dbt reads them, `schemas.generate` writes and checks them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from schemas import seeds
from schemas.model import TOTAL_CODE, Concept, Field, ForeignKey, Package, Table, duckdb_type
from schemas.registry import Registry
from schemas.to_yaml import dump

MEND = "python -m schemas generate"
"""The command that makes the generated files equal to the descriptions again."""

HEADER = f"# Generated from schemas/ by `{MEND}`. Change the descriptions, not this file.\n"
SOURCE = "landing"
OWNER = "KSIgune observatory"

SEPARATOR = " | "
"""Between the codes of a list, for the generic test `codes`; no code has it."""

TECHNICAL_COLUMNS: Mapping[str, tuple[str, str]] = {
    "_feed": ("varchar", "Name of the feed that brought the row."),
    "_snapshot": ("varchar", "Content hash of the snapshot that holds the row."),
    "_row": ("bigint", "Row number in the file received, as a person sees it there, from 1."),
    "_file": ("varchar", "Name of the file received."),
    "_sheet": ("varchar", "Sheet of the workbook received; empty for a file without sheets."),
    "_landed_at": ("timestamp", "When the snapshot was landed (UTC)."),
}
"""What landing adds to every table: data type and description."""

RUN_PARAMETERS: Mapping[str, tuple[str, str]] = {
    "as_of": ("date", "Reporting date: every value that depends on a date is stated for it."),
    "_landed_at": ("timestamp", "When the newest current snapshot was landed (UTC)."),
}


def to_model_yaml(registry: Registry) -> dict[str, str]:
    """Every generated file of the dbt project: path below the project root -> text."""
    files = {
        f"dbt/models/marts/{package.name}/_{package.name}.yml": _marts(package, registry)
        for package in registry.packages.values()
    }
    files["dbt/models/staging/_sources.yml"] = HEADER + dump(_sources(registry))
    files["dbt/models/_concepts.md"] = _concepts(registry)
    files["dbt/models/_exposures.yml"] = HEADER + dump(_exposures(registry))
    files["dbt/seeds/_seeds.yml"] = HEADER + dump(_seeds())
    files |= {f"dbt/seeds/{name}.csv": text for name, text in seeds.files(registry).items()}
    return files


def data_type(field: Concept) -> str:
    """The dbt `data_type` of a field.

    DuckDB enforces it strictly (bigint is not integer, decimal needs its precision). Text is
    `string`, which DuckDB and Spark both know; Spark knows no varchar without a length.
    """
    return "string" if field.type == "string" else duckdb_type(field).lower()


def _marts(package: Package, registry: Registry) -> str:
    models = [_model(registry.open[name], package, registry) for name in package.tables]
    return HEADER + dump({"models": models})


def _model(table: Table, package: Package, registry: Registry) -> dict[str, Any]:
    model: dict[str, Any] = {
        "name": table.name,
        "description": f"{table.description.en} {table.grain}",
        "config": {"contract": {"enforced": True}, "tags": [package.name]},
    }
    if table_tests := [
        *_key_tests(table),
        *_reference_tests(table),
        *_code_tests(table, registry),
    ]:
        model["data_tests"] = table_tests
    model["columns"] = [_column(field, table, registry) for field in table.fields]
    return model


def _column(field: Field, table: Table, registry: Registry) -> dict[str, Any]:
    column: dict[str, Any] = {
        "name": field.name,
        "data_type": data_type(field),
        "description": _description(field, registry),
    }
    if field.required:
        column["constraints"] = [{"type": "not_null"}]
    if tests := list(_column_tests(field, table)):
        column["data_tests"] = tests
    return column


def _column_tests(field: Field, table: Table) -> Iterable[Any]:
    """The tests of one column. A required column is held by its constraint, so `not_null` is
    tested on keys only, where a conformance check of the dbt project looks for it (that of a key
    over several columns is part of `unique_combination`). Keys are held by tests alone: over
    1 million rows a primary key of the engine costs 1.1 s and names no row, the test costs 0.1 s
    and shows the rows."""
    if field.unique or table.primary_key == (field.name,):
        yield "unique"
    if table.primary_key == (field.name,):
        yield "not_null"
    for key in table.foreign_keys:
        if key.fields == (field.name,) and key.reference_fields:
            yield _test(
                "relationships", to=f"ref('{key.reference}')", field=key.reference_fields[0]
            )


def _code_tests(table: Table, registry: Registry) -> Iterable[Any]:
    """One test for all coded columns of a table. dbt renders each text of the arguments by itself,
    when it parses and when it runs, and makes the test's name of them: so the codes of a list are
    one text, and the name is given."""
    columns = {
        field.name: SEPARATOR.join(
            [
                *registry.code_lists[field.code_list].values(),
                *([TOTAL_CODE] if field.total else []),
            ]
        )
        for field in table.fields
        if field.code_list is not None
    }
    if columns:
        test = _test("codes", columns=columns)
        yield {"codes": {"name": f"codes_{table.name}", **test["codes"]}}


def _key_tests(table: Table) -> Iterable[Any]:
    if len(table.primary_key) > 1:
        yield _test("unique_combination", columns=list(table.primary_key))


def _reference_tests(table: Table) -> Iterable[Any]:
    for key in table.foreign_keys:
        if len(key.fields) > 1:
            yield _combination(key)


def _combination(key: ForeignKey) -> dict[str, Any]:
    return _test(
        "relationships_combination",
        columns=list(key.fields),
        to=f"ref('{key.reference}')",
        to_columns=list(key.reference_fields),
    )


def _test(name: str, **arguments: Any) -> dict[str, Any]:
    return {name: {"arguments": arguments}}


def _description(field: Field, registry: Registry) -> str:
    """A field's text, in place. The doc blocks of concepts are for YAML written by hand: dbt
    compiles a template for each reference to one, some seven hundred in generated files."""
    return _text(registry.concepts.get(field.name, field))


def _text(concept: Concept) -> str:
    unit = f" Unit: {concept.unit}." if concept.unit else ""
    listed = f" Code list: {concept.code_list}." if concept.code_list else ""
    return f"{concept.description.en}{unit}{listed}"


def _concepts(registry: Registry) -> str:
    blocks = [
        f"{{% docs {concept.name} %}}\n{_text(concept)}\n{{% enddocs %}}\n"
        for concept in registry.concepts.values()
    ]
    return f"<!-- {HEADER[2:].strip()} -->\n\n" + "\n".join(blocks)


def _sources(registry: Registry) -> dict[str, Any]:
    tables = [_source_table(table, registry) for table in registry.landing.values()]
    parameters = {
        "name": "run_parameters",
        "description": "The arguments of this run, in one row.",
        "config": _source_config("run_parameters", None),
        "columns": _plain_columns(RUN_PARAMETERS),
    }
    source = {
        "name": SOURCE,
        "description": "What partners sent and the contract accepted: the current snapshots.",
        "schema": SOURCE,
        "tables": [*tables, parameters],
    }
    return {"sources": [source]}


def _source_table(table: Table, registry: Registry) -> dict[str, Any]:
    columns = [
        {
            "name": field.name,
            "data_type": duckdb_type(field).lower(),
            "description": _description(field, registry),
        }
        for field in table.fields
    ]
    return {
        "name": table.name,
        "description": f"{table.description.en} {table.grain}",
        "config": _source_config(table.name, table.max_age_days),
        "columns": [*columns, *_plain_columns(TECHNICAL_COLUMNS)],
    }


def _source_config(table: str, max_age_days: int | None) -> dict[str, Any]:
    freshness = (
        {"warn_after": {"count": max_age_days, "period": "day"}}
        if max_age_days is not None
        else None
    )
    return {
        "loaded_at_field": "_landed_at",
        "freshness": freshness,
        "meta": {"dagster": {"asset_key": [SOURCE, table]}},
    }


def _plain_columns(columns: Mapping[str, tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"name": name, "data_type": kind, "description": text}
        for name, (kind, text) in columns.items()
    ]


def _exposures(registry: Registry) -> dict[str, Any]:
    return {
        "exposures": [
            {
                "name": f"package_{package.name.replace('-', '_')}",
                "label": package.title.en,
                "type": "application",
                "description": f"The published data package: {package.description.en}",
                "owner": {"name": OWNER},
                "depends_on": [f"ref('{name}')" for name in package.tables],
                "config": {"tags": [package.name]},
            }
            for package in registry.packages.values()
        ]
    }


def _seeds() -> dict[str, Any]:
    return {
        "seeds": [
            {
                "name": seed.name,
                "description": seed.description,
                "config": {"column_types": {c.name: c.data_type for c in seed.columns}},
                "columns": [
                    {"name": c.name, "data_type": c.data_type, "description": c.description}
                    for c in seed.columns
                ],
            }
            for seed in seeds.SEEDS
        ]
    }
