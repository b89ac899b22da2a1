"""A CKAN portal: one dataset per package, which shows the newest version pushed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publish.site import Site
from publish.targets.ckan_calls import CkanCalls, NotThereError
from publish.targets.ckan_record import IDENTIFIER, dataset, resources
from publish.targets.config import CkanSettings
from publish.targets.errors import RefusedError
from publish.targets.parcel import Parcel
from publish.targets.pointers import Entry, Tombstone
from publish.targets.secret import Secret
from publish.targets.target import Receipt, Target

Dataset = Mapping[str, Any]


class CkanTarget(Target):
    """Pushes by the Action API. Links are written in one call, which CKAN does in one transaction;
    uploads go file by file, and the dataset names the new version when all are there."""

    kind = "ckan"
    newest_only = True

    def __init__(self, name: str, settings: CkanSettings, site: Site, token: Secret) -> None:
        super().__init__(name, (token,))
        self._settings = settings
        self._site = site
        self._calls = CkanCalls(name, settings.url, token)

    @property
    def place(self) -> str:
        """The portal's address."""
        return self._settings.url

    def push(self, parcel: Parcel, entries: Sequence[Entry]) -> Receipt:
        """Makes the dataset hold this version: its words, and exactly its files."""
        wanted = dataset(parcel, self._settings, self._site)
        files = resources(parcel, self._site)
        current = self._current(wanted["name"])
        if current:
            self._refuse_foreign(current, parcel, entries)
        if self._settings.resources == "link":
            return self._linked(wanted, files, current)
        return self._uploaded(wanted, files, current, parcel)

    def withdraw(self, stone: Tombstone) -> Receipt | None:
        """Takes the files off the dataset, where it shows the withdrawn version, and says why."""
        current = self._current(self._settings.prefix + stone.package)
        if current is None or _extras(current).get(IDENTIFIER) != stone.id:
            return None
        notes = f"{stone.reason}\n\n{current['notes'] or ''}"
        if current["resources"]:
            change = {"id": current["id"], "resources": [], "notes": notes}
            self._calls.call("package_patch", change)
        return self._receipt(current, bool(current["resources"]), ())

    def _linked(
        self, wanted: dict[str, Any], files: list[dict[str, Any]], current: Dataset | None
    ) -> Receipt:
        if current is None:
            made = self._calls.call("package_create", {**wanted, "resources": files})
            self._refuse_loss(made, wanted)
            return self._receipt(made, True, [file["path"] for file in files])
        kept = _by_path(current)
        listed = [{**_id_of(kept.get(file["path"])), **file} for file in files]
        changed = [f["path"] for f in files if not _holds(kept.get(f["path"], {}), f)]
        done = (
            not changed
            and not _differing(current, wanted)
            and len(current["resources"]) == len(files)
        )
        if not done:
            self._patch(current, wanted, listed)
        return self._receipt(current, not done, changed)

    def _uploaded(
        self,
        wanted: dict[str, Any],
        files: list[dict[str, Any]],
        current: Dataset | None,
        parcel: Parcel,
    ) -> Receipt:
        whole = current is not None and len(current["resources"]) == len(files)
        if current is None:  # nobody sees it until all its files are there
            current = self._calls.call("package_create", {**wanted, "private": True})
        kept = _by_path(current)
        listed, sent = [], []
        for file in files:
            record = {key: value for key, value in file.items() if key != "url"}
            held = kept.get(file["path"])
            if held is None or held["url_type"] != "upload" or not _holds(held, record):
                held = self._send(record, held, parcel, current)
                sent.append(file["path"])
            listed.append({**held, **record})
        done = whole and not sent and not _differing(current, wanted)
        if not done:
            self._patch(current, wanted, listed)
        return self._receipt(current, not done, sent)

    def _send(
        self, record: dict[str, Any], held: Dataset | None, parcel: Parcel, current: Dataset
    ) -> dict[str, Any]:
        """Uploads one file. The size is not sent along: CKAN says what it received."""
        told = {key: value for key, value in record.items() if key != "size"}
        action = "resource_update" if held else "resource_create"
        told |= _id_of(held) or {"package_id": current["id"]}
        name = record["path"].rpartition("/")[2]
        with parcel.file(record["path"]).local.open("rb") as stream:
            made: dict[str, Any] = self._calls.call(action, told, {"upload": (name, stream)})
        if made["size"] != record["size"]:
            raise RefusedError(
                f"{self.name}: the portal received {made['size']} bytes of {record['path']}, and "
                f"it has {record['size']}; push again, and ask the portal if it goes on"
            )
        return made

    def _patch(
        self, current: Dataset, wanted: dict[str, Any], listed: list[dict[str, Any]]
    ) -> None:
        """Writes our fields and leaves what the portal's people added: groups, other extras."""
        ours = {extra["key"] for extra in wanted["extras"]}
        theirs = [x for x in current["extras"] if x["key"] not in ours]
        change = {**wanted, "id": current["id"], "extras": [*wanted["extras"], *theirs]}
        made = self._calls.call("package_patch", {**change, "resources": listed})
        self._refuse_loss(made, wanted)

    def _current(self, name: str) -> Dataset | None:
        try:
            found: Dataset = self._calls.call("package_show", {"id": name})
        except NotThereError:
            return None
        if found["state"] == "deleted":
            raise RefusedError(
                f"{self.name}: dataset {name} was deleted at the portal; restore it there, or "
                f"purge it, and push again"
            )
        return found

    def _refuse_foreign(self, current: Dataset, parcel: Parcel, entries: Sequence[Entry]) -> None:
        order = [entry.id for entry in entries]
        held = _extras(current).get(IDENTIFIER)
        if held not in order:
            raise RefusedError(
                f"{self.name}: dataset {current['name']} at the portal is not of this "
                f"installation (identifier {held}); set another `prefix`, or remove it there"
            )
        shown = order.index(held)
        if shown > order.index(parcel.descriptor["id"]) and not entries[shown].withdrawn:
            raise RefusedError(
                f"{self.name}: the portal shows {parcel.package} {current['version']}, which is "
                f"newer than {parcel.version}; it is not set back"
            )

    def _refuse_loss(self, made: Dataset, wanted: Dataset) -> None:
        """CKAN drops without a word the fields that none of its plugins knows."""
        if lost := _differing(made, wanted):
            hint = " The portal lacks ckanext-fluent: set `translations: extras`."
            raise RefusedError(
                f"{self.name}: the portal did not keep {', '.join(lost)} of {wanted['name']} as "
                f"sent.{hint if any(x.endswith('_translated') for x in lost) else ''}"
            )

    def _receipt(self, current: Dataset, changed: bool, paths: Sequence[str]) -> Receipt:
        address = f"{self._settings.url.rstrip('/')}/dataset/{current['name']}"
        return Receipt(changed, address, {"ckan": current["id"]}, tuple(paths))


