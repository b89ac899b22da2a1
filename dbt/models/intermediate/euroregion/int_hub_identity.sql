-- Which organisation a record of the hub means: by its legal identifier first, then by a name that
-- the register declares. Nothing else is merged: a name that only looks alike is proposed to a
-- person (see sources/linkage.py). An identifier whose names the register gives to two
-- organisations stays with neither, and a test names it.
with records as (
    select
        'agent' as record_table,
        academic_year,
        source_system,
        agent_id as record_id,
        agent_name as record_name,
        legal_identifier,
        nuts_code
    from {{ ref('stg_euroregional_agent') }}
    union all
    select
        'centre' as record_table,
        academic_year,
        source_system,
        centre_id as record_id,
        centre_name as record_name,
        legal_identifier,
        nuts_code
    from {{ ref('stg_euroregional_centre') }}
),

named as (
    select
        records.*,
        terms.organisation_id as declared_id
    from records
    left join {{ ref('base_organisation_term') }} as terms
        on terms.term_folded = {{ folded('records.record_name') }}
),

identified as (
    select
        legal_identifier,
        case when count(distinct declared_id) = 1 then min(declared_id) end as organisation_id,
        count(distinct declared_id) as organisations
    from named
    where legal_identifier is not null
    group by legal_identifier
)

select
    named.record_table,
    named.academic_year,
    named.source_system,
    named.record_id,
    named.record_name,
    named.legal_identifier,
    named.nuts_code,
    case
        when named.legal_identifier is not null then identified.organisation_id
        else named.declared_id
    end as organisation_id,
    case
        when identified.organisation_id is not null then 'org:' || identified.organisation_id
        when named.legal_identifier is not null then 'id:' || named.legal_identifier
        when named.declared_id is not null then 'org:' || named.declared_id
        else 'own:' || named.source_system || ':' || named.record_table || ':' || named.record_id
    end as organisation_key,
    case
        when named.legal_identifier is not null then 'legal_identifier'
        when named.declared_id is not null then 'declared_name'
        else 'own_record'
    end as recognised_by,
    coalesce(identified.organisations, 0) as organisations_of_identifier
from named
left join identified
    on identified.legal_identifier = named.legal_identifier
