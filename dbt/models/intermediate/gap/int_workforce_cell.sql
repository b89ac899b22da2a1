{{ config(materialized='table') }}

-- Each of the five measures is a ratio of two totals, y over x: of firms (x = 1) where it
-- is an incidence, of vacancies or staff where it is a density. A firm counts in a measure when it
-- answered what the measure asks; one without vacancies has none that are hard to fill. More hard
-- ones than vacancies, or more people who are not proficient than people, is no valid answer.
with pairs as (
    select
        *,
        'vacancy_incidence' as workforce_measure,
        1 as x,
        case when has_vacancies then 1 else 0 end as y
    from {{ ref('int_firm_workforce') }}
    where has_vacancies is not null
    union all
    select
        *,
        'shortage_incidence' as workforce_measure,
        1 as x,
        case when has_vacancies and shortage_vacancies > 0 then 1 else 0 end as y
    from {{ ref('int_firm_workforce') }}
    where
        not has_vacancies
        or (has_vacancies and coalesce(shortage_vacancies <= vacancies, shortage_vacancies >= 0))
    union all
    select
        *,
        'shortage_density' as workforce_measure,
        vacancies as x,
        shortage_vacancies as y
    from {{ ref('int_firm_workforce') }}
    where has_vacancies and vacancies > 0 and shortage_vacancies <= vacancies
    union all
    select
        *,
        'gap_incidence' as workforce_measure,
        1 as x,
        case when staff_not_proficient > 0 then 1 else 0 end as y
    from {{ ref('int_firm_workforce') }}
    where coalesce(staff_not_proficient <= staff, staff_not_proficient >= 0)
    union all
    select
        *,
        'gap_density' as workforce_measure,
        staff as x,
        staff_not_proficient as y
    from {{ ref('int_firm_workforce') }}
    where staff > 0 and staff_not_proficient <= staff
)

select
    academic_year,
    workforce_measure,
    sector_code,
    size_band,
    coalesce(nuts_code, '_U') as nuts_code,
    count(*) as firms,
    cast(sum(case when y > 0 then 1 else 0 end) as bigint) as positives,
    cast(sum(y) as bigint) as numerator,
    cast(sum(x) as bigint) as denominator,
    cast(max(x) as bigint) as largest,
    cast(sum(y * y) as bigint) as squares_y,
    cast(sum(x * y) as bigint) as products,
    cast(sum(x * x) as bigint) as squares_x,
    {{ weakest_origin('origin') }} as origin
from pairs
group by academic_year, workforce_measure, sector_code, size_band, coalesce(nuts_code, '_U')
