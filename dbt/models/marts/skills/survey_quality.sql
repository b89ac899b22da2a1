with responses as (
    select
        academic_year,
        count(*) as responses,
        count(case when exclusion_reason = 'test_response' then 1 end) as test_responses,
        count(case when exclusion_reason = 'partial' then 1 end) as partial_responses,
        count(case when exclusion_reason = 'duplicate' then 1 end) as duplicate_responses,
        count(case when exclusion_reason in ('unknown_sector', 'unknown_size_band') then 1 end)
            as unclassified_responses,
        count(case when exclusion_reason = 'outside_territory' then 1 end)
            as outside_territory_responses,
        count(case when exclusion_reason is null then 1 end) as respondents,
        cast(min(case when exclusion_reason is null then submitted_at end) as date)
            as first_submitted_on,
        cast(max(case when exclusion_reason is null then submitted_at end) as date)
            as last_submitted_on
    from {{ ref('int_survey_response') }}
    group by academic_year
),

frames as (
    select
        academic_year,
        min(source) as source,
        min(reference_period) as reference_period,
        cast(sum(firms) as bigint) as frame_firms
    from {{ ref('stg_sampling_frame') }}
    group by academic_year
),

weighted as (
    select
        weights.*,
        cell.respondents,
        -- Respondents of this weight or a smaller one, and all of the wave: for the quartiles.
        sum(cell.respondents) over (
            partition by weights.academic_year
            order by weights.weight
            range between unbounded preceding and current row
        ) as up_to_weight,
        sum(cell.respondents) over (partition by weights.academic_year) as in_wave
    from {{ ref('int_survey_weight') }} as weights
    inner join {{ ref('int_survey_cell') }} as cell
        on
            cell.academic_year = weights.academic_year
            and cell.sector_code = weights.sector_code
            and cell.size_band = weights.size_band
),

distributions as (
    select
        academic_year,
        count(distinct stratum) as strata,
        count(distinct case when stratum like '%+%' then stratum end) as joined_strata,
        min(weight) as weight_min,
        min(case when 4 * up_to_weight >= in_wave then weight end) as weight_p25,
        min(case when 2 * up_to_weight >= in_wave then weight end) as weight_median,
        min(case when 4 * up_to_weight >= 3 * in_wave then weight end) as weight_p75,
        max(weight) as weight_max,
        max(weight_upper) as weight_limit,
        sum(
            case when base_weight < 1 or base_weight > weight_upper then respondents else 0 end
        ) as trimmed_respondents,
        max(cycles) as weighting_cycles,
        {{ n_eff_of_sums('sum(weight * respondents)', 'sum(weight * weight * respondents)') }}
            as n_eff
    from weighted
    group by academic_year
),

deviations as (
    select
        academic_year,
        max(abs(weighted_firms - frame_firms) / nullif(frame_firms, 0)) as margin_deviation
    from (
        select
            academic_year,
            survey_measure,
            weighting_group,
            {{ floating('sum(frame_firms)') }} as frame_firms,
            {{ floating('sum(weighted_firms)') }} as weighted_firms
        from {{ ref('int_survey_margin') }}
        group by academic_year, survey_measure, weighting_group
    ) as margins
    group by academic_year
)

select
    waves.academic_year,
    frames.source,
    frames.reference_period,
    'web questionnaire (LimeSurvey)' as collection_mode,
    responses.first_submitted_on,
    responses.last_submitted_on,
    coalesce(frames.frame_firms, 0) as frame_firms,
    responses.responses,
    responses.test_responses,
    responses.partial_responses,
    responses.duplicate_responses,
    responses.unclassified_responses,
    responses.outside_territory_responses,
    responses.respondents,
    cast(
        round({{ floating('responses.respondents') }} / nullif(frames.frame_firms, 0), 6)
        as decimal(9, 6)
    ) as response_share,
    coalesce(distributions.strata, 0) as strata,
    coalesce(distributions.joined_strata, 0) as joined_strata,
    distributions.weight_min,
    distributions.weight_p25,
    distributions.weight_median,
    distributions.weight_p75,
    distributions.weight_max,
    distributions.weight_limit,
    cast(coalesce(distributions.trimmed_respondents, 0) as bigint) as trimmed_respondents,
    distributions.weighting_cycles,
    cast(round(distributions.n_eff, 6) as decimal(18, 6)) as n_eff,
    cast(round(responses.respondents / distributions.n_eff, 6) as decimal(18, 6))
        as design_effect,
    cast(round(deviations.margin_deviation, 12) as decimal(18, 12)) as margin_deviation,
    'A' as obs_status,
    'F' as conf_status,
    waves.origin
from {{ ref('int_survey_wave') }} as waves
inner join responses
    on responses.academic_year = waves.academic_year
left join frames
    on frames.academic_year = waves.academic_year
left join distributions
    on distributions.academic_year = waves.academic_year
left join deviations
    on deviations.academic_year = waves.academic_year
