-- Frame and respondents of every wave that has respondents: what weights are made from.
with respondents as (
    select
        academic_year,
        sector_code,
        size_band,
        count(*) as respondents
    from {{ ref('int_survey_response') }}
    where exclusion_reason is null
    group by academic_year, sector_code, size_band
),

waves as (
    select distinct academic_year
    from respondents
),

framed as (
    select
        frame.academic_year,
        frame.sector_code,
        frame.size_band,
        frame.firms
    from {{ ref('stg_sampling_frame') }} as frame
    inner join waves
        on waves.academic_year = frame.academic_year
),

joined as (
    select
        coalesce(framed.academic_year, respondents.academic_year) as academic_year,
        coalesce(framed.sector_code, respondents.sector_code) as sector_code,
        coalesce(framed.size_band, respondents.size_band) as size_band,
        coalesce(framed.firms, 0) as firms,
        coalesce(respondents.respondents, 0) as respondents
    from framed
    full outer join respondents
        on
            respondents.academic_year = framed.academic_year
            and respondents.sector_code = framed.sector_code
            and respondents.size_band = framed.size_band
)

select
    joined.academic_year,
    joined.sector_code,
    coalesce(sector.parent_code, joined.sector_code) as domain,
    joined.size_band,
    size.position as size_position,
    joined.firms,
    joined.respondents
from joined
inner join {{ ref('seed_code') }} as sector
    on sector.code_list = 'cci_sector' and sector.code = joined.sector_code
inner join {{ ref('seed_code') }} as size
    on size.code_list = 'size_band' and size.code = joined.size_band
