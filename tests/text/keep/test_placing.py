import numpy as np

from babelix.text.keep.placing import Attention, Placer

# "the red house" -> "la maison rouge": one subword a word, the last two crossed.
SOURCE, TARGET = "the red house", "la maison rouge"
WEIGHTS = np.array([[0.8, 0.1, 0.1], [0.1, 0.1, 0.8], [0.1, 0.8, 0.1]])


def placer(target: str = TARGET) -> Placer:
    return Placer(
        SOURCE,
        target,
        Attention(
            WEIGHTS, [(0, 3), (3, 7), (7, 13)], [(0, 2), (2, len(target) - 6), (len(target) - 6, len(target))]
        ),
    )


def test_a_stretch_is_what_translates_it() -> None:
    assert placer().stretch(4, 7, [(0, 3)]) == (2, 3)
    assert placer().stretch(8, 13, [(0, 3)]) == (1, 2)
    assert placer().stretch(4, 13, [(0, 3)]) == (1, 3)
    assert placer().stretch(0, 13, [(0, 3)]) == (0, 3)


def test_a_stretch_keeps_to_what_is_free() -> None:
    assert placer().stretch(4, 7, [(0, 1), (1, 2)]) in ((0, 1), (1, 2))
    assert placer().stretch(3, 3, [(0, 3)]) == (1, 1)
    assert placer().stretch(4, 7, [(2, 2)]) == (2, 2)


def test_a_gap_has_the_fewest_words_on_the_wrong_side() -> None:
    assert placer().gap(0) == 0
    assert placer().gap(3) == 1
    assert placer().gap(13) == 3
    # After "red": nothing crosses less than one word, and one place is as good as another but for the rounding.
    assert placer().gap(7) in (1, 3)


def test_what_stood_before_closing_signs_stands_before_them() -> None:
    weights = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    found = Placer("yes !", "oui . !", Attention(weights, [(0, 3), (4, 5)], [(0, 3), (4, 5), (6, 7)]))
    assert found.gap(3) == 1
    assert found.gap(5) == 3


def test_nothing_comes_between_an_elided_article_and_its_noun() -> None:
    weights = np.array([[0.5, 0.5], [0.0, 1.0]])
    found = Placer("the man", "l'homme", Attention(weights, [(0, 3), (3, 7)], [(0, 2), (2, 7)]))
    assert found.units == [(0, 2), (2, 7)]
    assert found.gap(3) in (0, 2)


def test_subwords_add_up_to_words_and_signs_are_units() -> None:
    found = Placer("a", "chats, 猫犬!", Attention(np.ones((1, 1)), [(0, 1)], [(0, 5)]))
    assert found.units == [(0, 5), (5, 6), (7, 8), (8, 9), (9, 10)]
