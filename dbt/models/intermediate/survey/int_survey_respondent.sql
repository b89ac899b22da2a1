-- The responses that count, each with its weight and the stratum its variance is taken in.
select
    responses.academic_year,
    responses.response_id,
    responses.sector_code,
    responses.size_band,
    responses.nuts_code,
    weights.weight,
    weights.stratum,
    responses.origin
from {{ ref('int_survey_response') }} as responses
inner join {{ ref('int_survey_weight') }} as weights
    on
        weights.academic_year = responses.academic_year
        and weights.sector_code = responses.sector_code
        and weights.size_band = responses.size_band
where responses.exclusion_reason is null
