-- The margins that the weights have to meet, beside what they carry.
with cells as (
    select
        cell.academic_year,
        cell.sector_code,
        cell.size_band,
        cell.firms,
        cell.respondents,
        weights.sector_group,
        weights.size_group,
        weights.weight
    from {{ ref('int_survey_cell') }} as cell
    left join {{ ref('int_survey_weight') }} as weights
        on
            weights.academic_year = cell.academic_year
            and weights.sector_code = cell.sector_code
            and weights.size_band = cell.size_band
),

margins as (
    select
        academic_year,
        'sector' as survey_measure,
        sector_code as margin_code,
        max(sector_group) as weighting_group,
        cast(sum(firms) as bigint) as frame_firms,
        cast(sum(respondents) as bigint) as respondents,
        coalesce(sum(weight * respondents), 0) as weighted_firms
    from cells
    group by academic_year, sector_code
    union all
    select
        academic_year,
        'size_band' as survey_measure,
        size_band as margin_code,
        max(size_group) as weighting_group,
        cast(sum(firms) as bigint) as frame_firms,
        cast(sum(respondents) as bigint) as respondents,
        coalesce(sum(weight * respondents), 0) as weighted_firms
    from cells
    group by academic_year, size_band
)

select
    margins.academic_year,
    margins.survey_measure,
    margins.margin_code,
    -- A category without any respondent has no weight of its own; its group names it.
    coalesce(
        margins.weighting_group,
        (
            select min(joined.weighting_group)
            from margins as joined
            where
                joined.academic_year = margins.academic_year
                and joined.survey_measure = margins.survey_measure
                and '+' || joined.weighting_group || '+' like '%+' || margins.margin_code || '+%'
        )
    ) as weighting_group,
    margins.frame_firms,
    margins.respondents,
    cast(margins.weighted_firms as decimal(38, 9)) as weighted_firms
from margins
