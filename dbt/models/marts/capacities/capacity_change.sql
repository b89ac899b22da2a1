with changes as (
    select
        academic_year,
        coalesce(continues, compared_with) as previous_academic_year,
        capacity_id,
        organisation_id,
        title,
        case when continues is null then 'added' else 'changed' end as change_kind,
        changed_columns
    from {{ ref('int_capacity_comparison') }}
    where
        (continues is null and compared_with is not null)
        or changed_columns is not null
),

-- A row without a successor ends in the next edition that its centre reports in; until then each
-- edition says only that the centre was silent.
endings as (
    select
        centre.academic_year,
        last_row.academic_year as previous_academic_year,
        last_row.capacity_id,
        last_row.organisation_id,
        last_row.title,
        case when centre.is_reported then 'removed' else 'not_reported' end as change_kind
    from {{ ref('int_capacity_comparison') }} as last_row
    inner join {{ ref('int_centre_edition') }} as centre
        on
            centre.organisation_id = last_row.organisation_id
            and centre.academic_year > last_row.academic_year
            and centre.academic_year <= coalesce(last_row.next_report, centre.academic_year)
            and (last_row.next_row is null or centre.academic_year < last_row.next_row)
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
union all
select
    academic_year,
    previous_academic_year,
    capacity_id,
    organisation_id,
    title,
    change_kind,
    cast(null as {{ text_type() }}) as changed_columns
from endings
