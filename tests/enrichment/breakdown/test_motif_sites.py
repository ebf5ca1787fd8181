import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.enrichment.breakdown.motif_sites import SiteChange, best_site, site_change, site_threshold
from babelix.genome.motifs.motif import Motif
from babelix.genome.sequence import one_hot
from babelix.genome.variant import Variant

ODD = Motif("odd", np.array([[0.7, 0.1, 0.1, 0.1], [0.05, 0.8, 0.05, 0.1], [0.25, 0.15, 0.35, 0.25]]))
LETTERS = "ACGT"


def rows(text):
    return one_hot(np.frombuffer(text.encode(), np.uint8))


def score(text):
    """The sum of log-odds of a word of the motif's width, letter by letter."""
    odds = ODD.log_odds()
    return sum(odds[place, LETTERS.index(letter)] for place, letter in enumerate(text) if letter in LETTERS)


def reverse(text):
    return text.translate(str.maketrans("ACGT", "TGCA"))[::-1]


def best(text):
    words = [text[at : at + 3] for at in range(len(text) - 2)]
    return max(max(score(word), score(reverse(word))) for word in words)


@given(st.text(LETTERS + "N", min_size=3, max_size=13))
def test_the_best_site_is_that_of_all_words_on_both_strands(text):
    assert best_site(ODD.log_odds(), rows(text)) == pytest.approx(best(text), abs=1e-6)


@given(
    st.text(LETTERS, min_size=11, max_size=11),
    st.sampled_from([("", "ACG"), ("TG", ""), ("G", "T"), ("CA", "AC")]),
)
def test_only_windows_that_the_variant_touches_count(text, change):
    ref, alt = change
    contig = text[:5] + ref + text[5:]
    read = lambda _, start, end: np.frombuffer(contig[start:end].encode(), np.uint8)  # noqa: E731
    # As VCF writes it, with the base before.
    variant = Variant("c", 5, contig[4] + ref, contig[4] + alt)
    found = site_change(ODD, read, variant)
    kept = variant.trimmed()
    before, after = contig[kept.start - 2 : kept.start], contig[kept.end : kept.end + 2]
    assert found.ref == pytest.approx(best(before + kept.ref + after), abs=1e-6)
    assert found.alt == pytest.approx(best(before + kept.alt + after), abs=1e-6)


def test_rows_shorter_than_the_motif_have_no_site():
    assert best_site(ODD.log_odds(), rows("AC")) == float("-inf")


@pytest.mark.parametrize(
    ("ref", "alt", "fate"),
    [
        (5, 1, "lost"),
        (1, 5, "gained"),
        (5, 4, "weakened"),
        (4, 5, "strengthened"),
        (5, 4.1, "kept"),
        (2.9, 2, "no site"),
        (3, 2.9, "lost"),
    ],
)
def test_fates_by_hand(ref, alt, fate):
    assert SiteChange(ref, alt).fate(threshold=3, least=1) == fate


@pytest.mark.parametrize("p", [0.3, 0.1, 1 / 64])
def test_the_threshold_is_that_of_all_words_of_the_motif(p):
    scores = np.array([score(word) for word in itertools.product(LETTERS, repeat=3)])
    reached = scores[scores >= site_threshold(ODD, p)]
    assert len(reached) / 64 <= p
    next_down = scores[scores < reached.min()].max()
    assert (scores >= next_down - 1e-9).mean() > p, "the next score down comes too often"


def test_a_motif_too_short_for_the_p_has_no_site():
    assert site_threshold(ODD, 0.001) == float("inf")
