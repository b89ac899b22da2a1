-- Every wave that sent responses, and the weakest origin of its responses and frame: what the
-- wave's estimates inherit.
with responses as (
    select
        academic_year,
        origin
    from {{ ref('stg_survey_response') }}
    union all
    select
        academic_year,
        origin
    from {{ ref('stg_sampling_frame') }}
),

inherited as (
    select
        academic_year,
        {{ weakest_origin('origin') }} as origin
    from responses
    group by academic_year
),

waves as (
    select distinct academic_year
    from {{ ref('stg_survey_response') }}
)

select
    waves.academic_year,
    lag(waves.academic_year) over (order by waves.academic_year) as previous_wave,
    inherited.origin
from waves
inner join inherited
    on inherited.academic_year = waves.academic_year
