from babelix.trees.parses import parse_of


def test_a_parse_by_hand(tree):
    parse = parse_of(tree("(S (NP (DT a) (NN b)) (VP (V c)))"))
    assert parse.words == ("a", "b", "c")
    assert parse.tags == ("DT", "NN", "V")
    assert parse.brackets == (("NP", 0, 2), ("VP", 2, 3), ("S", 0, 3))
