"""What a release says of its own making, and the signature over all of it.

in-toto Statement v1: `_type`, `subject` with `digest`, `predicateType` (spec/v1/statement.md);
SLSA Provenance v1: `buildType`, `externalParameters`, `builder.id` (slsa.dev/spec/v1.1/provenance).
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from publish.checks.finding import Candidate
from publish.engine import engine
from publish.gate import run_gate
from publish.proof.inputs import CodeRecord, Inputs
from publish.proof.keys import KEY_VARIABLE, KeyRefusedError, generate, signer_from
from publish.proof.seal import Proof
from tests.publish.proof.made import COMMIT, INPUTS, later_rows, new_signer, release_again
from tests.publish.small import NO_PROFILE, registry

UNCOVERED = {"SHA256SUMS", "SHA256SUMS.minisig"}


@pytest.fixture(scope="module")
def signer():
    return new_signer()


@pytest.fixture(scope="module")
def root(tmp_path_factory, signer) -> Path:
    """1.0.0 unsigned, 1.1.0 signed."""
    root = tmp_path_factory.mktemp("sealed")
    release_again(root)
    release_again(root, later_rows(), Proof(INPUTS, signer[0]))
    return root


def _folder(root: Path, version: str) -> Path:
    return root / "releases" / "partnership" / version


def _statement(root: Path, version: str) -> dict:
    return json.loads((_folder(root, version) / "provenance.intoto.json").read_text("utf-8"))


def _files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_statement_has_what_in_toto_and_slsa_require(root):
    made = _statement(root, "1.1.0")
    assert made["_type"] == "https://in-toto.io/Statement/v1"
    assert made["predicateType"] == "https://slsa.dev/provenance/v1"
    definition = made["predicate"]["buildDefinition"]
    for uri in (definition["buildType"], made["predicate"]["runDetails"]["builder"]["id"]):
        assert re.fullmatch(r"https://[^\s#]+#[a-z-]+/v1", uri)
    assert definition["externalParameters"] == {
        "package": "partnership",
        "version": "1.1.0",
        "asOf": "2026-06-30",
        "created": "2026-09-01T06:30:00+00:00",
        "environment": {"KSIGUNE_BASE_URL": "https://data.example.org"},
    }
    for described in (*made["subject"], *definition["resolvedDependencies"]):
        assert described["name"]
        [(algorithm, value)] = described["digest"].items()
        assert re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", value), algorithm
    names = [subject["name"] for subject in made["subject"]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
def test_its_subjects_are_all_other_files_and_the_list_covers_it(root, version):
    found = _files(_folder(root, version))
    subjects = {s["name"]: s["digest"]["sha256"] for s in _statement(root, version)["subject"]}
    assert subjects == {
        name: digest
        for name, digest in found.items()
        if name not in {*UNCOVERED, "provenance.intoto.json"}
    }
    lines = (_folder(root, version) / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {line[66:]: line[:64] for line in lines}
    assert listed == {name: d for name, d in found.items() if name not in UNCOVERED}


def test_it_names_code_lock_snapshots_and_earlier_releases(root):
    dependencies = _statement(root, "1.1.0")["predicate"]["buildDefinition"]["resolvedDependencies"]
    found = {each["name"]: each for each in dependencies}
    assert list(found) == [
        "code",
        "requirements.lock",
        "landing/organisations/00bb/accepted.parquet",
        "landing/projects/2024-25/00aa/accepted.parquet",
        "releases/partnership/1.0.0/SHA256SUMS",
    ]
    assert found["code"]["digest"] == {"gitCommit": COMMIT}
    assert found["requirements.lock"]["digest"] == {"sha256": "3" * 64}
    organisations = found["landing/organisations/00bb/accepted.parquet"]
    assert organisations["uri"] == "https://example.org/x"
    assert organisations["annotations"] == {
        "feed": "organisations",
        "landedAt": "2026-09-01T06:30:00+00:00",
        "license": "CC0-1.0",
        "publisher": "European Commission",
        "origin": "published",
        "use": "checks",
    }
    earlier = hashlib.sha256((_folder(root, "1.0.0") / "SHA256SUMS").read_bytes()).hexdigest()
    assert found["releases/partnership/1.0.0/SHA256SUMS"]["digest"] == {"sha256": earlier}


def test_files_that_are_not_those_of_a_commit_have_a_hash_of_their_own(tmp_path):
    """in-toto: digest sets that share one value are equal, so a commit must not be claimed."""
    code = CodeRecord(COMMIT, clean=False, tree="4" * 64, lock_sha256=None)
    release_again(tmp_path, proof=Proof(replace(INPUTS, code=code)))
    made = _statement(tmp_path, "1.0.0")["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert made[0] == {
        "name": "code",
        "digest": {"dirHash": "4" * 64},
        "annotations": {"clean": False, "gitCommit": COMMIT},
    }


def test_another_commit_or_key_alone_makes_no_release(tmp_path, signer):
    release_again(tmp_path)
    before = _files(tmp_path / "releases")
    code = CodeRecord("0" * 40, clean=False, tree="5" * 64, lock_sha256="6" * 64)
    again = release_again(tmp_path, proof=Proof(Inputs(None, (), code), signer[0]))
    assert not again.changed
    assert _files(tmp_path / "releases") == before


def test_the_same_release_is_signed_with_the_same_bytes(tmp_path, signer):
    for name in ("a", "b"):
        release_again(tmp_path / name, proof=Proof(INPUTS, signer[0]))
    assert _files(tmp_path / "a" / "releases") == _files(tmp_path / "b" / "releases")


def test_a_signed_release_names_its_key_and_an_unsigned_one_says_so(root, signer):
    key = signer[0].key_id
    signed, plain = _folder(root, "1.1.0"), _folder(root, "1.0.0")
    assert f"signed with the key {key}" in (signed / "README.md").read_text("utf-8")
    assert "is not signed" in (plain / "README.md").read_text("utf-8")
    assert _statement(root, "1.1.0")["predicate"]["buildDefinition"]["internalParameters"] == {
        "signing": {
            "signed": True,
            "keyId": key,
            "publicKey": f"https://data.example.org/releases/ksigune-{key}.pub",
        }
    }
    definition = _statement(root, "1.0.0")["predicate"]["buildDefinition"]
    assert definition["internalParameters"] == {"signing": {"signed": False}}
    checks = json.loads((plain / "quality-report.json").read_text("utf-8"))["checks"]
    [told] = [check for check in checks if check["check"] == "signature"]
    assert (told["outcome"], told["level"]) == ("failed", "warning")
    assert "is not signed" in told["message"]
    assert not (plain / "SHA256SUMS.minisig").exists()


def test_the_public_key_lies_beside_the_packages_and_no_secret_anywhere(tmp_path):
    secret, public = generate()
    signer = signer_from({KEY_VARIABLE: secret})
    release_again(tmp_path, proof=Proof(INPUTS, signer))
    assert (tmp_path / "releases" / f"ksigune-{signer.key_id}.pub").read_text() == public
    line = secret.splitlines()[1].encode()
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or line[60:100] not in path.read_bytes(), path


def test_a_changed_key_leaves_the_older_public_key_in_its_place(tmp_path, signer):
    other, _ = new_signer()
    release_again(tmp_path, proof=Proof(INPUTS, signer[0]))
    release_again(tmp_path, later_rows(), Proof(INPUTS, other))
    assert {path.name for path in (tmp_path / "releases").glob("*.pub")} == {
        signer[0].file_name,
        other.file_name,
    }


def test_the_list_of_versions_has_the_checksum_of_each_list_of_files(root):
    content = json.loads((_folder(root, "versions.json")).read_text("utf-8"))
    for entry in content["versions"]:
        listed = (_folder(root, entry["version"]) / "SHA256SUMS").read_bytes()
        assert entry["checksums_sha256"] == hashlib.sha256(listed).hexdigest()
    assert [entry["signed"] for entry in content["versions"]] == [False, True]


def test_the_gate_accepts_a_signed_release_that_lies_on_the_shelf(root):
    """`python -m publish check`: the signature covers the list and cannot stand in it."""
    known = registry()
    candidate = Candidate(_folder(root, "1.1.0"), known.packages["partnership"], known, NO_PROFILE)
    with engine(root) as connection:
        found = run_gate(connection, candidate).findings
    assert [f.outcome for f in found if f.check == "checksums"] == ["passed"]


def test_a_run_with_a_malformed_key_begins_nothing(tmp_path, monkeypatch, capsys):
    """Not after two minutes of building."""
    from dagster_project.__main__ import main

    monkeypatch.setenv("KSIGUNE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv(KEY_VARIABLE, "RWQ-not-a-key")
    assert main(["run"]) == 1
    assert f"Nothing was begun: {KEY_VARIABLE}" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_a_malformed_key_stops_the_command_before_anything_is_built(tmp_path, monkeypatch, capsys):
    from publish import __main__ as command
    from publish.provenance import write_provenance
    from publish.release import OPEN_FOLDER
    from tests.publish.small import CREATED, SOURCES, prepare

    monkeypatch.setenv("KSIGUNE_DATA", str(tmp_path))
    monkeypatch.setenv(KEY_VARIABLE, "RWQ-not-a-key")
    monkeypatch.setattr(command, "load", registry)
    prepare(tmp_path)
    write_provenance(tmp_path / OPEN_FOLDER, CREATED, {"partnership": SOURCES})
    assert command.main(["release"]) == 1
    told = capsys.readouterr().err
    assert KEY_VARIABLE in told
    assert "RWQ-not-a-key" not in told
    assert not (tmp_path / "releases").exists()
    with pytest.raises(KeyRefusedError):
        signer_from({KEY_VARIABLE: "RWQ-not-a-key"})


@pytest.mark.skipif(
    shutil.which("minisign") is None,
    reason="the program minisign is missing: apt-get install minisign",
)
@pytest.mark.integration
def test_the_real_minisign_verifies_a_release_with_the_published_key(root, signer):
    key = root / "releases" / signer[0].file_name
    done = subprocess.run(
        ["minisign", "-Vm", "SHA256SUMS", "-p", str(key)],
        cwd=_folder(root, "1.1.0"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "package:partnership\tversion:1.1.0\tcreated:2026-09-01T06:30:00Z" in done.stdout
