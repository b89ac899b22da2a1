"""The rival: one hand-written DuckDB script with the outputs of the capacities' whole way.

It reads the VET file of both editions (all but some thousand rows of a scaled edition) and
writes what a run writes for them: landed Parquet, private warehouse, open Parquet and CSV,
checksums, public warehouse with keys. It checks nothing: no contract, no verdicts, no tests, no
expectations, no version, no comparison of CSV and Parquet. Usage: handwritten.py INBOX OUT
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import duckdb
from python_calamine import CalamineWorkbook

EDITIONS = ("2024-25", "2025-26")
KINDS = {"Formación": "training", "Investigación": "research", "Transferencia": "transfer"}
KEYS = {
    "capacity": "academic_year, capacity_id",
    "capacity_sector": "academic_year, capacity_id, sector_code",
    "capacity_skill": "academic_year, capacity_id, skill_focus",
    "capacity_summary": "academic_year, capacity_kind, sector_code, skill_focus",
    "capacity_change": "academic_year, capacity_id",
    "capacity_history": "capacity_id, valid_from",
    "kpi_evidence": "kpi_id, variant, record_table, record_id",
}


def main(inbox: Path, out: Path) -> None:
    """The whole way."""
    for folder in ("landing", "warehouse/open", "releases/capacities/data"):
        (out / folder).mkdir(parents=True)
    con = duckdb.connect(str(out / "warehouse" / "build.duckdb"))
    con.execute("set preserve_insertion_order = true")
    _names(con, inbox)
    _land(con, inbox, out)
    _tables(con)
    _publish(con, out)
    con.close()
    _observatory(out)


def _names(con: duckdb.DuckDBPyConnection, inbox: Path) -> None:
    """Names, Basque names and aliases of both registers, each with the organisation's id."""
    terms: dict[str, str] = {}
    for edition in EDITIONS:
        book = CalamineWorkbook.from_path(str(inbox / "organisations" / edition / "register.xlsx"))
        rows = book.get_sheet_by_index(0).to_python()
        top = next(i for i, row in enumerate(rows) if any(str(c).startswith("KSI-") for c in row))
        for row in rows[top:]:
            identifier = next((str(c) for c in row if str(c).startswith("KSI-")), None)
            for cell in row if identifier else ():
                for term in str(cell).split(";"):
                    if term.strip():
                        terms.setdefault(term.strip(), identifier or "")
    con.execute("create table names (term varchar, organisation_id varchar)")
    con.executemany("insert into names values (?, ?)", list(terms.items()))


def _land(con: duckdb.DuckDBPyConnection, inbox: Path, out: Path) -> None:
    for edition in EDITIONS:
        source = inbox / "capacities" / edition / "vet.csv"
        con.execute(f"""
            copy (
                select replace(curso, '/', '-') as academic_year, código as capacity_id,
                    centro as organisation, título as title, tipo as capacity_kind,
                    sectores as sectors, competencias as skill_focuses, isced_f as isced_f_code,
                    eqf as eqf_level,
                    cast(replace(ects, ',', '.') as decimal(6, 2)) as ects,
                    acreditada = 'SI' as accredited, vinculada = 'SI' as partnership_linked,
                    cast(replace(profesorado_ejc, ',', '.') as decimal(8, 2)) as staff_fte,
                    strptime(inicio, '%d/%m/%Y')::date as started_on, 'synthetic' as origin,
                    row_number() over () + 1 as _row
                from read_csv('{source}', delim = ';', header = true, all_varchar = true,
                              encoding = 'latin-1', quote = '"', escape = '"')
            ) to '{out / "landing" / edition}.parquet' (format parquet, compression zstd)
        """)


