"""The descriptor of a package: the standard's rules and ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from publish.checks.finding import (
    PACKAGE,
    Candidate,
    Finding,
    failed,
    not_checked,
    passed,
)
from publish.descriptor import SYNTHETIC_KEYWORD
from publish.formats.limits import ALWAYS
from publish.formats.plan import file_path
from publish.texts import SYNTHETIC_TITLE, in_language
from schemas.model import DESCRIPTOR_LANGUAGE, LANGUAGES

MAX_ERRORS = 20
PACKAGE_KEYS = ("name", "title", "keywords", "resources")
RESOURCE_KEYS = ("name", "path", "format", "bytes", "hash")


def check_form(candidate: Candidate) -> Iterator[Finding]:
    """What every other check relies on; without it they are not made, and only this is told."""
    descriptor = candidate.descriptor
    absent = [key for key in PACKAGE_KEYS if key not in descriptor]
    resources = descriptor.get("resources", [])
    for place, resource in enumerate(resources if isinstance(resources, list) else []):
        keys = (*RESOURCE_KEYS, *(("schema",) if _is_tabular(resource) else ()))
        lacks = [key for key in keys if key not in resource]
        absent += [f"resources[{place}].{key}" for key in lacks]
    if absent:
        yield failed("descriptor", PACKAGE, f"has no {', '.join(absent)}")


def check_profile(candidate: Candidate) -> Iterator[Finding]:
    """The official 2.0 profile, by JSON Schema."""
    check = "data package 2.0 profile"
    if candidate.profile.schema is None:
        yield not_checked(check, PACKAGE, candidate.profile.reason)
        return
    from jsonschema import Draft7Validator

    validator = Draft7Validator(candidate.profile.schema)
    errors = sorted(validator.iter_errors(candidate.descriptor), key=lambda e: e.json_path)
    for error in errors[:MAX_ERRORS]:
        yield failed(check, PACKAGE, f"{error.json_path}: {error.message[:200]}")
    if not errors:
        yield passed(check, PACKAGE, "valid")


def check_published_columns(candidate: Candidate) -> Iterator[Finding]:
    """The descriptor holds the package's tables, and of each only the columns opted in.

    Which tables and columns stand in the files without a schema, `publish.checks.forms` reads.
    """
    check = "published columns"
    expected = {table.name: [f.name for f in table.fields] for table in candidate.tables}
    resources: dict[str, list[list[str]]] = {}
    for resource in candidate.descriptor["resources"]:
        if not _is_tabular(resource):
            if resource["path"] not in _other_files(candidate):
                yield failed(check, resource["path"], "the package must not hold this file")
            continue
        fields = [field["name"] for field in resource["schema"]["fields"]]
        resources.setdefault(_table_of(resource), []).append(fields)
    for name in sorted(set(resources) - set(expected)):
        yield failed(check, name, "the package must not hold this table")
    for name, columns in expected.items():
        kinds = resources.get(name, [])
        if len(kinds) != 2 or any(fields != columns for fields in kinds):
            yield failed(check, name, f"described {kinds}, opted in (publish: true): {columns}")
        else:
            yield passed(check, name, f"{len(columns)} columns, each opted in")


def check_synthetic_notice(candidate: Candidate, synthetic: bool) -> Finding:
    """A package with synthetic rows says so in its title and keywords; one without does not."""
    check = "synthetic notice"
    descriptor = candidate.descriptor
    title = in_language(candidate.package.title, DESCRIPTOR_LANGUAGE)
    told = in_language(SYNTHETIC_TITLE, DESCRIPTOR_LANGUAGE).format(title=title)
    says = SYNTHETIC_KEYWORD in descriptor["keywords"] and descriptor["title"] == told
    silent = SYNTHETIC_KEYWORD not in descriptor["keywords"] and descriptor["title"] == title
    if synthetic and not says:
        return failed(check, PACKAGE, "rows are synthetic; title or keywords do not say so")
    if not synthetic and not silent:
        return failed(check, PACKAGE, "no row is synthetic, and title or keywords say so")
    return passed(check, PACKAGE, "told" if synthetic else "no synthetic row")


def _is_tabular(resource: Mapping[str, Any]) -> bool:
    """Whether a resource says which columns it has: that of a CSV or Parquet file does."""
    return str(resource.get("path", "")).endswith(tuple(f".{suffix}" for suffix in ALWAYS))


def _other_files(candidate: Candidate) -> set[str]:
    """The files that a package of these tables may hold beside CSV and Parquet."""
    package = candidate.package.name
    books = {file_path(f"{package}.{language}", "xlsx") for language in LANGUAGES}
    cubes = {file_path(t.name, "jsonstat.json") for t in candidate.tables if t.statistical}
    return {*books, *cubes, file_path(package, "sqlite")}


def _table_of(resource: dict[str, Any]) -> str:
    name: str = resource["path"].removeprefix("data/").rpartition(".")[0]
    return name
