"""The words of the changelog, the feed and the tombstones, in the four languages of the product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publish.texts import in_language
from schemas.model import Text

HEADING = Text(eu="Aldaketak", es="Cambios", fr="Changements", en="Changes")
LEVEL = {
    "major": Text(
        eu="Bertsio nagusia: datuak irakurtzen dituzten programak agian egokitu beharko dira.",
        es="Versión mayor: puede que haya que adaptar los programas que leen los datos.",
        fr="Version majeure : les programmes qui lisent les données peuvent devoir être adaptés.",
        en="Major version: programs that read the data may have to be adapted.",
    ),
    "minor": Text(
        eu="Bertsio txikia: datu gehiago edo gutxiago; taulen egitura ez da hautsi.",
        es="Versión menor: más o menos datos; la estructura de las tablas sigue siendo compatible.",
        fr="Version mineure : plus ou moins de données ; la structure des tables reste compatible.",
        en="Minor version: more or fewer data; the structure of the tables stays compatible.",
    ),
    "patch": Text(
        eu="Zuzenketak: taulen egitura eta errenkaden identifikatzaileak berdinak dira.",
        es="Correcciones: la estructura de las tablas y las claves de las filas son las mismas.",
        fr="Corrections : la structure des tables et les clés des lignes sont les mêmes.",
        en="Corrections: the structure of the tables and the keys of the rows are the same.",
    ),
}
EXAMPLES = Text(eu="Adibidez:", es="Por ejemplo:", fr="Par exemple :", en="For example:")
NO_VALUE = Text(eu="(hutsik)", es="(vacío)", fr="(vide)", en="(empty)")
EVERY_ROW = Text(
    eu="Errenkada eta balio aldatu guztiak: `changes.json`.",
    es="Todas las filas y valores que cambian: `changes.json`.",
    fr="Toutes les lignes et valeurs modifiées : `changes.json`.",
    en="Every row and value that changed: `changes.json`.",
)
WITHDRAWN = Text(
    eu="Bertsio hau {date}(e)an kendu zen. Arrazoia: {reason}",
    es="Esta versión se retiró el {date}. Motivo: {reason}",
    fr="Cette version a été retirée le {date}. Motif : {reason}",
    en="This version was withdrawn on {date}. Reason: {reason}",
)
PACKAGE_WITHDRAWN = Text(
    eu="Datu multzo hau {date}(e)an kendu zen, bertsio guztiekin. Arrazoia: {reason}",
    es="Este conjunto de datos se retiró el {date}, con todas sus versiones. Motivo: {reason}",
    fr="Ce jeu de données a été retiré le {date}, avec toutes ses versions. Motif : {reason}",
    en="This dataset was withdrawn on {date}, with all its versions. Reason: {reason}",
)
COMING = Text(
    eu="Desagertuko direnak", es="Lo que va a desaparecer", fr="Ce qui va disparaître",
    en="What is going to go",
)  # fmt: skip
RELEASES_FEED = Text(
    eu="KSIgune behatokiaren argitalpenak",
    es="Publicaciones del observatorio KSIgune",
    fr="Publications de l'observatoire KSIgune",
    en="Releases of the KSIgune observatory",
)

_ONE: dict[str, Text] = {
    "rows": Text(
        eu="errenkada bat", es="{rows} fila", fr="{rows} ligne", en="{rows} row"
    ),
    "rows-added": Text(
        eu="errenkada bat gehitu da", es="{rows} fila añadida",
        fr="{rows} ligne ajoutée", en="{rows} row added",
    ),
    "rows-removed": Text(
        eu="errenkada bat kendu da", es="{rows} fila eliminada",
        fr="{rows} ligne supprimée", en="{rows} row removed",
    ),
    "rows-changed": Text(
        eu="errenkada baten balioak aldatu dira", es="{rows} fila con otros valores",
        fr="{rows} ligne aux valeurs modifiées", en="{rows} row with other values",
    ),
    "referenced-rows-removed": Text(
        eu="`{referenced_by}` taulak aipatzen zuen errenkada bat kendu da",
        es="{rows} fila eliminada a la que hacía referencia `{referenced_by}`",
        fr="{rows} ligne supprimée à laquelle `{referenced_by}` faisait référence",
        en="{rows} row removed that `{referenced_by}` referred to",
    ),
}  # fmt: skip
_MANY: dict[str, Text] = {
    "rows": Text(
        eu="{rows} errenkada", es="{rows} filas", fr="{rows} lignes", en="{rows} rows"
    ),
    "rows-added": Text(
        eu="{rows} errenkada gehitu dira", es="{rows} filas añadidas",
        fr="{rows} lignes ajoutées", en="{rows} rows added",
    ),
    "rows-removed": Text(
        eu="{rows} errenkada kendu dira", es="{rows} filas eliminadas",
        fr="{rows} lignes supprimées", en="{rows} rows removed",
    ),
    "rows-changed": Text(
        eu="{rows} errenkadaren balioak aldatu dira", es="{rows} filas con otros valores",
        fr="{rows} lignes aux valeurs modifiées", en="{rows} rows with other values",
    ),
    "referenced-rows-removed": Text(
        eu="`{referenced_by}` taulak aipatzen zituen {rows} errenkada kendu dira",
        es="{rows} filas eliminadas a las que hacía referencia `{referenced_by}`",
        fr="{rows} lignes supprimées auxquelles `{referenced_by}` faisait référence",
        en="{rows} rows removed that `{referenced_by}` referred to",
    ),
}  # fmt: skip
_PLAIN: dict[str, Text] = {
    "first-release": Text(
        eu="lehen argitalpena", es="primera publicación", fr="première publication",
        en="first release",
    ),
    "published-anew": Text(
        eu="berriz argitaratua: aurreko bertsio guztiak kendu ziren",
        es="publicado de nuevo: todas las versiones anteriores se retiraron",
        fr="publié à nouveau : toutes les versions précédentes ont été retirées",
        en="published anew: every earlier version was withdrawn",
    ),
    "table-added": Text(eu="taula berria", es="tabla nueva", fr="nouvelle table", en="new table"),
    "table-removed": Text(
        eu="taula kendu da", es="tabla eliminada", fr="table supprimée", en="table removed"
    ),
    "field-added": Text(
        eu="`{field}` zutabea gehitu da", es="columna `{field}` añadida",
        fr="colonne `{field}` ajoutée", en="column `{field}` added",
    ),
    "field-removed": Text(
        eu="`{field}` zutabea kendu da", es="columna `{field}` eliminada",
        fr="colonne `{field}` supprimée", en="column `{field}` removed",
    ),
    "field-renamed": Text(
        eu="`{field}` zutabea izenez aldatu da, edo `{after}` zutabeak ordezkatu du",
        es="columna `{field}` renombrada, o sustituida por `{after}`",
        fr="colonne `{field}` renommée, ou remplacée par `{after}`",
        en="column `{field}` renamed, or replaced by `{after}`",
    ),
    "fields-reordered": Text(
        eu="zutabeen ordena aldatu da", es="columnas en otro orden",
        fr="colonnes dans un autre ordre", en="columns in another order",
    ),
    "field-retyped": Text(
        eu="`{field}` zutabearen {property} aldatu da: {before} → {after}",
        es="columna `{field}`: {property} cambia de {before} a {after}",
        fr="colonne `{field}` : {property} passe de {before} à {after}",
        en="column `{field}`: {property} changes from {before} to {after}",
    ),
    "constraint-tightened": Text(
        eu="`{field}` zutabea: `{constraint}` muga estutu da",
        es="columna `{field}`: la restricción `{constraint}` es más estricta",
        fr="colonne `{field}` : la contrainte `{constraint}` est plus stricte",
        en="column `{field}`: constraint `{constraint}` is stricter",
    ),
    "constraint-loosened": Text(
        eu="`{field}` zutabea: `{constraint}` muga lasaitu da",
        es="columna `{field}`: la restricción `{constraint}` es menos estricta",
        fr="colonne `{field}` : la contrainte `{constraint}` est moins stricte",
        en="column `{field}`: constraint `{constraint}` is less strict",
    ),
    "primary-key-changed": Text(
        eu="gako nagusia aldatu da: {after}", es="la clave primaria cambia: {after}",
        fr="la clé primaire change : {after}", en="the primary key changes: {after}",
    ),
    "missing-values-changed": Text(
        eu="falta diren balioen kodeak aldatu dira",
        es="cambian los códigos de los valores que faltan",
        fr="les codes des valeurs manquantes changent",
        en="the codes for missing values change",
    ),
    "foreign-key-added": Text(
        eu="erreferentzia gehitu da: {after}", es="referencia añadida: {after}",
        fr="référence ajoutée : {after}", en="reference added: {after}",
    ),
    "foreign-key-removed": Text(
        eu="erreferentzia kendu da: {before}", es="referencia eliminada: {before}",
        fr="référence supprimée : {before}", en="reference removed: {before}",
    ),
    "deprecated": Text(
        eu="desagertuko dela iragarri da ({subject}), {date}(e)tik aurrera",
        es="se anuncia su retirada ({subject}), a partir del {date}",
        fr="retrait annoncé ({subject}), à partir du {date}",
        en="announced to go ({subject}), from {date} on",
    ),
    "deprecation-taken-back": Text(
        eu="ez da desagertuko ({subject}): iragarpena bertan behera utzi da",
        es="se mantiene ({subject}): se anula el anuncio de retirada",
        fr="est conservé ({subject}) : l'annonce de retrait est annulée",
        en="stays ({subject}): the announcement is taken back",
    ),
    "words-changed": Text(
        eu="izenburuak, azalpenak, iturriak edo bestelako testuak",
        es="títulos, descripciones, fuentes u otros textos",
        fr="titres, descriptions, sources ou autres textes",
        en="titles, descriptions, sources or other words",
    ),
}  # fmt: skip
KINDS = frozenset({*_ONE, *_PLAIN} - {"rows"})
_PROPERTY = {
    "type": Text(eu="mota", es="el tipo", fr="le type", en="the type"),
    "format": Text(eu="formatua", es="el formato", fr="le format", en="the format"),
    "unit": Text(eu="unitatea", es="la unidad", fr="l'unité", en="the unit"),
}
_WHOLE = Text(eu="osorik", es="entero", fr="en entier", en="the whole")
_NARROW_SPACE = "\u202f"


def sentence(change: Mapping[str, Any], language: str) -> str:
    """A change of `changes.json` in one language, without subject and full stop; of a kind from
    before there were kinds, its English reason."""
    kind = change.get("kind")
    if kind not in KINDS:
        return str(change["reason"])
    facts = {key: _told(value) for key, value in change.items()}
    facts["subject"] = f"`{change['field']}`" if change.get("field") else _in(_WHOLE, language)
    if kind in _ONE:
        return _counted(str(kind), change["rows"], facts, language)
    if kind == "field-retyped":
        facts["property"] = _in(_PROPERTY[change["property"]], language)
    return _in(_PLAIN[kind], language).format(**facts)


def colon(language: str) -> str:
    """The colon between a subject and what is told of it; French sets a space before it."""
    return " : " if language == "fr" else ": "


def rows(count: int, language: str) -> str:
    """`1 row`, `2 rows` in one language."""
    return _counted("rows", count, {}, language)


def _counted(kind: str, count: int, facts: Mapping[str, str], language: str) -> str:
    # Nought is singular in French and plural in the three others.
    one = count == 1 or (count == 0 and language == "fr")
    text = _in((_ONE if one else _MANY)[kind], language)
    return text.format(**{**facts, "rows": number(count, language)})


def number(value: int, language: str) -> str:
    """A whole number as the language groups its digits; Spanish does not part four digits."""
    if language == "es" and abs(value) < 10_000:
        return str(value)
    mark = {"eu": ".", "es": _NARROW_SPACE, "fr": _NARROW_SPACE, "en": ","}[language]
    return f"{value:,}".replace(",", mark)


def _told(value: Any) -> str:
    if value is None:
        return "—"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _in(text: Text, language: str) -> str:
    return in_language(text, language)
