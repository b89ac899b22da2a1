"""Large files go to an object store in parts; a broken upload goes on where it stopped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CHUNK = 1 << 20

Ask = Callable[..., Any]
"""Asks the store one thing: the client method's name, then its arguments."""


@dataclass(frozen=True)
class Part:
    """One part of a file, by its place and its MD5, which is what the store answers with."""

    number: int
    start: int
    size: int
    md5: bytes


def parts_of(path: Path, part_bytes: int) -> tuple[Part, ...]:
    """The parts of a file; one of size 0 for an empty file."""
    return tuple(_parts(path, part_bytes))


def entity_tag(parts: tuple[Part, ...]) -> str:
    """The ETag that a store gives to what it received: the MD5, or that of the parts' MD5s."""
    if len(parts) == 1:
        return parts[0].md5.hex()
    digest = hashlib.md5(b"".join(part.md5 for part in parts), usedforsecurity=False)
    return f"{digest.hexdigest()}-{len(parts)}"


def content_md5(part: Part) -> str:
    """A part's MD5 as the header `Content-MD5` has it: the store refuses a body that differs."""
    return base64.b64encode(part.md5).decode()


def upload_parts(
    ask: Ask, key: str, local: Path, parts: tuple[Part, ...], headers: dict[str, Any]
) -> None:
    """Uploads the parts that are not there and completes, unless the key exists by then.

    An upload of the same key that was begun before is continued.
    """
    upload = _begun(ask, key) or ask("create_multipart_upload", Key=key, **headers)["UploadId"]
    there = _there(ask, key, upload)
    done = []
    for part in parts:
        if there.get(part.number) != part.md5.hex():
            with local.open("rb") as stream:
                stream.seek(part.start)
                body = stream.read(part.size)
            ask(
                "upload_part",
                Key=key,
                UploadId=upload,
                PartNumber=part.number,
                Body=body,
                ContentMD5=content_md5(part),
            )
        done.append({"PartNumber": part.number, "ETag": f'"{part.md5.hex()}"'})
    ask(
        "complete_multipart_upload",
        Key=key,
        UploadId=upload,
        MultipartUpload={"Parts": done},
        IfNoneMatch="*",
    )


def _begun(ask: Ask, key: str) -> str | None:
    listed = ask("list_multipart_uploads", Prefix=key).get("Uploads", [])
    found = [each for each in listed if each["Key"] == key]
    first: str | None = min((each["UploadId"] for each in found), default=None)
    return first


def _there(ask: Ask, key: str, upload: str) -> dict[int, str]:
    """The parts that arrived: number -> MD5."""
    found: dict[int, str] = {}
    marker = 0
    while True:
        page = ask("list_parts", Key=key, UploadId=upload, PartNumberMarker=marker)
        for part in page.get("Parts", []):
            found[part["PartNumber"]] = part["ETag"].strip('"')
        if not page.get("IsTruncated"):
            return found
        marker = page["NextPartNumberMarker"]


def _parts(path: Path, part_bytes: int) -> Iterator[Part]:
    total = path.stat().st_size
    with path.open("rb") as stream:
        for number, start in enumerate(range(0, max(total, 1), part_bytes), start=1):
            size = min(part_bytes, total - start)
            yield Part(number, start, size, _md5(stream, size))


def _md5(stream: Any, size: int) -> bytes:
    digest = hashlib.md5(usedforsecurity=False)
    while size > 0 and (chunk := stream.read(min(_CHUNK, size))):
        digest.update(chunk)
        size -= len(chunk)
    return digest.digest()
