from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.marks.counting import Counting, placed
from babelix.genome.formats.reads import (
    DUPLICATE,
    FIRST,
    PAIRED,
    PROPER,
    QC_FAILED,
    REVERSE,
    SECONDARY,
    SUPPLEMENTARY,
    UNMAPPED,
    ReadBlock,
)
from babelix.genome.overlap import union

SIZES = {"a": 1009, "b": 503}


def block(rows, unit="line", chroms=("a", "b", "z")):
    """Rows of (chrom code, start, end, flag, insert)."""
    table = np.array(rows, np.int64).reshape(-1, 5)
    return ReadBlock(
        chroms,
        table[:, 0].astype(np.int32),
        table[:, 1],
        table[:, 2],
        table[:, 3].astype(np.int32),
        np.full(len(table), 30, np.int16),
        table[:, 4],
        np.arange(1, len(table) + 1),
        unit,
    )


def count(rows, unit="line", **options):
    tally = Counter()
    chrom, where = placed(block(rows, unit), Counting(**options), SIZES, Path("r.bed"), Path("s"), tally)
    return list(zip(chrom.tolist(), where.tolist(), strict=True)), {k: v for k, v in tally.items() if v}


def test_the_five_prime_end_moves_downstream():
    # + : (start + 100) / 200; - : (end - 1 - 100) / 200, towards zero, so that -50 / 200 is bin 0.
    rows = [(0, 99, 135, 0, 0), (0, 100, 136, 0, 0), (0, 400, 501, REVERSE, 0), (0, 10, 51, REVERSE, 0)]
    assert count(rows)[0] == [(0, 0), (0, 1), (0, 2), (0, 0)]
    assert count(rows, shift=0)[0] == [(0, 0), (0, 0), (0, 2), (0, 0)]


def test_reads_outside_are_dropped_and_counted():
    # 1009 bases hold five bins; chromosome b two.
    rows = [(0, 899, 935, 0, 0), (0, 900, 936, 0, 0), (1, 299, 330, 0, 0), (1, 300, 330, 0, 0)]
    assert count(rows) == ([(0, 4), (1, 1)], {"counted": 2, "outside the bins": 2})


def test_center_and_peaks():
    rows = [(0, 150, 300, 0, 0), (0, 199, 401, 0, 0)]
    assert count(rows, center=True)[0] == [(0, 1), (0, 1)]
    assert count(rows, peaks=True) == ([(0, 0), (0, 1), (0, 0), (0, 1), (0, 2)], {"counted": 2})
    assert count([(0, 1001, 1009, 0, 0)], peaks=True)[1] == {"outside the bins": 1}
    assert count([(0, 790, 1009, 0, 0)], peaks=True)[0] == [(0, 3), (0, 4)]


def test_pairs_count_once_at_half_the_insert():
    pair = PAIRED | PROPER
    rows = [
        (0, 300, 336, pair | FIRST, 250),
        (0, 514, 550, pair | REVERSE, -250),
        (0, 300, 336, PAIRED | FIRST, 250),
    ]
    assert count(rows, "read", paired=True) == ([(0, 2)], {"counted": 1, "second mate or improper pair": 2})
    assert count([(0, 514, 550, pair | FIRST | REVERSE, -250)], "read", paired=True)[0] == [(0, 2)]
    with pytest.raises(
        RequestError, match="read 1: `paired` was asked for and this read is not of a pair; use `mixed`"
    ):
        count([(0, 300, 336, 0, 0)], "read", paired=True)
    assert count([(0, 300, 336, 0, 0), rows[0]], "read", mixed=True)[0] == [(0, 2), (0, 2)]


@pytest.mark.parametrize(
    ("flag", "option", "reason"),
    [
        (SECONDARY, "drop_secondary", "secondary"),
        (SUPPLEMENTARY, "drop_supplementary", "supplementary"),
        (QC_FAILED, "drop_qc_failed", "QC-failed"),
        (DUPLICATE, "drop_duplicates", "duplicate"),
    ],
)
def test_flags_count_unless_dropped(flag, option, reason):
    assert count([(0, 0, 36, flag, 0)])[1] == {"counted": 1}
    assert count([(0, 0, 36, flag, 0)], **{option: True})[1] == {reason: 1}


def test_unmapped_quality_and_blacklist():
    assert count([(-1, 0, 0, UNMAPPED, 0)])[1] == {"unmapped": 1}
    assert count([(0, 0, 36, 0, 0)], min_quality=31)[1] == {"low mapping quality": 1}
    region = {"a": union(np.array([35]), np.array([40]))}
    assert count([(0, 0, 35, 0, 0), (0, 0, 36, 0, 0), (1, 0, 36, 0, 0)], blacklist=region)[1] == {
        "counted": 2,
        "blacklisted": 1,
    }


def test_an_unknown_chromosome_is_an_error_or_a_reason():
    with pytest.raises(RequestError, match=r"r\.bed, line 2: chromosome 'z' is not in s, which has a, b"):
        count([(0, 0, 36, 0, 0), (2, 0, 36, 0, 0)])
    assert count([(2, 0, 36, 0, 0)], skip_unknown=True)[1] == {"chromosome without size": 1}


@pytest.mark.parametrize("options", [{"center": True, "peaks": True}, {"paired": True, "mixed": True}])
def test_options_that_exclude_one_another(options):
    said = "of `center`, `peaks` and `paired` only one can be chosen, and `mixed` replaces `paired`"
    with pytest.raises(RequestError, match=said) as caught:
        Counting(**options)
    assert set(caught.value.setting) == {"center", "peaks", "paired", "mixed"}


def test_a_bin_has_a_base():
    with pytest.raises(RequestError, match="the bin size must be at least 1 base, got 0"):
        Counting(bin_size=0)
