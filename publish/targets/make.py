"""Makes a target from its settings and the environment's credentials."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from publish.site import Site
from publish.targets.config import (
    CkanSettings,
    FolderSettings,
    InvenioSettings,
    S3Settings,
    Settings,
)
from publish.targets.errors import RefusedError
from publish.targets.retry import Retry
from publish.targets.secret import secret_from
from publish.targets.target import Target

Environment = Mapping[str, str]


def make_target(
    name: str, settings: Settings, site: Site, environment: Environment, retry: Retry
) -> Target:
    """The target of that name. Raises RefusedError when a credential or address is missing."""
    return _MAKERS[settings.kind](name, settings, site, environment, retry)


def _folder(name: str, settings: FolderSettings, *_: object) -> Target:
    from publish.targets.files import FileTarget
    from publish.targets.folder import FolderStore

    return FileTarget("folder", name, FolderStore(name, settings.path))


def _s3(
    name: str, settings: S3Settings, _site: Site, environment: Environment, retry: Retry
) -> Target:
    from publish.targets.files import FileTarget
    from publish.targets.s3 import S3Store, s3_client

    key = secret_from(settings.key_from, environment, name)
    secret = secret_from(settings.secret_from, environment, name)
    client = s3_client(settings.endpoint, settings.region, key, secret)
    part_bytes = settings.part_mebibytes << 20
    store = S3Store(name, client, settings.bucket, settings.prefix, retry, part_bytes)
    return FileTarget("s3", name, store, (key, secret))


def _ckan(
    name: str, settings: CkanSettings, site: Site, environment: Environment, _retry: Retry
) -> Target:
    from publish.targets.ckan import CkanTarget

    _need_site(name, settings.resources == "link", site)
    return CkanTarget(name, settings, site, secret_from(settings.token_from, environment, name))


def _inveniordm(
    name: str, settings: InvenioSettings, site: Site, environment: Environment, retry: Retry
) -> Target:
    from publish.targets.inveniordm import InvenioTarget

    token = secret_from(settings.token_from, environment, name)
    return InvenioTarget(name, settings, site, token, retry)


def _need_site(name: str, needed: bool, site: Site) -> None:
    if needed and not site.is_set:
        raise RefusedError(
            f"target {name} links to the files on the site, and the site's address is not set; "
            f"set KSIGUNE_BASE_URL, or `resources: upload` for this target"
        )


_MAKERS: dict[str, Callable[..., Target]] = {
    "folder": _folder,
    "s3": _s3,
    "ckan": _ckan,
    "inveniordm": _inveniordm,
}
