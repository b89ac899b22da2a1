select
    margins.academic_year,
    margins.survey_measure,
    margins.margin_code,
    margins.weighting_group,
    margins.frame_firms,
    margins.respondents,
    cast(round(margins.weighted_firms, 6) as decimal(18, 6)) as weighted_firms,
    'A' as obs_status,
    'F' as conf_status,
    waves.origin
from {{ ref('int_survey_margin') }} as margins
inner join {{ ref('int_survey_wave') }} as waves
    on waves.academic_year = margins.academic_year
