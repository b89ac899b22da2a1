"""The DCAT files of a package folder: readable, by the official shapes, by our own rules."""

from __future__ import annotations

from collections.abc import Iterator
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
    yield _base(graphs)


def check_reading(
    reading: str, name: str, turtle: str, graph: Graph, standards: Path | None
) -> Iterator[Finding]:
    """One reading by our rules, and by official shapes where its standard has them."""
    yield from check_dcat(reading, name, graph)
    if reading in STANDARD_OF:
        yield from check_shapes(reading, name, turtle, graph, standards)


def _files(reading: str, name: str, graph: Graph, folder: Path) -> Finding:
    """Every data file is a distribution with its size, and every distribution a data file."""
    check = f"{reading} files"
    told: dict[str, list[str]] = {}
    for node in graph.subjects("dcat:Distribution"):
        urls = [value.value for value in graph.values(node, "dcat:downloadURL")]
        sizes = [value.value for value in graph.values(node, "dcat:byteSize")]
        told |= dict.fromkeys(("data/" + url.rpartition("/data/")[2] for url in urls), sizes)
    found = {
        path.relative_to(folder).as_posix(): [str(path.stat().st_size)]
        for path in sorted((folder / "data").rglob("*"))
        if path.is_file()
    }
    wrong = [f"{path} is no distribution" for path in sorted(set(found) - set(told))]
    wrong += [f"{path} is no data file" for path in sorted(set(told) - set(found))]
    wrong += [
        f"{path} has {found[path][0]} bytes, not {', '.join(told[path])}"
        for path in sorted(set(told) & set(found))
        if told[path] != found[path]
    ]
    if wrong:
        return failed(check, name, "; ".join(wrong))
    return passed(check, name, f"{len(found)} data files, each a distribution with its size")


def _base(graphs: dict[str, Graph]) -> Finding:
    """The addresses lead somewhere: the installation said where its releases are served."""
    check = "addresses of metadata"
    nodes = (node for graph in graphs.values() for node in graph.nodes)
    if any(node.startswith(UNSET_BASE) for node in nodes):
        told = f"{BASE_VARIABLE} is not set, so the addresses in metadata/ lead nowhere"
        return failed(check, PACKAGE, told, "warning")
    return passed(check, PACKAGE, "of this installation")
