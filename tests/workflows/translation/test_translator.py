import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import babelix
from babelix.base.errors import RequestError
from babelix.base.progress import Progress
from babelix.text.sentences import cut
from babelix.transformer import Transformer
from babelix.workflows.translation.reader import Cutting
from babelix.workflows.translation.run import load_run
from babelix.workflows.translation.translation import Part, Translation
from babelix.workflows.translation.translator import Translator, load_translator

LINES = [
    "the cat sees a dog.",
    "",
    "a tired dog.",
    "the dog likes the cat.",
    "cat.",
    "a dog sees.",
    "the the the.",
]


@pytest.fixture(scope="module")
def translator(tiny_run: Path) -> Translator:
    return load_translator(tiny_run)


@pytest.fixture(scope="module")
def alone(translator: Translator) -> list[Translation]:
    """The translation of each line by itself."""
    return [translator.translate([line])[0] for line in LINES]


@pytest.fixture(scope="module")
def older(tiny_run: Path) -> Translator:
    """The translator of a run that recorded no lengths."""
    return Translator.of_run(replace(load_run(tiny_run), provenance={}))


@pytest.mark.slow
@pytest.mark.parametrize("batch_size", [1, 2, 7])
def test_translations_do_not_depend_on_the_batch(
    translator: Translator, alone: list[Translation], batch_size: int
) -> None:
    found = translator.translate(LINES, batch_size=batch_size)
    assert [t.text for t in found] == [t.text for t in alone]


def test_the_cache_changes_nothing(tiny_run: Path, translator: Translator) -> None:
    slow = load_translator(tiny_run, cache=False)
    ours, theirs = translator.translate(LINES), slow.translate(LINES)
    assert [t.text for t in ours] == [t.text for t in theirs]
    assert [t.score for t in ours] == pytest.approx([t.score for t in theirs], abs=1e-5)


@pytest.mark.slow
def test_a_wider_beam_never_scores_lower_under_its_own_penalty(translator: Translator) -> None:
    lines = [line for line in LINES if line]
    greedy = translator.n_best(lines, 1, beam=1, alpha=0.0)
    wide = translator.n_best(lines, 1, beam=23, alpha=0.0)
    pairs = zip(greedy, wide, strict=True)
    assert all(w[0].log_probability >= g[0].log_probability - 1e-5 for g, w in pairs)


def test_n_best_is_sorted_distinct_and_led_by_the_translation(translator: Translator) -> None:
    best = translator.translate(["the cat."])[0]
    found = translator.n_best(["the cat."], 3, beam=5)[0]
    assert [t.score for t in found] == sorted((t.score for t in found), reverse=True)
    assert len({(t.text, t.log_probability) for t in found}) == 3
    assert translator.n_best(["the cat."], 1)[0][0] == best


@pytest.mark.slow
def test_a_sample_is_the_same_for_the_same_seed_whatever_the_batch(translator: Translator) -> None:
    def texts(seed: int, batch_size: int) -> list[list[str]]:
        return [
            [t.text for t in row] for row in translator.sample(LINES, 2, seed=seed, batch_size=batch_size)
        ]

    assert texts(5, batch_size=7) == texts(5, batch_size=3)
    assert texts(6, batch_size=7) != texts(5, batch_size=7)


@pytest.mark.slow
def test_a_line_is_translated_sentence_by_sentence_and_nothing_is_lost(older: Translator) -> None:
    sentences = ["the cat sees the dog.", "Mr. dog likes a cat e.g. tired.", "cat!"]
    line = "  ".join(sentences)
    parts = older.translate(sentences)
    (whole,) = older.translate([line])
    assert whole.text == cut(line, "en").join([part.text for part in parts])
    assert [(part.source, part.text) for part in whole.parts] == [
        (source, part.text) for source, part in zip(sentences, parts, strict=True)
    ]
    assert whole.log_probability == pytest.approx(sum(part.log_probability for part in parts), abs=1e-4)
    drawn = older.sample([line], 2)
    assert [len(each.parts) for each in drawn[0]] == [3, 3]
    best = older.n_best([line], 3)[0]
    assert best[0].text == older.n_best([line], 1, beam=4)[0][0].text
    assert [t.score for t in best] == sorted((t.score for t in best), reverse=True)
    assert len({tuple(part.text for part in each.parts) for each in best}) == 3


