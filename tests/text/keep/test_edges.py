from babelix.text.keep.edges import word_edges
from babelix.text.subwords import END, PADDING, Subwords


def test_subwords_that_touch_words() -> None:
    subwords = Subwords.train(["the cats, the café 猫 " * 3], 270)
    edges = word_edges(subwords)
    assert len(edges.go_on) == len(edges.inside) == len(subwords)
    first = {text: subwords.encode([text])[0][0] for text in ("t", " ", ",", "é", "猫", "7")}
    last = subwords.encode(["é"])[0][-1]
    assert [bool(edges.go_on[first[text]]) for text in ("t", " ", ",", "é", "7")] == [
        True,
        False,
        False,
        True,
        True,
    ]
    assert bool(edges.inside[first["t"]])
    assert not bool(edges.inside[first[","]])
    assert bool(edges.go_on[last])
    assert not edges.go_on[[PADDING, END]].any()
    spaced = [i for i in range(len(subwords)) if subwords.decode([i]).startswith(" t")]
    assert spaced
    assert not edges.go_on[spaced].any()
    assert edges.inside[spaced].all()
