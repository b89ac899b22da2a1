"""The official schemas and shapes: named by address and SHA-256, never copied into this project.

Each is taken from the folder in KSIGUNE_STANDARDS_DIR, or fetched once into a cache. Only bytes
with the pinned hash are taken, wherever they come from.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from publish.files import sha256_of

STANDARDS_VARIABLE = "KSIGUNE_STANDARDS_DIR"
TIMEOUT_SECONDS = 3.0
RETRIES = 1
LOG = logging.getLogger(__name__)

DATA_PACKAGE = "datapackage-2.0"
DCAT_AP = "dcat-ap-3.0.1"
DCAT_AP_ES = "dcat-ap-es-1.0.0"
DATACITE = "datacite-4.6"
MQA = "mqa"

RAW = "https://raw.githubusercontent.com"


@dataclass(frozen=True)
class Source:
    """One official file: where its owner serves it, and what it holds."""

    address: str
    sha256: str


@dataclass(frozen=True)
class Found:
    """The folder with every file of a standard, each verified, or why it could not be had."""

    path: Path | None
    reason: str = ""


def _at(base: str, digests: Mapping[str, str]) -> dict[str, Source]:
    return {name: Source(f"{base}/{name}", digest) for name, digest in digests.items()}


STANDARDS: dict[str, dict[str, Source]] = {
    # The same bytes as frictionlessdata/datapackage `public/profiles/2.0` at commit 6a201af.
    DATA_PACKAGE: _at(
        "https://datapackage.org/profiles/2.0",
        {"datapackage.json": "a9ef0fc168b3402ae7aa7d22bbcb798e0db6b639e7ee15ff4aa177463cea7112"},
    ),
    # The set that the Commission's own validator runs; `releases/3.0.1/shacl` is malformed.
    DCAT_AP: _at(
        f"{RAW}/SEMICeu/DCAT-AP/7c531da/releases/3.0.1/html/shacl",
        {
            "deprecateduris.ttl": (
                "30a20a51a487c40ab7ae04f5905f02ef28238ec5cb390e37053334d835021948"
            ),
            "mdr-vocabularies.shape.ttl": (
                "2362f83971766a15cc20b2b54420022dc10547dd2c483da02080847c61b4b45a"
            ),
            "range.ttl": "24d3bfd0fa17a3d0e877c9ebb91c8174124e5038538e1bf081b2cb679ad0f1b2",
            "shapes.ttl": "7fe9815e0f32b10f5cbce74fa6ccd0290aae3ef9e5080fb84e2d8093eb984d1d",
            "shapes_recommended.ttl": (
                "9afbf23f1f56d10d6839259684934137e20506a9aedce0249b619bbc593b9abd"
            ),
        },
    ),
    # Without `hvd/`: none of the packages is a high-value dataset of Regulation (EU) 2023/138.
    DCAT_AP_ES: _at(
        f"{RAW}/datosgobes/DCAT-AP-ES/35597ef/shacl/1.0.0",
        {
            "shacl_catalog_shape.ttl": (
                "1b4f8e6cb8d384b19be2f4328f6540b0c0da4d2723172a27e2702db65135961d"
            ),
            "shacl_common_shapes.ttl": (
                "4762161ebadffdb2465266c843e1a374f52268bea632dcb3b3815e3b4abcb3f5"
            ),
            "shacl_dataservice_shape.ttl": (
                "56e0d89b7295fff45c9c6e95f382258eafa31bffa9a7c5b176b55e9950ac07b9"
            ),
            "shacl_dataset_shape.ttl": (
                "fc8bb9bb328e69908b555aa5e6b9ad968640c9af2886c497c40abef7963a8624"
            ),
            "shacl_distribution_shape.ttl": (
                "ab2ef13ede0b8d49b71a4cd98e3363dd27601662ad74b5e66f5cd298dfe15ec7"
            ),
            "shacl_mdr-vocabularies.shape.ttl": (
                "3b10cf6b36b9f3a9123354319f61f4c80580ec5712d583f27b9eaab10b41614b"
            ),
        },
    ),
    DATACITE: _at(
        f"{RAW}/datacite/schema/471512c/source/meta/kernel-4.6",
        {
            "metadata.xsd": "11341a599b41edd0f92145df8863d43e9067c6aea9ed6fcd549d1340ace0c522",
            "include/datacite-contributorType-v4.xsd": (
                "bf70f146ac4b1874877b8248b3f4cb2e1ba676ac90c52a8b862639cc7b2c8afa"
            ),
            "include/datacite-dateType-v4.xsd": (
                "d6bf5a93077dccfb53aa73929e41c3d16d0b95920c64e76e655240367dc48812"
            ),
            "include/datacite-descriptionType-v4.xsd": (
                "b69733e1cffe134eada14d604db17dcf913c21bc8552f6b7debcd3ce04eba3e9"
            ),
            "include/datacite-funderIdentifierType-v4.xsd": (
                "eab86e3c6fb0d24d3508559e667641862838b988fe14147dc187ebd79c9bcfe8"
            ),
            "include/datacite-nameType-v4.xsd": (
                "a841e852c1cf00e6301f489ce6b85d94017b6cffbdce991d2b7a5e7e27921e5a"
            ),
            "include/datacite-numberType-v4.xsd": (
                "e9f9e3c66b34a4476bab683058734f22922d167f76e642db0c05a50842b94241"
            ),
            "include/datacite-relatedIdentifierType-v4.xsd": (
                "d6515b2b990814f8d907cc9a4c8fbd33b419927f6b30c98fd4e511a5e947c2b4"
            ),
            "include/datacite-relationType-v4.xsd": (
                "d281da6d2bee4347595e1969ffef34839e1ab663e08beb21cee8ac9967114c2c"
            ),
            "include/datacite-resourceType-v4.xsd": (
                "0a0e3a5299ee4824f431a8c5167c897c5958b72a260dd6a22b13cb3f39af86bb"
            ),
            "include/datacite-titleType-v4.xsd": (
                "03b4eb8c8b71ca2ef95b6a921be654f0dd18b4d89616a12708198d67f6fa463a"
            ),
            "include/xml.xsd": "cc701736c42cc64126fad063bb95f94484b5de3b5f808a86ea098b0957aff829",
        },
    ),
    # What the metadata quality assessment of data.europa.eu counts, for our own scorer in tests.
    MQA: _at(
        f"{RAW}/mjanez/metadata-quality-stack/1bd5f5c",
        {"mqa-config.json": "1de826cb8992348516d2860b61e44a2439676854eb121e3bef748d7234921388"},
    )
    | _at(
        f"{RAW}/BeOpen-project/mqa-scoring/2735ed3",
        {
            "edp-machine-readable-format.rdf": (
                "ee669aa5dbee8a521ad9a331b5b5075d0a5eb99dee56e2953dd383989341cac6"
            ),
            "edp-non-proprietary-format.rdf": (
                "6b04e6d30b8f5c8e710cff624fc6657d633a385793d415abb3998e399c058315"
            ),
        },
    ),
}
"""Name -> file below its folder -> source, laid out as in KSIGUNE_STANDARDS_DIR."""

_SILENT: set[str] = set()
"""Addresses that did not answer this process: asking each of them again for every package would
cost an offline run a timeout per package. The next run asks again."""


def find(
    standard: str,
    cache: Path,
    environment: Mapping[str, str] = os.environ,
    sources: Mapping[str, Mapping[str, Source]] = STANDARDS,
) -> Found:
    """The folder of a standard: in KSIGUNE_STANDARDS_DIR, the cache, or fetched into the cache.

    A standard that cannot be had has no path but a reason, in the same words whatever the
    network's trouble (it is part of a release): the caller reports its check as not made.
    Raises KeyError for a standard that is not named here.
    """
    files = sources[standard]
    if folder := environment.get(STANDARDS_VARIABLE):
        return _given(Path(folder) / standard, files)
    for name, source in files.items():
        if not _fetched(cache / standard, name, source):
            return Found(None, f"{source.address} could not be had")
    return Found(cache / standard)


def _given(folder: Path, files: Mapping[str, Source]) -> Found:
    """The folder of a standard in KSIGUNE_STANDARDS_DIR; it is read and never written."""
    for name, source in files.items():
        told = f"{folder.name}/{name}"
        if not (folder / name).exists():
            return Found(None, f"{STANDARDS_VARIABLE} names a folder without {told}")
        if sha256_of(folder / name) != source.sha256:
            return Found(None, f"{told} is not the official file (SHA-256 differs)")
    return Found(folder)


def _fetched(folder: Path, name: str, source: Source) -> bool:
    """Whether the cache holds the file now; a spoilt one is fetched anew."""
    path = folder / name
    if path.exists() and sha256_of(path) == source.sha256:
        return True
    if source.address in _SILENT:
        return False
    import pooch  # type: ignore[import-untyped]

    pooch.get_logger().setLevel(logging.WARNING)
    peer = pooch.create(
        path=folder,
        base_url="",
        registry={name: f"sha256:{source.sha256}"},
        urls={name: source.address},
        retry_if_failed=RETRIES,
    )
    try:
        peer.fetch(name, downloader=pooch.HTTPDownloader(timeout=TIMEOUT_SECONDS))
    except (OSError, ValueError) as error:  # no answer or an error page; other bytes than pinned
        LOG.info("%s: %s", source.address, error)
        _SILENT.add(source.address)
        return False
    return True
