"""The catalogue holds the latest release of every package, and never loses one silently.

A portal that harvests deletes every dataset that is missing from the file.
"""

from __future__ import annotations

import fcntl
import shutil
from datetime import date
from pathlib import Path

import httpx
import pytest
import rdflib
from rdflib import RDF, Namespace, URIRef

from publish.catalogue import build
from publish.catalogue.build import build_catalogue
from publish.catalogue.shelves import CatalogueRefusedError
from publish.changes.withdraw import withdraw_package, withdraw_version
from publish.metadata.dcat.syntax import SYNTAXES
from publish.release import release_package
from publish.shelf import PublisherBusyError, Shelf
from publish.site import Site
from tests.publish.metadata.rdf import FORMATS, READINGS, SITE, parsed
from tests.publish.serving import serving
from tests.publish.small import CREATED, NO_PROFILE, SOURCES, prepare, registry

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
NAMES = ("alpha", "beta", "delta", "gamma", "partnership")


def _registry(*names: str):
    known = registry()
    package = known.packages["partnership"]
    for name in names or NAMES:
        known.packages[name] = package.model_copy(update={"name": name})
    return known


def _release(root: Path, known, name: str, site: Site) -> None:
    package = known.packages[name]
    release_package(package, known, root, CREATED, SOURCES, NO_PROFILE, site)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A data root with five released packages."""
    root = tmp_path_factory.mktemp("made")
    known = prepare(root, _registry())
    for name in NAMES:
        _release(root, known, name, SITE)
    return root


@pytest.fixture
def root(made, tmp_path) -> Path:
    return shutil.copytree(made, tmp_path / "root")


def _build(root: Path, **more):
    site = more.pop("site", SITE)
    return build_catalogue(root, _registry(), site, **more)


def _bytes(root: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((root / "catalogue").iterdir())}


def _datasets(root: Path, reading: str = "dcat-ap") -> list[str]:
    graph = parsed((root / "catalogue" / f"{reading}.ttl").read_text(encoding="utf-8"))
    return sorted(str(x).rpartition("/")[2] for x in graph.subjects(RDF.type, DCAT.Dataset))


def _withdraw(root: Path, package: str, version: str | None = None) -> None:
    shelf = Shelf(root / "releases" / package)
    if version:
        withdraw_version(shelf, version, date(2026, 11, 1), "wrong rows")
    else:
        withdraw_package(shelf, date(2026, 11, 1), "gone")


def test_every_reading_in_every_syntax_holds_every_package(root):
    done = _build(root)
    assert done.changed
    assert done.datasets == tuple(f"{name} 1.0.0" for name in NAMES)
    for reading in READINGS:
        graphs = []
        for ending in SYNTAXES:
            text = (root / "catalogue" / f"{reading}.{ending}").read_text(encoding="utf-8")
            graph = parsed(text, ending)
            [catalogue] = graph.subjects(RDF.type, DCAT.Catalog)
            listed = {str(x).rpartition("/")[2] for x in graph.objects(catalogue, DCAT.dataset)}
            assert listed == set(NAMES)
            view = graph.value(catalogue, HYDRA.view)
            assert str(view) == f"https://data.example.org/catalogue/{reading}.{ending}"
            graph -= graph.triples((view, None, None))
            graph.remove((catalogue, HYDRA.view, None))
            graphs.append(set(graph))
        assert graphs[0] == graphs[1] == graphs[2]


def test_no_page_has_a_violation_or_a_warning(root):
    """Both profiles' official shapes and our own rules, over pages of two (Catalog_Shape)."""
    assert _build(root, page_size=2).warnings == ()


def test_the_bundled_default_only_lacks_settings(root):
    warnings = _build(root, site=Site()).warnings
    assert [f.check for f in warnings] == ["dcat-ap-es shapes", "addresses of metadata"]
    assert "KSIGUNE_DIR3" in warnings[0].message
    assert "KSIGUNE_BASE_URL" in warnings[1].message


@pytest.mark.parametrize(
    ("ending", "next_page"),
    [("ttl", HYDRA.next), ("jsonld", HYDRA.next), ("rdf", HYDRA.nextPage)],
)
def test_a_harvester_walks_all_pages_over_http(tmp_path, made, ending, next_page):
    """As udata's DcatBackend.walk_graph does: the page that is a PartialCollectionView (or, before
    Hydra changed, a PagedCollection) names the next one. Two per page and five datasets: three."""
    root = shutil.copytree(made, tmp_path / "root")
    kind = HYDRA.PartialCollectionView if next_page == HYDRA.next else HYDRA.PagedCollection
    with serving(root) as base:
        build_catalogue(root, _registry(), Site(base), page_size=2)
        url, found, sizes = f"{base}/catalogue/dcat-ap-es.{ending}", [], []
        while url:
            answer = httpx.get(url).raise_for_status()
            graph = rdflib.Graph().parse(data=answer.text, format=FORMATS[ending])
            here = sorted(str(x) for x in graph.subjects(RDF.type, DCAT.Dataset))
            found += here
            sizes.append(len(here))
            [view] = graph.subjects(RDF.type, kind)
            assert str(view) == url
            [total] = graph.objects(predicate=HYDRA.totalItems)
            assert total.toPython() == 5
            following = graph.value(view, next_page)
            url = str(following) if following else None
    assert sizes == [2, 2, 1]
    assert found == [f"{base}/releases/{name}" for name in NAMES]


def test_the_second_run_writes_nothing(root):
    _build(root)
    before = {p: p.stat().st_mtime_ns for p in (root / "catalogue").iterdir()}
    assert not _build(root).changed
    assert {p: p.stat().st_mtime_ns for p in (root / "catalogue").iterdir()} == before


