-- Every name under which an organisation of the register or a record of the hub is known: what the
-- search for likely duplicates compares. Private: names of agents are not published.
with names as (
    select
        'org:' || organisation_id as organisation_key,
        'register' as record_table,
        nuts_code,
        {{ split_to_rows("concat_ws(';', name, name_eu, aliases)") }} as record_name
    from {{ ref('base_organisation_register') }}
    union all
    select
        organisation_key,
        record_table,
        nuts_code,
        record_name
    from {{ ref('int_hub_identity') }}
)

select
    organisation_key,
    trim(record_name) as record_name,
    min(record_table) as record_table,
    min(nuts_code) as nuts_code
from names
where trim(record_name) <> ''
group by organisation_key, trim(record_name)
