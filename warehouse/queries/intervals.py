"""Intervals of shares of vacancies: by one rule on pages, in packs and in marts (warehouse/macros has it for those).

Vacancies of one employer are alike, so that n of them say less than n unlike ones. The variance of a share is therefore
that of a ratio over employers (Taylor linearisation, clusters drawn with replacement: Cochran, Sampling Techniques,
1977, chapters 6 and 9A); the size that a simple sample would need for the same variance is the effective size (Kish,
1965; Korn and Graubard, Survey Methodology 24, 1998), which takes the place of n in Wilson's interval. It is never more
than n. Where fewer than CLUSTERED employers ask, or fewer than that leave any vacancy without it, the variance
between employers cannot be told: then an employer counts as one vacancy, which is right where all its vacancies are
the same, and too careful otherwise. A vacancy without an employer's name counts as an employer of its own."""

from __future__ import annotations

from warehouse.wilson import Z90

CLUSTERED = 5
"""Employers on either side from which the variance between employers is used (`clustered_employers` of dbt)."""

GROUP_SUMS = "sum(m)::bigint as n, sum(m * m)::double as mm, count(*) as h"
"""Sums over rows that are an employer of a group with its vacancies `m`."""
ASKED_SUMS = """sum(x)::bigint as k, sum(x * x)::double as xx, sum(x * m)::double as xm,
    count(*) filter (x > 0) as h_some, count(*) filter (x = m) as h_every"""
"""Sums over rows that are an employer of a group with its vacancies `m`, of which `x` ask; those
with none may be left out."""


def effective_size(k: int, n: int, xx: float, xm: float, mm: float, h: int, h_some: int, h_every: int) -> float:
    """Effective size of a group of `n` vacancies of which `k` ask for something; at least 1, at most `n`, 0 of none.

    xx, xm and mm are sums over the group's `h` employers, with m vacancies each of which x ask; `h_some` employers have
    one that asks, `h_every` none that does not. Where none or all ask, the effective size is `h`;
    where every employer has one vacancy, it is `n`."""
    if n <= 0:
        return 0.0
    bounds = [float(n)]
    spread = xx - 2 * k / n * xm + (k / n) ** 2 * mm
    if spread > 0:
        bounds.append(k * (n - k) / spread * (h - 1) / h * n / (n - 1))
    if min(h_some, h - h_every) < CLUSTERED:
        bounds.append(float(h))
    return max(1.0, min(bounds))


def effective(asked: str, whole: str) -> str:
    """`effective_size` as an expression: `asked` and `whole` are aliases of rows with ASKED_SUMS and GROUP_SUMS; where
    nobody asks the former are null, and null is what an empty group has."""
    k = f"coalesce({asked}.k, 0)"
    spread = f"({asked}.xx - 2 * {asked}.k / {whole}.n * {asked}.xm + ({asked}.k / {whole}.n) ** 2 * {whole}.mm)"
    return f"""case when {whole}.n > 0 then greatest(1.0, least(
        {whole}.n::double,
        case when {spread} > 0
            then {k}::double * ({whole}.n - {k}) / {spread} * ({whole}.h - 1) / {whole}.h
                * {whole}.n / ({whole}.n - 1) end,
        case when least(coalesce({asked}.h_some, 0), {whole}.h - coalesce({asked}.h_every, 0)) < {CLUSTERED}
            then {whole}.h::double end
    )) end"""


def measured(rows: str, *keys: str) -> str:
    """A query of `rows` (a relation with `keys`, `employer_key` and a condition `asks`, a row a vacancy): by `keys` the
    vacancies `n`, those that ask, `k`, and `n_effective`."""
    by = "".join(f"{key}, " for key in keys)
    return f"""
        select {by}n, k, {effective("t", "t")} as n_effective
        from (select {by}{GROUP_SUMS}, {ASKED_SUMS}
              from (select {by}employer_key, count(*) as m, count(*) filter (asks) as x from {rows} group by all)
              group by all) as t
    """  # noqa: S608


def wilson(share: str, n: str) -> tuple[str, str]:
    """Expressions for the lower and the upper end of the 90 % Wilson interval of a share (both names of columns).

    Source: Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927). `n` may be an
    effective size. Null where n is zero or the share is null."""
    zz = Z90**2
    centre = f"({share} + {zz / 2} / nullif({n}, 0))"
    half = f"{Z90} * sqrt(({share} * (1 - {share}) + {zz / 4} / nullif({n}, 0)) / nullif({n}, 0))"
    below = f"(1 + {zz} / nullif({n}, 0))"
    return f"greatest(({centre} - {half}) / {below}, 0)", f"least(({centre} + {half}) / {below}, 1)"
