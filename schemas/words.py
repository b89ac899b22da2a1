"""The words of the data dictionary, in the four languages of the product."""

from __future__ import annotations

from schemas.model import FieldType, Text
from schemas.note import Note, NoteKind

DICTIONARY = Text(
    eu="Datu-hiztegia",
    es="Diccionario de datos",
    fr="Dictionnaire de données",
    en="Data dictionary",
)
KEY = Text(eu="Gakoa", es="Clave", fr="Clé", en="Key")
REFERENCE = Text(eu="Erreferentzia", es="Referencia", fr="Référence", en="Reference")
COLUMN = Text(eu="Zutabea", es="Columna", fr="Colonne", en="Column")
TYPE = Text(eu="Mota", es="Tipo", fr="Type", en="Type")
UNIT = Text(eu="Unitatea", es="Unidad", fr="Unité", en="Unit")
MEANING = Text(eu="Esanahia", es="Significado", fr="Signification", en="Meaning")
ALLOWED = Text(
    eu="Onartutako balioak", es="Valores admitidos", fr="Valeurs admises", en="Allowed values"
)
REQUIRED = Text(eu="nahitaezkoa", es="obligatorio", fr="obligatoire", en="required")
UNIQUE = Text(eu="bakarra", es="único", fr="unique", en="unique")
CODE_LISTS = Text(
    eu="Kode-zerrendak", es="Listas de códigos", fr="Listes de codes", en="Code lists"
)
VERSION = Text(eu="Bertsioa", es="Versión", fr="Version", en="Version")
SOURCE = Text(eu="Iturria", es="Fuente", fr="Source", en="Source")
CODE = Text(eu="Kodea", es="Código", fr="Code", en="Code")
LABEL = Text(eu="Etiketa", es="Etiqueta", fr="Libellé", en="Label")
PARENT = Text(eu="Gainekoa", es="Forma parte de", fr="Fait partie de", en="Part of")
MISSING = Text(
    eu="Falta diren balioak", es="Valores ausentes", fr="Valeurs manquantes", en="Missing values"
)
EMPTY = Text(eu="Baliorik gabe", es="Sin valor", fr="Sans valeur", en="No value")
NOTES = Text(
    eu="Erabilera-oharrak", es="Notas de uso", fr="Notes d'utilisation", en="Notes for use"
)
NOTE_KINDS: dict[NoteKind, Text] = {
    "perimeter": Text(eu="Perimetroa", es="Perímetro", fr="Périmètre", en="Perimeter"),
    "comparability": Text(
        eu="Alderagarritasuna", es="Comparabilidad", fr="Comparabilité", en="Comparability"
    ),
    "breaks": Text(
        eu="Seriearen etenak", es="Rupturas de la serie", fr="Ruptures de série", en="Breaks"
    ),
    "use": Text(eu="Erabilera", es="Uso", fr="Utilisation", en="Use"),
}
TOTAL = Text(eu="Guztira", es="Total", fr="Total", en="Total")

TYPES: dict[FieldType, Text] = {
    "string": Text(eu="testua", es="texto", fr="texte", en="text"),
    "integer": Text(eu="zenbaki osoa", es="número entero", fr="nombre entier", en="whole number"),
    "number": Text(
        eu="zenbakia ({scale} hamartar)",
        es="número ({scale} decimales)",
        fr="nombre ({scale} décimales)",
        en="number ({scale} decimals)",
    ),
    "boolean": Text(eu="bai/ez", es="sí/no", fr="oui/non", en="yes/no"),
    "date": Text(eu="data", es="fecha", fr="date", en="date"),
    "datetime": Text(
        eu="data eta ordua", es="fecha y hora", fr="date et heure", en="date and time"
    ),
}


def noted(note: Note, language: str) -> str:
    """A note for use on one line, its kind first: `Perimeter: Firms of the frame.`"""
    kind, text = NOTE_KINDS[note.kind], note.text
    return f"{getattr(kind, language)}: {' '.join(getattr(text, language).split())}"
