"""Reading the pairs of `xgap link`."""

import pytest

from pipelines.commands.link import read_pairs
from pipelines.files import BadInput


def test_pairs_keep_their_order_and_a_byte_order_mark_is_no_column(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("﻿a,b\n钳工,焊工\nJS,JavaScript\n", "utf-8")
    assert read_pairs(path) == [("钳工", "焊工"), ("JS", "JavaScript")]


@pytest.mark.parametrize(("text", "said"), [("a,c\n1,2\n", "缺少"), ("a,b\n钳工,\n", "第2行")])
def test_bad_files_are_refused_in_two_languages(tmp_path, text, said):
    path = tmp_path / "p.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said):
        read_pairs(path)
