"""Writes what the survey sends: responses and structure of each wave, and the sampling frame."""

from __future__ import annotations

import csv
from pathlib import Path

from schemas.registry import Registry
from sources.reference import sampling_frame
from sources.reference.layouts import Words
from sources.reference.lss_file import write_lss
from sources.reference.questionnaire import questionnaire
from sources.reference.survey_responses import headers, responses
from sources.reference.workbooks import Cell, Sheet, xlsx_bytes

FRAME_HEADERS = ("Sector", "Tramo de empleo", "Empresas", "Año de referencia", "Fuente")


def write(folder: Path, year: str, factor: int, seed: int, registry: Registry) -> None:
    """Writes the files of one wave into a folder that exists.

    `factor` multiplies the responses and the firms of every cell of the frame. The totals of the
    frame are the published ones at factor 1 only, and the file says so.
    """
    asked = questionnaire(year, registry)
    write_lss(folder / "survey.lss", asked)
    # As LimeSurvey writes it: a byte order mark, and quotation marks around everything.
    with (folder / "responses.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(headers(asked))
        writer.writerows(responses(asked, factor, seed))
    (folder / "frame.xlsx").write_bytes(_frame(year, factor, Words(registry, "es")))


def _frame(year: str, factor: int, words: Words) -> bytes:
    title = f"KSIgune: marco muestral de la encuesta de competencias, curso {year}"
    notice = "Solo están publicados los totales; el reparto por sector y tramo es sintético"
    if factor > 1:
        notice = f"Marco sintético para medir: {factor} veces el reparto; no describe a nadie"
    cells = sampling_frame.scaled(factor)
    rows: list[list[Cell]] = [[title], [notice], [], list(FRAME_HEADERS)]
    rows += [
        [
            words.label("cci_sector", sector),
            words.label("size_band", band),
            count,
            sampling_frame.REFERENCE_PERIOD,
            sampling_frame.source(factor),
        ]
        for (sector, band), count in cells.items()
    ]
    rows.append(["Total", None, sum(cells.values()), None, None])
    return xlsx_bytes([Sheet("Marco", rows, merged=("A1:E1", "A2:E2"))])
