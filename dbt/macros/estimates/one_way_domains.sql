{#- The rows of a relation once under each domain that is estimated: all firms, their sector, their
    size band, their province. The domain stands in `sector_domain`, `size_domain` and `nuts_domain`;
    a firm that did not say where it is (_U) counts among all, and is no province. -#}
{% macro one_way_domains(relation) -%}
    select
        *,
        '_T' as sector_domain,
        '_T' as size_domain,
        'ES21' as nuts_domain
    from {{ relation }}
    union all
    select
        *,
        sector_code as sector_domain,
        '_T' as size_domain,
        'ES21' as nuts_domain
    from {{ relation }}
    union all
    select
        *,
        '_T' as sector_domain,
        size_band as size_domain,
        'ES21' as nuts_domain
    from {{ relation }}
    union all
    select
        *,
        '_T' as sector_domain,
        '_T' as size_domain,
        nuts_code as nuts_domain
    from {{ relation }}
    where nuts_code <> '_U'
{%- endmacro %}
