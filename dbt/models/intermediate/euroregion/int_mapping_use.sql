-- Every code that a sender wrote, with the list it is to be mapped into. The words for kinds are of
-- the sender's own scheme, of which there is one revision; provinces and départements likewise.
{%- set uses = [
    ('stg_euroregional_agent', 'kind_sent', 'source_system', "'1'", 'agent_kind'),
    ('stg_euroregional_agent', 'sector_sent', 'sector_scheme', 'sector_revision', 'cci_sector'),
    ('stg_euroregional_agent', 'territory_sent', 'territory_scheme', "'1'", 'nuts'),
    ('stg_euroregional_centre', 'kind_sent', 'source_system', "'1'", 'centre_kind'),
    ('stg_euroregional_centre', 'territory_sent', 'territory_scheme', "'1'", 'nuts'),
    ('stg_euroregional_capacity', 'kind_sent', 'source_system', "'1'", 'capacity_kind'),
    ('stg_euroregional_capacity', 'sector_sent', 'sector_scheme', 'sector_revision', 'cci_sector'),
    ('stg_euroregional_capacity', 'skill_sent', 'skill_scheme', 'skill_revision', 'skill_focus'),
    ('stg_euroregional_demand', 'kind_sent', 'source_system', "'1'", 'capacity_kind'),
    ('stg_euroregional_demand', 'sector_sent', 'sector_scheme', 'sector_revision', 'cci_sector'),
    ('stg_euroregional_demand', 'skill_sent', 'skill_scheme', 'skill_revision', 'skill_focus'),
] %}
with uses as (
    {%- for model, code, scheme, revision, code_list in uses %}
    select
        source_system,
        {{ scheme }} as source_scheme,
        coalesce({{ revision }}, 'not_stated') as source_revision,
        {{ code }} as source_code,
        '{{ code_list }}' as target_code_list
    from {{ ref(model) }}
    where {{ code }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    source_system,
    source_scheme,
    source_revision,
    {{ folded('source_code') }} as source_folded,
    target_code_list,
    min(source_code) as source_code,
    count(*) as rows_sent
from uses
group by
    source_system, source_scheme, source_revision, {{ folded('source_code') }}, target_code_list
