"""A release that was tampered with: `verify` finds each, and says where (issue 4, Bad input).

Each case is done to a copy of a signed release 1.1.0, which follows 1.0.0. "Hidden" cases are those
in which every sum that needs no key was made right again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from publish.changes.withdraw import withdraw_version
from publish.proof.keys import parse_public_key
from publish.proof.seal import Proof
from publish.proof.verify.documents import Limits, read_head
from publish.proof.verify.outcome import RefusedError
from publish.proof.verify.run import Verification, verify
from publish.shelf import Shelf
from tests.publish.proof import tamper
from tests.publish.proof.made import INPUTS, later_rows, new_signer, release_again
from tests.publish.small import NO_PROFILE

pytestmark = pytest.mark.integration


@dataclass(frozen=True)
class Made:
    """Two releases, the key that signed them, and a stranger's."""

    releases: Path
    key: str
    stranger: tuple[object, str]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Made:
    root = tmp_path_factory.mktemp("whole")
    signer, key = new_signer()
    release_again(root, proof=Proof(INPUTS, signer))
    release_again(root, later_rows(), Proof(INPUTS, signer))
    return Made(root / "releases", key, new_signer())


@pytest.fixture
def folder(made, tmp_path) -> Path:
    """A copy of 1.1.0 among its likes, to do harm to."""
    shutil.copytree(made.releases, tmp_path / "releases")
    return tmp_path / "releases" / "partnership" / "1.1.0"


def _failures(done: Verification) -> str:
    lines = (f"{c.check}|{c.subject}|{c.message}" for c in done.checks if c.outcome == "failed")
    return "\n".join(lines)


def _verify(folder: Path, *keys: str, **more) -> Verification:
    trusted = tuple(parse_public_key(key) for key in keys)
    return verify(str(folder), trusted, profile=NO_PROFILE, **more)


def test_a_sound_release_is_verified_with_the_key_and_says_what_was_not_checked(made, folder):
    done = _verify(folder, made.key)
    assert done.verified, _failures(done)
    assert [c.check for c in done.checks if c.outcome == "not checked"] == [
        "data package 2.0 profile"
    ]
    assert (done.package, done.version) == ("partnership", "1.1.0")
    told = {(c.check, c.subject): c.message for c in done.checks}
    assert "the change is minor" in told["previous version", "1.0.0"]
    assert "all 4 rows" in told["contract", "project"]
    assert "frictionless" in {c.check for c in done.checks}


def test_without_a_key_the_one_beside_is_taken_and_that_it_proves_little_is_said(made, folder):
    done = _verify(folder)
    assert done.verified
    [told] = [c for c in done.checks if c.check == "publisher"]
    assert told.outcome == "not checked"
    assert "proves only" in told.message


def test_the_folder_of_a_package_stands_for_its_newest_release(made, folder):
    assert _verify(folder.parent, made.key).version == "1.1.0"


def _one_more(folder: Path) -> None:
    (folder / "data" / "more.csv").write_text("x\r\n")


def _swap_signature(folder: Path) -> None:
    shutil.copy(folder.parent / "1.0.0" / "SHA256SUMS.minisig", folder)


def _hidden(change: Callable[[Path], None]) -> Callable[[Path], None]:
    """A change after which all sums are made right again, the list of versions too."""

    def done(folder: Path) -> None:
        change(folder)
        tamper.hide(folder)
        tamper.relist(folder)

    return done


def _row_added(folder: Path) -> None:
    row = "('2025-26', 'PRJ-0009', 'KSI-0001', 5.00, 1)"
    tamper.rewrite(folder, "project", f"FROM {{t}} UNION ALL (VALUES {row}) ORDER BY ALL")


def _rewritten(table: str, query: str) -> Callable[[Path], None]:
    return _hidden(lambda folder: tamper.rewrite(folder, table, query))


def _edit(name: str, change: Callable) -> Callable[[Path], None]:
    return lambda folder: tamper.edit(folder / name, change)


def _line(text: str) -> Callable[[Path], None]:
    """One more line in SHA256SUMS."""

    def done(folder: Path) -> None:
        with (folder / "SHA256SUMS").open("a") as stream:
            stream.write(text)

    return done


