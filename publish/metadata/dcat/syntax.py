"""Turtle, JSON-LD and RDF/XML of a graph: the same statements in the same order in each."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from publish.files import to_json
from publish.metadata.dcat.graph import PREFIXES, TYPE, Graph, Iri, Literal, Term, expand

_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
_IN_XML = {"\r": "&#13;"}
"""XML readers turn a bare carriage return into a line feed."""
_PREFIX_OF = {space: name for name, space in PREFIXES.items()}


def turtle(graph: Graph) -> str:
    """Turtle (W3C 1.1), one statement per line."""
    used = _prefixes(graph)
    lines = [f"@prefix {name}: <{PREFIXES[name]}> ." for name in used]
    for subject, said in graph.nodes.items():
        pairs = [
            f"a {_short(value)}" if predicate == TYPE else f"{predicate} {_in_turtle(value)}"
            for predicate, values in said.items()
            for value in values
        ]
        lines += ["", f"<{subject}>", *(f"    {pair} ;" for pair in pairs[:-1])]
        lines.append(f"    {pairs[-1]} .")
    return "\n".join(lines) + "\n"


def json_ld(graph: Graph) -> str:
    """JSON-LD 1.1, flattened: every subject once below `@graph`, names with prefix."""
    nodes = []
    for subject, said in graph.nodes.items():
        node: dict[str, Any] = {"@id": subject}
        for predicate, values in said.items():
            if predicate == TYPE:
                node["@type"] = [value.value for value in values]
            else:
                node[predicate] = [_in_json(value) for value in values]
        nodes.append(node)
    context = {name: PREFIXES[name] for name in _prefixes(graph)}
    return to_json({"@context": context, "@graph": nodes})


def rdf_xml(graph: Graph) -> str:
    """RDF/XML (W3C 1.1), one `rdf:Description` per subject."""
    spaces = "".join(f'\n  xmlns:{name}="{PREFIXES[name]}"' for name in _prefixes(graph, "rdf"))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<rdf:RDF{spaces}>"]
    for subject, said in graph.nodes.items():
        lines.append(f"  <rdf:Description rdf:about={quoteattr(subject)}>")
        lines += [
            f"    {_in_xml(predicate, value)}"
            for predicate, values in said.items()
            for value in values
        ]
        lines.append("  </rdf:Description>")
    return "\n".join([*lines, "</rdf:RDF>"]) + "\n"


SYNTAXES: dict[str, Callable[[Graph], str]] = {"ttl": turtle, "jsonld": json_ld, "rdf": rdf_xml}
"""Ending of a file -> its writer."""


def read_json_ld(text: str) -> Graph:
    """The graph that `json_ld` wrote.

    Raises ValueError (json.JSONDecodeError among them) for a truncated file or another form.
    """
    graph = Graph()
    try:
        for node in json.loads(text)["@graph"]:
            graph.add(node["@id"], TYPE, *(Iri(name) for name in node.get("@type", ())))
            for predicate, values in node.items():
                if not predicate.startswith("@"):
                    graph.add(node["@id"], predicate, *map(_from_json, values))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not flattened JSON-LD as this project writes it: {error}") from error
    return graph


def _prefixes(graph: Graph, *always: str) -> list[str]:
    """The prefixes that a graph uses, sorted."""
    names = set()
    for _, predicate, value in graph.triples():
        if predicate == TYPE:
            names.add(_short(value))
        else:
            names.add(predicate)
        if isinstance(value, Literal) and value.datatype:
            names.add(value.datatype)
    return sorted({name.partition(":")[0] for name in names} | set(always))


def _short(kind: Term) -> str:
    """A class with its prefix. Raises KeyError for one of an unknown namespace."""
    cut = max(kind.value.rfind("#"), kind.value.rfind("/")) + 1
    return f"{_PREFIX_OF[kind.value[:cut]]}:{kind.value[cut:]}"


def _in_turtle(value: Term) -> str:
    if isinstance(value, Iri):
        return f"<{value.value}>"
    text = f'"{value.value.translate(_ESCAPES)}"'
    if value.language:
        return f"{text}@{value.language}"
    return f"{text}^^{value.datatype}" if value.datatype else text


def _in_json(value: Term) -> dict[str, str]:
    if isinstance(value, Iri):
        return {"@id": value.value}
    extra = {"@language": value.language, "@type": value.datatype}
    return {"@value": value.value, **{key: told for key, told in extra.items() if told}}


def _from_json(value: dict[str, str]) -> Term:
    if "@id" in value:
        return Iri(value["@id"])
    return Literal(value["@value"], value.get("@type"), value.get("@language"))


def _in_xml(predicate: str, value: Term) -> str:
    if isinstance(value, Iri):
        return f"<{predicate} rdf:resource={quoteattr(value.value)}/>"
    extra = ""
    if value.language:
        extra = f' xml:lang="{value.language}"'
    elif value.datatype:
        extra = f' rdf:datatype="{expand(value.datatype)}"'
    return f"<{predicate}{extra}>{escape(value.value, _IN_XML)}</{predicate}>"
