"""A spelling means another thing in certain company."""

from __future__ import annotations

import re

import pytest

from taxonomy.extractors.context_rules import misread
from taxonomy.extractors.pipeline import MentionExtractor
from taxonomy.registry import load


@pytest.mark.parametrize(
    ("text", "spelling", "wrong"),
    [
        ("熟悉ARM Cortex-M/R系列内核", "R", True),
        ("熟悉 Cortex-A/R/M 核", "R", True),
        ("熟练使用Python、R等工具", "R", False),
        ("掌握SAS/R语言", "R", False),
        ("与R&D部门协作", "R", True),
        ("熟悉net/http、gRPC", "net", True),
        ("对events/stream/net等模块有经验", "net", True),
        ("精通Java/Net/PHP", "Net", False),
        ("精通ASP.NET/http", "NET", False),
    ],
)
def test_company(text: str, spelling: str, wrong: bool) -> None:
    start = text.index(spelling) if spelling != "R" else re.search("(?<![A-Z])R(?![A-Z])", text).start()
    assert misread(text, start, start + len(spelling)) is wrong


def test_the_extractor_drops_what_is_misread() -> None:
    extractor = MentionExtractor(load())
    texts = ["任职要求：熟悉ARM Cortex-M/R系列内核，精通C/C++。", "任职要求：熟练使用Python、R等数据分析工具。"]
    found = [{m.skill_id for m in mentions} for mentions in extractor.pipe(texts)]
    assert "it_data_ai.r-language" not in found[0]
    assert "it_data_ai.r-language" in found[1]
