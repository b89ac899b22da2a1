"""Turtle, JSON-LD and RDF/XML say the same, and rdflib reads in them what was told."""

from __future__ import annotations

import pytest
from rdflib import BNode, Literal, URIRef

from publish.metadata.dcat.graph import Graph, Iri
from publish.metadata.dcat.graph import Literal as Told
from publish.metadata.dcat.syntax import SYNTAXES, read_json_ld
from publish.metadata.dcat.write import render
from tests.publish.metadata.rdf import READINGS, dossier, parsed

HARD = 'A "quoted" \\ back\\slash,\nnew line\tand tab, <tag> & ]]> Ñandú ó 数 𝄞'


@pytest.mark.parametrize("ending", SYNTAXES)
@pytest.mark.parametrize("text", [HARD, "'", '"', "\\", "a\r\nb", " outer "])
def test_a_hard_text_survives_every_syntax(ending, text):
    """Turtle 1.1 and XML escape different characters; a carriage return is lost in raw XML."""
    graph = Graph()
    graph.add("http://x.org/a", "dct:title", Told(text, language="es"))
    [(subject, predicate, value)] = parsed(SYNTAXES[ending](graph), ending)
    assert subject == URIRef("http://x.org/a")
    assert predicate == URIRef("http://purl.org/dc/terms/title")
    assert value == Literal(text, lang="es")


def test_every_file_of_a_release_says_the_same_in_three_syntaxes_without_blank_nodes():
    """Equal triple sets are equal graphs only without blank nodes (RDF 1.1 Semantics)."""
    files = render(dossier())
    assert sorted(files) == sorted(f"metadata/{r}.{e}" for r in READINGS for e in SYNTAXES)
    for reading in READINGS:
        graphs = [set(parsed(files[f"metadata/{reading}.{e}"], e)) for e in SYNTAXES]
        assert graphs[0] == graphs[1] == graphs[2]
        assert len(graphs[0]) > 100
        assert not any(isinstance(term, BNode) for triple in graphs[0] for term in triple)


def test_the_same_dossier_gives_the_same_bytes():
    assert render(dossier()) == render(dossier())


def test_json_ld_is_read_back_as_it_was_written():
    text = render(dossier())["metadata/dcat-ap-es.jsonld"]
    assert SYNTAXES["jsonld"](read_json_ld(text)) == text


@pytest.mark.parametrize("text", ['{"@graph": [{"@id"', "[]", '{"@graph": [{}]}', "<rdf/>"])
def test_a_truncated_or_strange_json_ld_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        read_json_ld(text)


@pytest.mark.parametrize("iri", ["relative", "http://x.org/a b", "http://x.org/<a>", 'http://"'])
def test_an_address_that_no_syntax_can_hold_is_refused(iri):
    with pytest.raises(ValueError, match="not an absolute IRI"):
        Iri(iri)


def test_what_was_said_is_not_said_twice():
    graph = Graph()
    for _ in range(2):
        graph.add("http://x.org/a", "dct:title", Told("t"), Told("t"))
    assert len(list(graph.triples())) == 1
