-- Each wave against the one before it. The interval is Newcombe's (1998, method 10), made of the
-- two Wilson intervals: with shares p1, p2 the ends are
-- d - sqrt((p2 - l2)^2 + (u1 - p1)^2) and d + sqrt((u2 - p2)^2 + (p1 - l1)^2). Firms that answered
-- both waves are not known, so the waves count as independent, which is the wider interval where
-- answers of one firm resemble each other.
{%- set key = ['survey_measure', 'item_code', 'sector_code', 'size_band', 'nuts_code'] %}

with estimates as (
    select *
    from {{ ref('int_survey_estimate') }}
    where survey_measure in ('skill_need', 'skill_gap')
),

later as (
    select
        estimates.*,
        waves.previous_wave
    from estimates
    inner join {{ ref('int_survey_wave') }} as waves
        on waves.academic_year = estimates.academic_year
    where waves.previous_wave is not null
),

earlier as (
    select
        estimates.*,
        waves.academic_year as next_wave
    from estimates
    inner join {{ ref('int_survey_wave') }} as waves
        on waves.previous_wave = estimates.academic_year
),

compared as (
    select
        {%- for column in key %}
        coalesce(later.{{ column }}, earlier.{{ column }}) as {{ column }},
        {%- endfor %}
        coalesce(later.academic_year, earlier.next_wave) as academic_year,
        coalesce(later.previous_wave, earlier.academic_year) as previous_wave,
        later.respondents,
        later.positives,
        earlier.respondents as previous_respondents,
        earlier.positives as previous_positives,
        least(later.n_eff, earlier.n_eff) as weakest_n_eff,
        later.share,
        earlier.share as previous_share,
        later.share - earlier.share as share_change,
        sqrt(
            (later.share - later.share_lower) * (later.share - later.share_lower)
            + (earlier.share_upper - earlier.share) * (earlier.share_upper - earlier.share)
        ) as downwards,
        sqrt(
            (later.share_upper - later.share) * (later.share_upper - later.share)
            + (earlier.share - earlier.share_lower) * (earlier.share - earlier.share_lower)
        ) as upwards
    from later
    full outer join earlier
        on
            earlier.next_wave = later.academic_year
            {%- for column in key %}
            and earlier.{{ column }} = later.{{ column }}
            {%- endfor %}
)

select
    compared.academic_year,
    compared.survey_measure,
    compared.item_code as skill_code,
    compared.sector_code,
    compared.size_band,
    compared.nuts_code,
    compared.previous_wave,
    compared.respondents,
    compared.positives,
    compared.previous_respondents,
    compared.previous_positives,
    cast(round(compared.weakest_n_eff, 6) as decimal(18, 6)) as weakest_n_eff,
    cast(round(compared.share, 6) as decimal(9, 6)) as share,
    cast(round(compared.previous_share, 6) as decimal(9, 6)) as previous_share,
    cast(round(compared.share_change, 6) as decimal(9, 6)) as share_change,
    cast(round(compared.share_change - compared.downwards, 6) as decimal(9, 6)) as change_lower,
    cast(round(compared.share_change + compared.upwards, 6) as decimal(9, 6)) as change_upper,
    compared.share_change - compared.downwards > 0
    or compared.share_change + compared.upwards < 0 as is_clear,
    case when compared.share_change is null then 'L' else 'E' end as obs_status,
    'F' as conf_status,
    case
        when waves.origin = 'synthetic' or previous.origin = 'synthetic' then 'synthetic'
        when waves.origin = 'reported' or previous.origin = 'reported' then 'reported'
        else 'published'
    end as origin
from compared
inner join {{ ref('int_survey_wave') }} as waves
    on waves.academic_year = compared.academic_year
inner join {{ ref('int_survey_wave') }} as previous
    on previous.academic_year = compared.previous_wave
