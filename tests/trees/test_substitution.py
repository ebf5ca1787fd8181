import numpy as np

from babelix.trees.substitution import Substitution


def test_a_constituent_gives_its_place_to_one_of_its_label_under_the_same_label(cat, tree):
    other = tree("(S (NP (PRP It)) (VP (VBD ran)) (PP (IN up)))")
    substitution = Substitution([cat, other], longest=11)
    rng = np.random.default_rng(3)
    found = {substitution.drawn(0, 1, rng) for _ in range(200)}
    # NP and VP under S come from either tree; PP under VP and NP under PP stand in the first alone, PP under S in the
    # second alone.
    texts = {" ".join(each.words) for each in found}
    assert texts == {"The cat sat on the mat .", "It sat on the mat .", "The cat ran ."}


def test_none_grows_beyond_the_longest(cat, tree):
    long = tree("(S (NP (DT a) (JJ b) (JJ c) (JJ d) (NN e)) (VP (VBD f)))")
    drawn = [Substitution([cat, long], longest=7).drawn(0, 3, np.random.default_rng(i)) for i in range(50)]
    assert max(len(each.words) for each in drawn) == 7
    assert any(len(each.words) < 7 for each in drawn)


def test_a_tree_without_constituents_inside_stays(tree):
    flat = tree("(NP (NN cat))")
    assert Substitution([flat], 5).drawn(0, 3, np.random.default_rng(1)) == flat


def test_the_same_numbers_draw_the_same_tree(cat, tree):
    substitution = Substitution([cat, tree("(S (NP (PRP It)) (VP (VBD ran)))")], 11)
    first, second = (substitution.drawn(0, 3, np.random.default_rng(5)) for _ in range(2))
    assert first == second
