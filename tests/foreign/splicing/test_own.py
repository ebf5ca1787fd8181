from types import SimpleNamespace
from typing import Any

import pytest

from babelix.foreign.splicing.deltas import Delta
from babelix.foreign.splicing.own import SpliceDeltas
from babelix.foreign.splicing.scorer import Rules
from babelix.genome.variant import Variant
from babelix.tracks.own import OwnScores

VARIANT = Variant("c", 7, "A", "C")
WEAK = Delta("C", "WEAK", (0.1, 0.2, 0.0, -0.0), (1, 2, 3, 4))
STRONG = Delta("C", "STRONG", (0.0, 0.0, 0.25, 0.0), (-1, -2, -3, -4))


def said(records, skipped=None):
    scorer: Any = SimpleNamespace(
        rules=Rules(), skips=lambda variant: skipped, records=lambda variant: records
    )
    deltas = SpliceDeltas(scorer, "checksum")
    assert isinstance(deltas, OwnScores)
    ask = deltas.ask(VARIANT, VARIANT)
    assert ask.windows == ()
    return ask.answer([])


def test_the_gene_in_which_it_does_most_and_all_records():
    own = said([WEAK, STRONG])
    assert own.values == {
        "SYMBOL": "STRONG", "DS_AG": 0.0, "DS_AL": 0.0, "DS_DG": 0.25, "DS_DL": 0.0,
        "DP_AG": -1, "DP_AL": -2, "DP_DG": -3, "DP_DL": -4,
        "SpliceAI": "C|WEAK|0.10|0.20|0.00|-0.00|1|2|3|4,C|STRONG|0.00|0.00|0.25|0.00|-1|-2|-3|-4",
    }  # fmt: skip
    assert own.info == {"SpliceAI": own.values["SpliceAI"]}
    assert set(own.values) <= set(SpliceDeltas.columns)


@pytest.mark.parametrize(
    ("records", "skipped", "values", "info"),
    [
        ([], None, {"why_none": "no_gene"}, {}),
        ([], "near_end", {"why_none": "near_end"}, {}),
        (
            [Delta("TT", "G")],
            None,
            {"SpliceAI": "TT|G|.|.|.|.|.|.|.|.", "why_none": "several_bases"},
            {"SpliceAI": "TT|G|.|.|.|.|.|.|.|."},
        ),
    ],
)
def test_why_there_is_none(records, skipped, values, info):
    own = said(records, skipped)
    assert (own.values, own.info) == (values, info)