def _tables(con: duckdb.DuckDBPyConnection) -> None:
    kinds = " ".join(f"when '{word}' then '{code}'" for word, code in KINDS.items())
    landed = "read_parquet([{}])"
    con.execute(f"""
        create table staged as
        select l.academic_year, l.capacity_id, n.organisation_id, l.title,
            case l.capacity_kind {kinds} else l.capacity_kind end as capacity_kind,
            l.sectors, l.skill_focuses, l.isced_f_code, l.eqf_level, l.ects, l.accredited,
            l.partnership_linked, l.staff_fte, l.started_on, l.origin
        from {landed.format(_landed(con))} l join names n on n.term = l.organisation;
        create table capacity as
            select academic_year, capacity_id, organisation_id, title, capacity_kind, isced_f_code,
                eqf_level, ects, accredited, partnership_linked, staff_fte, started_on, origin
            from staged;
        create table capacity_sector as
            select academic_year, capacity_id, trim(unnest(string_split(sectors, ';'))) sector_code
            from staged;
        create table capacity_skill as
            select academic_year, capacity_id,
                trim(unnest(string_split(skill_focuses, ';'))) as skill_focus
            from staged where skill_focuses is not null;
        create table capacity_summary as
        with crossed as (
            select academic_year, organisation_id, capacity_kind,
                unnest(list_append(string_split(sectors, ';'), '_T')) as sector_code, skill_focuses
            from staged
        ), both_ways as (
            select * exclude skill_focuses, unnest(list_append(
                coalesce(string_split(skill_focuses, ';'), []), '_T')) as skill_focus
            from crossed
        )
        select academic_year, coalesce(capacity_kind, '_T') as capacity_kind,
            trim(sector_code) as sector_code, trim(skill_focus) as skill_focus,
            count(*) as capacities, count(distinct organisation_id) as organisations,
            'synthetic' as origin
        from both_ways group by grouping sets (
            (academic_year, capacity_kind, 3, 4), (academic_year, 3, 4));
        create table capacity_change as
        select coalesce(n.academic_year, '{EDITIONS[1]}') as academic_year,
            '{EDITIONS[0]}' as previous_academic_year, capacity_id,
            coalesce(n.organisation_id, o.organisation_id) as organisation_id,
            coalesce(n.title, o.title) as title,
            case when o.title is null then 'added' when n.title is null then 'removed'
                else 'changed' end as change_kind
        from (from staged where academic_year = '{EDITIONS[0]}') o
        full join (from staged where academic_year = '{EDITIONS[1]}') n using (capacity_id)
        where o.title is null or n.title is null
            or (o.title, o.capacity_kind, o.sectors, o.skill_focuses, o.isced_f_code, o.eqf_level,
                o.ects, o.accredited, o.partnership_linked, o.staff_fte, o.started_on)
            is distinct from
            (n.title, n.capacity_kind, n.sectors, n.skill_focuses, n.isced_f_code, n.eqf_level,
                n.ects, n.accredited, n.partnership_linked, n.staff_fte, n.started_on);
        create table capacity_history as
        select capacity_id, min(academic_year) as valid_from, max(academic_year) as valid_to,
            organisation_id, title, capacity_kind,
            max(academic_year) = '{EDITIONS[1]}' as is_current, 'synthetic' as origin
        from staged group by all;
    """)
    _evidence(con)


def _evidence(con: duckdb.DuckDBPyConnection) -> None:
    """The records behind KPI 1 and 2, one row per variant and record."""
    newest = f"from staged where academic_year = '{EDITIONS[1]}'"
    con.execute(f"""
        create table kpi_evidence as
        with evidence(kpi_id, variant, record_id, counts, evidence_reason) as (
            select 1, 'edition', academic_year || '/' || capacity_id, true, 'newest' {newest}
            union all
            select 1, capacity_kind || '_only', academic_year || '/' || capacity_id, true, 'kind'
            {newest}
            union all
            select 1, 'cumulative', academic_year || '/' || capacity_id,
                academic_year = min(academic_year) over (partition by capacity_id), 'first'
            from staged
            union all
            select 1, 'distinct_titles', academic_year || '/' || capacity_id,
                capacity_id = min(capacity_id) over (partition by lower(trim(title))), 'title'
            {newest}
            union all
            select 2, 'linked', academic_year || '/' || capacity_id, accredited, 'linked'
            from staged where partnership_linked
        )
        select kpi_id, variant, 'capacity' as record_table, record_id, counts, evidence_reason,
            null::date as counted_on, 'synthetic' as origin
        from evidence;
    """)


def _landed(con: duckdb.DuckDBPyConnection) -> str:
    path = con.execute("select path from duckdb_databases() where path is not null").fetchall()
    folder = Path(path[0][0]).parent.parent / "landing"
    return ", ".join(f"'{folder / edition}.parquet'" for edition in EDITIONS)


def _publish(con: duckdb.DuckDBPyConnection, out: Path) -> None:
    release = out / "releases" / "capacities"
    for table, key in KEYS.items():
        parquet = out / "warehouse" / "open" / f"{table}.parquet"
        con.execute(
            f"copy (from {table} order by {key}) to '{parquet}' (format parquet, compression zstd)"
        )
        (release / "data" / parquet.name).write_bytes(parquet.read_bytes())
        con.execute(f"copy (from '{parquet}') to '{release}/data/{table}.csv' (header true)")
    sums = [
        f"{hashlib.file_digest(path.open('rb'), 'sha256').hexdigest()}  data/{path.name}\n"
        for path in sorted((release / "data").iterdir())
    ]
    (release / "SHA256SUMS").write_text("".join(sums))


def _observatory(out: Path) -> None:
    con = duckdb.connect(str(out / "warehouse" / "observatory.duckdb"))
    for table, key in KEYS.items():
        source = out / "warehouse" / "open" / f"{table}.parquet"
        con.execute(f"create table {table} as from '{source}'")
        con.execute(f"alter table {table} add primary key ({key})")
    con.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
