{{ config(materialized='table') }}

select
    agent.academic_year,
    agent.source_system,
    agent.agent_id,
    identity.organisation_key,
    agent.territory_code,
    agent.sector_code,
    agent.agent_kind,
    agent.attendances,
    agent.registered_on,
    agent.origin
from {{ ref('stg_euroregional_agent') }} as agent
inner join {{ ref('int_hub_identity') }} as identity
    on
        identity.record_table = 'agent'
        and identity.academic_year = agent.academic_year
        and identity.source_system = agent.source_system
        and identity.record_id = agent.agent_id
