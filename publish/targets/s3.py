"""An S3-compatible object store. Versions are written once, by `If-None-Match: *`.

What arrived is judged by the ETag that the store computed from the bytes it received, or by
reading them back; never by a checksum or label that was sent along.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from publish.targets.errors import PassingError, RefusedError
from publish.targets.files import Held, State, Store
from publish.targets.media import IMMUTABLE, SHORT, media_type
from publish.targets.parcel import PackedFile
from publish.targets.retry import BUSY_STATUSES, Retry, asked_pause
from publish.targets.s3_parts import content_md5, entity_tag, parts_of, upload_parts
from publish.targets.secret import Secret

PART_BYTES = 64 << 20
"""Files above this go in parts of this size; a store takes at most 10,000 parts."""
_TIMEOUT_SECONDS = 60
_BUSY_CODES = {"SlowDown", "RequestTimeout", "ConditionalRequestConflict", "OperationAborted"}


class _TakenError(Exception):
    """The store's condition did not hold: somebody else wrote the key."""


def s3_client(endpoint: str | None, region: str, key: Secret, secret: Secret) -> Any:
    """A client that makes one attempt per call: this room's Retry is the only one."""
    import boto3  # type: ignore[import-untyped]
    from botocore.config import Config  # type: ignore[import-untyped]

    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=key.value,
        aws_secret_access_key=secret.value,
        config=Config(
            retries={"total_max_attempts": 1},
            connect_timeout=_TIMEOUT_SECONDS,
            read_timeout=_TIMEOUT_SECONDS,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


class S3Store(Store):
    """Objects of one bucket below one prefix."""

    def __init__(
        self,
        name: str,
        client: Any,
        bucket: str,
        prefix: str,
        retry: Retry,
        part_bytes: int = PART_BYTES,
    ) -> None:
        self._name = name
        self._client = client
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._retry = retry
        self._part_bytes = part_bytes

    def address(self, path: str) -> str:
        """As the S3 tools write it."""
        return f"s3://{self._bucket}/{self._prefix}{path}"

    def state(self, path: str, file: PackedFile) -> State:
        """Compares size and ETag; where the ETag says nothing, the bytes."""
        head = self._found("head_object", path)
        if head is None:
            return "absent"
        if head["ContentLength"] != file.bytes:
            return "other"
        if head["ETag"].strip('"') == entity_tag(parts_of(file.local, self._part_bytes)):
            return "same"
        return "same" if self._sha256(path) == file.sha256 else "other"

    def create(self, path: str, file: PackedFile) -> bool:
        """Uploads in one go or in parts, then asks the store what it has."""
        parts = parts_of(file.local, self._part_bytes)
        headers: dict[str, Any] = {
            "ContentType": media_type(path),
            "CacheControl": IMMUTABLE,
            "Metadata": {"sha256": file.sha256},
        }
        try:
            if len(parts) > 1:
                upload_parts(self._ask, self._prefix + path, file.local, parts, headers)
            else:
                self._ask(
                    "put_object",
                    Key=self._prefix + path,
                    Body=file.local.read_bytes(),
                    ContentMD5=content_md5(parts[0]),
                    ChecksumSHA256=base64.b64encode(bytes.fromhex(file.sha256)).decode(),
                    IfNoneMatch="*",
                    **headers,
                )
        except _TakenError:
            return False
        if self.state(path, file) != "same":
            raise RefusedError(
                f"{self._name}: {self.address(path)} did not arrive as it was sent. Remove that "
                f"object by hand, and push again"
            )
        return True

    def read(self, path: str) -> Held | None:
        """The content with the store's ETag."""
        found = self._found("get_object", path)
        if found is None:
            return None
        with self._told():
            return Held(found["Body"].read(), found["ETag"])

    def replace(self, path: str, content: bytes, before: Held | None) -> None:
        """Overwrites what was read, by `If-Match`. Raises PassingError when another pusher did."""
        unchanged = {"IfMatch": before.tag} if before else {"IfNoneMatch": "*"}
        try:
            self._ask(
                "put_object",
                Key=self._prefix + path,
                Body=content,
                ContentType=media_type(path),
                CacheControl=SHORT,
                **unchanged,
            )
        except _TakenError:
            raise PassingError(
                f"{self._name}: another publisher changed {self.address(path)} meanwhile; see "
                f"who it is, and push again"
            ) from None

    def listed(self, folder: str) -> list[str]:
        """Every object below a folder."""
        found: list[str] = []
        more: dict[str, str] = {}
        while True:
            page = self._ask("list_objects_v2", Prefix=f"{self._prefix}{folder}/", **more)
            keys = [each["Key"] for each in page.get("Contents", [])]
            found += [key.removeprefix(self._prefix) for key in keys]
            if not page.get("IsTruncated"):
                return sorted(found)
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _sha256(self, path: str) -> str:
        def read() -> str:
            digest = hashlib.sha256()
            with self._told():
                body = self._client.get_object(Bucket=self._bucket, Key=self._prefix + path)["Body"]
                for chunk in body.iter_chunks(1 << 20):
                    digest.update(chunk)
            return digest.hexdigest()

        return self._retry.call(read)

    def _found(self, method: str, path: str) -> Any:
        """The answer, or None for a key that is not there."""
        try:
            return self._ask(method, Key=self._prefix + path)
        except KeyError:
            return None

    def _ask(self, method: str, **arguments: Any) -> Any:
        """One call, tried again where that may help. Raises KeyError for a missing key."""

        def once() -> Any:
            with self._told():
                return getattr(self._client, method)(Bucket=self._bucket, **arguments)

        return self._retry.call(once)

    @contextmanager
    def _told(self) -> Iterator[None]:
        from botocore.exceptions import (  # type: ignore[import-untyped]
            BotoCoreError,
            ClientError,
            HTTPClientError,
        )

        try:
            yield
        except ClientError as error:
            raise self._meaning(error.response) from None
        except HTTPClientError as error:
            kind = type(error).__name__
            raise PassingError(f"{self._name}: the object store does not answer ({kind})") from None
        except BotoCoreError as error:
            kind = type(error).__name__
            raise RefusedError(f"{self._name}: the request could not be made ({kind})") from None

    def _meaning(self, answer: dict[str, Any]) -> Exception:
        code = answer.get("Error", {}).get("Code", "")
        meta = answer.get("ResponseMetadata", {})
        status = meta.get("HTTPStatusCode", 0)
        if status == 412:
            return _TakenError()
        if code in {"404", "NoSuchKey"}:
            return KeyError(code)
        if status in BUSY_STATUSES or code in _BUSY_CODES or code == "NoSuchUpload":
            headers = {k.title(): v for k, v in meta.get("HTTPHeaders", {}).items()}
            pause = asked_pause(headers)
            return PassingError(f"{self._name}: the object store answered {status} {code}", pause)
        hint = _HINTS.get(code) or _HINTS.get(str(status), "ask its administrator")
        place = self.address("")
        return RefusedError(f"{self._name}: {place} was refused ({status} {code}): {hint}")


_HINTS = {
    "NoSuchBucket": "the bucket does not exist; create it, or correct `bucket` in the targets",
    "InvalidAccessKeyId": "the key is not known; correct the environment variable of `key_from`",
    "SignatureDoesNotMatch": "the secret is wrong; correct the environment variable `secret_from`",
    "403": "the key may not do this; it needs to list, read and write the bucket",
    "501": "the store does not know conditional writes, without which a version is not safe",
}
