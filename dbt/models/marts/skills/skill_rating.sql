-- One weight per sector and size band (the survey's post-strata), so ratings are summed as integers
-- per kind of firm and weighted here: some thousand rows, however many answers there are.
with weighted as (
    select
        cell.*,
        weight.weight * cell.firms as weights,
        weight.weight * weight.weight * cell.firms as squared_weights,
        weight.weight * cell.importance as weighted_importance,
        weight.weight * (cell.importance - cell.discrepancy) as weighted_competence,
        weight.weight * cell.discrepancy as weighted_discrepancy,
        weight.weight * cell.above as weighted_above,
        weight.weight * cell.below as weighted_below
    from {{ ref('int_rating_cell') }} as cell
    inner join {{ ref('int_cell_weight') }} as weight
        on
            weight.academic_year = cell.academic_year
            and weight.sector_code = cell.sector_code
            and weight.size_band = cell.size_band
),

domains as (
    {{ one_way_domains('weighted') }}
),

summed as (
    select
        academic_year,
        skill_code,
        sector_domain as sector_code,
        size_domain as size_band,
        nuts_domain as nuts_code,
        sum(firms) as firms,
        sum(weights) as weights,
        sum(squared_weights) as squared_weights,
        sum(importance) as importance,
        sum(discrepancy) as discrepancy,
        sum(above) as above,
        sum(below) as below,
        sum(weighted_importance) as weighted_importance,
        sum(weighted_competence) as weighted_competence,
        sum(weighted_discrepancy) as weighted_discrepancy,
        sum(weighted_above) as weighted_above,
        sum(weighted_below) as weighted_below,
        {{ weakest_origin('origin') }} as origin
    from domains
    group by academic_year, skill_code, sector_domain, size_domain, nuts_domain
),

scored as (
    select
        academic_year,
        skill_code,
        sector_code,
        size_band,
        nuts_code,
        cast(firms as bigint) as respondents,
        cast(
            round({{ n_eff_of_sums('weights', 'squared_weights') }}, 6) as decimal(18, 6)
        ) as n_eff,
        cast(
            round({{ floating('weighted_importance') }} / {{ floating('weights') }}, 4)
            as decimal(7, 4)
        ) as importance_mean,
        cast(
            round({{ floating('weighted_competence') }} / {{ floating('weights') }}, 4)
            as decimal(7, 4)
        ) as competence_mean,
        cast(
            round(
                {{ borich_score('weights', 'weighted_importance', 'weighted_discrepancy') }}, 4
            ) as decimal(9, 4)
        ) as borich_score,
        cast(
            round({{ borich_score('firms', 'importance', 'discrepancy') }}, 4) as decimal(9, 4)
        ) as borich_unweighted,
        cast(
            round({{ ranked_discrepancy('weights', 'weighted_above', 'weighted_below') }}, 4)
            as decimal(9, 4)
        ) as ranked_discrepancy,
        cast(
            round({{ ranked_discrepancy('firms', 'above', 'below') }}, 4) as decimal(9, 4)
        ) as ranked_discrepancy_unweighted,
        origin
    from summed
)

select
    academic_year,
    skill_code,
    sector_code,
    size_band,
    nuts_code,
    respondents,
    n_eff,
    importance_mean,
    competence_mean,
    borich_score,
    borich_unweighted,
    ranked_discrepancy,
    ranked_discrepancy_unweighted,
    row_number() over (
        partition by academic_year, sector_code, size_band, nuts_code
        order by borich_score desc, skill_code asc
    ) as need_rank,
    'E' as obs_status,
    'F' as conf_status,
    origin
from scored
