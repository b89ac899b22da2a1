"""What the hub's secretariat keeps: synthetic residencies, exchange events and good practices."""

from __future__ import annotations

from sources.reference.register import GENERATOR

Row = dict[str, str]

_BASIS = {"origin": "synthetic", "source": GENERATOR}


def _rows(names: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> tuple[Row, ...]:
    return tuple({**dict(zip(names, row, strict=True)), **_BASIS} for row in rows)


RESIDENCIES = _rows(
    (
        *("residency_id", "academic_year", "title", "host_territory", "guest_territory"),
        *("skill_focus", "project_status", "started_on", "ended_on", "participants"),
    ),
    (
        ("RES-0001", "2024-25", "Synthetic residency 01", "FRI", "ES21",
         "green", "delivered", "2025-02-03", "2025-02-28", "6"),
        ("RES-0002", "2024-25", "Synthetic residency 02", "ES22", "FRI",
         "digital", "delivered", "2025-05-05", "2025-05-30", "5"),
        ("RES-0003", "2025-26", "Synthetic residency 03", "ES21", "ES22",
         "green", "delivered", "2025-10-06", "2025-10-31", "8"),
        ("RES-0004", "2025-26", "Synthetic residency 04", "ES21", "FRI",
         "innovation", "ongoing", "2026-02-02", "", ""),
    ),
)  # fmt: skip
EXCHANGE_EVENTS = _rows(
    (
        *("exchange_event_id", "academic_year", "title", "exchange_kind", "territory_code"),
        *("place", "started_on", "ended_on", "participants"),
    ),
    (
        ("EXC-0001", "2024-25", "Synthetic exchange 01", "seminar", "ES21",
         "", "2024-10-17", "2024-10-17", "64"),
        ("EXC-0002", "2024-25", "Synthetic exchange 02", "workshop", "ES22",
         "", "2024-11-28", "2024-11-28", "27"),
        ("EXC-0003", "2024-25", "Synthetic exchange 03", "study_visit", "FRI",
         "", "2025-03-12", "2025-03-13", "18"),
        ("EXC-0004", "2024-25", "Synthetic exchange 04", "matchmaking", "FRI",
         "", "2025-06-05", "2025-06-05", "41"),
        ("EXC-0005", "2025-26", "Synthetic exchange 05", "seminar", "ES22",
         "", "2025-10-23", "2025-10-23", "52"),
        ("EXC-0006", "2025-26", "Synthetic exchange 06", "workshop", "ES21",
         "", "2025-11-20", "2025-11-20", "33"),
    ),
)  # fmt: skip
GOOD_PRACTICES = _rows(
    (
        *("good_practice_id", "academic_year", "title", "territory_code", "sector_code"),
        *("skill_focus", "url"),
    ),
    (
        ("GPR-0001", "2024-25", "Synthetic good practice 01", "ES21", "audiovisual",
         "green", "https://example.org/synthetic/gpr-0001"),
        ("GPR-0002", "2024-25", "Synthetic good practice 02", "ES22", "audiovisual",
         "green", "https://example.org/synthetic/gpr-0002"),
        ("GPR-0003", "2024-25", "Synthetic good practice 03", "FRI", "video_games",
         "digital", "https://example.org/synthetic/gpr-0003"),
        ("GPR-0004", "2025-26", "Synthetic good practice 04", "FRI", "audiovisual",
         "innovation", "https://example.org/synthetic/gpr-0004"),
        ("GPR-0005", "2025-26", "Synthetic good practice 05", "ES21", "digital_content",
         "entrepreneurial", "https://example.org/synthetic/gpr-0005"),
    ),
)  # fmt: skip
