"""Zenodo, or another archive that runs InvenioRDM: one record per version, under one concept DOI.

Draft, files, reserved DOI, publication; the next version is a new version of the last record. A
published record stays for good, so nothing is published before every file is there and the
archive tells the right checksum of each. https://inveniordm.docs.cern.ch/reference/rest_api_drafts_records/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from publish.site import Site
from publish.targets.archive import Deposit, deposits
from publish.targets.config import InvenioSettings
from publish.targets.errors import OtherContentError, PassingError, RefusedError
from publish.targets.inveniordm_record import identifiers, record
from publish.targets.parcel import Parcel
from publish.targets.pointers import Entry, Tombstone
from publish.targets.rest import GoneError, Rest
from publish.targets.retry import Retry
from publish.targets.secret import Secret
from publish.targets.target import Receipt, Target

RECORDS = "records"
USER_RECORDS = "user/records"
"""The API's two entry points; every other address comes out of an answer."""
_PAGE = 100

Record = Mapping[str, Any]


class InvenioTarget(Target):
    """Pushes by the REST API of InvenioRDM.

    A push finds its own earlier work by the release's identifier, which stands in the metadata:
    a record that is published is compared, a draft that a killed push left is continued.
    """

    kind = "inveniordm"

    def __init__(
        self, name: str, settings: InvenioSettings, site: Site, token: Secret, retry: Retry
    ) -> None:
        super().__init__(name, (token,))
        self._settings = settings
        self._site = site
        self._rest = Rest(name, settings.url, token, retry)

    @property
    def place(self) -> str:
        """The archive's address."""
        return self._settings.url

    def push(self, parcel: Parcel, entries: Sequence[Entry]) -> Receipt:
        """Publishes a record with this version, once."""
        ours = self._ours(entries)
        mine = ours[parcel.descriptor["id"]]
        with TemporaryDirectory() as scratch:
            files = deposits(parcel, Path(scratch))
            if published := [each for each in mine if each["is_published"]]:
                self._refuse_other(published[0], files)
                return self._receipt(published[0], False, ())
            earlier = self._earlier(parcel, entries, ours)
            draft = self._draft(parcel, mine, earlier)
            sent = self._fill(draft, files)
        return self._receipt(self._publish(draft), True, sent)

    def withdraw(self, stone: Tombstone) -> Receipt | None:
        """Says so: a published record cannot be removed by whoever published it."""
        found = [x for x in self._found([stone.id])[stone.id] if x["is_published"]]
        if not found:
            return None
        told = self._receipt(found[0], False, ())
        notice = f"Ask the archive to withdraw this record: {stone.reason}"
        return Receipt(False, told.address, told.ids, notice=notice)

    def _ours(self, entries: Sequence[Entry]) -> dict[str, list[Record]]:
        return self._found([entry.id for entry in entries])

    def _found(self, wanted: Sequence[str]) -> dict[str, list[Record]]:
        """The user's records and drafts by release identifier, read anew one by one.

        The search is only a hint: its index may lag, and it matches words.
        """
        found: dict[str, list[Record]] = {each: [] for each in wanted}
        listed = " OR ".join(f'"{each}"' for each in wanted)
        query = f"metadata.identifiers.identifier:({listed})"
        page = 1
        while True:
            answer = self._rest.get(
                USER_RECORDS, q=query, allversions="true", size=_PAGE, page=page
            )
            hits = answer["hits"]["hits"]
            for hit in hits:
                self._sort_in(hit, found)
            if len(hits) < _PAGE:
                return found
            page += 1

    def _sort_in(self, hit: Record, found: dict[str, list[Record]]) -> None:
        if not any(each in found for each in identifiers(hit)):
            return
        try:
            now = self._rest.get(hit["links"]["self"])
        except GoneError:
            raise PassingError(
                f"{self.name}: the archive's search still lists what is gone; wait a minute"
            ) from None
        for each in identifiers(now):
            if each in found:
                found[each].append(now)

    def _earlier(
        self, parcel: Parcel, entries: Sequence[Entry], ours: Mapping[str, list[Record]]
    ) -> Record | None:
        """The last published version before this one. A version cannot be put before another."""
        order = [entry.id for entry in entries]
        place = order.index(parcel.descriptor["id"])
        published = [next((r for r in ours[x] if r["is_published"]), None) for x in order]
        if any(published[place + 1 :]):
            raise RefusedError(
                f"{self.name}: a version newer than {parcel.package} {parcel.version} is "
                f"published there already; versions can only follow each other"
            )
        return next((each for each in reversed(published[:place]) if each), None)

    def _draft(self, parcel: Parcel, mine: Sequence[Record], earlier: Record | None) -> Record:
        """The draft to fill, with this version's metadata. What was left over is used first."""
        body = record(parcel, self._site)
        if mine:
            draft, *others = mine
            for other in others:  # made by a push whose answer was lost
                self._rest.delete(other["links"]["self"])
        elif earlier:
            # The archive gives the draft that there is already, if a killed push made one.
            draft = self._rest.post(earlier["links"]["versions"])
        else:
            draft = self._rest.post(RECORDS, body)
        draft = self._rest.put(draft["links"]["self"], body)
        if wrong := draft.get("errors"):
            told = "; ".join(f"{each['field']}: {', '.join(each['messages'])}" for each in wrong)
            raise RefusedError(f"{self.name}: the archive does not take the metadata: {told}")
        if not draft.get("pids", {}).get("doi") and "reserve_doi" in draft["links"]:
            draft = self._rest.post(draft["links"]["reserve_doi"])
        return {**draft}

    def _fill(self, draft: Record, files: Sequence[Deposit]) -> tuple[str, ...]:
        """Makes the draft hold exactly these files; returns what was sent now."""
        link = draft["links"]["files"]
        wanted = {file.key: file for file in files}
        kept = set()
        for entry in self._rest.get(link)["entries"]:
            file = wanted.get(entry["key"])
            if file and entry["status"] == "completed" and entry["checksum"] == f"md5:{file.md5}":
                kept.add(entry["key"])
            else:
                self._rest.delete(entry["links"]["self"])
        sent = [file for file in files if file.key not in kept]
        for file in sent:
            self._upload(link, file)
        return tuple(file.key for file in sent)

    def _upload(self, link: str, file: Deposit) -> None:
        begun = self._rest.post(link, [{"key": file.key}])
        entry = next(each for each in begun["entries"] if each["key"] == file.key)
        self._rest.upload(entry["links"]["content"], file.local)
        done = self._rest.post(entry["links"]["commit"])
        if done["checksum"] != f"md5:{file.md5}":
            self._rest.delete(entry["links"]["self"])
            raise PassingError(f"{self.name}: {file.key} did not arrive as it was sent")

    def _publish(self, draft: Record) -> Record:
        published: Record = self._rest.post(draft["links"]["publish"])
        if not published["is_published"]:
            raise RefusedError(
                f"{self.name}: the archive did not publish {draft['id']}; look there"
            )
        return published

    def _refuse_other(self, published: Record, files: Sequence[Deposit]) -> None:
        entries = self._rest.get(published["links"]["files"])["entries"]
        there = {entry["key"]: entry["checksum"] for entry in entries}
        if there != {file.key: f"md5:{file.md5}" for file in files}:
            raise OtherContentError(self.name, self._address(published))

    def _address(self, held: Record) -> str:
        return str(held["links"].get("self_html", held["links"]["self"]))

    def _receipt(self, held: Record, changed: bool, files: Sequence[str]) -> Receipt:
        ids = {"record": str(held["id"]), "parent": str(held["parent"]["id"])}
        if doi := held.get("pids", {}).get("doi"):
            ids["doi"] = doi["identifier"]
        if concept := held["parent"].get("pids", {}).get("doi"):
            ids["concept_doi"] = concept["identifier"]
        return Receipt(changed, self._address(held), ids, tuple(files))
