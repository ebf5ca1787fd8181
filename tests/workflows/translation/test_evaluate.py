from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

from babelix import data
from babelix.base.errors import RequestError
from babelix.base.files import write_json
from babelix.evaluation.scores import Scoring
from babelix.workflows.runs.folder import SETTINGS, read_settings
from babelix.workflows.translation.evaluate import evaluate
from babelix.workflows.translation.keep.wishes import Wishes
from babelix.workflows.translation.reader import Cutting
from babelix.workflows.translation.run import Run, load_run
from babelix.workflows.translation.settings import TranslationSettings
from babelix.workflows.translation.translation import Translation
from babelix.workflows.translation.translator import load_translator

SOURCE = ["the cat sees.", "a dog.", "", "the cat sees."]
FIRST = ["le chat voit.", "un chien.", "", "le chat."]
SECOND = ["le chat le voit.", "", "", "le chat voit."]
OURS = ["le chat voit.", "un chien dort ici.", "", "un chat voit."]
THEIRS = ["un chat.", "un chien.", "x", "un chat voit."]
FEW = Scoring(resamples=101)


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A test set of four lines, one of them twice, one empty, with two references, and two systems' outputs."""
    lines = {"a.en": SOURCE, "a.fr": FIRST, "b.fr": SECOND, "ours.fr": OURS, "theirs.fr": THEIRS}
    return {name: write(tmp_path / name, *each) for name, each in lines.items()}


def test_every_line_of_files_is_translated_and_scored(tiny_run: Path, files: dict[str, Path]) -> None:
    found = evaluate(tiny_run, source=files["a.en"], reference=files["a.fr"], scoring=FEW)
    expected = [t.text for t in load_translator(tiny_run).translate(SOURCE)]
    assert found.translations == expected
    assert found.pairs.source == SOURCE
    assert (found.scores.sentences, found.far, found.near) == (4, None, [])
    assert found.scores.chrf.score == pytest.approx(sacrebleu.corpus_chrf(expected, [FIRST]).score)
    assert found.scores.bleu.score == pytest.approx(sacrebleu.corpus_bleu(expected, [FIRST]).score)
    assert [(system.name, len(system.translations)) for system in found.systems] == [("run", 4)]


def test_an_output_that_is_there_scores_what_sacrebleu_gives_against_all_references(
    files: dict[str, Path],
) -> None:
    found = evaluate(hypotheses=[files["ours.fr"]], reference=[files["a.fr"], files["b.fr"]], scoring=FEW)
    for name, metric in {
        "bleu": BLEU(),
        "chrf": CHRF(),
        "chrf_plus_plus": CHRF(word_order=2),
        "ter": TER(),
    }.items():
        ours = getattr(found.scores, f"{name}_multi_reference")
        assert ours.score == pytest.approx(metric.corpus_score(OURS, [FIRST, SECOND]).score)
        assert ours.signature.startswith("nrefs:2|")
        alone = getattr(found.scores, name)
        assert alone.score == pytest.approx(metric.corpus_score(OURS, [FIRST]).score)
    assert (found.translations, found.compared) == (OURS, [])


def test_two_outputs_are_compared_as_sacrebleu_compares_them(files: dict[str, Path]) -> None:
    hypotheses = [files["theirs.fr"], files["ours.fr"]]
    found = evaluate(hypotheses=hypotheses, reference=[files["a.fr"], files["b.fr"]], scoring=FEW)
    (compared,) = found.compared
    assert (compared.baseline, compared.system) == tuple(map(str, hypotheses))
    pair = [("theirs", THEIRS), ("ours", OURS)]
    metrics = {"BLEU": BLEU(), "TER": TER()}
    _, results = PairedTest(pair, metrics, [FIRST, SECOND], "bs", n_samples=101)()
    for each in compared.metrics:
        if each.metric in metrics:
            first, second = results[each.metric]
            assert each.baseline.score == pytest.approx(first.score)
            assert each.system.score == pytest.approx(second.score)
            assert each.p_value == pytest.approx(second.p_value, abs=1.5 / 102)