def _extras(current: Dataset) -> dict[str, str]:
    return {extra["key"]: extra["value"] for extra in current["extras"]}


def _by_path(current: Dataset) -> dict[str, dict[str, Any]]:
    """The resources that a push made; of two with one path the first stays."""
    return {each["path"]: each for each in reversed(current["resources"]) if each.get("path")}


def _id_of(held: Dataset | None) -> dict[str, str]:
    return {"id": held["id"]} if held else {}


def _holds(held: Dataset, wanted: Dataset) -> bool:
    return not _unlike(held, wanted)


def _unlike(held: Dataset, wanted: Dataset) -> list[str]:
    """The fields that are not as wanted; an empty text and none are one to CKAN."""
    return [key for key, value in wanted.items() if (held.get(key) or "") != (value or "")]


def _differing(current: Dataset, wanted: Dataset) -> list[str]:
    """The dataset's own fields that are not as wanted, in CKAN's way of telling them."""
    told = {
        **current,
        "owner_org": (current.get("organization") or {}).get("name"),
        "tags": sorted(tag["name"] for tag in current["tags"]),
    }
    plain = {key: value for key, value in wanted.items() if key != "extras"}
    plain["tags"] = [tag["name"] for tag in wanted["tags"]]
    extras = {extra["key"]: extra["value"] for extra in wanted["extras"]}
    return [*_unlike(told, plain), *_unlike(_extras(current), extras)]
