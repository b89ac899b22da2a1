"""An unchanged run writes nothing behind landing: stages recall what they were completed with."""

from pathlib import Path

from dagster_project.markers import complete, fingerprint, fingerprint_files, forget, recall


def test_a_stage_is_recalled_only_with_the_inputs_it_was_completed_with(tmp_path: Path) -> None:
    complete(tmp_path, "build", "a", {"rows": 3})
    assert recall(tmp_path, "build", "a") == {"rows": 3}
    assert recall(tmp_path, "build", "b") is None
    forget(tmp_path, "build")
    assert recall(tmp_path, "build", "a") is None


def test_a_stage_never_completed_is_not_recalled(tmp_path: Path) -> None:
    assert recall(tmp_path, "build", "a") is None


def test_the_order_of_keys_does_not_change_a_fingerprint() -> None:
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint("a", "b") != fingerprint("ab")


def test_a_file_fingerprint_follows_name_and_content(tmp_path: Path) -> None:
    first, second = tmp_path / "a.sql", tmp_path / "b.sql"
    first.write_text("select 1")
    second.write_text("select 2")
    before = fingerprint_files([first, second], tmp_path)
    assert fingerprint_files([second, first], tmp_path) == before
    second.write_text("select 3")
    assert fingerprint_files([first, second], tmp_path) != before
