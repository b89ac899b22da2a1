"""The words of a package that no schema holds, in the four languages of the product."""

from __future__ import annotations

from schemas.model import Text

SYNTHETIC_TITLE = Text(
    eu="{title} (datu sintetikoak ditu)",
    es="{title} (contiene datos sintéticos)",
    fr="{title} (contient des données synthétiques)",
    en="{title} (holds synthetic data)",
)

SYNTHETIC_NOTICE = Text(
    eu=(
        "Pakete honek programa batek sortutako errenkada sintetikoak ditu "
        "(origin = synthetic): ez dute benetako erakunderik, gaitasunik edo pertsonarik "
        "deskribatzen."
    ),
    es=(
        "Este paquete contiene filas sintéticas, creadas por un programa "
        "(origin = synthetic): no describen organizaciones, capacidades ni personas reales."
    ),
    fr=(
        "Ce paquet contient des lignes synthétiques, créées par un programme "
        "(origin = synthetic) : elles ne décrivent ni organisations, ni capacités, ni personnes "
        "réelles."
    ),
    en=(
        "This package holds synthetic rows, made by a program (origin = synthetic): they "
        "describe no real organisations, capacities or persons."
    ),
)

LANGUAGE_NAME = {"eu": "Euskara", "es": "Español", "fr": "Français", "en": "English"}

VERSION = Text(eu="Bertsioa", es="Versión", fr="Version", en="Version")

DATA_AS_OF = Text(
    eu="Datuen data", es="Datos recibidos el", fr="Données reçues le", en="Data received on"
)

TABLES_HEADING = Text(eu="Taulak", es="Tablas", fr="Tables", en="Tables")

TABLES_HEADER = Text(
    eu="Taula | Izenburua | Errenkadak | Azalpena",
    es="Tabla | Título | Filas | Descripción",
    fr="Table | Titre | Lignes | Description",
    en="Table | Title | Rows | Description",
)

FILES_HEADING = Text(eu="Fitxategiak", es="Ficheros", fr="Fichiers", en="Files")

FILES_BODY = Text(
    eu=(
        "Taula bakoitza bi aldiz dago `data/` karpetan, errenkada berberekin: CSV (UTF-8, "
        "RFC 4180, koma bereizle, puntua hamartar, ISO 8601 datak, `true`/`false`, hutsik = "
        "daturik ez) eta Parquet. Zutabeak: `DATA-DICTIONARY.eu.md`. Fitxategiak egiaztatzeko: "
        "`sha256sum -c SHA256SUMS`. Egindako kontrolak: `quality-report.json`."
    ),
    es=(
        "Cada tabla está dos veces en `data/`, con las mismas filas: CSV (UTF-8, RFC 4180, coma "
        "como separador, punto decimal, fechas ISO 8601, `true`/`false`, vacío = sin dato) y "
        "Parquet. Columnas: `DATA-DICTIONARY.es.md`. Para comprobar los ficheros: "
        "`sha256sum -c SHA256SUMS`. Controles hechos: `quality-report.json`."
    ),
    fr=(
        "Chaque table se trouve deux fois dans `data/`, avec les mêmes lignes : CSV (UTF-8, "
        "RFC 4180, séparateur virgule, point décimal, dates ISO 8601, `true`/`false`, vide = "
        "donnée absente) et Parquet. Colonnes : `DATA-DICTIONARY.fr.md`. Pour vérifier les "
        "fichiers : `sha256sum -c SHA256SUMS`. Contrôles effectués : `quality-report.json`."
    ),
    en=(
        "Every table stands twice in `data/`, with the same rows: CSV (UTF-8, RFC 4180, comma as "
        "separator, decimal point, ISO 8601 dates, `true`/`false`, empty = no value) and "
        "Parquet. Columns: `DATA-DICTIONARY.en.md`. To verify the files: "
        "`sha256sum -c SHA256SUMS`. Checks made: `quality-report.json`."
    ),
)

SOURCES_HEADING = Text(eu="Iturriak", es="Fuentes", fr="Sources", en="Sources")

LICENCE_HEADING = Text(eu="Lizentzia", es="Licencia", fr="Licence", en="Licence")

LICENCE_BODY = Text(
    eu="Creative Commons Aitortu 4.0 Nazioartekoa (CC BY 4.0). Ikus `LICENSE.md`.",
    es="Creative Commons Atribución 4.0 Internacional (CC BY 4.0). Véase `LICENSE.md`.",
    fr="Creative Commons Attribution 4.0 International (CC BY 4.0). Voir `LICENSE.md`.",
    en="Creative Commons Attribution 4.0 International (CC BY 4.0). See `LICENSE.md`.",
)

LICENCE_FILE = """\
# Licence

This data package is licensed under the Creative Commons Attribution 4.0 International licence
(CC BY 4.0): <https://creativecommons.org/licenses/by/4.0/>. The full text is at
<https://creativecommons.org/licenses/by/4.0/legalcode>. Figures quoted from third parties carry
their source in the row and stay under the terms of that source; `datapackage.json` lists the
sources with their licences.

## Euskara

Datu-pakete hau Creative Commons Aitortu 4.0 Nazioartekoa lizentziapean dago (CC BY 4.0):
<https://creativecommons.org/licenses/by/4.0/deed.eu>. Beste batzuei aipatutako zifrek beren
iturria dakarte errenkadan, eta haren baldintzen mende daude; iturriak eta haien lizentziak
`datapackage.json` fitxategian daude.

## Español

Este paquete de datos se publica bajo la licencia Creative Commons Atribución 4.0 Internacional
(CC BY 4.0): <https://creativecommons.org/licenses/by/4.0/deed.es>. Las cifras citadas de terceros
llevan su fuente en la fila y siguen sujetas a las condiciones de esa fuente; `datapackage.json`
enumera las fuentes con sus licencias.

## Français

Ce paquet de données est publié sous la licence Creative Commons Attribution 4.0 International
(CC BY 4.0) : <https://creativecommons.org/licenses/by/4.0/deed.fr>. Les chiffres cités de tiers
portent leur source dans la ligne et restent soumis aux conditions de celle-ci ;
`datapackage.json` énumère les sources avec leurs licences.
"""


def in_language(text: Text, language: str) -> str:
    """One of the four languages of a text."""
    chosen: str = getattr(text, language)
    return chosen
