"""The one description of every table, and every form derived from it.

`load()` reads the YAML files of this folder into a `Registry`; the `to_*` modules turn a
`Table` into what each tool needs. Nothing here reads data or imports another room.
"""

from schemas.model import Code, CodeList, Field, Package, Table, Text
from schemas.registry import Registry, load

__all__ = ["Code", "CodeList", "Field", "Package", "Registry", "Table", "Text", "load"]
