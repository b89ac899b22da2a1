{{ config(materialized='table') }}

-- Two kinds of record say that a centre offers something: its capacities, which state focuses,
-- and its training offers, which name skills. Neither is made to speak for the other.
select
    academic_year,
    organisation_id,
    skill_focus as skill_code,
    sector_code,
    capacity_kind,
    'capacity_focus' as supply_basis,
    capacities as records,
    origin
from {{ ref('int_centre_focus') }}
union all
select
    academic_year,
    organisation_id,
    skill_code,
    sector_code,
    'training' as capacity_kind,
    'offer_skill' as supply_basis,
    offers as records,
    origin
from {{ ref('int_centre_offer') }}
