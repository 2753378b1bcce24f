-- One month and source: new vacancies.
select month, source, sum(n_vacancies)::integer as n_vacancies
from {{ ref('core_trend_exposure') }}
group by all
