"""What a release says on sources, licence, citation and use, in the four languages."""

from __future__ import annotations

from schemas.model import Text

SOURCES_HEADER = Text(
    eu="Iturria | Argitaratzailea | Lizentzia | Jatorria",
    es="Fuente | Editor | Licencia | Origen",
    fr="Source | Éditeur | Licence | Origine",
    en="Source | Publisher | Licence | Origin",
)
QUOTED_HEADING = Text(
    eu="Aipatutako zifrak", es="Cifras citadas", fr="Chiffres cités", en="Quoted figures"
)
QUOTED_BODY = Text(
    eu=(
        "Zifra hauek argitaratutako iturrietatik aipatuta daude; errenkada bakoitzak berea dakar "
        "(`source`). Beste batzuenak beren iturriaren baldintzen mende daude: pakete honen "
        "lizentziak ez ditu hartzen, eta haien lizentziarik ez da ezagutzen hemen."
    ),
    es=(
        "Estas cifras se citan de fuentes publicadas; cada fila lleva la suya (`source`). Las de "
        "terceros siguen sujetas a las condiciones de su fuente: la licencia de este paquete no "
        "las cubre, y aquí no consta ninguna licencia de esas fuentes."
    ),
    fr=(
        "Ces chiffres sont cités de sources publiées ; chaque ligne porte la sienne (`source`). "
        "Ceux de tiers restent soumis aux conditions de leur source : la licence de ce paquet ne "
        "les couvre pas, et aucune licence de ces sources n'est connue ici."
    ),
    en=(
        "These figures are quoted from published sources; each row carries its own (`source`). "
        "Those of third parties stay under the terms of their source: the licence of this package "
        "does not cover them, and no licence of these sources is known here."
    ),
)
QUOTED_HEADER = Text(
    eu="Iturria | Taula | Zifrak | Argitaratze-urtea",
    es="Fuente | Tabla | Cifras | Año de publicación",
    fr="Source | Table | Chiffres | Année de publication",
    en="Source | Table | Figures | Year of publication",
)
NOT_STATED = Text(eu="ez da adierazten", es="no consta", fr="non indiquée", en="not stated")
CITATION_HEADING = Text(eu="Nola aipatu", es="Cómo citar", fr="Comment citer", en="How to cite")
CITATION_BODY = Text(
    eu=(
        "Gehitu zure kontsulta-data. Erreferentzia-kudeatzaileentzat: `CITATION.bib` (BibTeX) eta "
        "`CITATION.cff`. Bertsio bat ez da inoiz aldatzen: aipatu erabili duzuna."
    ),
    es=(
        "Añada la fecha de su consulta. Para gestores de referencias: `CITATION.bib` (BibTeX) y "
        "`CITATION.cff`. Una versión no cambia nunca: cite la que haya utilizado."
    ),
    fr=(
        "Ajoutez la date de votre consultation. Pour les gestionnaires de références : "
        "`CITATION.bib` (BibTeX) et `CITATION.cff`. Une version ne change jamais : citez celle "
        "que vous avez utilisée."
    ),
    en=(
        "Add the date on which you accessed it. For reference managers: `CITATION.bib` (BibTeX) "
        "and `CITATION.cff`. A version never changes: cite the one that you used."
    ),
)
USE_HEADING = Text(eu="Erabilera", es="Uso", fr="Utilisation", en="Use")
USE_BODY = Text(
    eu="Taula bakoitza pandas, polars, DuckDB, R, Excel eta Power BIn kargatzeko: `USAGE.md`.",
    es="Para cargar cada tabla en pandas, polars, DuckDB, R, Excel y Power BI: `USAGE.md`.",
    fr="Pour charger chaque table dans pandas, polars, DuckDB, R, Excel et Power BI : `USAGE.md`.",
    en="To load each table in pandas, polars, DuckDB, R, Excel and Power BI: `USAGE.md`.",
)
LOADING = Text(
    eu="Datuak kargatzea",
    es="Cargar los datos",
    fr="Charger les données",
    en="Loading the data",
)
LOADING_BODY = Text(
    eu="""\
- pandas, polars eta DuckDB: Parquet fitxategia irakurtzen dute, motak bere barruan ditu.
- CSVa irakurtzeko kodeak zutabe bakoitzaren mota adierazten du: kodeak testu dira (`01` ez da 1
  bihurtzen), datak data, eta gelaxka hutsa balio falta da, inoiz ez zero. Formula baten moduan
  hasten diren testuek apostrofo bat dute CSVan (ikus `README.md`); Parqueten, dauden bezala.
- R: paketerik gabe irakurtzen du.
- Excel (Datuak > Lortu datuak > Kontsulta hutsa) eta Power BI (Kontsulta hutsa): ireki editore
  aurreratua eta itsatsi kodea. Bi programa hauek hemen ezin dira exekutatu: beren kodea ez da
  probatu, sintaxia eta motak baino ez dira egiaztatu.
- Karpeta deskargatu baduzu, jarri helbidearen ordez fitxategiaren bidea; Excelen eta Power BIn,
  `File.Contents` bide osoarekin.""",
    es="""\
- pandas, polars y DuckDB leen el fichero Parquet, que lleva dentro los tipos.
- El código que lee el CSV dice el tipo de cada columna: los códigos son texto (`01` no se
  convierte en 1), las fechas son fechas y una celda vacía es un dato que falta, nunca un cero. Los
  textos que empiezan como una fórmula llevan un apóstrofo en el CSV (véase `README.md`); en
  Parquet están tal cual.
- R: lo lee sin paquetes adicionales.
- Excel (Datos > Obtener datos > Consulta en blanco) y Power BI (Consulta en blanco): abra el
  editor avanzado y pegue el código. Estos dos programas no se pueden ejecutar aquí: su código no
  está probado, solo se comprueban la sintaxis y los tipos.
- Si ha descargado la carpeta, ponga la ruta del fichero en lugar de la dirección; en Excel y
  Power BI, `File.Contents` con la ruta completa.""",
    fr="""\
- pandas, polars et DuckDB lisent le fichier Parquet, qui contient les types.
- Le code qui lit le CSV dit le type de chaque colonne : les codes sont du texte (`01` ne devient
  pas 1), les dates des dates, et une cellule vide est une donnée absente, jamais un zéro. Les
  textes qui commencent comme une formule portent une apostrophe dans le CSV (voir `README.md`) ;
  dans Parquet, ils sont tels quels.
- R : le lit sans paquet supplémentaire.
- Excel (Données > Obtenir des données > Requête vide) et Power BI (Requête vide) : ouvrez
  l'éditeur avancé et collez le code. Ces deux programmes ne peuvent pas être exécutés ici : leur
  code n'est pas essayé, seuls la syntaxe et les types sont vérifiés.
- Si vous avez téléchargé le dossier, mettez le chemin du fichier à la place de l'adresse ; dans
  Excel et Power BI, `File.Contents` avec le chemin complet.""",
    en="""\
- pandas, polars and DuckDB read the Parquet file, which holds the types.
- The code that reads the CSV says the type of every column: codes are text (`01` does not become
  1), dates are dates, and an empty cell is a missing value, never a zero. Texts that begin like a
  formula have an apostrophe in the CSV (see `README.md`); in Parquet they are as they were.
- R: reads it without further packages.
- Excel (Data > Get Data > Blank Query) and Power BI (Blank query): open the advanced editor and
  paste the code. These two programs cannot be run here: their code is not tried, only its syntax
  and types are checked.
- If you have downloaded the folder, put the path of the file in the place of the address; in
  Excel and Power BI, `File.Contents` with the whole path.""",
)
