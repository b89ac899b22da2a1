"""The rival: one hand-written DuckDB script with the outputs of the capacities' whole way.

It reads the VET file of both editions (all but some thousand rows of a scaled edition) and
writes what a run writes for them: landed Parquet, private warehouse, open Parquet and CSV, SQLite,
checksums, public warehouse with keys. `scale.py` compares its rows with ours. It checks nothing:
no contract, no verdicts, no tests, no expectations, no version, no comparison of the forms; the
flaws of the bundled files it knows and leaves out. Usage: handwritten.py INBOX OUT
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import duckdb
from python_calamine import CalamineWorkbook

EDITIONS = ("2024-25", "2025-26")
KINDS = {"Formación": "training", "Investigación": "research", "Transferencia": "transfer"}
LISTS = {"sectors": "cci_sector", "skill_focuses": "skill_focus"}
COMPARED = {
    "organisation_id": "organisation_id", "title": "title", "capacity_kind": "capacity_kind",
    "sectors": "sector_code", "skill_focuses": "skill_focus", "isced_f_code": "isced_f_code",
    "eqf_level": "eqf_level", "ects": "ects", "accredited": "accredited",
    "partnership_linked": "partnership_linked", "staff_fte": "staff_fte",
    "started_on": "started_on",
}  # fmt: skip
"""Column -> its name in `changed_columns`."""
FIT_INTO_SQLITE = ("capacity_summary", "capacity_change", "capacity_history")
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
    _codes(con)
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


def _codes(con: duckdb.DuckDBPyConnection) -> None:
    """The Spanish labels of sectors and focuses, each with its code."""
    from schemas.registry import load

    lists = load().code_lists
    rows = [(column, c.label.es, c.code) for column, n in LISTS.items() for c in lists[n].codes]
    con.execute("create table codes (column_name varchar, term varchar, code varchar)")
    con.executemany("insert into codes values (?, ?, ?)", rows)


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
    con.execute(f"create view landed as from read_parquet([{_landed(con)}])")
    for column in LISTS:
        con.execute(f"""
            create table {column}_codes as
            select cell, string_agg(distinct code, ';' order by code) as codes
            from (
                select cell, trim(unnest(string_split(cell, ';'))) as term
                from (select distinct {column} as cell from landed where {column} is not null)
            ) left join (from codes where column_name = '{column}') using (term)
            group by cell having bool_and(code is not null)
        """)
    kinds = " ".join(f"when '{word}' then '{code}'" for word, code in KINDS.items())
    con.execute(f"""
        create table staged as
        select l.academic_year, l.capacity_id, n.organisation_id, l.title,
            case l.capacity_kind {kinds} else l.capacity_kind end as capacity_kind,
            s.codes as sectors, f.codes as skill_focuses, l.isced_f_code, l.eqf_level, l.ects,
            l.accredited, l.partnership_linked, l.staff_fte, l.started_on, l.origin
        from landed l join names n on n.term = l.organisation
            join sectors_codes s on s.cell = l.sectors
            left join skill_focuses_codes f on f.cell = l.skill_focuses
        where l.ects is null or l.ects < 999
    """)
    con.execute("""
        create table capacity as
            select academic_year, capacity_id, organisation_id, title, capacity_kind, isced_f_code,
                eqf_level, ects, accredited, partnership_linked, staff_fte, started_on, origin
            from staged;
        create table capacity_sector as
            select academic_year, capacity_id, unnest(string_split(sectors, ';')) as sector_code
            from staged;
        create table capacity_skill as
            select academic_year, capacity_id,
                unnest(string_split(skill_focuses, ';')) as skill_focus
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
        select academic_year, coalesce(capacity_kind, '_T') as capacity_kind, sector_code,
            skill_focus, count(*) as capacities,
            count(distinct organisation_id) as organisations, 'synthetic' as origin
        from both_ways group by grouping sets (
            (academic_year, capacity_kind, 3, 4), (academic_year, 3, 4));
    """)
    _history(con)
    _evidence(con)


def _history(con: duckdb.DuckDBPyConnection) -> None:
    """What changed between the editions, and the versions of each capacity. Of a centre that sent
    nothing nobody knows that a capacity ended."""
    changed = ", ".join(
        f"case when n.{column} is distinct from o.{column} then '{name}' end"
        for column, name in COMPARED.items()
    )
    con.execute(f"""
        create table heard_of as
            select distinct organisation_id from staged where academic_year = '{EDITIONS[1]}';
        create table capacity_change as
        from (
            select '{EDITIONS[1]}' as academic_year, '{EDITIONS[0]}' as previous_academic_year,
                capacity_id, coalesce(n.organisation_id, o.organisation_id) as organisation_id,
                coalesce(n.title, o.title) as title,
                case when o.title is null then 'added' when n.title is not null then 'changed'
                    when o.organisation_id in (from heard_of) then 'removed'
                    else 'not_reported' end as change_kind,
                case when o.title is not null and n.title is not null
                    then nullif(concat_ws('; ', {changed}), '') end as changed_columns
            from (from staged where academic_year = '{EDITIONS[0]}') o
            full join (from staged where academic_year = '{EDITIONS[1]}') n using (capacity_id)
        ) where change_kind <> 'changed' or changed_columns is not null;
        create table capacity_history as
        select capacity_id, valid_from, case when not is_current then last_stated end as valid_to,
            organisation_id, title, capacity_kind, is_current, 'synthetic' as origin
        from (
            select capacity_id, min(academic_year) as valid_from,
                max(academic_year) as last_stated, organisation_id, title, capacity_kind,
                bool_or(academic_year = '{EDITIONS[1]}'
                    or organisation_id not in (from heard_of)) as is_current
            from staged group by all
        );
    """)


def _evidence(con: duckdb.DuckDBPyConnection) -> None:
    """The records behind KPI 1 and 2, one row per variant and record."""
    newest = f"from staged where academic_year = '{EDITIONS[1]}'"
    record = "academic_year || '/' || capacity_id"
    not_training = "Linked to the partnership, but research or transfer and not training."
    not_accredited = "Training linked to the partnership, but not accredited."
    objection = (
        f"case when capacity_kind <> 'training' then '{not_training}' "
        f"when not accredited then '{not_accredited}' end"
    )
    con.execute(f"""
        create table kpi_evidence as
        with evidence(kpi_id, variant, record_id, objection, merit) as (
            select 1, 'edition', {record}, null,
                'Capacity of the newest edition, of a centre in the Basque Country.' {newest}
            union all
            select 1, capacity_kind || '_only', {record}, null,
                'Capacity of this kind in the newest edition.' {newest}
            union all
            select 1, 'cumulative', {record},
                case when academic_year > min(academic_year) over (partition by capacity_id)
                    then 'Already counted in an earlier edition.' end,
                'First edition that holds the capacity.'
            from staged
            union all
            select 1, 'distinct_titles', {record}, case when capacity_id > first_id
                then 'Same title as ' || first_id || ', which counts.' end,
                'First capacity of its title in the newest edition.'
            from (select academic_year, capacity_id,
                min(capacity_id) over (partition by lower(trim(title))) as first_id {newest})
            union all
            select 2, 'accredited_linked', {record}, {objection},
                'Accredited training of the newest edition, linked to the partnership.'
            {newest} and partnership_linked
            union all
            select 2, 'linked_any', {record},
                case when capacity_kind <> 'training' then '{not_training}' end,
                'Training of the newest edition, linked to the partnership.'
            {newest} and partnership_linked
            union all
            select 2, 'accredited_linked_cumulative', {record}, case
                when {objection} is not null then {objection}
                when academic_year > min(academic_year)
                    filter (capacity_kind = 'training' and accredited)
                    over (partition by capacity_id)
                    then 'Already counted in an earlier edition.' end,
                'First edition in which the training is accredited and linked to the partnership.'
            from staged where partnership_linked
        )
        select kpi_id::bigint as kpi_id, variant, 'capacity' as record_table, record_id,
            objection is null as counts, coalesce(objection, merit) as evidence_reason,
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
    _sqlite(con, release)
    sums = [
        f"{hashlib.file_digest(path.open('rb'), 'sha256').hexdigest()}  data/{path.name}\n"
        for path in sorted((release / "data").iterdir())
    ]
    (release / "SHA256SUMS").write_text("".join(sums))


def _sqlite(con: duckdb.DuckDBPyConnection, release: Path) -> None:
    from adbc_driver_sqlite import dbapi

    path = release / "data" / "capacities.sqlite"
    with dbapi.connect(str(path), autocommit=True) as target, target.cursor() as cursor:
        cursor.execute("pragma journal_mode = off")
        cursor.execute("begin")
        for table in FIT_INTO_SQLITE:
            rows = con.execute(f"from {table} order by {KEYS[table]}").to_arrow_reader(50_000)
            kinds = {"int64": "integer", "bool": "boolean"}
            columns = [f"{f.name} {kinds.get(str(f.type), 'text')}" for f in rows.schema]
            cursor.execute(
                f"create table {table} ({', '.join(columns)}, primary key ({KEYS[table]}))"
            )
            cursor.adbc_ingest(table, rows, mode="append")
        cursor.execute("commit")


def _observatory(out: Path) -> None:
    con = duckdb.connect(str(out / "warehouse" / "observatory.duckdb"))
    for table, key in KEYS.items():
        source = out / "warehouse" / "open" / f"{table}.parquet"
        con.execute(f"create table {table} as from '{source}'")
        con.execute(f"alter table {table} add primary key ({key})")
    con.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
