"""The files of a package folder: all listed, all with the hash that they are listed with."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from publish.checks.finding import PACKAGE, Candidate, Finding, failed, passed
from publish.files import sha256_of
from publish.package import CHECKSUMS, SIGNATURE, read_checksums

CHECK = "checksums"


def check_files(candidate: Candidate) -> Iterator[Finding]:
    """SHA256SUMS verifies, names every file, and agrees with the descriptor's hashes and sizes."""
    folder = candidate.folder
    try:
        listed = read_checksums(folder)
    except (OSError, ValueError) as error:
        yield failed(CHECK, CHECKSUMS, str(error))
        return
    paths = (path for path in folder.rglob("*") if path.is_file())
    present = {path.relative_to(folder).as_posix() for path in paths} - {CHECKSUMS, SIGNATURE}
    wrong = [f"{path} is listed and not there" for path in sorted(set(listed) - present)]
    wrong += [f"{path} is there and not listed" for path in sorted(present - set(listed))]
    both = sorted(present & set(listed))
    with ThreadPoolExecutor() as pool:
        hashes = pool.map(sha256_of, (folder / path for path in both))
        found = dict(zip(both, hashes, strict=True))
    wrong += [f"{p} has another content" for p, digest in found.items() if digest != listed[p]]
    for resource in candidate.descriptor["resources"]:
        path = resource["path"]
        if found.get(path) is None:
            wrong.append(f"{path} stands in the descriptor and could not be verified")
        elif resource["hash"] != f"sha256:{found[path]}":
            wrong.append(f"{path} has another hash in the descriptor")
        elif resource["bytes"] != (folder / path).stat().st_size:
            wrong.append(f"{path} has another size in the descriptor")
    if wrong:
        yield failed(CHECK, PACKAGE, "; ".join(wrong))
    else:
        yield passed(CHECK, PACKAGE, f"{len(found)} files verified")
