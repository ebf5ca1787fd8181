import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.base.progress import silent
from babelix.workflows.classic.atlas.words import _spelling, states, token_embeddings
from babelix.workflows.runs.tasks import load

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model(tiny_run):
    return str(tiny_run)


@pytest.fixture
def read(model, tmp_path):
    """Return a function that reads the states of sentences."""

    def read(text, *words, most=1000, seed=0):
        (tmp_path / "s.tsv").write_text(text, encoding="utf-8")
        return states(model, tmp_path / "s.tsv", words, most, seed, silent)

    return read


def test_tokens_are_rows_of_e_at_length_one(model, tiny_run):
    found = token_embeddings(model, None, 17)
    E = load(tiny_run).model.E.weight.detach().numpy()[260:277]
    np.testing.assert_allclose(found.vectors, E / np.linalg.norm(E, axis=1, keepdims=True), atol=1e-6)
    assert found.words is not None
    assert found.labels is not None
    assert len(found.words) == 17
    begin = [word.startswith(" ") for word in found.words]
    assert [found.classes[each] == "begins a word" for each in found.labels] == begin


def test_a_token_is_of_the_side_it_stands_on(model, tmp_path):
    (tmp_path / "p.tsv").write_text("a the cat\tun le chat\na the dog\tun le chien\tmore\n", encoding="utf-8")
    found = token_embeddings(model, tmp_path / "p.tsv", 100)
    assert found.words is not None
    assert found.labels is not None
    sides = {word.strip(): found.classes[each] for word, each in zip(found.words, found.labels, strict=True)}
    assert sides["dog"] == "source"
    assert {sides[word] for word in ("le", "chien") if word in sides} == {"target"}
    assert found.name == f"run: {len(found)} tokens commonest in p.tsv"


def test_spelling_by_hand():
    # In order: a-end, a-b, b-end, b-a
    pairs = _spelling(["ab", "aba", "a"])
    assert pairs.tolist() == [[0, 1, 1, 0], [1, 1, 0, 1], [1, 0, 0, 0]]


def test_a_word_in_every_sentence(read, tiny_run):
    found = read("The cat sees the dog.\til\nA dog likes it.\telle\n", "the")
    assert found.words == ("[The] cat sees the dog .", "The cat sees [the] dog .")
    assert found.remarks == ("1 sentences have none of the words",)
    translator = load(tiny_run)
    (row,) = translator.subwords.encode(["The cat sees the dog."])
    with torch.no_grad():
        memory = translator.model.encode(torch.tensor([[*row, 2]]))[0][0].numpy()
        E = translator.model.E.weight.numpy()
    words = translator.subwords.encode_words(["The cat sees the dog."])[1][0]
    first, fourth = (memory[: len(row)][np.array(words) == words[at]].mean(0) for at in (0, _of(words, 3)))
    for vector, expected in zip(found.vectors, (first, fourth), strict=True):
        np.testing.assert_allclose(vector, expected / np.linalg.norm(expected), atol=1e-5)
    bag = np.stack(
        [E[[i for i, w in zip(row, words, strict=True) if w == each]].mean(0) for each in sorted(set(words))]
    )
    np.testing.assert_allclose(found.raw[0], bag.mean(0) / np.linalg.norm(bag.mean(0)), atol=1e-5)
    assert found.classes == ("il",)
    with pytest.raises(RequestError, match="2 points are too few; expected at least 5"):
        found.check()


def _of(words, number):
    """Return the place of the first subword of a word."""
    return words.index(sorted(set(words))[number])


def test_several_words_are_classes_of_their_own(read):
    found = read("the cat\na dog\na cat\n", "cat", "Dog")
    assert (found.classes, found.labels.tolist()) == (("cat", "dog"), [0, 1, 0])


def test_whole_sentences(read):
    found = read("the cat\na dog\n\n a cat \n")
    assert (found.words, found.labels) == (("the cat", "a dog", "a cat"), None)
    named = read("the cat\tx\na dog\ty\na cat\tx\n", most=2, seed=1)
    assert len(named) == 2
    assert named.name == "run: 2 sentences of s.tsv"


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("", (), "holds no sentences; expected one a line"),
        ("the cat\tx\na dog\n", (), "line 2: expected a sentence, and a tab and its class"),
        ("the cat\tx\ty\n", (), "line 1: expected a sentence"),
        ("the cat\n\ta\n", (), "line 2: expected a sentence"),
        ("the cat\n", ("cow",), "`word` cow: in none of the 1 sentences"),
        ("the cat\n" + "cat " * 99 + "\n", (), "sentence 2 has 100 subwords; expected 1 to 30"),
    ],
)
def test_what_is_refused(read, text, words, sentence):
    with pytest.raises(RequestError, match=sentence):
        read(text, *words)


def test_pairs_and_models_that_are_none(model, tmp_path, trained):
    (tmp_path / "p.tsv").write_text("the cat\n", encoding="utf-8")
    with pytest.raises(RequestError, match="line 1: expected a sentence, a tab and its translation"):
        token_embeddings(model, tmp_path / "p.tsv", 10)
    (tmp_path / "p.tsv").write_text("", encoding="utf-8")
    with pytest.raises(RequestError, match=r"p\.tsv is empty"):
        token_embeddings(model, tmp_path / "p.tsv", 10)
    with pytest.raises(
        RequestError, match=r"`model` .*: a run of the task 'convnet'; expected a translator's"
    ):
        token_embeddings(str(trained.run), None, 10)
    with pytest.raises(RequestError, match="small-gpt2 is not a run"):
        token_embeddings("small-gpt2", None, 10)
