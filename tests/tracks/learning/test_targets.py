import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.tracks.learning.targets import Target, read_targets
from babelix.tracks.model import Track

HEADER = "identifier\tfile\tclip\tclip_soft\tscale\tsum_stat\tstrand\tstrand_pair\tdescription\n"


def table(tmp_path, *rows, header=HEADER):
    path = tmp_path / "targets.txt"
    path.write_text(header + "".join(row + "\n" for row in rows))
    return path


def test_a_table_as_others_write_it(tmp_path):
    path = table(
        tmp_path,
        "a+\tp.bw,q.bw\t32\t8\t0.5\tmean\t+\t1\tstarts of a",
        "a-\tm.bw\t\t\t\t\t-\t0\t",
        "peaks\tx.bed\t\t\t\t\t\t2\tx",
    )
    plus, minus, peaks = read_targets(path)
    assert plus == Target(
        track=Track("a+", 1, "starts of a", 1), files=("p.bw", "q.bw"), statistic="mean",
        clip=32, clip_soft=8, scale=0.5,
    )  # fmt: skip
    assert (minus.track.strand, minus.track.pair, minus.statistic, minus.scale) == (-1, 0, "sum", 1)
    assert (peaks.track.strand, peaks.track.pair) == (0, None)


@pytest.mark.parametrize(
    ("names", "told", "strands"),
    [
        ("ab", "..", [1, -1]),
        (["x-", "x+"], "..", [-1, 1]),
        ("ab", "-.", [-1, 1]),
        (["x+", "x-"], ".+", [-1, 1]),
    ],
)
def test_the_strands_of_a_pair_are_told_by_either_by_names_or_by_order(tmp_path, names, told, strands):
    rows = [
        f"{name}\tf\t\t\t\t\t{one}\t{1 - row}\t"
        for row, (name, one) in enumerate(zip(names, told, strict=True))
    ]
    assert [each.track.strand for each in read_targets(table(tmp_path, *rows))] == strands


def test_values_are_clipped_softly_then_hard_then_scaled():
    target = Target(track=Track("x"), files=("f",), clip=7.0, clip_soft=5.0, scale=3.0)
    # 8 is 5 - 1 + sqrt(8 - 5 + 1) = 6; 53 would be 11.
    assert target.shaped(np.array([2, 5, 8, 53], np.float32)).tolist() == [6, 15, 18, 21]
    root = Target(track=Track("x"), files=("f",), statistic="sum_sqrt")
    assert root.shaped(np.array([0, 3, 24], np.float32)).tolist() == [0, 1, 4]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["a\tf\t\t\t\tmedian\t\t\t"], r"line 2: sum_stat 'median': expected one of sum"),
        (["a\tf\t-3\t\t\t\t\t\t"], r"line 2: clip '-3': expected a number of 0 or more"),
        (["a\tf\t\t\tmuch\t\t\t\t"], r"line 2: scale 'much'"),
        (["a\tf"], r"line 2: expected 9 columns as in line 1, got 2"),
        (["a\tf\t\t\t\t\t\t7\t"], r"strand_pair 7: expected a line's number from 0 to 0"),
        (["a\t\t\t\t\t\t\t\t"], r"expected an identifier and a file"),
        (["a\tf\t\t\t\t\t*\t\t"], r"strand '\*': expected \+, - or"),
        (["a\tf\t\t\t\t\t\t\t", "a\tg\t\t\t\t\t\t\t"], r"two tracks are called a"),
        (["a\tf\t\t\t\t\t+\t\t"], r"a is of one strand and names no pair"),
        (["a\tf\t\t\t\t\t+\t1\t", "b\tf\t\t\t\t\t+\t0\t"], r"a names b as its pair; expected two tracks"),
        ([], "names no track"),
    ],
)
def test_lines_that_will_not_do(tmp_path, rows, said):
    with pytest.raises(RequestError, match=said):
        read_targets(table(tmp_path, *rows))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("identifier\tscale\n", "expected a column file"),
        ("identifier\tfile\tclp\n", "unknown column 'clp'.*clip"),
        ("", "is empty"),
    ],
)
def test_headers_that_will_not_do(tmp_path, header, said):
    with pytest.raises(RequestError, match=said):
        read_targets(table(tmp_path, *(["a\tf\t3"] if header else []), header=header))
