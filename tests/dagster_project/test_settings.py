"""Settings come from the environment only, and a malformed one is named (README, Settings)."""

from datetime import date
from pathlib import Path

import pytest

from dagster_project.settings import from_environment


def test_the_drop_folder_lies_under_the_data_root_unless_it_is_named() -> None:
    settings = from_environment({"KSIGUNE_DATA": "/srv/observatory"})
    assert settings.inbox == Path("/srv/observatory/inbox")
    elsewhere = from_environment({"KSIGUNE_DATA": "/srv/x", "KSIGUNE_INBOX": "/mnt/partners"})
    assert elsewhere.inbox == Path("/mnt/partners")


def test_the_reporting_date_is_an_argument() -> None:
    assert from_environment({"KSIGUNE_AS_OF": "2026-06-30"}).as_of == date(2026, 6, 30)
    assert from_environment({}).as_of is None


def test_a_reporting_date_that_is_none_names_the_variable_and_the_form() -> None:
    with pytest.raises(ValueError, match=r"KSIGUNE_AS_OF is '30/06/2026'; write a date as 2026-06"):
        from_environment({"KSIGUNE_AS_OF": "30/06/2026"})


def test_only_two_profiles_exist() -> None:
    assert from_environment({"KSIGUNE_PROFILE": "production"}).production
    with pytest.raises(ValueError, match="KSIGUNE_PROFILE is 'prod'"):
        from_environment({"KSIGUNE_PROFILE": "prod"})


def test_the_secret_of_the_persons_is_read_and_never_shown() -> None:
    settings = from_environment({"KSIGUNE_PERSON_KEY": "0123456789abcdef" * 4})
    assert settings.person_secret == "0123456789abcdef" * 4
    assert settings.person_secret not in repr(settings)
    assert from_environment({}).person_secret == ""
