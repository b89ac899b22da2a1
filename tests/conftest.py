"""Tests never write into the user's data root: what they make lies in a temporary one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def data_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A data root for everything that reads the environment in this process."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("KSIGUNE_INBOX", "KSIGUNE_AS_OF", "KSIGUNE_PROFILE"):
            patch.delenv(name, raising=False)
        patch.setenv("KSIGUNE_DATA", str(tmp_path_factory.mktemp("data_root")))
        yield
