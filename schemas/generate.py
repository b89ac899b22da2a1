"""What is derived from the descriptions and has to stand in files: writes it, finds drift."""

from __future__ import annotations

from pathlib import Path

from schemas.registry import Registry
from schemas.to_dbt import MEND, to_model_yaml

GENERATED_FOLDERS = ("dbt/models", "dbt/seeds")
"""Where a file that bears the mark of the generator is one of ours."""

MARK = f"by `{MEND}`"


def files(registry: Registry) -> dict[str, str]:
    """Every generated file: path below the project's root, with `/` -> text."""
    return dict(sorted(to_model_yaml(registry).items()))


def write(registry: Registry, root: Path) -> list[str]:
    """Writes what differs and removes what is no longer derived; returns the paths changed."""
    changed = drift(registry, root)
    expected = files(registry)
    for path in changed:
        target = root / path
        if path in expected:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(expected[path], encoding="utf-8", newline="\n")
        else:
            target.unlink()
    return changed


def drift(registry: Registry, root: Path) -> list[str]:
    """Paths of generated files that are missing, differ, or are derived no longer, sorted."""
    expected = files(registry)
    differing = [path for path, text in expected.items() if _read(root / path) != text]
    return sorted([*differing, *(_left_over(root) - set(expected))])


def _read(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8") if path.is_file() else None


def _left_over(root: Path) -> set[str]:
    """Files that the generator once wrote. A seed carries no mark, since CSV has no comments:
    every CSV file among the seeds counts as generated."""
    found = set()
    for folder in GENERATED_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix == ".csv" or (path.suffix in {".yml", ".md"} and _is_marked(path)):
                found.add(path.relative_to(root).as_posix())
    return found


def _is_marked(path: Path) -> bool:
    with path.open(encoding="utf-8") as text:
        return MARK in text.readline()
