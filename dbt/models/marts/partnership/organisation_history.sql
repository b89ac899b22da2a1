-- A version lasts as long as the editions of the register repeat it. Every edition is a full list:
-- an organisation that one of them lacks was no member then, and its version ends before it. An
-- academic year without any edition says nothing and ends nothing.
with editions as (
    select
        academic_year,
        row_number() over (order by academic_year) as edition_number
    from (select distinct academic_year from {{ ref('stg_organisation_register') }}) as listed
),

sequenced as (
    select
        register.*,
        editions.edition_number,
        lag(editions.edition_number) over (
            partition by register.organisation_id order by register.academic_year
        ) as previous_number,
        lag(register.name) over (
            partition by register.organisation_id order by register.academic_year
        ) as previous_name,
        lag(register.organisation_kind) over (
            partition by register.organisation_id order by register.academic_year
        ) as previous_kind,
        lag(register.university_group) over (
            partition by register.organisation_id order by register.academic_year
        ) as previous_group,
        lag(register.nuts_code) over (
            partition by register.organisation_id order by register.academic_year
        ) as previous_nuts
    from {{ ref('stg_organisation_register') }} as register
    inner join editions
        on editions.academic_year = register.academic_year
),

versioned as (
    select
        *,
        sum(
            case
                when
                    previous_number = edition_number - 1
                    and previous_name = name
                    and previous_kind = organisation_kind
                    and previous_group is not distinct from university_group
                    and previous_nuts = nuts_code
                    then 0
                else 1
            end
        ) over (partition by organisation_id order by academic_year) as version_number
    from sequenced
),

newest as (
    select max(academic_year) as academic_year
    from editions
),

versions as (
    select
        organisation_id,
        version_number,
        name,
        organisation_kind,
        university_group,
        nuts_code,
        min(academic_year) as valid_from,
        max(academic_year) as last_stated,
        {{ weakest_origin('origin') }} as origin
    from versioned
    group by
        organisation_id,
        version_number,
        name,
        organisation_kind,
        university_group,
        nuts_code
)

select
    versions.organisation_id,
    versions.valid_from,
    case when versions.last_stated < newest.academic_year then versions.last_stated end as valid_to,
    versions.name,
    versions.organisation_kind,
    versions.university_group,
    versions.nuts_code,
    versions.last_stated = newest.academic_year as is_current,
    versions.origin
from versions
cross join newest
