import pytest

from babelix.base.errors import RequestError
from babelix.trees.penn import read_trees
from babelix.workflows.parsing.parser import load_parser

# Nothing of it stands in the training trees.
HOSTILE = [
    "( ) [ ] { }",
    "((((",
    "-LRB- -RRB- -NONE-",
    "The",
    ". . . . .",
    "日本語 и 🤖 e\u0301",
    "(S (NP",
    "a" * 61,
    "x " * 23,
]


@pytest.fixture(scope="module")
def parser(tree_run):
    found = load_parser(tree_run)
    found.extra = 7
    return found


@pytest.mark.slow
def test_every_tree_is_over_exactly_the_words_given(parser):
    sentences = [line.split() for line in HOSTILE]
    for beam in (1, 3):
        found = parser.parse(sentences, beam=beam)
        for words, parsed in zip(sentences, found, strict=True):
            assert parsed.tree.words == parsed.words
            assert len(parsed.words) == len(words)
            (again,) = read_trees([str(parsed)], "again")
            assert again.tree == parsed.tree
    assert found[0].words == ("-LRB-", "-RRB-", "-LSB-", "-RSB-", "-LCB-", "-RCB-")


def test_no_words_have_no_tree(parser):
    first, second = parser.parse([[], ["a", "cat"]])
    assert first.tree is None
    assert str(first) == ""
    assert second.tree.words == ("a", "cat")
    assert parser.parse([]) == []


@pytest.mark.slow
def test_the_batch_changes_nothing(parser):
    sentences = [line.split() for line in ("the cat saw a dog .", "a", "the mat on a mat sat", "x y")]
    one, many = (parser.parse(sentences, batch_size=size) for size in (1, 3))
    assert [each.tree for each in one] == [each.tree for each in many]
    for a, b in zip(one, many, strict=True):
        assert a.log_probability == pytest.approx(b.log_probability, abs=1e-4)


def test_the_impossible_is_refused(parser):
    with pytest.raises(RequestError, match=r"`beam` 999 is more than the [0-9]+ symbols of the parser"):
        parser.parse([["a"]], beam=999)
    with pytest.raises(RequestError, match="`batch_size` 0: expected at least 1"):
        parser.parse([["a"]], batch_size=0)
    with pytest.raises(RequestError, match="`sentences`"):
        parser.parse("the cat")


def test_attention_names_words_and_brackets(parser):
    found = parser.attention(["the", "(cat)"])
    cross = found.get("cross")
    said = cross.queries[:-1]
    assert said[0].startswith("(")
    assert said[-1].startswith(")")
    assert cross.queries[-1] == "</s>"
    assert cross.keys[0].strip() in ("the", "t")
    assert cross.weights.shape[:2] == (1, 2)
    with pytest.raises(RequestError, match="expected a sentence with words"):
        parser.attention([])
    (other,) = read_trees(["(X (Y the))"], "here")
    with pytest.raises(RequestError, match="does not know every label of"):
        parser.attention(["the"], other.tree)
