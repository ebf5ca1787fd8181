from random import Random

import pytest

from babelix.text.names import KINDS, draw, names, swap_names, vowel_first


def test_the_lists_are_long_clean_and_apart():
    lists = {kind: names(kind) for kind in KINDS}
    together = [name for kind in KINDS for name in lists[kind]]
    assert len(together) == len(set(together)) >= 500
    assert min(map(len, lists.values())) > 100
    assert all(name[0].isupper() and name == name.strip() and "  " not in name for name in together)
    assert not any(character in name for name in together for character in "0123456789.\t\n[]#")


def test_a_blend_is_no_listed_name():
    drawn = {draw("surname", Random(seed)) for seed in range(400)}
    assert drawn - set(names("surname"))
    assert all(one.isprintable() and one[0].isupper() for one in drawn)


def swapped(source, target, seed):
    found = swap_names(source, target, Random(seed))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Tom is tired.", "Tom est fatigué."),
        ("I saw Mary's dog in Boston.", "J'ai vu le chien de Mary à Boston."),
        ("I know Mr Jackson.", "Je connais M. Jackson."),
        ("We met Quetzal there.", "Nous y avons rencontré Quetzal."),
    ],
)
def test_a_name_is_replaced_alike(source, target):
    for seed in range(50):
        found = swapped(source, target, seed)
        assert found[0] != source
        olds = [word for word in ("Tom", "Mary", "Boston", "Jackson", "Quetzal") if word in source]
        new = [word.strip(".'s") for word in found[0].split() if word[0].isupper()]
        assert not any(old in found[side] for old in olds for side in (0, 1))
        assert sum(word in found[1] for word in new) >= len(olds)


def test_a_given_name_keeps_its_gender():
    for seed in range(60):
        left, _ = swapped("Mary sings.", "Mary chante.", seed)
        name = left.removesuffix(" sings.")
        heads, tails = {one[:2] for one in names("female")}, {one[-1:] for one in names("female")}
        assert name in names("female") or (name[:2] in heads and name[-1:] in tails)


def test_french_elision_stays_right():
    for seed in range(80):
        left, right = swapped("Tom's dog.", "Le chien de Tom.", seed)
        assert not vowel_first(left)
        assert right.startswith("Le chien de ")
        left, right = swapped("Alice's dog.", "Le chien d'Alice.", seed)
        assert vowel_first(left)
        assert left[0] not in "HY"
        assert right == f"Le chien d'{left.removesuffix(chr(39) + 's dog.')}."


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Attention!", "Attention !"),  # a word that begins both sides
        ("I read the Bible.", "Je lis la Bible."),  # with an article
        ("I live in France.", "Je vis en France."),
        ("I like TV.", "J'aime la TV."),
        ("I called Tom.", "Je l'ai appelé."),  # on one side alone
        ("See Tom@x.org", "Voir Tom@x.org"),
        ("I am here.", "Je suis là."),
        ("The one Tom met.", "Celui qu'Tom et de Tom."),  # elided and not: no name fits both
    ],
)
def test_what_is_no_name_stays(source, target):
    assert swap_names(source, target, Random(1)) is None
