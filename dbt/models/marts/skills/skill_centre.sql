-- Centres outside the Basque Country or the register of the year stand here too where they report:
-- they can close a gap, though they are not part of the share.
select
    academic_year,
    skill_code,
    sector_code,
    organisation_id,
    supply_basis,
    cast(sum(case when capacity_kind = 'training' then records else 0 end) as bigint)
        as training_records,
    cast(sum(case when capacity_kind = 'research' then records else 0 end) as bigint)
        as research_records,
    cast(sum(case when capacity_kind = 'transfer' then records else 0 end) as bigint)
        as transfer_records,
    {{ weakest_origin('origin') }} as origin
from {{ ref('int_centre_supply') }}
group by academic_year, skill_code, sector_code, organisation_id, supply_basis
