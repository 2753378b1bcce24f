-- One skill as of the build's default month: how its share moved, and apart from that whether a certificate
-- teaches it. Emerging and missing are two verdicts; neither follows from the other.
select
    g.as_of,
    g.rank,
    s.skill_id,
    s.name,
    s.name_en,
    s.type,
    s.is_known,
    g.status,
    g.share_recent,
    g.share_baseline,
    g.ratio,
    g.ratio_low,
    g.ratio_high,
    g.q_value,
    g.n_recent,
    g.n_baseline,
    g.n_postings,
    g.n_employers,
    g.n_sources,
    g.first_seen,
    g.gates,
    g.score,
    g.lasting,
    s.coverage,
    s.p_covered,
    s.basis,
    s.best_competency_id
from {{ source('derived', 'skill_signals') }} as g
inner join {{ ref('marts_skills') }} as s using (skill_id)
