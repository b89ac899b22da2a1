"""The controlled lists that the metadata take their values from, each with its members.

SHACL sees only how such an address begins: `…/frequency/NONSENSE` passes. So the members stand
here and the checks of the gate hold every value against them. They are those of the authority
tables of the EU (EU Vocabularies) that this project may come to use, by the copies in
mjanez/metadata-quality-stack `docs/vocabularies` (683c03c: file-type, licence) and
opendatateam/udata `core/dataset/rdf.py` (00a778f: frequency); file-type PARQUET is younger than
that copy. The lists of ADMS and datos.gob.es are as the shapes of DCAT-AP-ES 1.0.0 spell them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from publish.metadata.dcat.graph import TYPE, Graph, Iri, Literal, expand

AUTHORITY = "http://publications.europa.eu/resource/authority"
ADMS = "http://purl.org/adms"
DATOS = "http://datos.gob.es"
GEONAMES = "https://sws.geonames.org"
ORGANISM = f"{DATOS}/recurso/sector-publico/org/Organismo"
TERRITORY = f"{DATOS}/recurso/sector-publico/territorio"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
SECTORS = f"{DATOS}/kos/sector-publico/sector"


@dataclass(frozen=True)
class Vocabulary:
    """One list: where its members stand, what they are, which there are."""

    base: str
    """A member is `<base>/<code>`."""
    scheme: str
    """The list itself, as `skos:inScheme` names it."""
    kind: str
    """The class that DCAT-AP 3 takes a member for (range of the property), with prefix."""
    codes: frozenset[str]

    def iri(self, code: str) -> str:
        """A member's address. Raises KeyError for a code that is not in the list."""
        if code not in self.codes:
            raise KeyError(f"{code} is not in {self.scheme}")
        return f"{self.base}/{code}"


def _listed(base: str, scheme: str, kind: str, codes: str) -> Vocabulary:
    return Vocabulary(base, scheme, kind, frozenset(codes.split()))


def _authority(name: str, kind: str, codes: str) -> Vocabulary:
    return _listed(f"{AUTHORITY}/{name}", f"{AUTHORITY}/{name}", kind, codes)


ACCESS_RIGHT = _authority("access-right", "dct:RightsStatement", "PUBLIC RESTRICTED NON_PUBLIC")
AVAILABILITY = _authority(
    "planned-availability", "skos:Concept", "AVAILABLE EXPERIMENTAL STABLE TEMPORARY"
)
COUNTRY = _authority("country", "dct:Location", "ESP FRA")
FILE_TYPE = _authority(
    "file-type",
    "dct:MediaTypeOrExtent",
    "CSV GEOJSON GPKG HTML JSON JSON_LD OCTET ODS PARQUET PDF RDF_N_TRIPLES RDF_TURTLE RDF_XML "
    "SQL TSV TXT XLS XLSX XML ZIP",
)
FREQUENCY = _authority(
    "frequency",
    "dct:Frequency",
    "ANNUAL ANNUAL_2 ANNUAL_3 AS_NEEDED BIDECENNIAL BIENNIAL BIHOURLY BIMONTHLY BIWEEKLY CONT "
    "DAILY DAILY_2 DAILY_3 DECENNIAL HOURLY IRREG MONTHLY MONTHLY_2 MONTHLY_3 NEVER NOT_PLANNED "
    "OTHER QUADRENNIAL QUARTERLY QUINQUENNIAL TRIDECENNIAL TRIENNIAL TRIHOURLY UNKNOWN "
    "UPDATE_CONT WEEKLY WEEKLY_2 WEEKLY_3 WEEKLY_5 1MIN 5MIN 10MIN 15MIN 30MIN 12HRS",
)
LANGUAGE = _authority("language", "dct:LinguisticSystem", "EUS SPA FRA ENG")
LICENCE = _authority("licence", "dct:LicenseDocument", "CC0 CC_BY_4_0")
STATUS = _authority("distribution-status", "skos:Concept", "COMPLETED DEPRECATED DEVELOP WITHDRAWN")
THEME = _authority(
    "data-theme",
    "skos:Concept",
    "AGRI ECON EDUC ENER ENVI GOVE HEAL INTR JUST OP_DATPRO REGI SOCI TECH TRAN",
)
PUBLISHER_TYPE = _listed(
    f"{ADMS}/publishertype",
    f"{ADMS}/publishertype/1.0",
    "skos:Concept",
    "Academia-ScientificOrganisation Company IndustryConsortium LocalAuthority NationalAuthority "
    "NonGovernmentalOrganisation NonProfitOrganisation PrivateIndividual(s) RegionalAuthority "
    "StandardisationBody SupraNationalAuthority",
)
LICENCE_TYPE = _listed(
    f"{ADMS}/licencetype", f"{ADMS}/licencetype/1.0", "skos:Concept", "Attribution PublicDomain"
)
SECTOR = _listed(
    SECTORS,
    SECTORS,
    "skos:Concept",
    "ciencia-tecnologia comercio cultura-ocio demografia deporte economia educacion empleo energia "
    "hacienda industria legislacion-justicia medio-ambiente medio-rural-pesca salud sector-publico "
    "seguridad sociedad-bienestar transporte turismo urbanismo-infraestructuras vivienda",
)
"""The sectors of datos.gob.es (Norma Técnica de Interoperabilidad, annex IV)."""

