import pytest

from babelix.base.errors import RequestError
from babelix.trees.symbols import FIRST, Symbols


def test_ids_by_hand(cat):
    symbols = Symbols.of([cat])
    assert symbols.names == [
        "(NP",
        "(PP",
        "(S",
        "(VP",
        ")NP",
        ")PP",
        ")S",
        ")VP",
        ".",
        "DT",
        "IN",
        "NN",
        "VBD",
    ]
    assert len(symbols) == FIRST + 13
    assert symbols.deepest == 4
    assert symbols.longest_chain == 2
    assert symbols.encode(cat)[:5] == [FIRST + 2, FIRST, FIRST + 9, FIRST + 11, FIRST + 4]
    assert symbols.decode(symbols.encode(cat) or (), cat.words) == cat


def test_without_tags_every_word_is_xx(cat):
    symbols = Symbols.of([cat], tags=False)
    assert symbols.tags == ("XX",)
    found = symbols.decode(symbols.encode(cat) or (), cat.words)
    assert found.tags == ("XX",) * 7
    assert found.words == cat.words


def test_a_label_that_is_not_known_has_no_ids(cat, tree):
    assert Symbols.of([cat]).encode(tree("(S (SBAR (IN on)))")) is None
    assert Symbols.of([cat]).encode(tree("(S (UH oh))")) is None


def test_they_are_read_as_they_were_saved(cat, tmp_path):
    symbols = Symbols.of([cat])
    symbols.save(tmp_path / "symbols.json")
    assert Symbols.load(tmp_path / "symbols.json") == symbols


@pytest.mark.parametrize(
    "content", ["", "[]", '{"labels": ["S"]}', '{"labels": 3, "tags": [], "deepest": 1, "longest_chain": 1}']
)
def test_a_file_that_holds_none_is_named(content, tmp_path):
    path = tmp_path / "symbols.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RequestError, match=r"symbols\.json holds no symbols of trees: "):
        Symbols.load(path)
