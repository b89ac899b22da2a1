-- G = D - S in points (domain rule: OECD sign, positive is a shortage). S is a census, so the
-- interval is that of D alone, moved by S. A focus is set against the centres that do anything in
-- it, a skill against those whose training offers name it. Size bands part firms, not centres:
-- they stand against the same S as their total.
with supply as (
    select *
    from {{ ref('skill_supply') }}
    where
        (supply_basis = 'capacity_focus' and capacity_kind = '_T')
        or (supply_basis = 'offer_skill' and capacity_kind = 'training')
),

compared as (
    select
        demand.academic_year,
        demand.survey_measure,
        demand.skill_code,
        demand.sector_code,
        demand.size_band,
        demand.nuts_code,
        supply.capacity_kind,
        supply.supply_basis,
        demand.respondents,
        demand.positives,
        demand.n_eff,
        demand.share as demand_share,
        supply.centres,
        supply.centres_reporting,
        supply.centres_offering,
        supply.supply_share,
        cast(100 * (demand.share - supply.supply_share) as decimal(9, 4)) as gap_points,
        cast(100 * (demand.share_lower - supply.supply_share) as decimal(9, 4)) as gap_lower,
        cast(100 * (demand.share_upper - supply.supply_share) as decimal(9, 4)) as gap_upper,
        demand.obs_status as demand_status,
        demand.conf_status,
        {{ weakest_of(['demand.origin', 'supply.origin']) }} as origin
    from {{ ref('skill_demand') }} as demand
    inner join supply
        on
            supply.academic_year = demand.academic_year
            and supply.skill_code = demand.skill_code
            and supply.sector_code = demand.sector_code
            and supply.nuts_code = demand.nuts_code
)

select
    academic_year,
    survey_measure,
    skill_code,
    sector_code,
    size_band,
    nuts_code,
    capacity_kind,
    supply_basis,
    respondents,
    positives,
    n_eff,
    demand_share,
    centres,
    centres_reporting,
    centres_offering,
    supply_share,
    gap_points,
    gap_lower,
    gap_upper,
    case
        when gap_lower > 0 then 'shortage'
        when gap_upper < 0 then 'surplus'
        when gap_points is not null then 'undecided'
    end as gap_sign,
    -- Without any centre that reports there is no gap: the supply exists, but nobody was heard.
    case when supply_share is null then 'L' else demand_status end as obs_status,
    conf_status,
    origin
from compared