DC_FREQUENCY = _listed(
    "http://purl.org/cld/freq",
    "http://purl.org/cld/freq/",
    "dct:Frequency",
    "annual biennial bimonthly biweekly continuous daily irregular monthly quarterly semiannual "
    "semimonthly semiweekly threeTimesAMonth threeTimesAWeek threeTimesAYear triennial weekly",
)
"""Dublin Core Collection Description Frequency Vocabulary; data.gouv.fr reads it first."""
NUTS = _listed(
    "http://data.europa.eu/nuts/code",
    "http://data.europa.eu/nuts",
    "dct:Location",
    "ES21 ES211 ES212 ES213 ES22 ES220 FRI FRI11 FRI12 FRI13 FRI14 FRI15 FRI21 FRI22 FRI23 FRI31 "
    "FRI32 FRI33 FRI34",
)

VOCABULARIES = (
    ACCESS_RIGHT,
    AVAILABILITY,
    COUNTRY,
    DC_FREQUENCY,
    FILE_TYPE,
    FREQUENCY,
    LANGUAGE,
    LICENCE,
    LICENCE_TYPE,
    NUTS,
    PUBLISHER_TYPE,
    SECTOR,
    STATUS,
    THEME,
)

LANGUAGE_CODE = {"eu": "EUS", "es": "SPA", "fr": "FRA", "en": "ENG"}
SECTORS_OF_THEME = {
    "EDUC": ("educacion", "cultura-ocio"),
    "ECON": ("economia",),
    "SOCI": ("sociedad-bienestar",),
}
"""EU data theme -> sectors of datos.gob.es. `REGI` has none: theirs are planning and housing."""
OTHER_SECTOR = "sector-publico"
LICENCE_KIND = {"CC_BY_4_0": "Attribution", "CC0": "PublicDomain"}

GEONAMES_ID = {"ES21": "3336903", "ES22": "3115609", "FRI": "11071620"}
"""NUTS -> GeoNames, `admin1CodesASCII.txt` (ES.59, ES.32, FR.75). DCAT-AP 3 asks for GeoNames
where a place is in no authority table, and its shapes warn of NUTS."""
TERRITORY_PATH = {
    "ES21": "Autonomia/Pais-Vasco",
    "ES211": "Provincia/Alava",
    "ES212": "Provincia/Guipuzcoa",
    "ES213": "Provincia/Vizcaya",
    "ES22": "Autonomia/Comunidad-Foral-Navarra",
    "ES220": "Provincia/Navarra",
}
"""NUTS -> territory of datos.gob.es, as the shapes of DCAT-AP-ES spell them."""
PARENT_TERRITORY = {
    "Provincia/Alava": "Autonomia/Pais-Vasco",
    "Provincia/Guipuzcoa": "Autonomia/Pais-Vasco",
    "Provincia/Vizcaya": "Autonomia/Pais-Vasco",
    "Provincia/Navarra": "Autonomia/Comunidad-Foral-Navarra",
}

