-- One month as of which everything was judged from what was known then, the build's own month last.
select
    month,
    recent_months,
    baseline_months,
    months_left_out,
    sources,
    n_recent,
    n_baseline,
    n_judged,
    n_new,
    n_rising,
    n_watch,
    n_established,
    n_declining
from {{ source('derived', 'emergence_months') }}
