"""Score a translator, or translations that are already there, on a split of a named data set, or on files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from babelix import data
from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, silent
from babelix.evaluation.bleu import Bleu
from babelix.evaluation.bootstrap import Comparison
from babelix.evaluation.scores import Measured, Scores, Scoring
from babelix.evaluation.tokenizers import choose_tokenizer
from babelix.text.references import read_aligned, read_references
from babelix.text.splits import Neighbours, References, references
from babelix.training.device import best_device
from babelix.workflows.translation.corpora import named_split
from babelix.workflows.translation.engines.precision import compute_in
from babelix.workflows.translation.keep.wishes import NOTHING
from babelix.workflows.translation.reader import Cutting
from babelix.workflows.translation.run import Run, load_run
from babelix.workflows.translation.settings import DataSettings
from babelix.workflows.translation.translation import Translation
from babelix.workflows.translation.translator import Translator

__all__ = ["Compared", "Evaluation", "Scores", "Scoring", "System", "evaluate"]


@dataclass(frozen=True)
class System:
    """A translator or a file of translations, with its scores.

    `cut` says what a translator took for one text, ``sentences`` or ``lines``; None for a file. `remarks` are what to
    know of some lines, by their numbers from 1.

    `far` scores the sentences far from every training sentence; None for files, and for data sets that come with
    splits of their own. `translations` stand in the order of the sentences.
    """

    name: str
    scores: Scores
    far: Scores | None
    translations: list[str]
    cut: str | None = None
    remarks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Compared:
    """A system beside the baseline, by each metric, against all references."""

    baseline: str
    system: str
    metrics: list[Comparison]


@dataclass(frozen=True)
class Evaluation:
    """The systems scored, the run last, and each later one compared with the first.

    `scores`, `far` and `translations` are those of the last.
    """

    systems: list[System]
    compared: list[Compared]
    pairs: References
    near: list[bool]

    @property
    def scores(self) -> Scores:
        """Scores of all sentences."""
        return self.systems[-1].scores

    @property
    def far(self) -> Scores | None:
        """Scores of the sentences far from every training sentence."""
        return self.systems[-1].far

    @property
    def translations(self) -> list[str]:
        """One for each sentence."""
        return self.systems[-1].translations


@dataclass(frozen=True)
class _TestSet:
    """What is to be translated, under a name for errors; `near` is empty where the training split is unknown."""

    name: str
    pairs: References
    near: list[bool]
    language: str | None


@checked
def evaluate(
    folder: Path | None = None,
    *,
    name: str | None = None,
    split_name: str | None = None,
    source: Path | None = None,
    reference: Path | Sequence[Path] = (),
    hypotheses: Sequence[Path] = (),
    language: str | None = None,
    scoring: Scoring = Scoring(),
    cut: bool | None = None,
    beam: int | None = None,
    alpha: float | None = None,
    batch_size: int = 64,
    precision: str | None = None,
    listener: Listener = silent,
) -> Evaluation:
    """Score a run, files of translations (`hypotheses`), or both: on a split of the data set `name`, or on files.

    Of a data set every distinct source sentence counts once, whatever the number of its references; the split is
    ``test`` unless given. Of files every line counts, and each of `reference` holds one more reference for it; `source`
    is needed by a run alone. `beam` and `alpha` are the run's own unless given, and `precision` float32; `language`,
    that of the translations, chooses BLEU's tokenizer where no run says it. A run cuts lines into sentences if `cut`:
    unless given, lines of files, as ever, and not the sentences of a data set, of which nothing is kept aside either.
    Raises `RequestError` when the run, the data set, the split or a file is not there, the files' lines do not pair up,
    or what is asked for goes not together.
    """
    given = [reference] if isinstance(reference, Path) else list(reference)
    _check(folder, name, split_name, source, given, hypotheses)
    _check_run(folder is not None, name, language, searched=(beam, alpha, cut, precision) != (None,) * 4)
    run = None if folder is None else load_run(folder)
    chosen = (
        _files(source, given, run, language) if given else _named(name, split_name or "test", run, listener)
    )
    pairs = chosen.pairs
    texts = {str(path): read_aligned(path, chosen.name, len(pairs.references)) for path in hypotheses}
    asked = scoring.tokenizer or (None if run is None else run.settings.evaluation.tokenizer)
    tokenizer = choose_tokenizer(asked, chosen.language, (each[0] for each in pairs.references))
    _ = Bleu(tokenizer).signature  # is it installed?
    found: list[Translation] = []
    if run is not None:
        found = _translator(run, cut, precision or "float32", files=bool(given)).translate(
            pairs.source, beam=beam, alpha=alpha, batch_size=batch_size, listener=listener
        )
        texts[f"run {run.name}" if run.name in texts else run.name] = [each.text for each in found]
    measured = {each: Measured(lines, pairs.references, scoring, tokenizer) for each, lines in texts.items()}
    judged = _judge(texts, measured, chosen)
    if run is not None:
        remarks = tuple((number, each.remark) for number, each in enumerate(found, start=1) if each.remark)
        how = "sentences" if _cuts(cut, files=bool(given)) else "lines"
        judged.systems[-1] = replace(judged.systems[-1], cut=how, remarks=remarks)
    return judged


def _check_run(given: bool, name: str | None, language: str | None, *, searched: bool) -> None:
    """Raise `RequestError` where what only a run needs comes without one, or what it knows comes beside it."""
    if not given and searched:
        raise RequestError(
            "`beam`, `alpha`, `precision` and `cut` are for a run that translates; leave them out to score files",
            setting=("beam", "alpha", "precision", "cut"),
        )
    if given and language is not None:
        raise RequestError(
            "`language` is for translations without a run; the run's data.target says it, or give a `tokenizer`",
            setting=("language", "tokenizer"),
        )
    if name is not None and language is not None:
        raise RequestError(
            f"`language` is for files of references; those of {name} have theirs: leave it out, or give a `tokenizer`",
            setting=("language", "tokenizer"),
        )


def _cuts(cut: bool | None, *, files: bool) -> bool:
    return files if cut is None else cut


def _translator(run: Run, cut: bool | None, precision: str, *, files: bool) -> Translator:
    """Return the translator of a run, on the best device."""
    run.model.to(best_device())
    computes = compute_in(run.model, precision)
    if not files and not cut:  # not cut for their length either, nothing kept: the figure is the model's own
        whole = Cutting(split=False)
        return Translator.of_run(
            replace(run, provenance={}), precision=computes, cutting=whole, wishes=NOTHING
        )
    return Translator.of_run(run, precision=computes, cutting=Cutting(split=_cuts(cut, files=files)))


def _judge(texts: dict[str, list[str]], measured: dict[str, Measured], chosen: _TestSet) -> Evaluation:
    rest = [i for i, is_near in enumerate(chosen.near) if not is_near]
    systems = [
        System(name, each.scores(), each.scores(rest) if rest else None, texts[name])
        for name, each in measured.items()
    ]
    first, *others = measured
    compared = [Compared(first, each, measured[each].against(measured[first])) for each in others]
    return Evaluation(systems, compared, chosen.pairs, chosen.near)


def _check(
    folder: Path | None,
    name: str | None,
    split_name: str | None,
    source: Path | None,
    reference: Sequence[Path],
    hypotheses: Sequence[Path],
) -> None:
    """Raise `RequestError` on what makes no sense together."""
    asked = {
        "name": name is not None,
        "split": split_name is not None,
        "source": source is not None,
        "reference": bool(reference),
        "hypothesis": bool(hypotheses),
    }

    def refuse(sentence: str) -> None:
        raise RequestError(sentence, setting=(*asked, "run"))

    files = asked["source"] or asked["reference"]
    if folder is None and not hypotheses:
        refuse(
            "there is nothing to score: give a `run`, or translations that are there already as `hypothesis` FILE"
        )
    if len({str(path) for path in hypotheses}) < len(hypotheses):
        refuse("one file is given as `hypothesis` twice; give each system once")
    if files and asked["name"]:
        refuse("give `name`, or `source` and `reference`, not both")
    if files and asked["split"]:
        refuse("`split` is a part of a data set; leave it out with `source` and `reference`")
    if asked["source"] and not asked["reference"]:
        refuse("`source` and `reference` go together; give its translations as `reference` FILE")
    if asked["reference"] and not asked["source"] and folder is not None:
        refuse("`source` and `reference` go together: a `run` translates `source` FILE")
    if folder is None and not files and not asked["name"]:
        refuse(
            "a `hypothesis` is scored against `reference` FILE or the data set `name` NAME; give one of them"
        )


def _files(source: Path | None, given: Sequence[Path], run: Run | None, language: str | None) -> _TestSet:
    target = language if run is None else run.settings.data.target
    return _TestSet(str(source or given[0]), read_references(source, given), [], target)


def _own_data_set(run: Run) -> str | None:
    """Return the data set that a run was trained on; of several corpora the first that keeps splits for tests."""
    corpora = [each.name for each in run.settings.data.corpora if each.name is not None]
    return run.settings.data.name or next((each for each in corpora if not data.entry(each).whole), None)


def _named(name: str | None, split_name: str, run: Run | None, listener: Listener) -> _TestSet:
    """Return a split of a data set, unless named the one that the run was trained on."""
    if run is not None:
        name = name or _own_data_set(run)
        languages: tuple[str, ...] = (run.settings.data.source, run.settings.data.target)
    elif name is not None:
        languages = data.entry(name).languages
        if not languages:
            raise RequestError(
                f"{name} comes in several languages: name a `run`, whose languages choose its files, or give "
                "`reference` FILE",
                setting=("run", "reference"),
            )
    if name is None:
        raise RequestError(
            "this run was trained from files; give `name` NAME or `source` and `reference`",
            setting=("name", "source", "reference"),
        )
    named = DataSettings(name=name, source=languages[0], target=languages[1])
    files = data.fetch(name, listener)
    pairs = references(named_split(named, files, split_name))
    near = []
    if data.entry(name).languages:
        neighbours = Neighbours(named_split(named, files, "train").source)
        near = [neighbours.near(sentence) for sentence in pairs.source]
    return _TestSet(f"{name}'s {split_name} split", pairs, near, named.target)
