"""The one resource: where everything lies, read from the environment when a run starts."""

from __future__ import annotations

import dagster as dg

from dagster_project.settings import Settings, from_environment


class Observatory(dg.ConfigurableResource[Settings]):
    """Gives the run its `Settings`; holds nothing, so that a test sets the environment only."""

    def settings(self) -> Settings:
        """The settings of this process. Raises ValueError for a malformed variable."""
        return from_environment()
