"""What only an installation knows comes from its environment, and nonsense is refused."""

from __future__ import annotations

from dataclasses import fields

import pytest

from publish.site import VARIABLES, Site, site_from


def test_nothing_set_is_a_site_of_its_own():
    assert site_from({}) == Site()
    assert not Site().is_set


def test_a_site_can_be_had_again_from_the_variables_that_it_names():
    """A release that is made again needs every one of them: a new field needs its variable."""
    site = Site(
        "https://x.org", "https://x.org/c", "A16003011", "b@x.org", "+34-943-000000", "10.5072"
    )
    assert set(VARIABLES) == {field.name for field in fields(Site)}
    assert set(site.as_environment()) == set(VARIABLES.values())
    assert site_from(site.as_environment()) == site
    assert Site().as_environment() == {}


def test_an_address_that_readers_write_to_comes_from_either_setting():
    assert site_from({"KSIGUNE_CONTACT_URL": "mailto:a@x.org"}).contact_email == "a@x.org"
    assert site_from({"KSIGUNE_CONTACT_EMAIL": "b@x.org"}).contact_email == "b@x.org"
    both = {"KSIGUNE_CONTACT_URL": "mailto:a@x.org", "KSIGUNE_CONTACT_EMAIL": "b@x.org"}
    assert site_from(both).contact_email == "b@x.org"
    assert site_from(both).contact_page is None
    assert site_from({"KSIGUNE_CONTACT_URL": "https://x.org/c"}).contact_page == "https://x.org/c"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KSIGUNE_BASE_URL", "data.example.org"),
        ("KSIGUNE_CONTACT_URL", "somebody"),
        ("KSIGUNE_CONTACT_EMAIL", "somebody"),
        ("KSIGUNE_CONTACT_PHONE", "943 000 000"),
        ("KSIGUNE_DIR3", "a1"),
    ],
)
def test_a_setting_of_another_form_is_refused_by_name(name, value):
    """DIR3 codes as the shapes of DCAT-AP-ES know them: a capital and eight signs."""
    with pytest.raises(ValueError, match=f"{name} is n.*: {value}"):
        site_from({name: value})
