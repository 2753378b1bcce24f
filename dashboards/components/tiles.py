"""A grid of 34 equal cells, one per province: a diagram, not a map, so that size on paper says nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from dashboards.components.markup import Safe, h, join, link
from dashboards.components.tables import Row

STEPS = 5
PLACES = {
    "23": (0, 7), "65": (1, 0), "15": (1, 4), "22": (1, 7), "62": (2, 1), "64": (2, 2), "14": (2, 3), "13": (2, 4),
    "11": (2, 5), "12": (2, 6), "21": (2, 7), "54": (3, 0), "63": (3, 1), "61": (3, 2), "41": (3, 3), "37": (3, 4),
    "32": (3, 5), "51": (4, 1), "50": (4, 2), "42": (4, 3), "34": (4, 4), "33": (4, 5), "31": (4, 6), "53": (5, 1),
    "52": (5, 2), "43": (5, 3), "36": (5, 4), "35": (5, 5), "71": (5, 6), "45": (6, 2), "44": (6, 3), "82": (6, 4),
    "81": (6, 5), "46": (7, 3),
}  # fmt: skip
"""GB/T 2260 province code → row and column, from the north-west."""
LETTERS = {
    "11": "BJ", "12": "TJ", "13": "HE", "14": "SX", "15": "NM", "21": "LN", "22": "JL", "23": "HL", "31": "SH",
    "32": "JS", "33": "ZJ", "34": "AH", "35": "FJ", "36": "JX", "37": "SD", "41": "HA", "42": "HB", "43": "HN",
    "44": "GD", "45": "GX", "46": "HI", "50": "CQ", "51": "SC", "52": "GZ", "53": "YN", "54": "XZ", "61": "SN",
    "62": "GS", "63": "QH", "64": "NX", "65": "XJ", "71": "TW", "81": "HK", "82": "MO",
}  # fmt: skip
"""Letters of ISO 3166-2:CN, which fit a cell on a telephone where English names do not."""


def bounds(shares: list[float]) -> list[float]:
    """Borders of equal steps from the lowest to the highest share (STEPS + 1 of them); none without shares."""
    if not shares:
        return []
    low, high = min(shares), max(shares)
    return [low + (high - low) * i / STEPS for i in range(STEPS + 1)]


def step(share: float, borders: list[float]) -> int:
    """The step of a share, from 0."""
    return sum(share >= border for border in borders[1:-1])


def grid(
    rows: Mapping[str, Row], names: Mapping[str, tuple[str, str]], text: Callable[[Row | None], str],
    address: Callable[[str], str], chosen: str, label: str, of: str = "share_missing",
) -> Safe:  # fmt: skip
    """The cells; `rows` by province code hold the share `of` (None: too few), `names` short and full name."""
    borders = bounds([row[of] for row in rows.values() if row[of] is not None])
    cells = []
    for code, (line, column) in sorted(PLACES.items(), key=lambda item: item[1]):
        if code not in names:  # the build's own list of provinces decides
            continue
        row = rows.get(code)
        short, full = names[code]
        share = row[of] if row else None
        look = "few" if share is None else f"step-{step(share, borders)}"
        content = join([h("b", short), h("span", text(row))])
        cells.append(h(
            "li", link(content, address(code), title=f"{full} {text(row)}",
                       aria_current="true" if code == chosen else None),
            cls=f"tile {look}", style=f"grid-row:{line + 1};grid-column:{column + 1}",
        ))  # fmt: skip
    return h("ul", cells, cls="tiles", aria_label=label)


def legend(shares: list[float], written: Callable[[float], str], few: str) -> Safe:
    """What the shades mean."""
    borders = bounds(shares)
    parts = [h("span", h("i", cls=f"tile step-{i}", aria_hidden="true"), f" {written(a)}–{written(b)}")
             for i, (a, b) in enumerate(pairwise(borders))]  # fmt: skip
    return h("p", parts, h("span", h("i", cls="tile few", aria_hidden="true"), f" {few}"), cls="tile-legend")