SHA1 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha1"
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
SHA256_OF_DCAT_AP = "https://spdx.org/rdf/terms#checksumAlgorithm_sha256"
"""The shapes of DCAT-AP 3 accept an algorithm under `https` alone, all others under `http`."""

STANDARD_OF_FORM: Mapping[str, str] = {
    "csv": "https://datapackage.org/profiles/2.0/tableschema.json",
    "jsonstat.json": "https://json-stat.org/format/",
}
DATA_PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"


def geonames(nuts: str) -> str:
    """A territory for DCAT-AP: GeoNames, or the country where GeoNames is not known here."""
    if nuts in GEONAMES_ID:
        return f"{GEONAMES}/{GEONAMES_ID[nuts]}/"
    return COUNTRY.iri({"ES": "ESP", "FR": "FRA"}[nuts[:2]])


def territory(nuts: str) -> str:
    """A territory for DCAT-AP-ES: its own list for Spain, GeoNames or country elsewhere."""
    if nuts in TERRITORY_PATH:
        return f"{TERRITORY}/{TERRITORY_PATH[nuts]}"
    return geonames(nuts)


def member_of(iri: str) -> tuple[Vocabulary, str] | None:
    """The list and code of an address that stands in one of the lists' namespaces, or None.

    `http` and `https` are the same here: which of them is right is another question.
    """
    bare = iri.replace("https://", "http://", 1)
    for vocabulary in VOCABULARIES:
        if bare.startswith(vocabulary.base + "/"):
            return vocabulary, bare.removeprefix(vocabulary.base + "/")
    return None


def background(graph: Graph) -> Graph:
    """What the lists themselves say of the values that a graph uses, as validators load it.

    DCAT-AP 3 judges the class and the list of every value; the published files leave that to
    the lists. A value that is no member gets nothing, and the shapes find it.
    """
    known = Graph()
    waiting = {v.value for *_, v in graph.triples() if isinstance(v, Iri)}
    while waiting:
        found = [(iri, *told) for iri in sorted(waiting) for told in _said_of(iri)]
        for iri, predicate, told in found:
            known.add(iri, predicate, told)
        waiting = {v.value for *_, v in found if isinstance(v, Iri)} - set(known.nodes)
    return known


def _said_of(iri: str) -> Iterator[tuple[str, Iri | Literal]]:
    """What the lists say of one address; nothing of one that they do not know."""
    member = member_of(iri)
    if any(iri == vocabulary.scheme for vocabulary in VOCABULARIES):
        yield TYPE, Iri(expand("skos:ConceptScheme"))
        yield "dct:title", Literal(iri.rpartition("/")[2], language="en")
    elif kind := _KINDS.get(iri) or next((k for b, k in _BASES if iri.startswith(b)), None):
        yield TYPE, Iri(expand(kind))
    elif member and iri.startswith(member[0].base) and member[1] in member[0].codes:
        vocabulary, code = member
        yield TYPE, Iri(expand(vocabulary.kind))
        yield "skos:inScheme", Iri(vocabulary.scheme)
        yield "skos:prefLabel", Literal(code, language="en")
        if vocabulary is LICENCE:
            yield "dct:type", Iri(LICENCE_TYPE.iri(LICENCE_KIND[code]))


_BASES = ((f"{GEONAMES}/", "dct:Location"), (f"{MEDIA_TYPES}/", "dct:MediaType"))
_KINDS = {
    **dict.fromkeys((*STANDARD_OF_FORM.values(), DATA_PACKAGE), "dct:Standard"),
    SHA256_OF_DCAT_AP: "spdx:ChecksumAlgorithm",
}
