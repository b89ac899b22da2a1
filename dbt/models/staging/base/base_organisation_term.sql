{{ config(materialized='table') }}

-- A word that means two organisations resolves to none: guessing would put one centre's
-- capacities to another, so the rows that use it fail with both meanings named.
with register as (
    select
        organisation_id,
        name,
        name_eu,
        acronym,
        aliases
    from {{ ref('base_organisation_register') }}
),

terms as (
    select
        organisation_id,
        organisation_id as term
    from register
    union all
    select
        organisation_id,
        name as term
    from register
    union all
    select
        organisation_id,
        name_eu as term
    from register
    union all
    select
        organisation_id,
        acronym as term
    from register
    union all
    select
        organisation_id,
        {{ split_to_rows('aliases') }} as term
    from register
),

folded_terms as (
    select distinct
        organisation_id,
        {{ folded('term') }} as term_folded
    from terms
)

select
    term_folded,
    case when count(*) = 1 then min(organisation_id) end as organisation_id,
    {{ joined('organisation_id', ' and ') }} as meanings
from folded_terms
where term_folded <> ''
group by term_folded
