"""What the tests of this folder share."""

from __future__ import annotations

import pytest

from publish import gate


@pytest.fixture(autouse=True)
def _without_the_referee(monkeypatch):
    """frictionless takes half of the seconds of a release and only reads; other folders keep it."""
    monkeypatch.setattr(gate, "check_with_frictionless", lambda *_: iter(()))