def test_one_line_too_long_costs_the_others_nothing(tiny_run: Path, translator: Translator) -> None:
    lines = ["cat.", "cat " * 100, "a dog."]
    assert load_run(tiny_run).usual == 9
    found = translator.translate(lines)
    assert [found[0].text, found[2].text] == [t.text for t in translator.translate(["cat.", "a dog."])]
    assert found[1].remark.startswith("a sentence of ")
    assert "trained on sentences of at most 9 was cut in several" in found[1].remark
    assert len(found[1].parts) == 16
    strict = load_translator(tiny_run, cutting=Cutting(strict=True))
    with pytest.raises(RequestError, match=r"line 2 has a sentence of .* at most 9; shorten it"):
        strict.translate(lines)


@pytest.mark.slow
def test_a_model_of_paragraphs_takes_lines_whole(tiny_run: Path, translator: Translator) -> None:
    line = "the cat. a dog."
    whole = load_translator(tiny_run, cutting=Cutting(split=False))
    assert whole.translate([line])[0].parts == ()
    assert len(translator.translate([line])[0].parts) == 2
    assert whole.translate(["the cat."]) == translator.translate(["the cat."])


def test_a_pair_scores_the_same_whatever_the_batch(translator: Translator) -> None:
    sources = [line for line in LINES if line]
    targets = ["le chat voit.", "un chien.", "le chien aime le chat fatigué.", "", "un.", "chat chat chat."]
    alone = [translator.score([s], [t])[0] for s, t in zip(sources, targets, strict=True)]
    for batch_size in (2, 5, 64):
        assert translator.score(sources, targets, batch_size=batch_size) == pytest.approx(alone, abs=1e-5)


def test_a_translation_scores_what_the_search_said(translator: Translator) -> None:
    found = translator.n_best(["the dog sees a cat."], 3)[0]
    scored = translator.score(["the dog sees a cat."] * 3, [t.text for t in found])
    # A text can be cut into subwords in several ways: where the search wrote the usual one, the figures agree.
    agree = [abs(t.log_probability - s) < 1e-4 for t, s in zip(found, scored, strict=True)]
    assert any(agree)
    assert all(math.isfinite(s) and s < 0 for s in scored)


def test_scoring_needs_as_many_targets(translator: Translator) -> None:
    with pytest.raises(RequestError, match="expected as many targets as sources, got 1 and 2"):
        translator.score(["a", "b"], ["c"])


def test_attention_covers_the_text_and_its_translation(translator: Translator) -> None:
    found = translator.attention("the cat sees.", "le chat voit.")
    encoder, decoder, cross = (found.get(kind) for kind in ("encoder", "decoder", "cross"))
    assert encoder is not None
    assert decoder is not None
    assert cross is not None
    assert "".join(encoder.keys) == "the cat sees.</s>"
    assert "".join(decoder.queries) == "<s>le chat voit."
    assert "".join(cross.queries) == "le chat voit.</s>"
    assert (encoder.layers, encoder.heads, decoder.layers) == (2, 2, 1)
    np.testing.assert_allclose(cross.weights.sum(-1), 1, atol=1e-5)
    assert not np.triu(decoder.weights[0, 0], 1).any()


def test_attention_of_a_text_that_is_too_long_is_refused_and_names_no_setting(older: Translator) -> None:
    said = "the text has 51 subwords, more than the 30 this model was trained on; cut it into sentences"
    with pytest.raises(RequestError, match=said):
        older.attention("cat " * 50)


def test_attention_asked_for_does_not_change_the_output(translator: Translator) -> None:
    source = torch.tensor([[5, 6, 7, 2]])
    target = torch.tensor([[1, 8, 9]])
    model = translator.model
    assert isinstance(model, Transformer)
    before = model(source, target)
    model.attentions(source, target)
    assert torch.equal(before, model(source, target))


def test_load_from_python(tiny_run: Path, translator: Translator) -> None:
    found = babelix.load(str(tiny_run)).translate(["the cat."])
    assert found == translator.translate(["the cat."])
    assert str(found[0]) == found[0].text


def test_load_names_what_is_not_there(translator: Translator) -> None:
    with pytest.raises(RequestError, match="no model or run folder 'nowhere'"):
        babelix.load("nowhere")
    with pytest.raises(RequestError, match="the batch size must be at least 1, got 0"):
        translator.translate(["a"], batch_size=0)


