-- A shortage is argued from only where its estimate may be shown. Gaps are ranked by the lower end
-- of their interval, the part of the gap that is certain, among gaps of the same kind: focuses and
-- skills rest on different supply, and a sector is not a rival of the whole.
with skills as (
    select
        code as skill_code,
        coalesce(parent_code, code) as focus_code
    from {{ ref('seed_code') }}
    where code_list = 'skill'
),

shortages as (
    select
        gap.*,
        skills.focus_code,
        case when gap.skill_code = skills.focus_code then 'focus' else 'skill' end as own_match
    from {{ ref('skill_gap') }} as gap
    inner join skills
        on skills.skill_code = gap.skill_code
    where
        gap.gap_sign = 'shortage'
        and {{ can_be_argued(
            'gap.respondents', 'gap.positives', 'gap.n_eff', 'gap.gap_upper - gap.gap_lower'
        ) }}
),

-- Nearest first: the skill itself before its focus before the sector, the gap's own sector or
-- province before anywhere in the Basque Country.
candidates as (
    select
        shortages.academic_year,
        shortages.survey_measure,
        shortages.skill_code,
        shortages.sector_code,
        shortages.size_band,
        shortages.nuts_code,
        offer.offer_id,
        offer.organisation_id,
        offer.offer_match,
        row_number() over (
            partition by
                shortages.academic_year,
                shortages.survey_measure,
                shortages.skill_code,
                shortages.sector_code,
                shortages.size_band,
                shortages.nuts_code
            order by
                case offer.offer_match when 'skill' then 1 when 'focus' then 2 else 3 end,
                case
                    when
                        offer.sector_code = shortages.sector_code
                        and offer.nuts_code = shortages.nuts_code
                        then 1
                    else 2
                end
        ) as nearness
    from shortages
    inner join {{ ref('int_offer_target') }} as offer
        on
            offer.academic_year = shortages.academic_year
            and (
                (
                    offer.skill_code = shortages.skill_code
                    and (
                        (
                            offer.sector_code = shortages.sector_code
                            and offer.nuts_code = shortages.nuts_code
                        )
                        or (offer.sector_code = '_T' and offer.nuts_code = 'ES21')
                    )
                )
                or (
                    offer.skill_code = '_T'
                    and shortages.sector_code <> '_T'
                    and offer.sector_code = shortages.sector_code
                )
            )
),

argued as (
    select
        shortages.*,
        candidates.offer_id as nearest_offer_id,
        candidates.offer_match,
        coalesce(own.offers, 0) as offers,
        coalesce(own.accredited_offers, 0) as accredited_offers,
        coalesce(own.linked_offers, 0) as linked_offers,
        coalesce(centre.teaching_centres, 0) as teaching_centres,
        coalesce(centre.research_centres, 0) as research_centres,
        coalesce(centre.transfer_centres, 0) as transfer_centres,
        centre.lead_organisation_id,
        {{ weakest_of(['shortages.origin', 'own.origin', 'centre.origin']) }} as weakest_origin
    from shortages
    left join candidates
        on
            candidates.academic_year = shortages.academic_year
            and candidates.survey_measure = shortages.survey_measure
            and candidates.skill_code = shortages.skill_code
            and candidates.sector_code = shortages.sector_code
            and candidates.size_band = shortages.size_band
            and candidates.nuts_code = shortages.nuts_code
            and candidates.nearness = 1
    left join {{ ref('int_offer_target') }} as own
        on
            own.academic_year = shortages.academic_year
            and own.skill_code = shortages.skill_code
            and own.offer_match = shortages.own_match
            and own.sector_code = shortages.sector_code
            and own.nuts_code = shortages.nuts_code
    left join {{ ref('int_focus_centre') }} as centre
        on
            centre.academic_year = shortages.academic_year
            and centre.focus_code = shortages.focus_code
            and centre.sector_code = shortages.sector_code
            and centre.nuts_code = shortages.nuts_code
)

select
    academic_year,
    survey_measure,
    skill_code,
    sector_code,
    size_band,
    nuts_code,
    row_number() over (
        partition by
            academic_year,
            survey_measure,
            own_match,
            case when sector_code = '_T' then 0 else 1 end,
            case when size_band = '_T' then 0 else 1 end,
            case when nuts_code = 'ES21' then 0 else 1 end
        order by
            gap_lower desc,
            gap_points desc,
            skill_code asc,
            sector_code asc,
            size_band asc,
            nuts_code asc
    ) as priority_rank,
    respondents,
    positives,
    n_eff,
    demand_share,
    supply_share,
    gap_points,
    gap_lower,
    gap_upper,
    teaching_centres,
    research_centres,
    transfer_centres,
    lead_organisation_id,
    offers,
    nearest_offer_id,
    offer_match,
    case
        when teaching_centres + research_centres + transfer_centres + offers = 0 then 'no_centre'
        when teaching_centres + offers = 0 then 'research_only'
        when offers = 0 then 'no_offer'
        when accredited_offers = 0 then 'no_accredited_offer'
        when linked_offers = 0 then 'offer_not_linked'
        else 'scale'
    end as missing_piece,
    obs_status,
    conf_status,
    weakest_origin as origin
from argued
