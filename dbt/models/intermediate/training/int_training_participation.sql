{{ config(materialized='table') }}

-- A person takes part in an offer once, also where the provider lists the two under two numbers
-- (and two spellings of the identifier): of such records the furthest counts, completed before
-- enrolled before dropped, then the earliest. Records without an identifier cannot be compared
-- and each stands for itself.
with ranked as (
    select
        *,
        academic_year || '/' || participation_id as record_id,
        case training_status when 'completed' then 1 when 'enrolled' then 2 else 3 end as distance
    from {{ ref('stg_training_participation') }}
),

compared as (
    select
        *,
        first_value(record_id) over (
            partition by coalesce(person_hash, record_id), academic_year, offer_id
            order by distance, status_on, record_id
        ) as counted_record_id
    from ranked
)

select
    compared.academic_year,
    compared.participation_id,
    compared.record_id,
    compared.offer_id,
    compared.person_hash,
    compared.training_status,
    compared.status_on,
    compared.sector_code,
    compared.nuts_code,
    compared.workforce_status,
    offer.partnership_linked,
    offer.started_on as offer_started_on,
    case when compared.counted_record_id <> compared.record_id then compared.counted_record_id end
        as repeats_record_id,
    compared.origin
from compared
inner join {{ ref('stg_training_offer') }} as offer
    on offer.academic_year = compared.academic_year and offer.offer_id = compared.offer_id
