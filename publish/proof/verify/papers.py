"""The descriptor and the statement: sizes, hashes, subjects, the official profile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from publish.package import CHECKSUMS, DESCRIPTOR, STATEMENT
from publish.profile import Profile
from publish.proof.statement import CODE, LANDING
from publish.proof.verify.outcome import AGAIN, Check, failed, ok, shortened, unchecked
from publish.proof.verify.release import Release

MOST_ERRORS = 20


def check_descriptor(release: Release) -> Iterator[Check]:
    """Every resource is a listed file of the described size and hash."""
    check = "descriptor"
    if release.descriptor is None:
        yield unchecked(check, DESCRIPTOR, "the descriptor could not be read")
        return
    wrong = []
    names: set[str] = set()
    for resource in release.descriptor["resources"]:
        path, told = resource["path"], f"resource {resource['name']}"
        if resource["name"] in names:
            wrong.append(f"{told} is described twice")
        names.add(resource["name"])
        if path not in release.listed:
            wrong.append(f"{told} points at {path[:100]!r}, which {CHECKSUMS} does not list")
        elif resource["hash"] != f"sha256:{release.listed[path]}":
            wrong.append(f"{path} has another hash in {DESCRIPTOR} than in {CHECKSUMS}")
        elif path in release.paths and release.paths[path].stat().st_size != resource["bytes"]:
            wrong.append(f"{path} has another size than {DESCRIPTOR} says ({resource['bytes']})")
    yield from (failed(check, DESCRIPTOR, f"{problem}. {AGAIN}") for problem in wrong)
    if not wrong:
        count = len(release.descriptor["resources"])
        yield ok(check, DESCRIPTOR, f"{count} resources have the described size and hash")


def check_profile(release: Release, profile: Profile) -> Iterator[Check]:
    """The official Data Package 2.0 profile, where it can be had."""
    check = "data package 2.0 profile"
    if release.descriptor is None:
        yield unchecked(check, DESCRIPTOR, "the descriptor could not be read")
        return
    if profile.schema is None:
        yield unchecked(check, DESCRIPTOR, profile.reason)
        return
    from jsonschema import Draft7Validator

    errors = Draft7Validator(profile.schema).iter_errors(release.descriptor)
    found = [f"{error.json_path}: {error.message[:200]}" for error in errors]
    if found:
        yield failed(check, DESCRIPTOR, f"{shortened(sorted(found), MOST_ERRORS)}. {AGAIN}")
    else:
        yield ok(check, DESCRIPTOR, "valid")


def check_statement(release: Release) -> Iterator[Check]:
    """The statement's subjects are the listed files, and it is about this release."""
    check = "statement"
    content = release.documents.get(STATEMENT)
    if content is None:
        yield unchecked(check, STATEMENT, "the statement could not be read")
        return
    subjects: dict[str, str] = {}
    wrong = []
    for subject in content["subject"]:
        if subject["name"] in subjects:
            wrong.append(f"names {subject['name'][:100]!r} twice")
        subjects[subject["name"]] = subject["digest"]["sha256"]
    expected = {path: digest for path, digest in release.listed.items() if path != STATEMENT}
    wrong += [f"does not name {path}" for path in sorted(set(expected) - set(subjects))]
    wrong += [f"names {path[:100]!r}, not listed" for path in sorted(set(subjects) - set(expected))]
    wrong += [
        f"has another hash of {path} than {CHECKSUMS}"
        for path in sorted(set(expected) & set(subjects))
        if expected[path] != subjects[path]
    ]
    wrong += _other_release(release)
    if wrong:
        yield failed(check, STATEMENT, f"{shortened(wrong)}. {AGAIN}")
    else:
        told = f"made from {_sources(release)}, names all {len(subjects)} other files"
        yield ok(check, STATEMENT, told)


def _other_release(release: Release) -> Iterator[str]:
    said = release.documents[STATEMENT]["predicate"]["buildDefinition"]["externalParameters"]
    if release.descriptor is None:
        return
    for key, wanted in (("package", release.package), ("version", release.version)):
        if said[key] != wanted:
            yield f"is about {key} {said[key]}, and the descriptor says {wanted}"
    try:
        made, described = (
            datetime.fromisoformat(text).replace(microsecond=0)
            for text in (said["created"], release.descriptor["created"])
        )
    except ValueError:
        yield f"one of {said['created']} and {release.descriptor['created']} is no moment"
        return
    if made != described:
        yield f"says created {said['created']}, and the descriptor {release.descriptor['created']}"


def _sources(release: Release) -> str:
    definition = release.documents[STATEMENT]["predicate"]["buildDefinition"]
    names = [each["name"] for each in definition["resolvedDependencies"]]
    landed = sum(name.startswith(LANDING) for name in names)
    code = next((d for d in definition["resolvedDependencies"] if d["name"] == CODE), None)
    told = ", ".join(f"{k} {v[:12]}" for k, v in code["digest"].items()) if code else "unknown code"
    return f"{landed} snapshots by {told}"