def _sums(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def done(folder: Path) -> None:
        path = folder / "SHA256SUMS"
        path.write_bytes(change(path.read_bytes()))

    return done


def _other_digit(content: bytes) -> bytes:
    return (b"1" if content[:1] == b"0" else b"0") + content[1:]


def _older_as_newer(folder: Path) -> None:
    tamper.put(folder.parent / "1.0.0", folder)


def _older_renamed(folder: Path) -> None:
    """1.0.0 with the number of 1.1.0 in every document, sums made right."""
    tamper.put(folder.parent / "1.0.0", folder)
    for name in ("datapackage.json", "changes.json", "provenance.intoto.json"):
        path = folder / name
        path.write_bytes(path.read_bytes().replace(b'"1.0.0"', b'"1.1.0"'))
    tamper.hide(folder)


def _latest_back(folder: Path) -> None:
    (folder.parent / "latest").write_text("1.0.0\n")


def _symlink(folder: Path) -> None:
    (folder / "README.md").rename(folder.parent / "README.md")
    (folder / "README.md").symlink_to(folder.parent / "README.md")


def _symlinked_folder(folder: Path) -> None:
    (folder / "data").rename(folder.parent / "elsewhere")
    (folder / "data").symlink_to(folder.parent / "elsewhere")


def _deep(folder: Path) -> None:
    (folder / "changes.json").write_text("[" * 100_000 + "]" * 100_000)
    tamper.restate(folder)
    tamper.sums(folder)


def _twice(folder: Path) -> None:
    tamper.replace(folder / "changes.json", b"{", b'{"version": "9.9.9",')
    tamper.restate(folder)
    tamper.sums(folder)


def _outside(folder: Path) -> None:
    def change(content) -> None:
        content["resources"][0]["path"] = "../1.0.0/data/organisation.csv"

    tamper.edit(folder / "datapackage.json", change)
    tamper.restate(folder)
    tamper.sums(folder)


def _level_too_low(folder: Path) -> None:
    """A field less than before, called a patch."""
    tamper.rewrite(folder, "project", "SELECT * EXCLUDE (places) FROM {t}")

    def fewer(content) -> None:
        for resource in content["resources"]:
            if resource["path"].startswith("data/project"):
                resource["schema"]["fields"] = [
                    field for field in resource["schema"]["fields"] if field["name"] != "places"
                ]

    tamper.edit(folder / "datapackage.json", fewer)
    tamper.hide(folder)
    tamper.relist(folder)


def _fifo(folder: Path) -> None:
    import os

    (folder / "README.md").unlink()
    os.mkfifo(folder / "README.md")


def _swap_files(folder: Path) -> None:
    one, two = folder / "DATA-DICTIONARY.en.md", folder / "DATA-DICTIONARY.eu.md"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def _unsigned_claim(folder: Path) -> None:
    tamper.unsign(folder)
    tamper.hide(folder)
    tamper.relist(folder)


CASES: dict[str, tuple[Callable[[Path], None], str]] = {
    "one bit of a CSV": (lambda f: tamper.flip(f / "data/project.csv"), "files|data/project.csv"),
    "one bit of a Parquet file": (
        lambda f: tamper.flip(f / "data/project.parquet"),
        "files|data/project.parquet",
    ),
    "one bit of the descriptor": (
        lambda f: tamper.flip(f / "datapackage.json"),
        "files|datapackage.json",
    ),
    "one bit of the README": (lambda f: tamper.flip(f / "README.md"), "files|README.md"),
    "one bit of the changes": (lambda f: tamper.flip(f / "changes.json"), "files|changes.json"),
    "one bit of a report": (
        lambda f: tamper.flip(f / "quality-report.json"),
        "files|quality-report.json",
    ),
    "one bit of the statement": (
        lambda f: tamper.flip(f / "provenance.intoto.json"),
        "files|provenance.intoto.json",
    ),
    "one digit of the list": (_sums(_other_digit), " has another content than SHA256"),
    "one bit of the signature": (
        lambda f: tamper.flip(f / "SHA256SUMS.minisig", 70),
        "signature|SHA256SUMS.minisig",
    ),
    "one file more": (_one_more, "unlisted files|data/more.csv"),
    "one file less": (
        lambda f: (f / "LICENSE.md").unlink(),
        "files|LICENSE.md:|LICENSE.md: LICENSE.md is not there",
    ),
    "one file less, hidden": (_hidden(lambda f: (f / "LICENSE.md").unlink()), "signature|"),
    "two files swapped": (_swap_files, "files|DATA-DICTIONARY.en.md"),
    "a file emptied": (lambda f: (f / "README.md").write_bytes(b""), "files|README.md"),
    "a file cut off": (
        lambda f: (f / "data/project.csv").write_bytes(b"academic_year"),
        "files|data/project.csv",
    ),
    "signature of another version": (_swap_signature, "not made over this SHA256SUMS"),
    "signature taken away": (
        lambda f: (f / "SHA256SUMS.minisig").unlink(),
        "somebody took it away",
    ),
    "signature taken away, hidden": (_unsigned_claim, "and you expect one of the key"),
    "signature is no signature": (
        lambda f: (f / "SHA256SUMS.minisig").write_text("<html></html>\n"),
        "not a minisign signature",
    ),
    "older version in the newer's place": (_older_as_newer, "the folder's name says 1.1.0"),
    "older version renamed, hidden": (_older_renamed, "not made over this SHA256SUMS"),
    "latest points back": (_latest_back, "latest names 1.0.0, and the newest listed is 1.1.0"),
    "latest points nowhere": (
        lambda f: (f.parent / "latest").write_text("7.0.0\n"),
        "latest names '7.0.0', which versions.json does not list",
    ),
    "the list of versions without it": (
        _edit("../versions.json", lambda c: c["versions"].pop()),
        "versions.json does not list 1.1.0",
    ),
    "the list of versions with another hash": (
        _edit("../versions.json", lambda c: c["versions"][1].update(checksums_sha256="0" * 64)),
        "another SHA256SUMS: the files were replaced after the release",
    ),
    "the list of versions with another id": (
        _edit("../versions.json", lambda c: c["versions"][1].update(id="urn:uuid:0")),
        "with another id",
    ),
    "the list of versions out of order": (
        _edit("../versions.json", lambda c: c["versions"].reverse()),
        "oldest first",
    ),
    "the list of versions of another package": (
        _edit("../versions.json", lambda c: c.update(package="skills")),
        "is of package skills",
    ),
    "the list of versions is a web page": (
        lambda f: (f.parent / "versions.json").write_text("<!doctype html>"),
        "versions.json is no JSON (Expecting value): a web page came",
    ),
    "row added, sums right, signed": (_hidden(_row_added), "not made over this SHA256SUMS"),
    "row added, only the list right": (
        lambda f: (_row_added(f), tamper.sums(f)),
        "data/project.csv has another hash in datapackage.json",
    ),
    "statement names a file less": (
        lambda f: (
            tamper.edit(f / "provenance.intoto.json", lambda c: c["subject"].pop(0)),
            tamper.sums(f),
        ),
        "statement|provenance.intoto.json|does not name ",
    ),
    "statement is about another version": (
        lambda f: (
            tamper.replace(f / "provenance.intoto.json", b'"1.1.0"', b'"1.2.0"'),
            tamper.sums(f),
        ),
        "is about version 1.2.0, and the descriptor says 1.1.0",
    ),
    "statement without a builder": (
        lambda f: (
            tamper.edit(
                f / "provenance.intoto.json", lambda c: c["predicate"]["runDetails"].clear()
            ),
            tamper.sums(f),
        ),
        "'builder' is a required property",
    ),
    "statement taken away": (
        lambda f: ((f / "provenance.intoto.json").unlink(), tamper.sums(f)),
        "provenance.intoto.json is not listed",
    ),
    "descriptor edited, sums right": (
        _hidden(lambda f: tamper.replace(f / "datapackage.json", b"Partnership", b"Fellowship")),
        "not made over this SHA256SUMS",
    ),
    "descriptor with a wrong size": (
        lambda f: (
            tamper.edit(f / "datapackage.json", lambda c: c["resources"][0].update(bytes=1)),
            tamper.restate(f),
            tamper.sums(f),
        ),
        "data/organisation.csv has another size than datapackage.json says (1)",
    ),
    "descriptor points outside": (_outside, "which SHA256SUMS does not list"),
    "descriptor without resources": (
        lambda f: (
            tamper.edit(f / "datapackage.json", lambda c: c.pop("resources")),
            tamper.restate(f),
            tamper.sums(f),
        ),
        "'resources' is a required property",
    ),
    "descriptor with a key twice": (_twice, "the key 'version' stands twice"),
    "a document nested without end": (_deep, "changes.json is nested too deeply"),
    "changes that skip a version, hidden": (
        _hidden(lambda f: tamper.edit(f / "changes.json", lambda c: c.update(level="major"))),
        "a major change makes 2.0.0 of 1.0.0, not 1.1.0",
    ),
    "changes that count from a version that never was, hidden": (
        _hidden(
            lambda f: tamper.edit(
                f / "changes.json", lambda c: c.update(highest="1.0.9", level="minor")
            )
        ),
        "changes.json counts from 1.0.9, which versions.json does not list",
    ),
    "changes of another level, by themselves": (
        lambda f: (
            tamper.edit(f / "changes.json", lambda c: c.update(level="patch")),
            (f.parent / "versions.json").unlink(),
        ),
        "files|changes.json",
    ),
    "changes that follow themselves": (
        lambda f: (
            tamper.edit(f / "changes.json", lambda c: c.update(previous="1.1.0")),
            tamper.restate(f),
            tamper.sums(f),
        ),
        "1.1.0 is not newer than 1.1.0",
    ),
    "a breaking change called minor, hidden": (
        _level_too_low,
        "the change since 1.0.0 is major, and changes.json calls it minor",
    ),
    "the version before was changed": (
        lambda f: (
            (f.parent / "1.0.0" / "README.md").write_text("other"),
            tamper.sums(f.parent / "1.0.0"),
        ),
        "1.0.0 is not the one from which 1.1.0 was made",
    ),
    "null in a key, hidden": (
        _rewritten(
            "project", "SELECT * REPLACE (nullif(project_id, 'PRJ-0003') AS project_id) FROM {t}"
        ),
        "contract|project|1 of 4 rows break it",
    ),
    "a key twice, hidden": (
        _rewritten("project", "FROM {t} UNION ALL FROM {t} ORDER BY ALL"),
        "4 values stand in several rows",
    ),
    "a code that no list has, hidden": (
        _rewritten("organisation", "SELECT * REPLACE ('school' AS kind) FROM {t}"),
        "kind breaks enum",
    ),
    "a value beyond its range, hidden": (
        _rewritten("project", "SELECT * REPLACE (101::BIGINT AS places) FROM {t}"),
        "places breaks maximum",
    ),
    "a value against its pattern, hidden": (
        _rewritten(
            "organisation",
            "SELECT * REPLACE (replace(organisation_id, 'KSI-0002', 'KSI-2') AS organisation_id) "
            "FROM {t}",
        ),
        "organisation_id breaks pattern",
    ),
    "a foreign key into nothing, hidden": (
        _rewritten("organisation", "FROM {t} WHERE organisation_id <> 'KSI-0002'"),
        "2 rows point at nothing (KSI-0002)",
    ),
    "another type, hidden": (
        _rewritten("project", "SELECT * REPLACE (places::VARCHAR AS places) FROM {t}"),
        "column places is VARCHAR, and described as integer",
    ),
    "a column more, hidden": (
        _rewritten("project", "SELECT *, 'x@example.org' AS contact FROM {t}"),
        "and not the columns described",
    ),
    "CSV and Parquet differ, hidden": (
        _hidden(lambda f: tamper.replace(f / "data/project.csv", b"1250.50", b"1250.51")),
        "csv equals parquet|project|the rows differ",
    ),
    "a Parquet file that is none, hidden": (
        _hidden(lambda f: (f / "data/project.parquet").write_bytes(b"PAR1PAR1")),
        "data/project.parquet cannot be read",
    ),
    "path out of the release": (_line(f"{'0' * 64}  ../latest\n"), "the path leaves the release"),
    "absolute path": (_line(f"{'0' * 64}  /etc/passwd\n"), "the path leaves the release"),
    "path with a glob": (_line(f"{'0' * 64}  data/*.csv\n"), "characters that no file of ours"),
    "path with backslashes": (_line(f"{'0' * 64}  data\\x.csv\n"), "the path leaves the release"),
    "hidden file": (_line(f"{'0' * 64}  data/.x.csv\n"), "the path leaves the release"),
    "file listed twice": (
        _sums(lambda c: c + c.splitlines(keepends=True)[0]),
        "the file stands twice",
    ),
    "digest in capitals": (
        _sums(lambda c: c.replace(c[:64], c[:64].upper(), 1)),
        "lower-case hexadecimal",
    ),
    "another hash than SHA-256": (_line(f"{'0' * 128}  x.csv\n"), "does not begin with a SHA-256"),
    "Windows line ends": (_sums(lambda c: c.replace(b"\n", b"\r\n")), "Windows line ends"),
    "list cut off": (_sums(lambda c: c[:-1]), "cut off in its last line"),
    "list emptied": (_sums(lambda c: b""), "SHA256SUMS is empty"),
    "list is a web page": (_sums(lambda c: b"<!doctype html>\n"), "is a web page, not a list"),
    "list is no text": (_sums(lambda c: b"\xff\xfe"), "is not plain text"),
    "symbolic link": (_symlink, "README.md is a symbolic link"),
    "folder is a symbolic link": (_symlinked_folder, "is a symbolic link"),
    "a pipe for a file": (_fifo, "README.md is no file"),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_found_and_said_where(made, folder, name):
    harm, told = CASES[name]
    harm(folder)
    done = _verify(folder, made.key)
    assert not done.verified
    assert told in _failures(done)


HIDDEN_UNSIGNED = [
    name
    for name in CASES
    if name in ("row added, sums right, signed", "descriptor edited, sums right")
]


@pytest.mark.parametrize("name", HIDDEN_UNSIGNED)
def test_without_any_signature_only_the_list_of_versions_can_tell(tmp_path, name):
    """An unsigned release proves that its files belong together, and says so."""
    release_again(tmp_path, later_rows())
    folder = tmp_path / "releases" / "partnership" / "1.0.0"
    assert _verify(folder).verified
    listed = (folder.parent / "versions.json").read_bytes()
    CASES[name][0](folder)
    done = _verify(folder)
    assert done.verified
    assert "anybody can have made them" in next(
        c.message for c in done.checks if c.check == "signature"
    )
    (folder.parent / "versions.json").write_bytes(listed)
    assert "the files were replaced after the release" in _failures(_verify(folder))


def test_a_release_signed_by_another_publisher_is_not_the_publishers(made, folder):
    done = _verify(folder, made.stranger[1])
    assert "signed with key" in _failures(done)
    assert "and you trust" in _failures(done)


def test_a_release_that_a_stranger_signed_anew_is_found_even_without_a_key(made, folder):
    signer = made.stranger[0]
    comment = "package:partnership\tversion:1.1.0"
    signature = signer.signs((folder / "SHA256SUMS").read_bytes(), comment)
    (folder / "SHA256SUMS.minisig").write_bytes(signature)
    (folder.parent.parent / signer.file_name).write_text(made.stranger[1])
    assert "somebody signed it anew" in _failures(_verify(folder))


def test_one_of_several_trusted_keys_is_enough_after_a_change_of_keys(made, folder):
    assert _verify(folder, made.stranger[1], made.key).verified


def test_a_key_beside_that_is_another_than_its_name_says_is_not_used(made, folder):
    [path] = folder.parent.parent.glob("*.pub")
    path.write_text(made.stranger[1])
    [told] = [c for c in _verify(folder).checks if c.check == "signature"]
    assert told.outcome == "not checked"
    assert "holds another key" in told.message


def test_a_signature_for_another_version_is_found_by_what_it_covers(made, folder, tmp_path):
    """The same list of files, signed as another version: the signed comment tells."""
    signer, key = new_signer()
    signature = signer.signs((folder / "SHA256SUMS").read_bytes(), "package:skills\tversion:3.0.0")
    (folder / "SHA256SUMS.minisig").write_bytes(signature)
    assert "the signature is for skills 3.0.0" in _failures(_verify(folder, key))


def test_a_copy_by_itself_is_verified_and_what_could_not_be_looked_at_is_said(
    made, folder, tmp_path
):
    alone = tmp_path / "alone" / "copy"
    shutil.copytree(folder, alone)
    done = _verify(alone, made.key)
    assert done.verified, _failures(done)
    assert {c.check for c in done.checks if c.outcome == "not checked"} == {
        "data package 2.0 profile",
        "list of versions",
        "previous version",
    }
    given = _verify(alone, made.key, previous=str(folder.parent / "1.0.0"))
    assert "previous version" in {c.check for c in given.checks if c.outcome == "ok"}


def test_a_wrong_predecessor_is_refused(made, folder):
    done = _verify(folder, made.key, previous=str(folder))
    assert "is partnership 1.1.0, not 1.0.0" in _failures(done)


def test_a_first_release_that_follows_another_is_refused(made, folder):
    first = folder.parent / "1.0.0"
    assert "nothing was before it" in _failures(_verify(first, made.key, previous=str(folder)))


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("empty", "is no release"),
        ("nothing", "is no folder"),
        ("ftp://x/y", "neither a folder"),
        ("http://[x", "is no address"),
        ("http://", "neither a folder"),
    ],
)
def test_what_is_no_release_is_said_in_one_line(tmp_path, where, told):
    (tmp_path / "empty").mkdir()
    done = verify(where if "://" in where else str(tmp_path / where), profile=NO_PROFILE)
    [only] = done.checks
    assert only.outcome == "failed"
    assert told in only.message


