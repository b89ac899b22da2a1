-- The variants that the models below compute, with the landing table whose records they count.
-- What a variant means stands in the landing table kpi_variant; a test holds the two equal.
-- The table of KPI 3 has no feed yet: its variants are computed as no data.
with computations (kpi_id, variant, source_table) as (
    values
    (1, 'edition', 'capacity'),
    (1, 'cumulative', 'capacity'),
    (1, 'training_only', 'capacity'),
    (1, 'research_only', 'capacity'),
    (1, 'transfer_only', 'capacity'),
    (1, 'distinct_titles', 'capacity'),
    (2, 'accredited_linked', 'capacity'),
    (2, 'linked_any', 'capacity'),
    (2, 'accredited_linked_cumulative', 'capacity'),
    (3, 'persons_2019', 'training_participation'),
    (3, 'persons_observatory', 'training_participation'),
    (3, 'participations_2019', 'training_participation'),
    (3, 'participations_observatory', 'training_participation'),
    (4, 'members', 'organisation_register'),
    (4, 'members_and_participants', 'organisation_register'),
    (4, 'named_members', 'organisation_register'),
    (5, 'since_start', 'project'),
    (5, 'cumulative', 'project'),
    (5, 'latest_edition', 'project'),
    (5, 'edition_3', 'project'),
    (6, 'delivered', 'project'),
    (6, 'launched_or_delivered', 'project'),
    (7, 'unique_agents', 'euroregional_agent'),
    (7, 'attendances', 'euroregional_agent'),
    (8, 'attended', 'event'),
    (8, 'attended_or_announced', 'event')
)

select
    kpi_id,
    variant,
    source_table
from computations
