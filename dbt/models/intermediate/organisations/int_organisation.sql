-- The description of the newest edition that names the organisation holds. The register of an
-- academic year makes members once that year has begun: a register sent ahead of its year says
-- nothing of who is a member today.
with register as (
    select
        *,
        row_number() over (partition by organisation_id order by academic_year desc) as recency,
        min(academic_year) over (partition by organisation_id) as first_academic_year
    from {{ ref('stg_organisation_register') }}
),

edition as (
    select
        run_parameters.as_of,
        max(register.academic_year) as academic_year
    from {{ ref('stg_run_parameters') }} as run_parameters
    left join register
        on {{ academic_year_start('register.academic_year') }} <= run_parameters.as_of
    group by run_parameters.as_of
)

select
    register.organisation_id,
    register.name,
    register.name_eu,
    register.acronym,
    register.organisation_kind,
    register.university_group,
    register.grouping_basis,
    register.nuts_code,
    register.ror_id,
    register.website,
    register.joined_on,
    register.left_on,
    register.first_academic_year,
    register.academic_year as last_academic_year,
    coalesce(
        register.first_academic_year <= edition.academic_year
        and register.academic_year >= edition.academic_year
        and coalesce(register.joined_on <= edition.as_of, true)
        and coalesce(register.left_on > edition.as_of, true),
        false
    ) as is_member,
    register.origin,
    register.source
from register
cross join edition
where register.recency = 1
