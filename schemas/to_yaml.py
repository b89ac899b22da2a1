"""One way of writing YAML, so that generated files differ only when their content does."""

from __future__ import annotations

from typing import Any

import yaml

LINE_WIDTH = 100


class _Writer(yaml.SafeDumper):
    """Indents lists under their key and writes no anchors, as a person would."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dump(content: dict[str, Any]) -> str:
    """The content as YAML text, keys in the order given."""
    return yaml.dump(content, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=LINE_WIDTH)
