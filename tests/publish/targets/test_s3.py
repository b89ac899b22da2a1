"""The object store target, against moto's S3 server over HTTP (issue 4, point 6)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from publish.package import CHECKSUMS, read_checksums
from publish.targets import s3_parts
from publish.targets.files import FileTarget
from publish.targets.parcel import PackedFile
from publish.targets.retry import Retry
from publish.targets.s3 import S3Store, s3_client
from publish.targets.secret import Secret
from publish.targets.target import Target
from tests.publish.targets.faulty import Answer, FaultyProxy
from tests.publish.targets.pushing import (
    FIRST,
    NEVER_AGAIN,
    PACKAGE,
    SECOND,
    Waits,
    enter,
    outcomes,
    public_tree,
    push,
    retry,
)

pytestmark = pytest.mark.integration

PREFIX = "observatory"
PART = 5 << 20
"""The smallest part that S3 takes."""
KEY, SECRET = Secret("AKIDTESTKEY0001"), Secret("s3cr3t-of-the-store-7781")
_numbers = count(1)


@pytest.fixture(scope="module")
def moto() -> Iterator[tuple[str, int]]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield host, port
    finally:
        server.stop()


class Bucket:
    """A fresh bucket behind the proxy, and a plain client that goes around our code."""

    def __init__(self, moto: tuple[str, int], proxy: FaultyProxy) -> None:
        proxy.server = moto
        self.proxy = proxy
        self.name = f"bucket-{next(_numbers)}"
        self.plain: Any = boto3.client(
            "s3",
            endpoint_url=f"http://{moto[0]}:{moto[1]}",
            region_name="us-east-1",
            aws_access_key_id="a",
            aws_secret_access_key="b",
        )
        self.plain.create_bucket(Bucket=self.name)

    def store(self, again: Retry = NEVER_AGAIN) -> S3Store:
        client = s3_client(self.proxy.url, "us-east-1", KEY, SECRET)
        return S3Store("store", client, self.name, PREFIX, again, PART)

    def target(self, again: Retry = NEVER_AGAIN) -> Target:
        return FileTarget("s3", "store", self.store(again), (KEY, SECRET))

    def put(self, path: str, body: bytes) -> None:
        self.plain.put_object(Bucket=self.name, Key=f"{PREFIX}/{path}", Body=body)

    def head(self, path: str) -> Any:
        return self.plain.head_object(Bucket=self.name, Key=f"{PREFIX}/{path}")

    def tree(self) -> dict[str, bytes]:
        keys: list[str] = []
        for page in self.plain.get_paginator("list_objects_v2").paginate(Bucket=self.name):
            keys += [each["Key"] for each in page.get("Contents", [])]
        return {
            key.removeprefix(f"{PREFIX}/"): self.plain.get_object(Bucket=self.name, Key=key)[
                "Body"
            ].read()
            for key in keys
        }

    def uploads(self) -> list[Any]:
        found: list[Any] = self.plain.list_multipart_uploads(Bucket=self.name).get("Uploads", [])
        return found


@pytest.fixture
def bucket(moto: tuple[str, int], proxy: FaultyProxy) -> Bucket:
    return Bucket(moto, proxy)


def add_large_file(data_root: Path) -> None:
    """Makes the newest release one with a file of three parts, as if it had been built so."""
    folder = data_root / "releases" / PACKAGE / SECOND
    content = b"".join(number.to_bytes(4, "big") for number in range((PART * 2 + 4096) // 4))
    (folder / "data" / "large.parquet").write_bytes(content)
    from publish.files import sha256_of

    digest = sha256_of(folder / "data" / "large.parquet")
    enter(folder, read_checksums(folder) | {"data/large.parquet": digest})


def test_everything_arrives_and_a_second_push_writes_nothing(
    data_root: Path, bucket: Bucket
) -> None:
    assert outcomes(push(bucket.target(), data_root)) == ["pushed", "pushed", "pushed"]
    assert bucket.tree() == public_tree(data_root)
    bucket.proxy.reset()
    assert outcomes(push(bucket.target(), data_root)) == ["unchanged", "unchanged"]
    assert {method for method, _ in bucket.proxy.seen} == {"GET", "HEAD"}


def test_readers_may_keep_a_version_for_good_and_a_pointer_for_a_minute(
    data_root: Path, bucket: Bucket
) -> None:
    push(bucket.target(), data_root)
    expected = {
        f"releases/{PACKAGE}/{FIRST}/data/project.csv": ("text/csv; charset=utf-8", "immutable"),
        f"releases/{PACKAGE}/{FIRST}/data/project.parquet": (
            "application/vnd.apache.parquet",
            "immutable",
        ),
        f"releases/{PACKAGE}/{FIRST}/README.md": ("text/markdown; charset=utf-8", "immutable"),
        f"releases/{PACKAGE}/{FIRST}/SHA256SUMS": ("text/plain; charset=utf-8", "immutable"),
        f"releases/{PACKAGE}/versions.json": ("application/json", "max-age=60"),
        f"releases/{PACKAGE}/latest": ("text/plain; charset=utf-8", "max-age=60"),
    }
    for path, (kind, kept) in expected.items():
        head = bucket.head(path)
        assert head["ContentType"] == kind, path
        assert kept in head["CacheControl"], path


def test_the_order_is_files_then_their_list_then_latest(data_root: Path, bucket: Bucket) -> None:
    push(bucket.target(), data_root)
    puts = [path for method, path in bucket.proxy.seen if method == "PUT"]
    of_first = [path for path in puts if f"/{FIRST}/" in path]
    assert of_first[-1].endswith("/SHA256SUMS")
    assert [path.rpartition("/")[2] for path in puts[-2:]] == ["versions.json", "latest"]
    version_puts = [
        h
        for (m, p), h in zip(bucket.proxy.seen, bucket.proxy.headers, strict=True)
        if m == "PUT" and f"/{FIRST}/" in p
    ]
    assert {headers.get("If-None-Match") for headers in version_puts} == {"*"}


@pytest.mark.parametrize("fault", ["lost request", "lost answer"])
def test_a_line_that_breaks_at_any_request_is_taken_up_again(
    released: Path, data_root: Path, bucket: Bucket, fault: Any
) -> None:
    """Killed at every step: the line is dead from request n on, then a new process pushes."""
    push(bucket.target(), data_root)
    total = len(bucket.proxy.seen)
    expected = public_tree(data_root)
    for broken in (total // 3, total - 1):
        place = Bucket(bucket.proxy.server, bucket.proxy)
        place.proxy.reset(broken, fault)
        place.proxy.once = False
        told = push(place.target(), data_root)
        assert told[-1].outcome == "failed", broken
        assert "does not answer" in told[-1].text
        place.proxy.reset()
        push(place.target(), data_root)
        assert place.tree() == expected, broken
    assert total > 40


def test_short_faults_are_waited_out(data_root: Path, bucket: Bucket) -> None:
    waits = Waits()
    bucket.proxy.answers = {
        3: Answer(503, {"Retry-After": "9"}),
        6: Answer(500),
        9: Answer(429, {"Retry-After": "2"}),
    }
    told = push(bucket.target(retry(3, waits)), data_root)
    assert outcomes(told) == ["pushed", "pushed", "pushed"]
    assert waits.asked == [9.0, 1.0, 2.0]
    assert bucket.tree() == public_tree(data_root)


def test_another_content_at_the_key_is_refused_even_under_our_own_label(
    data_root: Path, bucket: Bucket
) -> None:
    path = f"releases/{PACKAGE}/{FIRST}/data/project.csv"
    local = data_root / path
    other = bytes(reversed(local.read_bytes()))
    bucket.plain.put_object(
        Bucket=bucket.name,
        Key=f"{PREFIX}/{path}",
        Body=other,
        Metadata={"sha256": read_checksums(local.parents[1])["data/project.csv"]},
    )
    told = push(bucket.target(), data_root)
    assert f"{path} is there already with another content" in told[0].text
    assert bucket.tree()[path] == other
    assert f"releases/{PACKAGE}/latest" not in bucket.tree()


def test_the_same_content_put_by_other_means_is_no_conflict(
    data_root: Path, bucket: Bucket
) -> None:
    """An ETag of parts of another size says nothing: then the bytes are compared."""
    add_large_file(data_root)
    path = f"releases/{PACKAGE}/{SECOND}/data/large.parquet"
    raw = (data_root / path).read_bytes()
    key = f"{PREFIX}/{path}"
    begun = bucket.plain.create_multipart_upload(Bucket=bucket.name, Key=key)["UploadId"]
    parts = []
    for number, piece in enumerate((raw[: PART + 8], raw[PART + 8 :]), start=1):
        done = bucket.plain.upload_part(
            Bucket=bucket.name, Key=key, UploadId=begun, PartNumber=number, Body=piece
        )
        parts.append({"PartNumber": number, "ETag": done["ETag"]})
    bucket.plain.complete_multipart_upload(
        Bucket=bucket.name, Key=key, UploadId=begun, MultipartUpload={"Parts": parts}
    )
    assert outcomes(push(bucket.target(), data_root)) == ["pushed", "pushed", "pushed"]
    assert bucket.tree() == public_tree(data_root)


def test_a_large_file_goes_in_parts_and_a_broken_one_sends_only_what_is_missing(
    data_root: Path, bucket: Bucket
) -> None:
    add_large_file(data_root)
    name = "large.parquet"
    push(bucket.target(), data_root)
    assert bucket.tree() == public_tree(data_root)
    steps = [
        n for n, (m, p) in enumerate(bucket.proxy.seen, 1) if name in p and m in ("PUT", "POST")
    ]
    assert len(steps) == 5  # begin, three parts, complete
    for step in (steps[2], steps[4]):
        place = Bucket(bucket.proxy.server, bucket.proxy)
        place.proxy.reset(step)
        place.proxy.once = False
        assert outcomes(push(place.target(), data_root))[-1] == "failed"
        place.proxy.reset()
        push(place.target(), data_root)
        sent = [p for m, p in place.proxy.seen if m == "PUT" and name in p]
        assert len(sent) == min(3, steps[-1] - step), step
        assert place.tree() == public_tree(data_root)
        assert place.uploads() == []


def test_a_large_file_is_written_once_too(data_root: Path, bucket: Bucket) -> None:
    """Somebody puts the key between our look and our completion."""
    add_large_file(data_root)
    path = f"releases/{PACKAGE}/{SECOND}/data/large.parquet"
    ours = s3_parts.upload_parts

    def overtaken(*arguments: Any) -> None:
        bucket.put(path, b"first come")
        ours(*arguments)

    store = bucket.store()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("publish.targets.s3.upload_parts", overtaken)
        told = push(FileTarget("s3", "store", store), data_root)
    assert "another content" in told[-1].text
    assert bucket.tree()[path] == b"first come"


def test_two_pushers_at_once_end_in_one_whole_release(data_root: Path, bucket: Bucket) -> None:
    """Two machines, so no lock between them: each has its own copy of the releases."""
    import shutil

    roots = [data_root, data_root.with_name("data-2")]
    shutil.copytree(roots[0], roots[1])
    told: list[list[str]] = []
    threads = [
        threading.Thread(
            target=lambda root=root: told.append(
                outcomes(push(bucket.target(), root, again=retry(5)))
            )
        )
        for root in roots
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 2
    assert not any("failed" in each for each in told)
    assert bucket.tree() == public_tree(data_root)


def test_a_pointer_that_changed_under_our_hands_is_not_overwritten(
    data_root: Path, bucket: Bucket
) -> None:
    push(bucket.target(), data_root)
    path = f"releases/{PACKAGE}/latest"
    store = bucket.store()
    before = store.read(path)
    bucket.put(path, b"9.9.9\n")
    with pytest.raises(Exception, match="another publisher changed") as error:
        store.replace(path, b"1.0.1\n", before)
    assert type(error.value).__name__ == "PassingError"
    with pytest.raises(Exception, match="another publisher changed"):
        store.replace(path, b"1.0.1\n", None)  # we saw nothing there, and now there is
    assert bucket.tree()[path] == b"9.9.9\n"


def test_what_arrived_broken_is_found_though_the_server_took_our_checksum(
    data_root: Path, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """moto accepts a wrong checksum (shared/standards/README.md): the ETag of the bytes decides."""
    store = bucket.store()
    local = data_root / "releases" / PACKAGE / FIRST / "README.md"
    right = local.read_bytes()
    from publish.files import sha256_of

    file = PackedFile("README.md", local, len(right), sha256_of(local))
    ask = store._ask

    def spoil(method: str, **arguments: Any) -> Any:
        if method == "put_object":
            arguments["Body"] = arguments["Body"].swapcase()
            del arguments["ContentMD5"]
        return ask(method, **arguments)

    monkeypatch.setattr(store, "_ask", spoil)
    with pytest.raises(Exception, match="did not arrive as it was sent"):
        store.create("x/README.md", file)


def test_refusals_are_told_in_words(data_root: Path, bucket: Bucket) -> None:
    bucket.name = "no-such-bucket"
    assert "the bucket does not exist; create it" in push(bucket.target(), data_root)[0].text
    bucket.proxy.reset()
    bucket.proxy.answers = {1: Answer(403)}
    assert "needs to list, read and write" in push(bucket.target(), data_root)[0].text


def test_no_secret_in_any_message_log_or_record(
    data_root: Path, bucket: Bucket, caplog: pytest.LogCaptureFixture
) -> None:
    echo = f"<Error><Code>Odd</Code><Message>{SECRET.value}</Message></Error>".encode()
    bucket.proxy.answers = {3: Answer(400, {"Content-Type": "application/xml"}, echo)}
    # botocore prints answers as they come at DEBUG, so an echo too; nothing here turns that on.
    with caplog.at_level(logging.INFO):
        told = push(bucket.target(), data_root)
        push(bucket.target(), data_root)
    written = "".join(p.read_text() for p in data_root.rglob("*.log.jsonl"))
    shown = caplog.text + str(told) + written
    assert written
    assert told[0].outcome == "failed"
    assert SECRET.value not in shown
    assert not any(SECRET.value in str(headers) for headers in bucket.proxy.headers)


def test_an_unsigned_or_partial_version_is_not_led_to(data_root: Path, bucket: Bucket) -> None:
    """The list of hashes marks a whole version: without it there, `latest` does not move."""
    push(bucket.target(), data_root)
    key = f"{PREFIX}/releases/{PACKAGE}/{FIRST}/{CHECKSUMS}"
    bucket.plain.delete_object(Bucket=bucket.name, Key=key)
    told = push(bucket.target(), data_root, wish=None)
    assert "1.0.0 is not there yet" in told[0].text