def test_a_run_is_compared_with_an_output_that_comes_first(tiny_run: Path, files: dict[str, Path]) -> None:
    source, reference = files["a.en"], files["a.fr"]
    found = evaluate(tiny_run, hypotheses=[files["ours.fr"]], source=source, reference=reference, scoring=FEW)
    assert [system.name for system in found.systems] == [str(files["ours.fr"]), "run"]
    assert [(each.baseline, each.system) for each in found.compared] == [(str(files["ours.fr"]), "run")]
    assert found.translations == found.systems[1].translations
    assert found.translations != OURS


@pytest.mark.slow
def test_bleus_tokenizer_follows_the_target_language(tiny_run: Path, tmp_path: Path) -> None:
    hypothesis, reference = write(tmp_path / "h", "今天天气好。"), write(tmp_path / "r", "今天天气很好。")
    given = partial(evaluate, hypotheses=[hypothesis], reference=reference)
    with pytest.raises(
        RequestError, match=r"without spaces between words, .* and no target language is given"
    ):
        given()
    found = given(language="zh-CN", scoring=FEW).scores.bleu
    assert "tok:zh|" in found.signature
    assert found.score == pytest.approx(
        BLEU(tokenize="zh").corpus_score(["今天天气好。"], [["今天天气很好。"]]).score
    )
    char = given(scoring=Scoring("char", resamples=3)).scores.bleu
    assert "tok:char|" in char.signature
    run = tmp_path / "chinese"
    run.mkdir()
    for each in tiny_run.iterdir():
        (run / each.name).write_bytes(each.read_bytes())
    settings = read_settings(tiny_run, TranslationSettings)
    source = write(tmp_path / "s", "the cat.")
    for part, key, value, tokenizer in [
        ("data", "target", "zh", "zh"),
        ("evaluation", "tokenizer", "char", "char"),
    ]:
        new = getattr(settings, part).model_copy(update={key: value})
        settings = settings.model_copy(update={part: new})
        write_json(run / SETTINGS, settings.model_dump())
        scores = evaluate(run, source=source, reference=reference, scoring=FEW).scores
        assert f"tok:{tokenizer}|" in scores.bleu.signature


def test_a_tokenizer_that_is_not_installed_is_told_before_the_work(files: dict[str, Path]) -> None:
    with pytest.raises(
        RequestError, match="`tokenizer` ja-mecab: what sacreBLEU needs for it is not installed"
    ):
        evaluate(hypotheses=[files["ours.fr"]], reference=files["a.fr"], scoring=Scoring("ja-mecab"))


def test_a_file_of_another_length_is_named_with_the_line(files: dict[str, Path], tmp_path: Path) -> None:
    short = write(tmp_path / "short.fr", "un", "deux")
    with pytest.raises(RequestError, match=rf"{short} ends after line 2: {files['a.fr']} has 4 lines"):
        evaluate(hypotheses=[short], reference=files["a.fr"])
    with pytest.raises(RequestError, match=rf"{short} ends after line 2: {files['a.fr']} has 4 lines"):
        evaluate(hypotheses=[files["ours.fr"]], reference=[files["a.fr"], short])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {},
            "there is nothing to score: give a `run`, or translations that are there already as `hypothesis` FILE",
        ),
        (
            {"hypotheses": ["h"]},
            "a `hypothesis` is scored against `reference` FILE or the data set `name` NAME",
        ),
        ({"hypotheses": ["h", "h"], "reference": ["r"]}, "one file is given as `hypothesis` twice"),
        (
            {"hypotheses": ["h"], "reference": ["r"], "beam": 2},
            "`beam`, `alpha`, `precision` and `cut` are for a run that translates",
        ),
        ({"hypotheses": ["h"], "name": "multi30k"}, "multi30k comes in several languages: name a `run`"),
        ({"folder": "a", "source": "s"}, "`source` and `reference` go together; give its translations"),
        (
            {"folder": "a", "reference": ["r"]},
            "`source` and `reference` go together: a `run` translates `source`",
        ),
        (
            {"folder": "a", "reference": ["r"], "source": "s", "name": "x"},
            "give `name`, or `source` and `reference`",
        ),
        (
            {"folder": "a", "reference": ["r"], "source": "s", "split_name": "test"},
            "`split` is a part of a data set",
        ),
    ],
)
def test_what_makes_no_sense_together_is_refused(asked: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError) as refused:
        evaluate(**asked)  # type: ignore[arg-type]
    assert str(refused.value).startswith(said)


