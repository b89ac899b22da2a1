"""The file of targets: typed, several of a kind, and no credential in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.site import Site
from publish.targets.config import read_targets
from publish.targets.errors import RefusedError
from publish.targets.make import make_target
from publish.targets.secret import Secret, without
from tests.publish.targets.pushing import retry

GOOD = """
site: {kind: folder, path: /srv/www}
mirror: {kind: folder, path: /srv/mirror}
store: {kind: s3, bucket: open-data, endpoint: "https://objects.example.org",
        key_from: KSIGUNE_S3_KEY, secret_from: KSIGUNE_S3_SECRET}
portal: {kind: ckan, url: "https://data.example.org", organization: ksigune,
         token_from: KSIGUNE_CKAN_TOKEN}
archive: {kind: inveniordm, url: "https://sandbox.zenodo.org/api/", token_from: KSIGUNE_ZENODO}
"""


def targets(tmp_path: Path, text: str) -> dict[str, object]:
    path = tmp_path / "targets.yml"
    path.write_text(text, encoding="utf-8")
    return dict(read_targets({"KSIGUNE_TARGETS": str(path)}))


def test_an_installation_may_have_several_of_a_kind_or_none(tmp_path: Path) -> None:
    assert list(targets(tmp_path, GOOD)) == ["site", "mirror", "store", "portal", "archive"]
    assert read_targets({}) == {}
    assert targets(tmp_path, "") == {}


PASTED = "tok-3f9a-very-secret"
WRONG = [
    (GOOD.replace("KSIGUNE_CKAN_TOKEN", PASTED), "portal.ckan.token_from"),
    (GOOD.replace("data.example.org", f"me:{PASTED}@data.example.org"), "user or password"),
    (GOOD.replace("/api/", f"/api/?access_token={PASTED}"), "query"),
    (GOOD + f"x: {{kind: ckan, token: {PASTED}}}", "x.ckan.token"),
    (GOOD + f"x: {{kind: ftp, password: {PASTED}}}", "x"),
    (GOOD + f'x: {{kind: "{PASTED}', "not YAML"),
    (f"- {PASTED}", "valid dictionary"),
]


@pytest.mark.parametrize(("text", "told"), WRONG)
def test_what_is_wrong_is_told_and_a_pasted_credential_is_not_repeated(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(RefusedError) as error:
        targets(tmp_path, text)
    assert told in str(error.value)
    assert PASTED not in str(error.value)


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(RefusedError, match=r"KSIGUNE_TARGETS: /nowhere\.yml: No such file"):
        read_targets({"KSIGUNE_TARGETS": "/nowhere.yml"})


def test_a_missing_credential_is_named_by_its_variable(tmp_path: Path) -> None:
    settings = read_targets({"KSIGUNE_TARGETS": str(_written(tmp_path))})
    with pytest.raises(RefusedError, match="target archive: the environment variable KSIGUNE_ZEN"):
        make_target("archive", settings["archive"], Site(), {}, retry())


def test_links_need_the_address_of_the_site(tmp_path: Path) -> None:
    settings = read_targets({"KSIGUNE_TARGETS": str(_written(tmp_path))})
    with pytest.raises(RefusedError, match="set KSIGUNE_BASE_URL"):
        make_target("portal", settings["portal"], Site(), {"KSIGUNE_CKAN_TOKEN": "t"}, retry())


def test_a_secret_shows_itself_in_no_form() -> None:
    secret = Secret(PASTED)
    shown = [str(secret), repr(secret), f"{secret}", "%s" % secret, repr([secret]), f"{secret!r}"]  # noqa: UP031
    assert not any(PASTED in each for each in shown)
    assert without([secret], f"401 for {PASTED}!") == "401 for ***!"


def _written(tmp_path: Path) -> Path:
    path = tmp_path / "targets.yml"
    path.write_text(GOOD, encoding="utf-8")
    return path
