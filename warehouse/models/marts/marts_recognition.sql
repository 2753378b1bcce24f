-- One group of vacancies in China and what they ask for: how many name it, with the 90 % interval of the share.
select
    scope,
    field,
    province_code,
    year,
    kind,
    n_vacancies,
    n_employers,
    n_required,
    n_preferred,
    n_negated,
    n_total,
    n_total_employers,
    n_vacancies / n_total as share,
    n_effective,
    {{ wilson90('n_vacancies / n_total', 'n_effective', -1) }} as low,
    {{ wilson90('n_vacancies / n_total', 'n_effective', 1) }} as high
from {{ ref('core_recognition') }}
