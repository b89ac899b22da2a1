"""Tests never write into the user's data root: what they make lies in a temporary one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tools import ABSENT, CHECK_DATAPACKAGE, tool

OF_AN_INSTALLATION = (
    *("KSIGUNE_INBOX", "KSIGUNE_AS_OF", "KSIGUNE_PROFILE", "KSIGUNE_PERSON_KEY"),
    *("KSIGUNE_SIGNING_KEY", "KSIGUNE_SIGNING_PASSWORD", "KSIGUNE_PUBLIC_KEYS"),
)
"""Variables of a developer's own installation, which no test may depend on."""
SHARING_FOLDERS = ("dagster_project", "dbt", "end_to_end")


@pytest.fixture(scope="session", autouse=True)
def data_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A data root for everything that reads the environment in this process."""
    with pytest.MonkeyPatch.context() as patch:
        for name in OF_AN_INSTALLATION:
            patch.delenv(name, raising=False)
        patch.setenv("KSIGUNE_DATA", str(tmp_path_factory.mktemp("data_root")))
        yield


@pytest.fixture(scope="session")
def cffconvert() -> Path:
    """cffconvert 2.0.0 pins libraries of 2020: it runs in an environment of its own."""
    return tool("cffconvert", "KSIGUNE_CFFCONVERT")


@pytest.fixture(scope="session")
def check_datapackage() -> Path:
    """check-datapackage needs Python 3.12 or newer: it runs in an environment of its own."""
    return tool("check-datapackage", CHECK_DATAPACKAGE)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With several workers (`make test`), tests that share a costly fixture stay on one.

    The definitions (with all that dbt parses for them), a warehouse built by dbt and a whole run
    serve all tests of their folder; elsewhere the tests of a file stay together. xdist's own
    `loadgroup` groups nothing under pytest 9.2, and says nothing: every worker made every fixture
    anew.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFixture(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return scope_of(nodeid)

    return ByFixture(config, log)


def scope_of(nodeid: str) -> str:
    """The group of tests that one worker runs: a folder that shares a fixture, else a file."""
    path = nodeid.partition("::")[0]
    folder = path.partition("/")[2].partition("/")[0]
    return folder if folder in SHARING_FOLDERS else path


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the tests of check-datapackage where no Python can run it, and says so."""
    if os.environ.get(CHECK_DATAPACKAGE) == ABSENT:
        left = [item for item in items if "check_datapackage" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
