from collections.abc import Callable
from pathlib import Path

import pytest
import sacrebleu

from babelix import data
from babelix.base.errors import RequestError
from babelix.workflows.translation.evaluate import evaluate
from babelix.workflows.translation.translator import load_translator


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_files_are_scored_by_distinct_sources_with_all_their_references(
    tiny_run: Path, tmp_path: Path
) -> None:
    source = write(tmp_path / "a.en", "the cat sees.", "a dog.", "the cat sees.")
    reference = write(tmp_path / "a.fr", "le chat voit.", "un chien.", "le chat.")
    found = evaluate(tiny_run, source=source, reference=reference)
    expected = [t.text for t in load_translator(tiny_run).translate(["the cat sees.", "a dog."])]
    assert found.translations == expected
    assert found.pairs.references == [["le chat voit.", "le chat."], ["un chien."]]
    assert (found.scores.sentences, found.far, found.near) == (2, None, [])
    first = sacrebleu.corpus_chrf(expected, [["le chat voit.", "un chien."]])
    assert found.scores.chrf.score == pytest.approx(first.score)


def test_the_callers_beam_and_penalty_come_first(tiny_run: Path, tmp_path: Path) -> None:
    lines = ["the dog likes the cat.", "a tired dog."]
    source, reference = write(tmp_path / "a.en", *lines), write(tmp_path / "a.fr", "un", "deux")
    found = evaluate(tiny_run, source=source, reference=reference, beam=1, alpha=0.0, batch_size=1)
    greedy = load_translator(tiny_run).translate(lines, beam=1, alpha=0.0)
    assert found.translations == [translation.text for translation in greedy]


def test_far_sentences_are_more_than_one_word_from_every_training_sentence(
    tiny_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = {"train": ["the cat sees a dog."], "test": ["the cat sees a cat.", "a tired dog likes.", "dog."]}
    splits = {"train": 2, "test": 0}
    buckets = {line: splits[name] for name, lines in pairs.items() for line in lines}
    monkeypatch.setattr("babelix.text.splits.bucket", buckets.__getitem__)
    path = tmp_path / "pairs.tsv"
    write(path, *(f"{line}\tle chat." if i else f"{line}\tun." for i, line in enumerate(buckets)))
    monkeypatch.setattr(data, "fetch", lambda name, listener: {"pairs": path})
    found = evaluate(tiny_run, name="tatoeba-en-fr")
    assert found.pairs.source == pairs["test"]
    assert found.near == [True, False, False]
    assert found.far is not None
    assert (found.scores.sentences, found.far.sentences) == (3, 2)


def test_a_run_of_files_has_no_split_of_its_own(tiny_run: Path) -> None:
    with pytest.raises(RequestError) as refused:
        evaluate(tiny_run)
    assert (
        str(refused.value) == "this run was trained from files; give `name` NAME or `source` and `reference`"
    )
    assert refused.value.setting == ("name", "source", "reference")


def test_an_unknown_split_is_named(tiny_run: Path, dataset: Callable[[str], dict[str, Path]]) -> None:
    dataset("multi30k")
    with pytest.raises(RequestError, match="multi30k has no split 'test_2071' from en to fr; it has"):
        evaluate(tiny_run, name="multi30k", split_name="test_2071")
