"""The words of the data files that no schema holds, in the four languages of the product."""

from __future__ import annotations

from schemas.model import Text

NOTES_SHEET = Text(eu="Oharrak", es="Notas", fr="Notes", en="Notes")
DICTIONARY_SHEET = Text(eu="Zutabeak", es="Columnas", fr="Colonnes", en="Columns")
CODES_SHEET = Text(eu="Kode-zerrendak", es="Listas de códigos", fr="Listes de codes", en="Codes")

PUBLISHER = Text(eu="Argitaratzailea", es="Editor", fr="Éditeur", en="Publisher")
NOTICE = Text(eu="Oharra", es="Aviso", fr="Avertissement", en="Notice")
CITATION = Text(eu="Aipamena", es="Cita", fr="Citation", en="Citation")
ADDRESS = Text(eu="Helbidea", es="Dirección", fr="Adresse", en="Address")
TABLE = Text(eu="Taula", es="Tabla", fr="Table", en="Table")
TITLE = Text(eu="Izenburua", es="Título", fr="Titre", en="Title")
ROWS = Text(eu="Errenkadak", es="Filas", fr="Lignes", en="Rows")
DESCRIPTION = Text(eu="Azalpena", es="Descripción", fr="Description", en="Description")
MINIMUM = Text(eu="Gutxienez", es="Mínimo", fr="Minimum", en="Minimum")
MAXIMUM = Text(eu="Gehienez", es="Máximo", fr="Maximum", en="Maximum")
PATTERN = Text(eu="Eredua", es="Patrón", fr="Motif", en="Pattern")
CODE_LIST = Text(eu="Kode-zerrenda", es="Lista de códigos", fr="Liste de codes", en="Code list")
YES = Text(eu="bai", es="sí", fr="oui", en="yes")

READING = Text(eu="Irakurtzeko", es="Cómo leerlo", fr="Lecture", en="How to read it")
READING_BODY = Text(
    eu=(
        "Taula bakoitzak bere orria du: 1. errenkadan izenburuak, 2. errenkadan zutabeen izenak "
        "(CSVan bezala) eta iragazkiak. Gelaxka hutsa: baliorik ez; ez da zero. `_T`: guztizkoa. "
        "1900-03-01 baino lehenagoko datak testua dira."
    ),
    es=(
        "Cada tabla tiene su hoja: en la fila 1 los títulos, en la 2 los nombres de las columnas "
        "(como en el CSV) y los filtros. Celda vacía: sin dato; no es cero. `_T`: total. Las "
        "fechas anteriores a 1900-03-01 son texto."
    ),
    fr=(
        "Chaque table a sa feuille : ligne 1 les titres, ligne 2 les noms des colonnes (comme dans "
        "le CSV) et les filtres. Cellule vide : donnée absente, et non zéro. `_T` : total. Les "
        "dates antérieures au 1900-03-01 sont du texte."
    ),
    en=(
        "Each table has its sheet: titles in row 1, names of the columns (as in the CSV) and "
        "filters in row 2. An empty cell is no value, and not zero. `_T` is a total. Days before "
        "1900-03-01 are text."
    ),
)

LEFT_OUT = Text(eu="Hemen ez daudenak", es="No incluidas", fr="Non incluses", en="Not in here")
LEFT_OUT_BODY = Text(
    eu=(
        "Hemen ez daude {tables}: errenkada gehiegi ({limit} baino gehiago), edo 15 zifra "
        "baino gehiagoko zenbakiak edo testu luzeegiak. CSV eta Parquet fitxategietan osorik daude."
    ),
    es=(
        "No incluye {tables}: demasiadas filas (más de {limit}), números de más de 15 "
        "cifras o textos demasiado largos. Están enteras en CSV y Parquet."
    ),
    fr=(
        "Sans {tables} : trop de lignes (plus de {limit}), nombres de plus de 15 "
        "chiffres ou textes trop longs. Elles sont entières en CSV et Parquet."
    ),
    en=(
        "Without {tables}: too many rows (more than {limit}), numbers of more than 15 "
        "digits, or texts that are too long. They are whole in CSV and Parquet."
    ),
)

STATISTICAL_BODY = Text(
    eu=(
        "JSON-stat 2.0 (`.jsonstat.json`), taula estatistikoentzat: {tables}. Gakoaren zutabeak "
        "dimentsioak dira; obs_status egoera da."
    ),
    es=(
        "JSON-stat 2.0 (`.jsonstat.json`) de las tablas estadísticas: {tables}. Las columnas de "
        "la clave son las dimensiones; obs_status es el estado."
    ),
    fr=(
        "JSON-stat 2.0 (`.jsonstat.json`) pour les tables statistiques : {tables}. Les colonnes de "
        "la clé sont les dimensions ; obs_status est le statut."
    ),
    en=(
        "JSON-stat 2.0 (`.jsonstat.json`) of the statistical tables: {tables}. The columns of the "
        "key are the dimensions; obs_status is the status."
    ),
)
WORKBOOK_BODY = Text(
    eu=(
        "Excel (`{package}.eu.xlsx`, `.es`, `.fr`, `.en`): oharrak, zutabeak, kode-zerrendak eta "
        "orri bat taulako, izenburuak hizkuntza horretan."
    ),
    es=(
        "Excel (`{package}.es.xlsx`, `.eu`, `.fr`, `.en`): notas, columnas, listas de códigos y "
        "una hoja por tabla, con los títulos en esa lengua."
    ),
    fr=(
        "Excel (`{package}.fr.xlsx`, `.eu`, `.es`, `.en`) : notes, colonnes, listes de codes et "
        "une feuille par table, avec les titres dans cette langue."
    ),
    en=(
        "Excel (`{package}.en.xlsx`, `.eu`, `.es`, `.fr`): notes, columns, code lists and a sheet "
        "per table, with titles in that language."
    ),
)
SQLITE_BODY = Text(
    eu=(
        "SQLite (`{package}.sqlite`): pakete osoa, gakoekin; azalpenak `_table`, `_column` eta "
        "`_code` tauletan. Hamartarrak REAL dira: biribildu `_column.scale` hamartarretara."
    ),
    es=(
        "SQLite (`{package}.sqlite`): todo el paquete, con sus claves; las descripciones están en "
        "`_table`, `_column` y `_code`. Los decimales son REAL: redondee a `_column.scale`."
    ),
    fr=(
        "SQLite (`{package}.sqlite`) : tout le paquet, avec ses clés ; les descriptions sont dans "
        "`_table`, `_column` et `_code`. Les décimaux sont des REAL : arrondir à `_column.scale`."
    ),
    en=(
        "SQLite (`{package}.sqlite`): the whole package, with its keys; descriptions stand in "
        "`_table`, `_column` and `_code`. Decimals are REAL: round them to `_column.scale`."
    ),
)