def test_a_runs_language_is_not_said_twice(tiny_run: Path) -> None:
    with pytest.raises(RequestError, match="`language` is for translations without a run"):
        evaluate(tiny_run, name="multi30k", language="fr")
    with pytest.raises(RequestError, match="`language` is for files of references; those of tatoeba-en-fr"):
        evaluate(hypotheses=[tiny_run / "h"], name="tatoeba-en-fr", language="zh")


@pytest.mark.slow
def test_lines_of_files_are_cut_as_translate_does_unless_told_otherwise(
    tiny_run: Path, tmp_path: Path
) -> None:
    lines = ["the cat sees a dog. a tired dog likes the cat.", "cat. " * 17]
    source, reference = write(tmp_path / "s", *lines), write(tmp_path / "r", "x", "y")
    given = partial(evaluate, tiny_run, source=source, reference=reference, scoring=FEW)
    translator = load_translator(tiny_run)
    for cut, split, said in [(None, True, "sentences"), (True, True, "sentences"), (False, False, "lines")]:
        translator.cutting = Cutting(split=split)
        found = given(cut=cut).systems[0]
        expected = translator.translate(lines)
        assert (found.cut, found.translations) == (said, [each.text for each in expected])
        assert [number for number, _ in found.remarks] == [i for i, t in enumerate(expected, 1) if t.remark]


def test_sentences_of_a_data_set_are_not_cut_unless_asked(
    tiny_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[bool, int | None, bool]] = []

    class Told:
        """Says how it was to read."""

        @classmethod
        def of_run(
            cls, run: Run, *, cutting: Cutting, precision: object, wishes: Wishes = Wishes()
        ) -> "Told":
            given.append((cutting.split, run.usual, bool(wishes.keep)))
            return cls()

        def translate(self, texts: list[str], **more: object) -> list[Translation]:
            return [Translation(text, -1.0, -1.0) for text in texts]

    monkeypatch.setattr("babelix.workflows.translation.evaluate.Translator", Told)
    monkeypatch.setattr("babelix.text.splits.buckets", lambda sentences: [0 for _ in sentences])
    pairs = write(tmp_path / "pairs.tsv", "cat. dog.\tchat.")
    monkeypatch.setattr(data, "fetch", lambda name, listener: {"pairs": pairs})
    usual = load_run(tiny_run).usual
    for cut in (None, True, False):
        evaluate(tiny_run, name="tatoeba-en-fr", cut=cut, scoring=FEW)
    assert given == [(False, None, False), (True, usual, True), (False, None, False)]
    assert usual is not None


@pytest.mark.slow
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
    monkeypatch.setattr("babelix.text.splits.buckets", lambda sentences: [*map(buckets.get, sentences)])
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


@pytest.mark.parametrize(
    ("names", "asked"),
    [(["novels-en-fr", "tatoeba-en-fr", "multi30k"], "tatoeba-en-fr"), (["novels-en-fr"], None)],
)
def test_of_several_corpora_the_first_with_a_test_split_is_the_runs_own(
    tiny_run: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], asked: str | None
) -> None:
    run = load_run(tiny_run)
    values = run.settings.model_dump()
    values["data"] |= {"train": [], "corpora": [{"train": ["own.tsv"]}, *({"name": each} for each in names)]}
    settings = TranslationSettings.model_validate(values)
    monkeypatch.setattr(
        "babelix.workflows.translation.evaluate.load_run", lambda folder: replace(run, settings=settings)
    )
    fetched = list[str]()

    def fetch(name: str, listener: object) -> dict[str, Path]:
        fetched.append(name)
        raise RequestError("fetched")

    monkeypatch.setattr(data, "fetch", fetch)
    with pytest.raises(RequestError, match="fetched" if asked else "trained from files"):
        evaluate(tiny_run)
    assert fetched == ([asked] if asked else [])
