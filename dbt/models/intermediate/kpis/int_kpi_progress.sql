{#- Thresholds on pace as Statistics Canada and Open SDG use them. -#}
{%- set on_track_pace = 0.95 %}
{%- set behind_pace = 0.60 %}
{%- set judged_from = 0.1 %}

-- A = (value - baseline) / (target - baseline), E = (as_of - start) / (due - start) in days,
-- P = A / E, and the status that follows. Where the value is an estimate, both ends of its
-- interval are judged as the value is. Shares are rounded to six decimals and judged as shown,
-- but no rounding makes a target reached that is not.
with ends as (
    select
        *,
        'value' as end_name,
        kpi_value as end_value
    from {{ ref('int_kpi_value') }}
    union all
    select
        *,
        'lower' as end_name,
        value_lower as end_value
    from {{ ref('int_kpi_value') }}
    where value_lower is not null
    union all
    select
        *,
        'upper' as end_name,
        value_upper as end_value
    from {{ ref('int_kpi_value') }}
    where value_upper is not null
),

distances as (
    select
        *,
        end_value - baseline_value as way_made,
        target_value - baseline_value as way_to_make,
        cast({{ days_between('start_date', 'as_of') }} as decimal(9, 0)) as days_gone,
        cast({{ days_between('start_date', 'due_date') }} as decimal(9, 0)) as days_given,
        case
            when target_value > baseline_value then end_value >= target_value
            when target_value < baseline_value then end_value <= target_value
        end as is_reached
    from ends
),

shares as (
    select
        *,
        case
            when as_of >= start_date
                then cast(round(way_made / nullif(way_to_make, 0), 6) as decimal(18, 6))
        end as rounded_share,
        case
            when as_of >= start_date
                then cast(round(days_gone / nullif(days_given, 0), 6) as decimal(18, 6))
        end as elapsed_share,
        case
            when as_of >= start_date
                then
                    cast(
                        round(
                            (way_made * days_given) / nullif(way_to_make * days_gone, 0), 6
                        ) as decimal(18, 6)
                    )
        end as pace
    from distances
),

judged as (
    select
        *,
        case
            when rounded_share >= 1 and not is_reached then cast(0.999999 as decimal(18, 6))
            else rounded_share
        end as progress_share,
        case
            when missing_status is not null then missing_status
            when end_value is null or coalesce(way_to_make, 0) = 0 then 'not_measurable'
            when as_of < start_date then 'not_started'
            when is_reached then 'achieved'
            when (way_to_make > 0 and way_made < 0) or (way_to_make < 0 and way_made > 0)
                then 'reversed'
            when as_of > due_date then 'due_not_met'
            when elapsed_share < {{ judged_from }} then 'too_early'
            when pace is null then 'not_measurable'
            when pace >= {{ on_track_pace }} then 'on_track'
            when pace >= {{ behind_pace }} then 'behind'
            else 'off_track'
        end as kpi_status
    from shares
),

worded as (
    select
        *,
        {{ number_text('end_value') }} || ' ' || unit_of_measure || ' against a target of '
        || {{ number_text('target_value') }} as value_text,
        {{ number_text('cast(round(100 * progress_share, 1) as decimal(18, 1))') }}
        || ' % of the way' as progress_text,
        {{ number_text('cast(round(100 * elapsed_share, 1) as decimal(18, 1))') }}
        || ' % of the time' as elapsed_text,
        {{ number_text('cast(round(pace, 2) as decimal(18, 2))') }} as pace_text
    from judged
),

explained as (
    select
        *,
        case kpi_status
            when 'no_data' then missing_reason
            when 'not_measurable'
                then
                    case
                        when missing_reason is not null then missing_reason
                        when baseline_value is null
                            then 'The baseline is missing, so progress has no scale.'
                        when way_to_make = 0
                            then 'Baseline and target are equal, so progress has no scale.'
                        when due_date is null
                            then
                                value_text || ', ' || progress_text
                                || ': there is no due date, so no pace can be computed.'
                        else
                            value_text || ', ' || progress_text
                            || ': start and due date are one day, so no pace can be computed.'
                    end
            when 'not_started'
                then
                    'Counting starts on ' || cast(start_date as {{ text_type() }})
                    || ', after the reporting date.'
            when 'achieved'
                then
                    value_text || ': the target is reached, '
                    || coalesce(
                        'first on ' || cast(reached_on as {{ text_type() }}) || '.',
                        'on a day that is not known, since not every record is dated.'
                    )
            when 'reversed'
                then
                    value_text || ': the value moved away from the target, from a baseline of '
                    || {{ number_text('baseline_value') }} || '.'
            when 'due_not_met'
                then
                    value_text || ', ' || progress_text || ', and the due date '
                    || cast(due_date as {{ text_type() }}) || ' has passed.'
            when 'too_early'
                then
                    value_text || ': only ' || elapsed_text
                    || ' has passed, less than the tenth from which pace is judged.'
            when 'on_track'
                then
                    value_text || ', ' || progress_text || ' in ' || elapsed_text
                    || ': the pace of ' || pace_text || ' is at least {{ on_track_pace }}.'
            when 'behind'
                then
                    value_text || ', ' || progress_text || ' in ' || elapsed_text
                    || ': the pace of ' || pace_text || ' is below {{ on_track_pace }}.'
            when 'off_track'
                then
                    value_text || ', ' || progress_text || ' in ' || elapsed_text
                    || ': the pace of ' || pace_text || ' is below {{ behind_pace }}.'
        end as status_reason
    from worded
)

select
    explained.kpi_id,
    explained.variant,
    explained.as_of,
    explained.is_headline,
    explained.kpi_value,
    explained.baseline_value,
    explained.target_value,
    explained.start_date,
    explained.due_date,
    explained.progress_share,
    explained.elapsed_share,
    explained.pace,
    explained.kpi_status,
    lower_end.kpi_status as status_lower,
    upper_end.kpi_status as status_upper,
    explained.status_reason,
    case when explained.kpi_status = 'achieved' then explained.reached_on end as achieved_on
from explained
left join judged as lower_end
    on
        lower_end.kpi_id = explained.kpi_id
        and lower_end.variant = explained.variant
        and lower_end.end_name = 'lower'
left join judged as upper_end
    on
        upper_end.kpi_id = explained.kpi_id
        and upper_end.variant = explained.variant
        and upper_end.end_name = 'upper'
where explained.end_name = 'value'
