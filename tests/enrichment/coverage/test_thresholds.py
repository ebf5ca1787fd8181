import math

import numpy as np

from babelix.enrichment.coverage.thresholds import thresholds


def test_weaker_peaks_add_bases_by_both_ways(laid):
    stacked = laid(
        "".join(f"chr1\t{4 * k}\t{4 * k + 3}\n" for k in range(10)),
        "chr2\t0\t5\nchr2\t3\t9\n",
        "chr1\t90\t97\n",
    ).stacked
    strong_file, weak_file = np.arange(10.0) + 100, np.array([1.0, 2.0])
    signals = [strong_file, weak_file, None]
    found = thresholds("TF", [True, True, False], signals, stacked)
    by_signal = [each for each in found if each.by == "signal"]
    assert [each.kept for each in by_signal] == [k / 10 for k in range(1, 11)]
    cuts = np.quantile(np.concatenate([strong_file, weak_file]), np.arange(10) / 10)[::-1]
    for each, cut in zip(by_signal, cuts, strict=True):
        strong = int((strong_file >= cut).sum())
        weak = {2: 9, 1: 6, 0: 0}[int((weak_file >= cut).sum())]
        assert (each.peaks, each.bases) == (strong + int((weak_file >= cut).sum()), 3 * strong + weak)
    by_rank = {each.kept: each for each in found if each.by == "rank"}
    assert (by_rank[0.5].peaks, by_rank[0.5].bases) == (6, 15 + 6)
    assert math.isnan(by_rank[0.5].signal)
    assert by_rank[1.0].bases == by_signal[-1].bases == 39


def test_without_a_signal_in_every_file_there_is_nothing_to_say(laid):
    stacked = laid("chr1\t0\t5\n", "chr1\t0\t5\n").stacked
    assert thresholds("TF", [True, True], [np.ones(1), None], stacked) == []
