"""Modules that Great Expectations imports at start and hardly anybody uses, left for later.

`import great_expectations` loads scipy.stats and altair for one expectation (Kullback-Leibler
divergence), which costs more than a third of its five seconds. A placeholder stands in for such
a module until somebody asks for one of its names. `importlib.util.LazyLoader` cannot do it on
Python 3.11: a second `import` of the module already makes it load.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any


class Placeholder(ModuleType):
    """Stands in for a module; the first use of any of its names loads the real one."""

    def __getattr__(self, name: str) -> Any:
        """The real module's attribute. Dunder names belong to the import system, not to users."""
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def postpone(*modules: str) -> None:
    """Puts a placeholder for each module that is not loaded yet."""
    for name in modules:
        if name not in sys.modules:
            sys.modules[name] = Placeholder(name)
