{{ config(materialized='table') }}

{%- set compared = {
    'organisation_id': 'organisation_id',
    'title': 'title',
    'capacity_kind': 'capacity_kind',
    'sectors': 'sector_code',
    'skill_focuses': 'skill_focus',
    'isced_f_code': 'isced_f_code',
    'eqf_level': 'eqf_level',
    'ects': 'ects',
    'accredited': 'accredited',
    'partnership_linked': 'partnership_linked',
    'staff_fte': 'staff_fte',
    'started_on': 'started_on',
} %}

-- Each row beside the row of the same capacity that it continues: the one before it, unless that
-- row's centre reported in between and left the capacity out.
with neighbours as (
    select
        capacity.academic_year,
        capacity.capacity_id,
        centre.compared_with,
        centre.next_report,
        lag(capacity.academic_year) over (
            partition by capacity.capacity_id order by capacity.academic_year
        ) as previous_row,
        lag(centre.next_report) over (
            partition by capacity.capacity_id order by capacity.academic_year
        ) as previous_expected_in,
        lead(capacity.academic_year) over (
            partition by capacity.capacity_id order by capacity.academic_year
        ) as next_row
    from {{ ref('stg_capacity') }} as capacity
    inner join {{ ref('int_centre_edition') }} as centre
        on
            centre.organisation_id = capacity.organisation_id
            and centre.academic_year = capacity.academic_year
),

sequenced as (
    select
        *,
        case
            when coalesce(previous_expected_in >= academic_year, true) then previous_row
        end as continues
    from neighbours
),

compared as (
    select
        newer.academic_year,
        newer.capacity_id,
        newer.organisation_id,
        newer.title,
        newer.capacity_kind,
        newer.origin,
        sequenced.compared_with,
        sequenced.next_report,
        sequenced.next_row,
        sequenced.continues,
        older.capacity_id is null
        or older.organisation_id <> newer.organisation_id
        or older.title <> newer.title
        or older.capacity_kind <> newer.capacity_kind as starts_version,
        concat_ws(
            '; ',
            {%- for column, published_name in compared.items() %}
            case
                when older.{{ column }} is distinct from newer.{{ column }}
                    then '{{ published_name }}'
            end{{ ',' if not loop.last }}
            {%- endfor %}
        ) as differences
    from sequenced
    inner join {{ ref('stg_capacity') }} as newer
        on
            newer.capacity_id = sequenced.capacity_id
            and newer.academic_year = sequenced.academic_year
    left join {{ ref('stg_capacity') }} as older
        on
            older.capacity_id = sequenced.capacity_id
            and older.academic_year = sequenced.continues
)

select
    academic_year,
    capacity_id,
    organisation_id,
    title,
    capacity_kind,
    origin,
    compared_with,
    next_report,
    next_row,
    continues,
    starts_version,
    case when continues is not null then nullif(differences, '') end as changed_columns
from compared
