import gzip
import json

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.text import END, Subwords
from babelix.text.alignment import Span
from babelix.text.coreference import Question, encode_question, read_twins, read_winobias, read_winograd


def winograd_line(text, tokens, mentions, split="wsc_naive.test", pronoun=("it", [4, 5])):
    fields = (tokens, [*pronoun, ["it"]], [[m, span, m.split(), right] for m, span, right in mentions])
    return "\t".join(["en", split, "?", text, *(json.dumps(f) for f in fields)])


def written(folder, *lines):
    path = folder / "pronouns.tsv.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def test_spans_of_tokens_become_spans_of_characters(tmp_path):
    tokens = ["A", "``", "dog", "''", "saw", "a", "cow", "and", "it", "mooed", "."]
    line = winograd_line(
        'A "dog" saw a cow and it mooed.',
        tokens,
        [("dog", [2, 3], False), ("a cow", [5, 8], True)],
        pronoun=("it", [8, 9]),
    )
    (one,) = read_winograd(written(tmp_path, line), "test")
    assert [span.of(one.text) for span in (one.pronoun, one.right, one.wrong)] == ["it", "a cow", "dog"]
    assert (one.nearest, one.first) == (1.0, 0.0)


def test_a_malformed_line_is_named(tmp_path):
    with pytest.raises(RequestError, match="line 1: expected 7 tab-separated fields, got 2"):
        read_winograd(written(tmp_path, "a\tb"), "test")
    both = winograd_line("A dog saw it", ["A", "dog", "saw", "x", "it"], [("A", [0, 1], True)])
    with pytest.raises(RequestError, match="line 1: expected a text with its tokens"):
        read_winograd(written(tmp_path, both), "test")
    with pytest.raises(RequestError, match="train or test"):
        read_winograd(written(tmp_path, both), "dev")


@pytest.mark.slow
@pytest.mark.figure
def test_winograd_as_published(dataset):
    path = dataset("winograd-dpr")["pronouns"]
    for split, count in (("train", 562), ("test", 1320)):
        questions = read_winograd(path, split)
        assert len(questions) == count
        for one, other in zip(questions[::2], questions[1::2], strict=True):
            assert one.pair == other.pair
            assert one.right.of(one.text).lower() == other.wrong.of(other.text).lower()
            assert one.pronoun.of(one.text)
        assert sum(q.nearest for q in questions) == pytest.approx(count / 2, rel=0.01)


@pytest.mark.figure
def test_winobias_as_published(dataset):
    questions = read_winobias(dataset("winobias"))
    assert len(questions) == 4 * 396
    first = questions[0]
    assert [s.of(first.text) for s in (first.right, first.wrong)] == ["The developer", "the designer"]
    pronouns = {q.pronoun.of(q.text) for q in questions}
    assert pronouns <= {"he", "she", "him", "her", "his", "hers"}
    assert len({q.cluster for q in questions}) == 396
    assert len({q.pair for q in questions}) == 792
    for one, other in zip(questions[::2], questions[1::2], strict=True):
        assert one.right.of(one.text).lower() == other.wrong.of(other.text).lower()


def test_winobias_without_its_twins_mention_is_refused(tmp_path):
    path = tmp_path / "pro"
    path.write_text("1 [The cook] saw the nurse and [she] ran.\n2 The cook saw [the clerk] and [he] ran.\n")
    with pytest.raises(RequestError, match="line 1: expected its twin's mention 'the clerk'"):
        read_winobias({"pro-1": path})
    path.write_text("1 [The cook] saw the nurse.\n2 x\n")
    with pytest.raises(RequestError, match="line 1: expected a mention and a pronoun in brackets, got 1"):
        read_winobias({"pro-1": path})
    path.write_text("1 [The cook] saw the nurse and [she] ran.\n")
    with pytest.raises(RequestError, match="even number of lines"):
        read_winobias({"pro-1": path})


def test_our_twins_differ_in_the_answer_only():
    twins = read_twins()
    assert len(twins) >= 40
    tired, wide = twins[:2]
    assert tired.text == "The animal didn't cross the street because it was too tired."
    assert wide.text == "The animal didn't cross the street because it was too wide."
    assert tired.right.of(tired.text) == "The animal"
    assert wide.right.of(wide.text) == "the street"
    for one, other in zip(twins[::2], twins[1::2], strict=True):
        assert (one.right, one.wrong, one.pronoun) == (other.wrong, other.right, other.pronoun)
        assert one.pronoun.of(one.text) == "it"
        assert one.first + other.first == one.nearest + other.nearest == 1
    with pytest.raises(RequestError, match="twin 1: expected two mentions and a pronoun, got 2"):
        read_twins('{"twins": [{"text": "[A] saw [it] {}", "first": "x", "second": "y"}]}')


@pytest.fixture(scope="module")
def subwords():
    return Subwords.train(["the old dog saw a cow and it mooed"] * 3, 280)


def test_a_question_as_ids_and_what_each_piece_counts(subwords):
    text = "The old dog saw a cow; zij"
    right, wrong, pronoun = Span(4, 11), Span(16, 21), Span(23, 26)
    asked = Question(text, pronoun, right, wrong, 0, 0)
    found = encode_question(asked, subwords, ())
    offsets = subwords.offsets(text)
    assert found.ids == [*subwords.encode([text])[0], END]

    def over(start, end):
        return np.array([float(a < end and b > start) for a, b in offsets] + [0.0])

    assert over(23, 26).sum() == 3
    np.testing.assert_allclose(found.pronoun, over(23, 26) / 3)
    np.testing.assert_allclose(found.mentions[0], (over(4, 7) + over(8, 11)) / 2)
    np.testing.assert_allclose(found.mentions[1], (over(16, 17) + over(18, 21)) / 2)


def test_spans_of_a_question_follow_its_normalisation(subwords):
    plain = encode_question(
        Question("a dog saw it", Span(10, 12), Span(0, 5), Span(6, 9), 0, 0), subwords, ()
    )
    spaced = Question("a  dog   saw it", Span(13, 15), Span(0, 6), Span(9, 12), 0, 0)
    found = encode_question(spaced, subwords, ("spaces",))
    assert found.ids == plain.ids
    np.testing.assert_array_equal(found.pronoun, plain.pronoun)
    np.testing.assert_array_equal(found.mentions, plain.mentions)
