{{ config(materialized='table') }}

-- Share of firms per domain, its standard error and its interval. The share is a ratio of two
-- weighted sums; its variance is Taylor's linearisation for a stratified sample without
-- replacement (Woodruff 1971): with u = w * (y - p) / W for firms of the domain and 0 for others,
-- the sum over strata of (1 - n/N) * n/(n-1) * (sum of u^2 - (sum of u)^2 / n). As y is 0 or 1 and
-- weights are constant in a cell, both sums follow from counts. Strata lie within the margins that
-- the weights meet, so this is also the variance of the post-stratified share.
{%- set key = [
    'academic_year', 'survey_measure', 'item_code', 'sector_code', 'size_band', 'nuts_code'
] %}
{%- set correction = fpc('domains.respondents', 'domains.weights') %}

with domains as (
    select
        {{ key | join(',\n        ') }},
        cast(sum(respondents) as bigint) as respondents,
        cast(sum(positives) as bigint) as positives,
        sum(weights) as weights,
        {{ n_eff_of_sums('sum(weights)', 'sum(squared_weights)') }} as n_eff,
        {{ floating('sum(positive_weights)') }} / {{ floating('sum(weights)') }} as share
    from {{ ref('int_survey_stratum_count') }}
    group by {{ key | join(', ') }}
),

contributions as (
    select
        domains.academic_year,
        domains.survey_measure,
        domains.item_code,
        domains.sector_code,
        domains.size_band,
        domains.nuts_code,
        {{ floating('strata.stratum_respondents') }} as n,
        1 - {{ floating('strata.stratum_respondents') }} / strata.stratum_firms as correction,
        (
            strata.positive_squared_weights * (1 - 2 * domains.share)
            + strata.squared_weights * domains.share * domains.share
        ) / ({{ floating('domains.weights') }} * domains.weights) as squares,
        (strata.positive_weights - strata.weights * domains.share)
        / {{ floating('domains.weights') }} as total
    from domains
    inner join {{ ref('int_survey_stratum_count') }} as strata
        on
            strata.academic_year = domains.academic_year
            and strata.survey_measure = domains.survey_measure
            and strata.item_code = domains.item_code
            and strata.sector_code = domains.sector_code
            and strata.size_band = domains.size_band
            and strata.nuts_code = domains.nuts_code
),

variances as (
    select
        {{ key | join(',\n        ') }},
        -- In DECIMALs, so that the order of the strata does not matter; 16 places are the precision
        -- that a double has left here.
        sum(
            cast(
                correction * n / (n - 1) * (squares - total * total / n) as decimal(38, 16)
            )
        ) as variance
    from contributions
    group by {{ key | join(', ') }}
)

select
    domains.academic_year,
    domains.survey_measure,
    domains.item_code,
    domains.sector_code,
    domains.size_band,
    domains.nuts_code,
    domains.respondents,
    domains.positives,
    domains.weights,
    domains.n_eff,
    domains.share,
    sqrt(greatest(0, {{ floating('variances.variance') }})) as standard_error,
    {{ wilson_lower('domains.share', 'domains.n_eff', correction) }} as share_lower,
    {{ wilson_upper('domains.share', 'domains.n_eff', correction) }} as share_upper
from domains
inner join variances
    on
        variances.academic_year = domains.academic_year
        and variances.survey_measure = domains.survey_measure
        and variances.item_code = domains.item_code
        and variances.sector_code = domains.sector_code
        and variances.size_band = domains.size_band
        and variances.nuts_code = domains.nuts_code
