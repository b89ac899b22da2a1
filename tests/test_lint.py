"""SQL is judged as sqlfluff alone would judge it, in two thirds of the time (dbt/lint.py)."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import jinja2

ROOT = Path(__file__).parents[1]
LINT = ROOT / "dbt" / "lint.py"


def _environment(calls: list[str], **options: Any) -> jinja2.Environment:
    spec = importlib.util.spec_from_file_location("lint", LINT)
    assert spec is not None
    assert spec.loader is not None
    lint = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(lint)

    class Counting(jinja2.Environment):
        def compile(self, source: Any, *more: Any, **named: Any) -> Any:
            calls.append(source)
            return super().compile(source, *more, **named)

    Counting.compile = lint.once(Counting.compile)  # type: ignore[method-assign]
    return Counting(**options)


def test_a_text_is_compiled_once_and_rendered_with_what_it_is_given() -> None:
    calls: list[str] = []
    environment = _environment(calls)
    assert environment.from_string("{{ x }}", {"x": 1}).render() == "1"
    assert environment.from_string("{{ x }}", {"x": 2}).render() == "2"
    assert environment.from_string("{{ y }}", {"y": 3}).render() == "3"
    assert calls == ["{{ x }}", "{{ y }}"]


def test_another_kind_of_environment_compiles_anew() -> None:
    calls: list[str] = []
    environment = _environment(calls)
    environment.from_string("{{ x }}")
    environment.add_extension("jinja2.ext.do")
    assert environment.from_string("{{ x }}{% do [] %}", {"x": 1}).render() == "1"
    environment.from_string("{{ x }}")
    assert calls.count("{{ x }}") == 2


def test_a_fault_is_found_in_every_file_that_has_it(tmp_path: Path) -> None:
    """The same text in two files, and a macro of ours in both."""
    for name in ("first.sql", "second.sql"):
        (tmp_path / name).write_text("select {{ ratio('a', 'b') }} AS c from {{ ref('t') }}\n")
    done = subprocess.run(
        [sys.executable, LINT, "lint", "--config", "dbt/.sqlfluff", "--rules", "CP01", tmp_path],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.count("CP01") == 2
