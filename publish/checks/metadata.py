"""The DCAT files of a package folder: readable, by the official shapes, by our own rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from publish.checks.dcat import check_dcat
from publish.checks.finding import PACKAGE, Candidate, Finding, failed, passed
from publish.checks.shapes import STANDARD_OF, check_shapes
from publish.metadata.dcat.graph import Graph
from publish.metadata.dcat.syntax import read_json_ld
from publish.metadata.dcat.write import READINGS, path_of
from publish.site import BASE_VARIABLE, UNSET_BASE


def check_metadata(candidate: Candidate) -> Iterator[Finding]:
    """Every check of the DCAT files of a package folder."""
    graphs = {}
    for reading in READINGS:
        path = path_of(reading, "jsonld")
        try:
            graphs[reading] = read_json_ld((candidate.folder / path).read_text(encoding="utf-8"))
            turtle = (candidate.folder / path_of(reading, "ttl")).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            yield failed(f"{reading} readable", path, str(error).splitlines()[0])
            continue
        yield from check_reading(
            reading, path_of(reading, "ttl"), turtle, graphs[reading], candidate.standards
        )
        yield _files(reading, path, graphs[reading], candidate.folder)
    yield check_base(PACKAGE, graphs.values())


def check_reading(
    reading: str, name: str, turtle: str, graph: Graph, standards: Path | None
) -> Iterator[Finding]:
    """One reading by our rules, and by official shapes where its standard has them."""
    yield from check_dcat(reading, name, graph)
    if reading in STANDARD_OF:
        yield from check_shapes(reading, name, turtle, graph, standards)


def _files(reading: str, name: str, graph: Graph, folder: Path) -> Finding:
    """Every data file is a distribution, and every distribution a data file."""
    check = f"{reading} files"
    urls = {
        value.value
        for node in graph.subjects("dcat:Distribution")
        for value in graph.values(node, "dcat:downloadURL")
    }
    told = {"data/" + url.rpartition("/data/")[2] for url in urls}
    paths = (path for path in (folder / "data").rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix() for path in paths}
    wrong = [f"{path} is no distribution" for path in sorted(found - told)]
    wrong += [f"{path} is no data file" for path in sorted(told - found)]
    if wrong:
        return failed(check, name, "; ".join(wrong))
    return passed(check, name, f"{len(found)} data files, each a distribution")


def check_base(subject: str, graphs: Iterable[Graph]) -> Finding:
    """The addresses lead somewhere: the installation said where its releases are served."""
    check = "addresses of metadata"
    if any(node.startswith(UNSET_BASE) for graph in graphs for node in graph.nodes):
        told = f"{BASE_VARIABLE} is not set, so the addresses in the metadata lead nowhere"
        return failed(check, subject, told, "warning")
    return passed(check, subject, "of this installation")
