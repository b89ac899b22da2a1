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
} -%}

-- Added where it continues no row and there is an edition to compare with; else changed where it
-- differs from the row it continues. One pass over the rows says both.
with stated as (
    select
        newer.academic_year,
        coalesce(sequenced.continues, sequenced.compared_with) as previous_academic_year,
        newer.capacity_id,
        newer.organisation_id,
        newer.title,
        case when sequenced.continues is null then 'added' else 'changed' end as change_kind,
        case
            when sequenced.continues is not null
                then
                    nullif(
                        concat_ws(
                            '; ',
                            {%- for column, published_name in compared.items() %}
                            case
                                when newer.{{ column }} is distinct from older.{{ column }}
                                    then '{{ published_name }}'
                            end{{ ',' if not loop.last }}
                            {%- endfor %}
                        ), ''
                    )
        end as changed_columns
    from {{ ref('int_capacity_sequence') }} as sequenced
    inner join {{ ref('stg_capacity') }} as newer
        on
            newer.capacity_id = sequenced.capacity_id
            and newer.academic_year = sequenced.academic_year
    left join {{ ref('stg_capacity') }} as older
        on
            older.capacity_id = sequenced.capacity_id
            and older.academic_year = sequenced.continues
    where coalesce(sequenced.continues, sequenced.compared_with) is not null
),

-- A row without a successor ends in the next edition that its centre reports in; until then each
-- edition says only that the centre was silent.
ended as (
    select
        centre.academic_year,
        older.academic_year as previous_academic_year,
        older.capacity_id,
        older.organisation_id,
        older.title,
        case when centre.is_reported then 'removed' else 'not_reported' end as change_kind,
        cast(null as {{ text_type() }}) as changed_columns
    from {{ ref('int_capacity_sequence') }} as sequenced
    inner join {{ ref('stg_capacity') }} as older
        on
            older.capacity_id = sequenced.capacity_id
            and older.academic_year = sequenced.academic_year
    inner join {{ ref('int_centre_edition') }} as centre
        on
            centre.organisation_id = older.organisation_id
            and centre.academic_year > sequenced.academic_year
            and centre.academic_year <= coalesce(sequenced.next_report, centre.academic_year)
    where sequenced.next_row is null or centre.academic_year < sequenced.next_row
),

changes as (
    select * from stated
    where change_kind = 'added' or changed_columns is not null
    union all
    select * from ended
)

select
    academic_year,
    previous_academic_year,
    capacity_id,
    organisation_id,
    title,
    change_kind,
    changed_columns
from changes
