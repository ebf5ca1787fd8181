from dataclasses import replace

import pytest

from babelix.evaluation.bootstrap import Interval
from babelix.evaluation.contrastive import ContrastiveScore
from babelix.evaluation.coreference import Answerer, CoreferenceScore
from babelix.evaluation.permutation import Chance
from babelix.transformer.ablation import Head
from babelix.views.attention.coreference import table_lines
from babelix.workflows.attention.coreference import Coreference
from babelix.workflows.attention.pronouns import PronounAblation, PronounEffect


def interval(score: float, low: float, high: float) -> Interval:
    return Interval(score, low, high, 0.95, "")


HALF = interval(0.5, 0.5, 0.5)
CHOSEN = Answerer("layer 1 head 0", interval(0.506, 0.495, 0.517), interval(0.05, 0.035, 0.067), 0.088)
PLACE = Answerer("place", HALF, interval(0, 0, 0), 0.0)
SCORE = CoreferenceScore(
    name="winograd",
    chosen_on="winograd train",
    items=1320,
    pairs=660,
    head=CHOSEN,
    nearest=PLACE,
    first=PLACE,
    both=PLACE,
    margin=interval(0.006, -0.005, 0.017),
    chance=Chance(0.5, 0.49, 0.51, 0.508, 0.1159, 1000, 1),
    best=Answerer("layer 0 head 3", HALF, None, None),
    best_chance=Chance(0.509, 0.5, 0.52, 0.514, 0.877, 1000, 1),
    parts={"pro-1": interval(0.535, 0.497, 0.573)},
)


def found(**changes: object) -> Coreference:
    whole = Coreference("en-fr", 32, Head("encoder", 1, 0), [SCORE], None)
    return replace(whole, **changes)  # type: ignore[arg-type]


def test_the_table_of_a_set() -> None:
    assert table_lines(found()) == [
        "en-fr: encoder layer 1 head 0 (from 0), the best of the encoder's 32 on winograd train",
        "word pieces summed, words of a mention averaged, pieces of the pronoun averaged, a tie counts half",
        "",
        "winograd: 1320 items, 660 twin pairs",
        "                                      accuracy, %           both twins, %         answer changes, %",
        "  chosen: layer 1 head 0              50.6 (49.5 to 51.7)   5.0 (3.5 to 6.7)      8.8",
        "  nearest mention                     50.0 (50.0 to 50.0)   0.0 (0.0 to 0.0)      0.0",
        "  first mention                       50.0 (50.0 to 50.0)   0.0 (0.0 to 0.0)      0.0",
        "  the better of both in training      50.0 (50.0 to 50.0)   0.0 (0.0 to 0.0)      0.0",
        "  best here: layer 0 head 3           50.0 (50.0 to 50.0)",
        "  chosen, part pro-1                  53.5 (49.7 to 57.3)",
        "  chosen less nearest or first        +0.6 (-0.5 to +1.7)",
        "  chance, chosen elsewhere            50.0, 95th percentile 50.8, P 0.116",
        "  chance, best of all heads here      50.9, 95th percentile 51.4, P 0.877",
    ]


def test_every_set_has_a_block() -> None:
    lines = table_lines(found(scores=[SCORE, replace(SCORE, name="twins", items=52, pairs=26)]))
    assert [line for line in lines if "items" in line] == [
        "winograd: 1320 items, 660 twin pairs",
        "twins: 52 items, 26 twin pairs",
    ]


@pytest.mark.parametrize("chosen", [True, False])
def test_the_table_of_pronouns_without_a_head(chosen: bool) -> None:
    balanced = replace(interval(0.53, 0.497, 0.565), signature="balanced over 2 labels|n:500|bs:1000|seed:1")
    whole = ContrastiveScore(interval(0.652, 0.606, 0.694), balanced, {}, 0.672, 500)
    effect = PronounEffect(
        [Head("encoder", 1, 0)],
        chosen,
        "mean",
        whole,
        interval(-0.002, -0.014, 0.01),
        interval(0.003, -0.019, 0.011),
    )
    lines = table_lines(found(ablation=PronounAblation(whole, [effect], 500, 7000, 1)))
    which = "chosen" if chosen else "random"
    assert lines[-6:] == [
        "",
        "English-French pronouns: 500 of 7000 contrastive pairs (seed 1); always the commoner gender 67.2 %, "
        "balanced 50.0 %",
        "95 % bootstrap intervals over pairs (balanced over 2 labels|n:500|bs:1000|seed:1); plain accuracy hangs on "
        "the genders' shares",
        "                                          balanced, %           accuracy, %           balanced change"
        "       change",
        "  whole model                             53.0 (49.7 to 56.5)   65.2 (60.6 to 69.4)",
        f"  mean, {which}: encoder layer 1 head 0    53.0 (49.7 to 56.5)   65.2 (60.6 to 69.4)   "
        "+0.3 (-1.9 to +1.1)   -0.2 (-1.4 to +1.0)",
    ]
