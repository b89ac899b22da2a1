"""The rival: one hand-written DuckDB script from the landed survey to its open tables.

It cleans the responses, weights them to the frame (`handwritten_weights.py`) and writes the same
estimates as the package `skills`: demand of every skill, of any skill of a focus and of profiles by
all one-way domains with variance and interval, change, gap, ratings, vacancy measures, margins and
item quality. It checks nothing: no keys, no code lists beyond the words it maps, no tests, no
expectations, no disclosure control. Supply is counted in its simplest form, for the other feeds are
of one size in every run. Usage: handwritten_survey.py LANDING OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parent))
from handwritten_weights import weights

SEEDS = Path(__file__).resolve().parent.parent / "dbt" / "seeds"
FOLD = r"lower(trim(regexp_replace({}, '[\s\p{{Z}}]+', ' ', 'g')))"
ITEM = "academic_year, question_code, subquestion_code"
DOMAIN = "sector_code, size_band, nuts_code"
Z2 = 1.959963984540054**2
OPEN = {
    "skill_demand": f"academic_year, survey_measure, skill_code, {DOMAIN}",
    "professional_profile": "academic_year, profile_code",
    "skill_change": f"academic_year, survey_measure, skill_code, {DOMAIN}",
    "skill_gap": f"academic_year, survey_measure, skill_code, {DOMAIN}",
    "skill_rating": f"academic_year, skill_code, {DOMAIN}",
    "vacancy_measure": f"academic_year, workforce_measure, {DOMAIN}",
    "survey_quality": "academic_year",
    "survey_margin": "academic_year, survey_measure, margin_code",
    "survey_item_quality": ITEM,
}
WORKFORCE = {
    "vacancy_incidence": ("1", "has_vacancies::int", "has_vacancies is not null"),
    "shortage_incidence": (
        "1",
        "(has_vacancies and shortage > 0)::int",
        "not has_vacancies or (has_vacancies and coalesce(shortage <= vacancies, shortage >= 0))",
    ),
    "shortage_density": (
        "vacancies",
        "shortage",
        "has_vacancies and vacancies > 0 and shortage <= vacancies",
    ),
    "gap_incidence": (
        "1",
        "(not_proficient > 0)::int",
        "coalesce(not_proficient <= staff, not_proficient >= 0)",
    ),
    "gap_density": ("staff", "not_proficient", "staff > 0 and not_proficient <= staff"),
}
"""Measure -> denominator, numerator, firms that count."""


def main(landing: Path, out: Path) -> None:
    """The whole way."""
    (out / "open").mkdir(parents=True)
    con = duckdb.connect(str(out / "survey.duckdb"))
    _sources(con, landing)
    _respondents(con)
    _weights(con)
    _counts(con)
    _estimates(con)
    _demand(con)
    _gap(con, landing)
    _ratings(con)
    _workforce(con)
    _quality(con)
    for table, key in OPEN.items():
        path = out / "open" / f"{table}.parquet"
        con.execute(
            f"copy (from {table} order by {key}) to '{path}' (format parquet, compression zstd)"
        )
    con.close()


def _landed(landing: Path, pattern: str) -> str:
    """The accepted rows of the current snapshots of the feeds that match."""
    files = [
        current.parent / current.read_text().strip() / "accepted.parquet"
        for feed in sorted(landing.glob(pattern))
        for current in sorted(feed.rglob("current"))
    ]
    return "read_parquet([{}])".format(", ".join(f"'{file}'" for file in files))


def _sources(con: duckdb.DuckDBPyConnection, landing: Path) -> None:
    """The landed files as views, and the words of code lists as a table."""
    feeds = {
        "answers": "survey_answers",
        "responses": "survey_responses",
        "questions": "survey_questions",
        "options": "survey_answer_options",
    }
    for view, feed in feeds.items():
        con.execute(f"create view {view} as from {_landed(landing, feed)}")
    con.execute(f"""
        create table term as from read_csv('{SEEDS / "code_term.csv"}', all_varchar = true);
        create table code as from read_csv('{SEEDS / "seed_code.csv"}', all_varchar = true);
        create table item as
            select i.* exclude (origin), c.parent_code as focus
            from {_landed(landing, "survey_items")} i
            left join code c on c.code_list = 'skill' and c.code = i.skill_code;
        create table frame as
            select f.academic_year, s.code as sector_code, b.code as size_band, f.firms
            from {_landed(landing, "sampling_frame")} f
            join term s on s.code_list = 'cci_sector'
                and s.term_folded = {FOLD.format("sector_code")}
            join term b on b.code_list = 'size_band'
                and b.term_folded = {FOLD.format("size_band")};
        create table meaning as
        with label as (
            select academic_year, survey_measure, answer_code,
                case survey_measure when 'sector' then 'cci_sector'
                    when 'territory' then 'nuts' else survey_measure end as code_list,
                unnest([answer_code, label_eu, label_es, label_fr, label_en]) as word
            from options join item using (academic_year, question_code)
            where survey_measure in ('sector', 'size_band', 'territory')
        )
        select academic_year, survey_measure, answer_code, min(code) as code
        from label join term
            on term.code_list = label.code_list and term_folded = {FOLD.format("word")}
        group by all having count(distinct code) = 1;
    """)


def _respondents(con: duckdb.DuckDBPyConnection) -> None:
    """One row per response: what it says of its firm, and why it does not count."""
    one = "max(answer) filter (survey_measure = '{}') as {}"
    texts = ["sector", "size_band", "territory", "test_response", "has_vacancies"]
    stated = ",\n".join(one.format(measure, f"stated_{measure}") for measure in texts)
    number = (
        "max(try_cast(answer as decimal(18, 4))) filter (survey_measure = '{}' and "
        "try_cast(answer as decimal(18, 4)) >= 0) as {}"
    )
    names = {
        "vacancies": "vacancies",
        "skill_shortage_vacancies": "shortage",
        "staff": "staff",
        "staff_not_proficient": "not_proficient",
    }
    numbers = ",\n".join(number.format(measure, name) for measure, name in names.items())
    wanted = ", ".join(f"'{measure}'" for measure in [*texts, *names])
    con.execute(f"""
        create table response as
        with stated as (
            select academic_year, response_id, {stated}, {numbers}
            from answers join item using ({ITEM})
            where survey_measure in ({wanted}) group by all
        ), described as (
            select r.academic_year, r.response_id, r.submitted_at, s.code as sector_code,
                b.code as size_band, t.code as nuts_code, stated.vacancies, stated.shortage,
                stated.staff, stated.not_proficient,
                case stated_has_vacancies when 'Y' then true when 'N' then false end
                    as has_vacancies,
                coalesce(stated_test_response = 'Y', false) as is_test,
                row_number() over (
                    partition by r.academic_year, coalesce(token, 'response ' || r.response_id),
                        coalesce(stated_test_response = 'Y', false), submitted_at is null
                    order by submitted_at desc, r.response_id desc) as place
            from responses r left join stated using (academic_year, response_id)
            left join meaning s on s.academic_year = r.academic_year
                and s.survey_measure = 'sector' and s.answer_code = stated_sector
            left join meaning b on b.academic_year = r.academic_year
                and b.survey_measure = 'size_band' and b.answer_code = stated_size_band
            left join meaning t on t.academic_year = r.academic_year
                and t.survey_measure = 'territory' and t.answer_code = stated_territory
        )
        select * exclude (is_test, place),
            case when is_test then 'test' when submitted_at is null then 'partial'
                when place > 1 then 'duplicate' when sector_code is null then 'sector'
                when size_band is null then 'size' when nuts_code not like 'ES21%' then 'outside'
            end as reason
        from described;
        create table firm as
            select * exclude (reason, nuts_code),
                case when nuts_code like 'ES21_' then nuts_code else '_U' end as nuts_code
            from response where reason is null;
    """)


def _weights(con: duckdb.DuckDBPyConnection) -> None:
    cells = con.execute("""
        select academic_year, sector_code, s.parent_code, size_band, b.position::int, firms,
            count(firm.response_id)
        from frame left join firm using (academic_year, sector_code, size_band)
        join code s on s.code_list = 'cci_sector' and s.code = sector_code
        join code b on b.code_list = 'size_band' and b.code = size_band
        group by all
    """).fetchall()
    con.execute(
        "create table weight (academic_year varchar, sector_code varchar, size_band varchar, "
        "sector_group varchar, size_group varchar, stratum varchar, "
        "n bigint, big_n bigint, w double)"
    )
    con.executemany("insert into weight values (?, ?, ?, ?, ?, ?, ?, ?, ?)", weights(cells))


def _counts(con: duckdb.DuckDBPyConnection) -> None:
    """Ticks of every item, and firms that named any of a group, by kind of firm."""
    con.execute(f"""
        create table answer_count as
        select {ITEM}, {DOMAIN}, count(*) as answers, count(*) filter (answer = 'Y') as ticked
        from answers join firm using (academic_year, response_id) group by all;
        create table cell as
            select academic_year, {DOMAIN}, count(*) as firms from firm group by all;
        create table profile as
        select {ITEM}, coalesce(min(code), 'unmapped') as profile_code
        from item join questions q using ({ITEM})
        left join term on code_list = 'professional_profile' and term_folded in (
            {", ".join(FOLD.format(f"q.text_{language}") for language in ("eu", "es", "fr", "en"))})
        where survey_measure = 'professional_profile' and subquestion_code <> 'other'
        group by all;
        create table grouped as
        with named as (
            select academic_year, response_id, survey_measure,
                case when subquestion_code = 'other' then coalesce(term.code, 'unmapped')
                    else coalesce(profile_code, focus) end as group_code
            from answers join item using ({ITEM}) left join profile using ({ITEM})
            left join term on subquestion_code = 'other' and code_list = 'professional_profile'
                and term_folded = {FOLD.format("answer")}
            where (survey_measure in ('skill_need', 'skill_gap') and answer = 'Y')
                or (survey_measure = 'professional_profile'
                    and (answer = 'Y' or subquestion_code = 'other'))
        ), once as (select distinct * from named)
        select academic_year, survey_measure,
            case when grouping(group_code) = 1 then '_T' else group_code end as group_code,
            {DOMAIN}, count(distinct response_id) as positives
        from once join firm using (academic_year, response_id)
        group by academic_year, survey_measure, {DOMAIN}, rollup (group_code);
    """)


def _estimates(con: duckdb.DuckDBPyConnection) -> None:
    """Share, linearised standard error and Wilson interval of everything that is ticked."""
    con.execute(f"""
        create table positive as
        with found as (
            select academic_year, survey_measure, skill_code as item_code, {DOMAIN},
                sum(ticked) as positives
            from answer_count join item using ({ITEM})
            where survey_measure in ('skill_need', 'skill_gap') group by all
            union all select * from grouped where group_code <> '_T'
        ), listed as (
            select distinct academic_year, survey_measure, skill_code as item_code from item
            where survey_measure in ('skill_need', 'skill_gap')
            union select distinct academic_year, survey_measure, focus from item
            where survey_measure in ('skill_need', 'skill_gap')
            union select distinct academic_year, survey_measure, item_code from found
        )
        select academic_year, survey_measure, item_code, {DOMAIN}, firms,
            coalesce(positives, 0) as positives
        from listed join cell using (academic_year)
        left join found using (academic_year, survey_measure, item_code, {DOMAIN});
        create table estimate as
        with weighted as (
            from positive join weight using (academic_year, sector_code, size_band)
        ), stratum as (
            {
        _one_way(
            "academic_year, survey_measure, item_code, stratum, n, big_n",
            "sum(firms) as firms, sum(positives) as positives, sum(w * firms) as sw, "
            "sum(w * positives) as sy, sum(w * w * firms) as sw2, "
            "sum(w * w * positives) as sy2",
        )
    }
        ), domain as (
            select academic_year, survey_measure, item_code, {DOMAIN},
                sum(firms)::bigint as respondents, sum(positives)::bigint as positives,
                sum(sw) as population, sum(sw) ** 2 / sum(sw2) as n_eff, sum(sy) / sum(sw) as share
            from stratum group by all
        ), variance as (
            select academic_year, survey_measure, item_code, {DOMAIN},
                sum((1 - n / big_n) * n / (n - 1) * (
                    (sy2 * (1 - 2 * share) + sw2 * share ** 2) / population ** 2
                    - ((sy - sw * share) / population) ** 2 / n)) as variance
            from stratum
            join domain using (academic_year, survey_measure, item_code, {DOMAIN}) group by all
        )
        select *, sqrt(greatest(0, variance)) as standard_error, {_wilson("share", "n_eff")}
        from domain join variance using (academic_year, survey_measure, item_code, {DOMAIN});
    """)


def _one_way(keys: str, sums: str) -> str:
    """All, each sector, each size band, each province of `weighted`, by strata."""
    return " union all ".join(
        f"select {keys}, {sector} as sector_code, {band} as size_band, {nuts} as nuts_code, {sums} "
        f"from weighted where {condition} group by all"
        for sector, band, nuts, condition in (
            ("'_T'", "'_T'", "'ES21'", "true"),
            ("weighted.sector_code", "'_T'", "'ES21'", "true"),
            ("'_T'", "weighted.size_band", "'ES21'", "true"),
            ("'_T'", "'_T'", "weighted.nuts_code", "weighted.nuts_code <> '_U'"),
        )
    )


def _wilson(p: str, n: str) -> str:
    a = f"({Z2} * greatest(0, population - respondents) / greatest(population - 1, 1) / {n})"
    root = f"sqrt({a} * {p} * (1 - {p}) + {a} * {a} / 4)"
    return (
        f"greatest(0, ({p} + {a} / 2 - {root}) / (1 + {a})) as share_lower, "
        f"least(1, ({p} + {a} / 2 + {root}) / (1 + {a})) as share_upper"
    )


def _demand(con: duckdb.DuckDBPyConnection) -> None:
    key = f"survey_measure, skill_code, {DOMAIN}"
    con.execute(f"""
        create table skill_demand as
            select academic_year, survey_measure, item_code as skill_code, {DOMAIN}, respondents,
                positives, n_eff, share, standard_error, share_lower, share_upper
            from estimate where survey_measure in ('skill_need', 'skill_gap');
        create table professional_profile as
            select academic_year, item_code as profile_code, respondents, positives, n_eff, share,
                standard_error, share_lower, share_upper
            from estimate where survey_measure = 'professional_profile'
                and ({DOMAIN}) = ('_T', '_T', 'ES21');
        create table skill_change as
        select b.academic_year, {key}, b.share, a.share as previous_share,
            b.share - a.share as share_change,
            b.share - a.share - sqrt((b.share - b.share_lower) ** 2
                + (a.share_upper - a.share) ** 2) as change_lower,
            b.share - a.share + sqrt((b.share_upper - b.share) ** 2
                + (a.share - a.share_lower) ** 2) as change_upper
        from (from skill_demand where academic_year > (select min(academic_year) from firm)) b
        full join (from skill_demand
            where academic_year = (select min(academic_year) from firm)) a using ({key});
    """)


def _gap(con: duckdb.DuckDBPyConnection, landing: Path) -> None:
    """Demand minus the share of centres that name the focus (capacities) or skill (offers)."""
    named = " union all ".join(
        f"select academic_year, organisation, trim(unnest(string_split(coalesce({column}, ''), "
        f"';'))) as word, '{code_list}' as code_list from {_landed(landing, feeds)}"
        for column, code_list, feeds in (
            ("skill_focuses", "skill_focus", "capacity_*"),
            ("skills", "skill", "training_offer_*"),
        )
    )
    con.execute(f"""
        create table skill_gap as
        with named as ({named}), said as (
            select y.code as academic_year, organisation, named.code_list, s.code as skill_code
            from named join term y on y.code_list = 'academic_year'
                and y.term_folded = {FOLD.format("academic_year")}
            left join term s on s.code_list = named.code_list
                and s.term_folded = {FOLD.format("word")}
        ), supply as (
            select academic_year, skill_code, count(distinct organisation) / max(centres) as share
            from said join (select academic_year, code_list, count(distinct organisation) as centres
                from said group by all) using (academic_year, code_list)
            where skill_code is not null group by all
        )
        select academic_year, survey_measure, skill_code, {DOMAIN}, d.share as demand_share,
            s.share as supply_share, 100 * (d.share - s.share) as gap_points,
            100 * (d.share_lower - s.share) as gap_lower,
            100 * (d.share_upper - s.share) as gap_upper
        from skill_demand d join supply s using (academic_year, skill_code);
    """)


def _ratings(con: duckdb.DuckDBPyConnection) -> None:
    """Borich and ranked discrepancy of the firms that rated both sides of a skill."""
    con.execute(f"""
        create table rating as
        with rated as (
            select academic_year, response_id, skill_code,
                max(try_cast(answer as int)) filter (survey_measure = 'importance') as i,
                max(try_cast(answer as int)) filter (survey_measure = 'competence') as c
            from answers join item using ({ITEM})
            where survey_measure in ('importance', 'competence')
                and try_cast(answer as int) between 1 and 5
            group by all
        )
        select academic_year, skill_code, {DOMAIN}, count(*) as firms, sum(i) as i, sum(i - c) as d,
            count(*) filter (c > i) as above, count(*) filter (c < i) as below
        from rated join firm using (academic_year, response_id)
        where i is not null and c is not null group by all;
        create table skill_rating as
        with weighted as (from rating join weight using (academic_year, sector_code, size_band)),
        summed as ({
        _one_way(
            "academic_year, skill_code",
            "sum(firms) as respondents, sum(w * firms) as sw, sum(w * w * firms) as sw2, "
            "sum(w * i) as i, sum(w * d) as d, sum(w * above) as above, sum(w * below) as below",
        )
    })
        select academic_year, skill_code, {DOMAIN}, respondents, sw ** 2 / sw2 as n_eff,
            i / sw as importance_mean, (i - d) / sw as competence_mean,
            i * d / sw ** 2 as borich_score, 100 * (above - below) / sw as ranked_discrepancy,
            row_number() over (partition by academic_year, {DOMAIN}
                order by i * d / sw ** 2 desc, skill_code) as need_rank
        from summed;
    """)


def _workforce(con: duckdb.DuckDBPyConnection) -> None:
    """The five measures of vacancies and staff as ratios with linearised variance."""
    pairs = " union all ".join(
        f"select academic_year, {DOMAIN}, '{measure}' as workforce_measure, "
        f"({x})::double as x, ({y})::double as y from firm where {condition}"
        for measure, (x, y, condition) in WORKFORCE.items()
    )
    con.execute(f"""
        create table vacancy_measure as
        with pairs as ({pairs}), summed as (
            select academic_year, workforce_measure, {DOMAIN}, count(*) as firms,
                count(*) filter (y > 0) as positives, sum(x) as x, sum(y) as y, max(x) as largest,
                sum(y * y) as yy, sum(x * y) as xy, sum(x * x) as xx
            from pairs group by all
        ), weighted as (from summed join weight using (academic_year, sector_code, size_band)),
        stratum as ({
        _one_way(
            "academic_year, workforce_measure, stratum, n, big_n",
            "sum(firms) as firms, sum(positives) as positives, sum(w * firms) as sw, "
            "sum(w * w * firms) as sw2, sum(w * x) as x, sum(w * y) as y, "
            "max(w * largest) as largest, sum(w * w * yy) as yy, sum(w * w * xy) as xy, "
            "sum(w * w * xx) as xx",
        )
    }),
        domain as (
            select academic_year, workforce_measure, {DOMAIN}, sum(firms) as respondents,
                sum(positives) as positives, sum(sw) as population,
                sum(sw) ** 2 / sum(sw2) as n_eff, sum(x) as total, sum(y) / sum(x) as share,
                max(largest) / sum(x) as largest_contribution
            from stratum group by all
        ), variance as (
            select academic_year, workforce_measure, {DOMAIN},
                sum((1 - n / big_n) * n / (n - 1) * ((yy - 2 * share * xy + share ** 2 * xx)
                    / total ** 2 - ((y - share * x) / total) ** 2 / n)) as variance
            from stratum join domain using (academic_year, workforce_measure, {DOMAIN})
            group by all
        )
        select *, sqrt(greatest(0, variance)) as standard_error, {_wilson("share", "n_eff")}
        from domain join variance using (academic_year, workforce_measure, {DOMAIN});
    """)


def _quality(con: duckdb.DuckDBPyConnection) -> None:
    """Counted reasons, the weights' distribution, margins, and answers of every question."""
    con.execute(f"""
        create table survey_quality as
        with reasons as (
            select academic_year, count(*) as responses,
                count(*) filter (reason is null) as respondents,
                count(*) filter (reason = 'test') as test_responses,
                count(*) filter (reason = 'partial') as partial_responses,
                count(*) filter (reason = 'duplicate') as duplicate_responses,
                count(*) filter (reason in ('sector', 'size')) as unclassified_responses,
                count(*) filter (reason = 'outside') as outside_territory_responses
            from response group by all
        ), spread as (
            select academic_year, min(w) as weight_min, quantile_disc(w, 0.5) as weight_median,
                max(w) as weight_max, sum(w) ** 2 / sum(w * w) as n_eff
            from firm join weight using (academic_year, sector_code, size_band) group by all
        )
        from reasons join spread using (academic_year) join
            (select academic_year, sum(firms) as frame_firms from frame group by all)
            using (academic_year);
        create table survey_margin as
        with cells as (
            select academic_year, sector_code, size_band, frame.firms, count(response_id) as n,
                coalesce(max(w), 0) * count(response_id) as weighted
            from frame left join firm using (academic_year, sector_code, size_band)
            left join weight using (academic_year, sector_code, size_band) group by all
        )
        select academic_year, 'sector' as survey_measure, sector_code as margin_code,
            sum(firms) as frame_firms, sum(n) as respondents, sum(weighted) as weighted_firms
        from cells group by all
        union all
        select academic_year, 'size_band', size_band, sum(firms), sum(n), sum(weighted)
        from cells group by all;
        create table survey_item_quality as
        with met as (
            select q.academic_year, q.question_code, q.subquestion_code, count(*) as shown
            from questions q join answers a on a.academic_year = q.academic_year
                and a.question_code = q.shown_if_question and a.answer = q.shown_if_answer
                and a.subquestion_code = '-'
            join firm on firm.academic_year = a.academic_year
                and firm.response_id = a.response_id
            group by all
        ), answered as (select {ITEM}, sum(answers) as answers from answer_count group by all),
        boxes as (
            select academic_year, survey_measure, sum(positives) as positives
            from grouped where group_code = '_T' group by all
        ), everybody as (select academic_year, count(*) as firms from firm group by all)
        select academic_year, question_code,
            case when question_type = 'M' then '-' else subquestion_code end as subquestion_code,
            survey_measure, max(coalesce(met.shown, firms)) as shown,
            max(case when question_type = 'M' then positives else answers end) as answered
        from item join questions using ({ITEM}) join everybody using (academic_year)
        left join met using ({ITEM}) left join answered using ({ITEM})
        left join boxes using (academic_year, survey_measure)
        where survey_measure <> 'test_response' group by all;
    """)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