def test_fewer_pages_leave_no_old_page_behind(root):
    _build(root, page_size=1)
    assert (root / "catalogue" / "dcat-ap-5.ttl").exists()
    assert _build(root, page_size=3).changed
    assert not (root / "catalogue" / "dcat-ap-3.ttl").exists()


def test_a_package_without_release_is_not_in_it_and_comes_in_later(root):
    shutil.rmtree(root / "releases" / "delta")
    assert "delta" not in _datasets(_build(root).path.parent)
    _release(root, _registry(), "delta", SITE)
    done = _build(root)
    assert done.added == ("delta",)
    assert _datasets(root) == list(NAMES)


def test_a_lost_package_is_refused_and_the_catalogue_stays(root):
    _build(root)
    before = _bytes(root)
    shutil.rmtree(root / "releases" / "beta")
    with pytest.raises(CatalogueRefusedError, match=r"would drop beta, and portals would delete"):
        _build(root)
    assert _bytes(root) == before


def test_a_tombstone_lets_a_package_go(root):
    _build(root)
    _withdraw(root, "beta")
    done = _build(root)
    assert done.dropped == ("beta",)
    assert "beta" not in _datasets(root)


def test_a_package_whose_every_version_has_a_tombstone_is_left_out(root):
    _build(root)
    _withdraw(root, "beta", "1.0.0")
    assert _build(root).dropped == ("beta",)


def test_a_tombstone_that_cannot_be_read_is_refused(root):
    """Nobody knows then what was withdrawn on purpose."""
    _build(root)
    _withdraw(root, "beta")
    _cut(root / "releases" / "beta" / "tombstone.json")
    with pytest.raises(CatalogueRefusedError, match=r"tombstone below .* cannot be read"):
        _build(root)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda v: _cut(v / "metadata" / "dcat-ap.jsonld"), "is not the file that was released"),
        (lambda v: _cut(v / "data" / "project.csv"), "data/project.csv has"),
        (lambda v: (v / "data" / "project.csv").unlink(), "without data/project.csv"),
        (lambda v: (v / "SHA256SUMS").unlink(), "SHA256SUMS"),
        (lambda v: _cut(v / "datapackage.json"), "beta:"),
        (lambda v: (v.parent / "latest").write_text("9.9.9\n"), "9.9.9"),
        (lambda v: (v.parent / "latest").unlink(), "no `latest`"),
    ],
)
def test_a_truncated_or_unreadable_release_is_refused(root, spoil, told):
    _build(root)
    before = _bytes(root)
    spoil(root / "releases" / "beta" / "1.0.0")
    with pytest.raises(
        CatalogueRefusedError, match=r"no catalogue without these releases"
    ) as error:
        _build(root)
    assert told in str(error.value)
    assert "beta" in str(error.value)
    assert _bytes(root) == before


def test_a_catalogue_that_cannot_be_read_is_refused(root):
    """Nobody knows then what portals would lose."""
    _build(root)
    _cut(root / "catalogue" / "datasets.json")
    with pytest.raises(CatalogueRefusedError, match=r"datasets\.json cannot be read"):
        _build(root)


def test_a_run_killed_between_the_renames_is_put_right(root, monkeypatch):
    _build(root)
    before = _bytes(root)

    class Killed(BaseException):
        """As if the process ended here."""

    rename = Path.rename

    def killed(self, target):
        if self.name == build.STAGING:
            raise Killed
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", killed)
    with pytest.raises(Killed):
        _build(root, page_size=2)
    assert not (root / "catalogue").exists()
    monkeypatch.undo()
    assert not _build(root).changed
    assert _bytes(root) == before
    assert not [p for p in root.iterdir() if p.name in (build.STAGING, build.FORMER)]


def test_two_at_once_are_refused(root):
    with (root / build.LOCK).open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(PublisherBusyError, match="another process"):
            _build(root)


def test_a_site_that_moved_takes_its_releases_along(root):
    """Releases never change; their addresses in the catalogue are those of today."""
    _build(root)
    moved = Site("https://other.example", SITE.contact, SITE.dir3, SITE.email, SITE.telephone)
    done = _build(root, site=moved)
    assert done.dropped == ()
    assert done.warnings == ()
    for path in (root / "catalogue").iterdir():
        assert b"data.example.org/releases" not in path.read_bytes()
    graph = parsed((root / "catalogue" / "dcat-ap.ttl").read_text(encoding="utf-8"))
    dataset = URIRef("https://other.example/releases/alpha")
    assert str(graph.value(dataset, DCT.identifier)) == str(dataset)
    file = URIRef(f"{dataset}/1.0.0/data/project.csv#distribution")
    assert graph.value(file, DCAT.downloadURL) == URIRef(f"{dataset}/1.0.0/data/project.csv")


def test_the_publisher_is_the_one_of_today(root):
    """A release made before the DIR3 code was set is listed under the body all the same."""
    known = _registry("omega")
    prepare(root, known)
    _release(root, known, "omega", Site(SITE.base_url))
    done = build_catalogue(root, known, SITE)
    graph = parsed((done.path / "dcat-ap-es.ttl").read_text(encoding="utf-8"))
    body = URIRef("http://datos.gob.es/recurso/sector-publico/org/Organismo/A16003011")
    assert set(graph.objects(None, DCT.publisher)) == {body}
    assert done.warnings == ()


def test_a_page_without_datasets_is_refused(root):
    with pytest.raises(ValueError, match="at least one dataset"):
        _build(root, page_size=0)


def test_nothing_released_gives_an_empty_catalogue(tmp_path):
    done = build_catalogue(tmp_path, _registry(), SITE)
    assert done.datasets == ()
    assert _datasets(tmp_path) == []