def test_a_file_beyond_the_limit_is_not_read(made, folder):
    done = _verify(folder, made.key, limits=Limits(file=1_000))
    assert "more than the 1000 allowed" in _failures(done)


def test_a_document_beyond_the_limit_is_not_read(made, folder):
    done = _verify(folder, made.key, limits=Limits(document=4_000))
    assert "a document has at most 4000" in _failures(done)


def test_more_files_than_the_limit_are_not_read(made, folder):
    done = _verify(folder, made.key, limits=Limits(files=3))
    assert "more than 3" in _failures(done)


def test_a_number_that_does_not_fit_its_level_is_found_without_the_list_of_versions(tmp_path):
    release_again(tmp_path)
    release_again(tmp_path, later_rows())
    folder = tmp_path / "releases" / "partnership" / "1.1.0"
    tamper.edit(folder / "changes.json", lambda content: content.update(level="patch"))
    tamper.hide(folder)
    (folder.parent / "versions.json").unlink()
    assert "a patch change makes 1.0.1 of 1.0.0, not 1.1.0" in _failures(_verify(folder))


def test_a_withdrawn_version_is_told_in_the_publishers_words(made, folder):
    shelf = Shelf(folder.parent)
    told = (date(2026, 11, 25), "The totals were wrong.", "1.1.0")
    withdraw_version(shelf, "1.0.0", *told)
    [only] = _verify(folder.parent / "1.0.0", made.key).checks
    assert only.outcome == "failed"
    assert "withdrawn by its publisher on 2026-11-25: The totals were wrong.; use 1.1.0" in (
        only.message
    )
    done = _verify(folder, made.key)
    assert done.verified, _failures(done)
    [before] = [c for c in done.checks if c.check == "previous version"]
    assert before.outcome == "not checked"


def test_a_release_published_anew_goes_on_from_the_highest_number(made, folder):
    """1.1.0 and 1.0.0 were withdrawn: the next is 2.0.0, and nothing stands before it."""
    shelf = Shelf(folder.parent)
    for version in ("1.1.0", "1.0.0"):
        withdraw_version(shelf, version, date(2026, 11, 25), "Wrong.")
    root = folder.parents[2]
    assert release_again(root, later_rows()).version == "2.0.0"
    done = _verify(folder.parent)
    assert done.verified, _failures(done)
    assert {c.check: c.message for c in done.checks}["previous version"] == (
        "2.0.0 was published anew: every earlier version was withdrawn"
    )


def test_of_changes_beyond_the_limit_the_head_is_read(made, folder):
    """`changes.json` tells every row and may be large; its rows come last (publish.changes)."""
    size = (folder / "changes.json").stat().st_size
    content = read_head(folder / "changes.json", "changes.json", Limits(document=size - 1))
    assert "rows" not in content
    assert (content["version"], content["previous"]) == ("1.1.0", "1.0.0")
    with pytest.raises(RefusedError, match="no list of rows within its first 50 bytes"):
        read_head(folder / "changes.json", "changes.json", Limits(document=50))
