{{ config(materialized='table') }}

-- Sums of the ratings per skill and kind of firm: what follows adds up some ten thousand rows,
-- however many answers there are. A firm counts for a skill when it rated both sides of it.
select
    academic_year,
    skill_code,
    coalesce(sector_code, '_U') as sector_code,
    coalesce(size_band, '_U') as size_band,
    coalesce(nuts_code, '_U') as nuts_code,
    count(*) as firms,
    sum(weight) as weights,
    sum(weight * weight) as squared_weights,
    cast(sum(importance) as bigint) as importance,
    cast(sum(importance - competence) as bigint) as discrepancy,
    cast(sum(case when competence > importance then 1 else 0 end) as bigint) as above,
    cast(sum(case when competence < importance then 1 else 0 end) as bigint) as below,
    sum(weight * importance) as weighted_importance,
    sum(weight * competence) as weighted_competence,
    sum(weight * (importance - competence)) as weighted_discrepancy,
    sum(case when competence > importance then weight else 0 end) as weighted_above,
    sum(case when competence < importance then weight else 0 end) as weighted_below,
    {{ weakest_origin('origin') }} as origin
from {{ ref('int_firm_rating') }}
where importance is not null and competence is not null
group by 1, 2, 3, 4, 5
