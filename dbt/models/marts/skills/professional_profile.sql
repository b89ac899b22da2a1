select
    estimates.academic_year,
    estimates.item_code as profile_code,
    estimates.respondents,
    estimates.positives,
    cast(round(estimates.n_eff, 6) as decimal(18, 6)) as n_eff,
    cast(round(estimates.share, 6) as decimal(9, 6)) as share,
    cast(round(estimates.standard_error, 6) as decimal(9, 6)) as standard_error,
    cast(round(estimates.share_lower, 6) as decimal(9, 6)) as share_lower,
    cast(round(estimates.share_upper, 6) as decimal(9, 6)) as share_upper,
    mapping.esco_uri,
    mapping.mapping_source,
    mapping.mapping_author,
    mapping.mapping_status,
    'E' as obs_status,
    'F' as conf_status,
    waves.origin
from {{ ref('int_survey_estimate') }} as estimates
inner join {{ ref('int_survey_wave') }} as waves
    on waves.academic_year = estimates.academic_year
left join {{ ref('stg_profile_mapping') }} as mapping
    on mapping.profile_code = estimates.item_code
where
    estimates.survey_measure = 'professional_profile'
    and estimates.sector_code = '_T'
    and estimates.size_band = '_T'
    and estimates.nuts_code = 'ES21'
