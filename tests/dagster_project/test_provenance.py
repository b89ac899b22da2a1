"""What the wiring tells a release of its inputs."""

from __future__ import annotations

import pytest

from dagster_project.provenance import public_address


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("{inbox}/activities/events.csv", None),
        ("/srv/partners/list.xlsx", None),
        ("https://data.example.org/api/records", "https://data.example.org/api/records"),
        ("https://user:pass@data.example.org:8443/x", "https://data.example.org:8443/x"),
        ("https://data.example.org/x?apikey=secret#part", "https://data.example.org/x"),
        ("s3://key:secret@bucket/x", None),
    ],
)
def test_an_address_is_published_without_the_parts_in_which_secrets_travel(address, shown):
    assert public_address(address) == shown
