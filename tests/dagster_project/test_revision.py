"""Which code a release says that it was made by.

The hash of files is in-toto's `dirHash` (spec/v1/digest_set.md), computed here by the command that
the specification gives.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dagster_project.revision import code_of


@pytest.fixture
def checkout(tmp_path) -> Path:
    for name, text in {
        "schemas/open/a.yml": "a: 1\n",
        "publish/b.py": "x = 1\n",
        "requirements.lock": "duckdb==1\n",
        "README.md": "read\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture
def committed(checkout) -> Path:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "first"]):
        subprocess.run(["git", *command], cwd=checkout, check=True)
    return checkout


def _head(folder: Path) -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode().strip()


def _dir_hash(folder: Path) -> str:
    """The specification's own command, over the files that make a release."""
    script = (
        "find schemas publish requirements.lock -type f | LC_ALL=C sort | xargs sha256sum "
        "| sha256sum | cut -f1 -d' '"
    )
    done = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_a_clean_checkout_is_named_by_its_commit(committed):
    code = code_of(committed)
    assert (code.commit, code.clean, code.tree) == (_head(committed), True, None)


def test_a_file_that_makes_nothing_of_a_release_does_not_count(committed):
    (committed / "README.md").write_text("changed\n")
    assert code_of(committed).clean is True


@pytest.mark.parametrize("name", ["publish/b.py", "publish/new.py", "requirements.lock"])
def test_a_changed_or_new_file_is_named_by_the_hash_of_all_files(committed, name):
    (committed / name).write_text("y = 2\n")
    code = code_of(committed)
    assert (code.commit, code.clean) == (_head(committed), False)
    assert code.tree == _dir_hash(committed)


def test_outside_git_the_hash_of_the_files_stands_alone(checkout):
    code = code_of(checkout)
    assert (code.commit, code.clean, code.tree) == (None, None, _dir_hash(checkout))


def test_the_lock_is_named_by_its_sha256(checkout):
    done = subprocess.run(
        ["sha256sum", "requirements.lock"], cwd=checkout, capture_output=True, check=True
    )
    assert code_of(checkout).lock_sha256 == done.stdout.decode()[:64]
    (checkout / "requirements.lock").unlink()
    assert code_of(checkout).lock_sha256 is None
