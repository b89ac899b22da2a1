{{ config(materialized='table') }}

-- Sums of the ratings per skill and kind of firm, as integers: what follows adds up some thousand
-- rows, however many answers there are. A firm counts for a skill when it rated both sides of it.
select
    academic_year,
    skill_code,
    sector_code,
    size_band,
    coalesce(nuts_code, '_U') as nuts_code,
    count(*) as firms,
    cast(sum(importance) as bigint) as importance,
    cast(sum(importance - competence) as bigint) as discrepancy,
    cast(sum(case when competence > importance then 1 else 0 end) as bigint) as above,
    cast(sum(case when competence < importance then 1 else 0 end) as bigint) as below,
    {{ weakest_origin('origin') }} as origin
from {{ ref('int_firm_rating') }}
where importance is not null and competence is not null
group by 1, 2, 3, 4, 5
