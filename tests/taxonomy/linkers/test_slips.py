"""Which mistyped spellings are mended, and which are words of their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.linkers.slips import SlipMender, _lookalikes

INDEX = {
    "接口开发": "dev.api", "数据治理": "data.governance", "图像处理": "data.images", "语言处理": "data.language",
    "语音": "data.speech", "抛光机": "make.polisher", "产品分析": "shop.product", "商品策划": "shop.goods",
    "上品策划": "shop.upper", "kubernetes": "infra.k8s", "vuex": "dev.vuex",
}  # fmt: skip


@pytest.fixture(scope="module")
def mender() -> SlipMender:
    return SlipMender(INDEX)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("借口开发", "接口开发"),  # sounds alike
        ("数据冶理", "数据治理"),  # looks alike
        ("图象处理", "图像处理"),
        ("kubernates", "kubernetes"),
        ("kubernats", "kubernetes"),
    ],
)
def test_a_slip_is_read_as_what_it_stands_for(mender: SlipMender, typed: str, meant: str) -> None:
    assert mender.mended(typed) == meant
    assert mender.skill(typed) == INDEX[meant]


@pytest.mark.parametrize(
    "spelling",
    [
        "接口开发",  # right as it is
        "语音处理",  # 语音 is a word of the list
        "数据清理",  # neither sounds nor looks like 治
        "借口开花",  # two characters differ
        "刨光机",  # three characters
        "赏品策划",  # 商品策划 and 上品策划 are equally near
        "vuxe",
        "kubernetes集群",
    ],
)
def test_what_is_no_slip_or_not_sure_stays(mender: SlipMender, spelling: str) -> None:
    assert mender.mended(spelling) is None
    assert mender.skill(spelling) is None


@given(st.sampled_from(sorted(INDEX)), st.integers(0, 9), st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF))
def test_what_is_mended_differs_in_one_character(key: str, at: int, other: str) -> None:
    typed = key[:at] + other + key[at + 1 :]
    meant = SlipMender(INDEX).mended(typed)
    assert meant is None or (
        typed not in INDEX and len(meant) == len(typed) and sum(a != b for a, b in zip(meant, typed, strict=True)) == 1
    )


def test_lookalikes_are_chinese_characters_that_go_both_ways() -> None:
    found = _lookalikes()
    assert len(found) > 200
    for character, others in found.items():
        assert len(character) == 1
        assert "一" <= character <= "鿿"
        assert len(others) > 1, f"{character} stands alone"
        assert all(character in found[other] for other in others)
