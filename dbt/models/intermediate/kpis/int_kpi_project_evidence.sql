-- KPI 5 (funded projects of the Connections Programme) and KPI 6 (Euroregional projects).
with projects as (
    select
        project.project_id,
        project.project_programme,
        project.edition,
        project.project_status,
        project.is_funded,
        project.started_on,
        project.ended_on,
        project.origin,
        fiche.kpi_id,
        fiche.start_date,
        run_parameters.as_of,
        {{ academic_year_start('project.academic_year') }} as year_starts_on
    from {{ ref('stg_project') }} as project
    cross join {{ ref('stg_run_parameters') }} as run_parameters
    inner join {{ ref('stg_kpi_fiche') }} as fiche
        on
            (project.project_programme = 'connections' and fiche.kpi_id = 5)
            or (project.project_programme = 'euroregional' and fiche.kpi_id = 6)
),

connections as (
    select
        *,
        case
            when not is_funded then 'Not funded.'
            when coalesce(started_on, year_starts_on) > as_of
                then 'Begins after the reporting date.'
        end as not_supported,
        max(case when year_starts_on <= as_of then edition end) over () as newest_edition
    from projects
    where kpi_id = 5
),

evidence as (
    select
        kpi_id,
        'since_start' as variant,
        project_id,
        origin,
        case
            when not_supported is not null then not_supported
            when year_starts_on < start_date
                then 'Of an edition whose academic year began before the partnership.'
        end as objection,
        'Funded by an edition since the start of the partnership.' as merit,
        started_on as counted_on
    from connections
    union all
    select
        kpi_id,
        'cumulative' as variant,
        project_id,
        origin,
        not_supported as objection,
        'Funded by the Connections Programme.' as merit,
        started_on as counted_on
    from connections
    union all
    select
        kpi_id,
        'latest_edition' as variant,
        project_id,
        origin,
        case
            when not_supported is not null then not_supported
            when coalesce(edition <> newest_edition, true)
                then 'Not of edition ' || newest_edition || ', the newest.'
        end as objection,
        'Funded by the newest edition.' as merit,
        started_on as counted_on
    from connections
    union all
    select
        kpi_id,
        'edition_3' as variant,
        project_id,
        origin,
        case
            when not_supported is not null then not_supported
            when coalesce(edition <> 3, true) then 'Not of edition 3.'
        end as objection,
        'Funded by edition 3.' as merit,
        started_on as counted_on
    from connections
    union all
    select
        kpi_id,
        'delivered' as variant,
        project_id,
        origin,
        case
            when project_status <> 'delivered'
                then 'Not delivered: its status is ' || project_status || '.'
            when ended_on > as_of then 'Delivered after the reporting date.'
            when ended_on < start_date then 'Delivered before the partnership began.'
        end as objection,
        'Delivered.' as merit,
        ended_on as counted_on
    from projects
    where kpi_id = 6
    union all
    select
        kpi_id,
        'launched_or_delivered' as variant,
        project_id,
        origin,
        case
            when project_status not in ('ongoing', 'delivered')
                then 'Not launched: its status is ' || project_status || '.'
            when started_on > as_of then 'Launched after the reporting date.'
            when ended_on < start_date then 'Delivered before the partnership began.'
        end as objection,
        'Launched.' as merit,
        started_on as counted_on
    from projects
    where kpi_id = 6
)

select
    kpi_id,
    variant,
    'project' as record_table,
    project_id as record_id,
    objection,
    merit,
    case when objection is null then counted_on end as counted_on,
    origin
from evidence
