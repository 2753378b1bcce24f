"""The written demands fit the frames that they were written for, and wrong files are named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from taxonomy.linkers import demands
from taxonomy.registry import TaxonomyError, load


def test_every_requirement_has_demands_and_every_id_is_a_requirement() -> None:
    taxonomy = load()
    written = demands.read()
    ids = {c.competency_id for c in taxonomy.competencies}
    named = Counter(i for d in written for i in d.covered)
    assert {i for d in written for i in (*d.covered, *d.near)} <= ids
    assert [i for i in ids if i.split("/")[0] in {d.certificate for d in written} and not named[i]] == []


def test_no_demand_stands_twice_and_none_is_both_covered_and_near() -> None:
    written = demands.read()
    assert [k for k, n in Counter((d.certificate, d.mention, d.sentence) for d in written).items() if n > 1] == []
    assert [d for d in written if set(d.covered) & set(d.near)] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mention,sentence\na,a\n", "columns"),
        ("mention,sentence,covered,near\nCAD,CAD, CNC,junior/1.1.1,x,\n", "line 2: four cells"),
        ("mention,sentence,covered,near\nCAD,会制图,junior/1.1.1,\n", "line 2: the sentence does not hold"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "xg-a.csv").write_text(text, "utf-8")
    with pytest.raises(TaxonomyError, match=message) as caught:
        demands.read(tmp_path)
    assert "xg-a.csv" in str(caught.value)