def test_with_learned_positions_no_translation_outgrows_them(tiny_run: Path) -> None:
    plain = load_run(tiny_run)
    torch.manual_seed(5)
    model = Transformer(
        300, d_model=16, d_ff=23, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.0, max_length=11
    )
    found = Translator(model, plain.subwords, longest=11).sample(["the cat."], 7)[0]
    # At random an end is rare: the positions end these.
    assert max(len(plain.subwords.encode([t.text])[0]) for t in found) > 5
    assert all(math.isfinite(t.log_probability) for t in found)


@pytest.mark.slow
def test_every_task_reports_its_progress(translator: Translator) -> None:
    heard: list[Progress] = []
    translator.translate(["the cat.", "the dog."], listener=heard.append)
    translator.n_best(["the cat.", "the dog."], 2, listener=heard.append)
    translator.sample(["the cat.", "the dog."], 2, listener=heard.append)
    translator.score(["the cat.", "the dog."], ["le chat.", "le chien."], listener=heard.append)
    done = [(p.task, p.done) for p in heard if p.done == p.total]
    assert done == [("translating", 2)] * 3 + [("scoring", 2)]


@pytest.mark.slow
def test_a_translation_is_one_line(translator: Translator) -> None:
    # A hot sample draws bytes nearly alike: 7 lines of 20 samples would hold the end of a line.
    found = translator.sample(LINES, 20, temperature=50.0)
    assert not any("\n" in t.text for row in found for t in row)
    assert any("\r" in t.text for row in found for t in row)


@pytest.mark.slow
def test_a_run_brings_its_own_beam_and_length_penalty(tiny_run: Path, translator: Translator) -> None:
    assert (translator.beam, translator.alpha) == (4, 0.6)
    run = load_run(tiny_run)
    decoding = run.settings.decoding.model_copy(update={"beam": 3, "alpha": 1.5})
    settings = run.settings.model_copy(update={"decoding": decoding})
    other = Translator.of_run(replace(run, settings=settings))
    assert other.translate(LINES) == translator.translate(LINES, beam=3, alpha=1.5)


def test_lines_come_as_anything_in_order(translator: Translator) -> None:
    expected = translator.translate(["the cat.", "a dog."])
    translate: Any = translator.translate
    assert translate(np.array(["the cat.", "a dog."])) == expected
    assert translate(line for line in ("the cat.", "a dog.")) == expected
    assert translate(("the cat.", "a dog."), beam=np.int64(4)) == expected


@pytest.mark.parametrize("line", ["3.14", " 10:30 – 11:00", "🙂 👩🏽\u200d🚀", "...", "½ €", "(1) [2]"])
def test_a_line_without_a_letter_comes_out_as_it_went_in(translator: Translator, line: str) -> None:
    (found,) = translator.translate([line])
    assert (found.text, found.log_probability) == (line, 0.0)
    assert [each.text for each in translator.n_best([line], 3)[0]] == [line] * 3
    assert [each.text for each in translator.sample([line], 2)[0]] == [line] * 2


def test_a_sentence_without_a_letter_stays_between_its_neighbours(translator: Translator) -> None:
    (found,) = translator.translate(["the cat. 12! A dog."])
    assert found.parts[1] == Part("12!", "12!", 0.0, 0.0)
    assert [part.source for part in found.parts] == ["the cat.", "12!", "A dog."]
    assert found.log_probability == found.parts[0].log_probability + found.parts[2].log_probability
    texts = [each.text for each in translator.n_best(["the cat. 12!"], 3)[0]]
    assert len(set(texts)) == 3
    assert all(text.endswith("12!") for text in texts)


@pytest.mark.parametrize(
    "line", ["the c\u00adat sees.", "\ufeffthe cat\u200b sees.", "\u202bthe\u200c cat\u2060 se\x00es.\u202c"]
)
def test_characters_that_nobody_sees_change_nothing(translator: Translator, line: str) -> None:
    assert translator.translate([line]) == translator.translate(["the cat sees."])


@pytest.mark.parametrize(
    "line", ["", " ", "\t\u3000", "\u200b", "\u00ad \ufeff", "\x00", "\u2028\u0085\x0b\x0c", "\u2800"]
)
def test_what_a_reader_sees_as_empty_is_empty(translator: Translator, line: str) -> None:
    (found,) = translator.translate([line])
    assert (found.text, found.log_probability) == ("", 0.0)
    assert [each.text for each in translator.n_best([line], 2)[0]] == ["", ""]
