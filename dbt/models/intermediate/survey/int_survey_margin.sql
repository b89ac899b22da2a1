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
),

groups as (
    select distinct
        academic_year,
        survey_measure,
        weighting_group
    from margins
    where weighting_group is not null
)

-- A category without any respondent has no weight of its own; the group that took it names it.
select
    margins.academic_year,
    margins.survey_measure,
    margins.margin_code,
    groups.weighting_group,
    margins.frame_firms,
    margins.respondents,
    cast(margins.weighted_firms as decimal(38, 9)) as weighted_firms
from margins
inner join groups
    on
        groups.academic_year = margins.academic_year
        and groups.survey_measure = margins.survey_measure
        and '+' || groups.weighting_group || '+' like '%+' || margins.margin_code || '+%'
