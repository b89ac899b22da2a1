select
    estimates.academic_year,
    estimates.survey_measure,
    estimates.item_code as skill_code,
    estimates.sector_code,
    estimates.size_band,
    estimates.nuts_code,
    estimates.respondents,
    estimates.positives,
    cast(round(estimates.n_eff, 6) as decimal(18, 6)) as n_eff,
    cast(round(estimates.share, 6) as decimal(9, 6)) as share,
    cast(round(estimates.standard_error, 6) as decimal(9, 6)) as standard_error,
    cast(round(estimates.share_lower, 6) as decimal(9, 6)) as share_lower,
    cast(round(estimates.share_upper, 6) as decimal(9, 6)) as share_upper,
    'E' as obs_status,
    'F' as conf_status,
    waves.origin
from {{ ref('int_survey_estimate') }} as estimates
inner join {{ ref('int_survey_wave') }} as waves
    on waves.academic_year = estimates.academic_year
where estimates.survey_measure in ('skill_need', 'skill_gap')
