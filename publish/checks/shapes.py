"""The official SHACL shapes of the DCAT profiles, by the Rust engine (pyshacl is the referee).

DCAT-AP 3 also judges the lists that values come from; validators load those as background, so
do we (`vocabulary.background`), and what they find about the lists themselves is not ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from publish.checks.finding import Finding, failed, not_checked, passed
from publish.metadata.dcat import dcat_ap, dcat_ap_es
from publish.metadata.dcat.graph import PREFIXES, Graph
from publish.metadata.dcat.syntax import turtle
from publish.metadata.dcat.vocabulary import background
from publish.site import DIR3_VARIABLE, EMAIL_VARIABLE, TELEPHONE_VARIABLE
from publish.standards import DCAT_AP, DCAT_AP_ES, find

STANDARD_OF: Mapping[str, str] = {dcat_ap_es.NAME: DCAT_AP_ES, dcat_ap.NAME: DCAT_AP}
"""Reading -> the standard whose shapes judge it; data.gouv.fr has none."""
MOST_TOLD = 10

_PUBLISHER = "dct:publisher"
_MISSING_SETTING = {
    (_PUBLISHER, "NodeConstraintComponent"): DIR3_VARIABLE,
    ("dcatap:applicableLegislation", "MinCountConstraintComponent"): DIR3_VARIABLE,
    ("vcard:hasEmail", "MinCountConstraintComponent"): EMAIL_VARIABLE,
    ("vcard:hasTelephone", "MinCountConstraintComponent"): TELEPHONE_VARIABLE,
    ("dcat:contactPoint", "NodeConstraintComponent"): TELEPHONE_VARIABLE,
}
"""What DCAT-AP-ES misses where an installation did not say it -> the setting that gives it."""
_NOT_FOR_US = {(dcat_ap.NAME, _PUBLISHER, "NodeConstraintComponent")}
"""`mdr-vocabularies.shape.ttl` asks to look whether the publisher is in the EU's list of corporate
bodies. It is not: the list holds institutions of the EU."""
_NOTHING = {
    dcat_ap.NAME: "no violation, no warning (not counted: that the publisher is no body of the EU)",
    dcat_ap_es.NAME: "no violation, no warning",
}


@dataclass(frozen=True)
class Remark:
    """One result of the shapes about a node of ours."""

    severity: str
    """`Violation`, `Warning` or `Info`."""
    focus: str
    path: str
    """With prefix where there is one."""
    component: str
    value: str
    message: str


def check_shapes(
    reading: str, name: str, text: str, graph: Graph, standards: Path | None
) -> Iterator[Finding]:
    """The Turtle file of a reading against all official shapes of its profile.

    `standards` is the cache of official files; None when none may be looked for.
    """
    check = f"{reading} shapes"
    if standards is None:
        yield not_checked(check, name, "no official shapes were looked for")
        return
    found = find(STANDARD_OF[reading], standards)
    if found.path is None:
        yield not_checked(check, name, found.reason)
        return
    try:
        remarks = judge(reading, text, graph, found.path)
    except ValueError as error:
        yield failed(check, name, f"not Turtle: {str(error).splitlines()[0]}")
        return
    yield from _told(check, reading, name, remarks)


def judge(reading: str, text: str, graph: Graph, folder: Path) -> tuple[Remark, ...]:
    """What the shapes in a folder say of a Turtle file that holds the graph given.

    Raises ValueError when the text is no Turtle.
    """
    data = text + "\n" + turtle(background(graph)) if reading == dcat_ap.NAME else text
    report = _compiled(folder).validate_turtle(data)
    remarks = (_remark(result) for result in report.results if result.severity != "Info")
    ours = (remark for remark in remarks if remark.focus in graph.nodes)
    kept = (r for r in ours if (reading, r.path, r.component) not in _NOT_FOR_US)
    return tuple(sorted(kept, key=lambda r: (r.severity, r.focus, r.path, r.component, r.value)))


def shape_files(folder: Path) -> list[Path]:
    """The files of shapes in a standard's folder, sorted; those that only import are left out."""
    return [path for path in sorted(folder.glob("*.ttl")) if "imports" not in path.name]


@cache
def _compiled(folder: Path) -> Any:
    """The shapes of a folder, compiled once per process (they are pinned and never change)."""
    import shacl

    return shacl.Shapes.from_turtle("\n".join(p.read_text("utf-8") for p in shape_files(folder)))


def _remark(result: Any) -> Remark:
    return Remark(
        result.severity,
        result.focus_node.strip("<>"),
        _with_prefix(result.path or ""),
        result.component,
        result.value_plain or "",
        result.message or "",
    )


def _with_prefix(path: str) -> str:
    iri = path.strip("<>")
    for prefix, space in PREFIXES.items():
        if iri.startswith(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    return iri


def _told(check: str, reading: str, name: str, remarks: tuple[Remark, ...]) -> Iterator[Finding]:
    """Violations keep a release back, warnings are told; both apart from missing settings."""
    unset = [r for r in remarks if reading == dcat_ap_es.NAME and _is_unset(r)]
    others = [remark for remark in remarks if remark not in unset]
    violations = [r for r in others if r.severity == "Violation"]
    if violations:
        yield failed(check, name, _listed(violations))
    if not remarks:
        yield passed(check, name, _NOTHING[reading])
    if warnings := [r for r in others if r.severity != "Violation"]:
        yield failed(check, name, _listed(warnings), "warning")
    if unset:
        settings = sorted({_MISSING_SETTING[r.path, r.component] for r in unset})
        yield failed(
            check,
            name,
            f"datos.gob.es asks for what only the installation knows; set {', '.join(settings)}. "
            f"Missing: {', '.join(sorted({remark.path for remark in unset}))}",
            "warning",
        )


def _is_unset(remark: Remark) -> bool:
    """Whether a remark is about what no setting gave; of publishers, only our own is none."""
    if remark.path == _PUBLISHER and not remark.value.endswith("#publisher"):
        return False
    return (remark.path, remark.component) in _MISSING_SETTING


def _listed(remarks: list[Remark]) -> str:
    """The remarks by kind, each with how often and with one node as example."""
    kinds = Counter((r.path, r.component, r.message) for r in remarks)
    told = []
    for (path, component, message), count in sorted(kinds.items())[:MOST_TOLD]:
        of = [r for r in remarks if (r.path, r.component) == (path, component)]
        example = f"{of[0].focus} has {of[0].value!r}" if of[0].value else of[0].focus
        told.append(
            f"{path} {component.removesuffix('ConstraintComponent')} ({count}x, {example})"
            f"{': ' + message if message else ''}"
        )
    return "; ".join(told)
