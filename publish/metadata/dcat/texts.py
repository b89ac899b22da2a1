"""The words of the DCAT metadata that no schema holds, in the four languages of the product."""

from __future__ import annotations

from schemas.model import Text

WHOLE_PACKAGE = Text(
    eu="Pakete osoa fitxategi batean, {form} formatuan: {tables}.",
    es="El paquete entero en un fichero, en formato {form}: {tables}.",
    fr="Le paquet entier dans un fichier, au format {form} : {tables}.",
    en="The whole package in one file, as {form}: {tables}.",
)

NOTES = {
    None: Text(
        eu="Lehen bertsioa.", es="Primera versión.", fr="Première version.", en="First version."
    ),
    "major": Text(
        eu="Aldaketa haustailea: zutabeak edo arauak aldatu dira. Ikus CHANGELOG.md.",
        es="Cambio incompatible: han cambiado columnas o reglas. Véase CHANGELOG.md.",
        fr="Changement incompatible : des colonnes ou des règles ont changé. Voir CHANGELOG.md.",
        en="Breaking change: columns or rules have changed. See CHANGELOG.md.",
    ),
    "minor": Text(
        eu="Errenkadak gehitu edo kendu dira. Ikus CHANGELOG.md.",
        es="Se han añadido o quitado filas. Véase CHANGELOG.md.",
        fr="Des lignes ont été ajoutées ou retirées. Voir CHANGELOG.md.",
        en="Rows were added or removed. See CHANGELOG.md.",
    ),
    "patch": Text(
        eu="Balioak edo testuak zuzendu dira. Ikus CHANGELOG.md.",
        es="Se han corregido valores o textos. Véase CHANGELOG.md.",
        fr="Des valeurs ou des textes ont été corrigés. Voir CHANGELOG.md.",
        en="Values or texts were corrected. See CHANGELOG.md.",
    ),
}
"""Level of the change against the version before (None: there is none) -> what it means."""

SOURCES = Text(
    eu="Iturriak: {sources}.",
    es="Fuentes: {sources}.",
    fr="Sources : {sources}.",
    en="Sources: {sources}.",
)

NO_SOURCES = Text(
    eu="KSIgune behatokiak egindako datuak.",
    es="Datos elaborados por el observatorio KSIgune.",
    fr="Données produites par l'observatoire KSIgune.",
    en="Data made by the KSIgune observatory.",
)

RIGHTS = Text(
    eu="CC BY 4.0; hirugarrenen zifrek beren iturriaren baldintzak gordetzen dituzte.",
    es="CC BY 4.0; las cifras de terceros conservan las condiciones de su fuente.",
    fr="CC BY 4.0 ; les chiffres de tiers restent soumis aux conditions de leur source.",
    en="CC BY 4.0; figures of third parties keep the terms of their source.",
)

CATALOGUE_TITLE = Text(
    eu="KSIgune behatokiaren datu irekien katalogoa",
    es="Catálogo de datos abiertos del observatorio KSIgune",
    fr="Catalogue de données ouvertes de l'observatoire KSIgune",
    en="Open data catalogue of the KSIgune observatory",
)

CATALOGUE_DESCRIPTION = Text(
    eu=(
        "Kultura- eta sormen-industrietako gaitasun, trebetasun eta prestakuntzei buruzko datu "
        "ireki guztiak, pakete bakoitzaren azken bertsioan."
    ),
    es=(
        "Todos los datos abiertos sobre capacidades, competencias y formación para las industrias "
        "culturales y creativas, en la última versión de cada paquete."
    ),
    fr=(
        "Toutes les données ouvertes sur les capacités, compétences et formations pour les "
        "industries culturelles et créatives, dans la dernière version de chaque paquet."
    ),
    en=(
        "All open data on capacities, skills and training for the cultural and creative "
        "industries, in the latest version of each package."
    ),
)
