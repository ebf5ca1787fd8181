from babelix.trees.tree import brackets_of


def test_words_tags_and_brackets_by_hand(cat):
    assert cat.words == ("The", "cat", "sat", "on", "the", "mat", ".")
    assert cat.tags == ("DT", "NN", "VBD", "IN", "DT", "NN", ".")
    assert brackets_of(cat) == [("NP", 0, 2), ("NP", 4, 6), ("PP", 3, 6), ("VP", 2, 6), ("S", 0, 7)]
    assert cat.depth == 4
    assert [each.label for each in cat.constituents()] == ["S", "NP", "VP", "PP", "NP"]


def test_a_preterminal_has_no_bracket_and_no_depth(tree):
    alone = tree("(NN cat)")
    assert brackets_of(alone) == []
    assert alone.depth == 0
    assert alone.words == ("cat",)


def test_a_unary_chain_is_as_many_brackets(tree):
    assert brackets_of(tree("(S (VP (NP (NN cat))))")) == [("NP", 0, 1), ("VP", 0, 1), ("S", 0, 1)]
