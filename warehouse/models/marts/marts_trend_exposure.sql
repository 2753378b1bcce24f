-- One month and stratum: the denominators of every share.
select * from {{ ref('core_trend_exposure') }}
