import gzip

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.snps.tables import Table, numbers, whole_numbers


def test_columns_by_tabs_and_by_commas_with_quotes(tmp_path):
    for text in (b"a\tB\tc\r\n1\tx\t3\r\n4\ty\t6\r\n", b'\xef\xbb\xbfa,B,c\n1,"x",3\n4,y,6'):
        (tmp_path / "t.gz").write_bytes(gzip.compress(text))
        table = Table(tmp_path / "t.gz")
        assert table.header == ("a", "B", "c")
        assert (table.find(("z", "b")), table.find(("z",))) == (1, None)
        blocks = list(table.blocks([2, 1]))
        assert [block.line for block in blocks] == [2, 3][: len(blocks)]
        assert [[word for block in blocks for word in block.columns[k]] for k in (0, 1)] == [
            [b"3", b"6"],
            [b"x", b"y"],
        ]


def test_comments_above_the_header_are_passed_over(tmp_path):
    (tmp_path / "t").write_text("##made by hand\na\tb\n1\t2\n")
    assert Table(tmp_path / "t").header == ("a", "b")


@pytest.mark.parametrize(
    "text", ["a\tb\n1\t2\n3\n", "a,b\n1,2\n3\n", 'a,b\n"1",2\n3\n', "a\tb\n1\t2\n3\t4\t5\n"]
)
def test_a_row_of_another_length_is_refused_with_its_line(tmp_path, text):
    (tmp_path / "t").write_text(text)
    with pytest.raises(RequestError, match=r"t, line 3: expected 2 columns as in the header, got [13]; mend"):
        list(Table(tmp_path / "t").blocks([0]))


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "t").write_text("\n")
    with pytest.raises(RequestError, match="t is empty; give a table with a header"):
        Table(tmp_path / "t")


def test_numbers_and_what_is_none(tmp_path):
    (tmp_path / "t").write_text("p\tx\n7\t0.5\n5\tNA\n0\tmany\n")
    (block,) = Table(tmp_path / "t").blocks([0, 1])
    assert whole_numbers(tmp_path / "t", block, block.columns[0][:2], "a position").tolist() == [7, 5]
    with pytest.raises(RequestError, match=r"line 4: expected a position counted from 1, got '0'"):
        whole_numbers(tmp_path / "t", block, block.columns[0], "a position")
    found = numbers(tmp_path / "t", block, block.columns[1][:2], "x")
    assert found[0] == 0.5
    assert np.isnan(found[1])
    with pytest.raises(
        RequestError, match=r"line 4: expected a number as x, got 'many'; mend the line, or put NA"
    ):
        numbers(tmp_path / "t", block, block.columns[1], "x")
