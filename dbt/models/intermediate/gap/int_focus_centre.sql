{{ config(materialized='table') }}

-- Per focus, sector and province: how many reporting centres do what in it, and the centre that
-- does most of it (training records before research before transfer; then the identifier decides).
with places as (
    select
        centre.academic_year,
        centre.skill_code as focus_code,
        centre.sector_code,
        'ES21' as nuts_code,
        centre.organisation_id,
        centre.training_records,
        centre.research_records,
        centre.transfer_records,
        centre.origin
    from {{ ref('skill_centre') }} as centre
    inner join {{ ref('int_centre_asked') }} as asked
        on
            asked.academic_year = centre.academic_year
            and asked.organisation_id = centre.organisation_id
    where centre.supply_basis = 'capacity_focus'
    union all
    select
        centre.academic_year,
        centre.skill_code as focus_code,
        centre.sector_code,
        asked.nuts_code,
        centre.organisation_id,
        centre.training_records,
        centre.research_records,
        centre.transfer_records,
        centre.origin
    from {{ ref('skill_centre') }} as centre
    inner join {{ ref('int_centre_asked') }} as asked
        on
            asked.academic_year = centre.academic_year
            and asked.organisation_id = centre.organisation_id
    where
        centre.supply_basis = 'capacity_focus'
        and centre.sector_code = '_T'
        and asked.nuts_code <> 'ES21'
),

ranked as (
    select
        *,
        row_number() over (
            partition by academic_year, focus_code, sector_code, nuts_code
            order by
                training_records desc,
                research_records desc,
                transfer_records desc,
                organisation_id asc
        ) as place
    from places
)

select
    academic_year,
    focus_code,
    sector_code,
    nuts_code,
    max(case when place = 1 then organisation_id end) as lead_organisation_id,
    cast(sum(case when training_records > 0 then 1 else 0 end) as bigint) as teaching_centres,
    cast(sum(case when research_records > 0 then 1 else 0 end) as bigint) as research_centres,
    cast(sum(case when transfer_records > 0 then 1 else 0 end) as bigint) as transfer_centres,
    {{ weakest_origin('origin') }} as origin
from ranked
group by academic_year, focus_code, sector_code, nuts_code
