{%- set landed = source('landing', 'project_partner') %}
{%- set coded = {'partner_role': 'partner_role', 'origin': 'origin'} %}

with
{{ code_maps(landed, coded) }}
{{ organisation_map(landed) }}

mapped as (
    select
        landed.project_id,
        organisation_map.organisation_id,
        landed.organisation,
        partner_role_map.code as partner_role,
        origin_map.code as origin,
        landed._feed,
        landed._file,
        landed._sheet,
        landed._row,
        {{ problem(coded, organisation=true) }} as _problem
    from {{ landed }} as landed
    {{ join_maps(coded) }}
    left join organisation_map
        on organisation_map.sent = landed.organisation
)

select * from mapped
