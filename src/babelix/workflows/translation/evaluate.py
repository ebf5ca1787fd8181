"""Score a translator on a split of a named data set, or on files."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babelix import data
from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, silent
from babelix.evaluation.bleu import Score, bleu, chrf
from babelix.text import read_parallel
from babelix.text.splits import Neighbours, References, references
from babelix.training.device import best_device
from babelix.workflows.translation.corpora import named_split
from babelix.workflows.translation.run import load_run
from babelix.workflows.translation.settings import DataSettings
from babelix.workflows.translation.translator import Translator


@dataclass(frozen=True)
class Scores:
    """BLEU against the first reference and against all of them, chrF against the first, and how many sentences."""

    bleu: Score
    bleu_multi_reference: Score
    chrf: Score
    sentences: int


@dataclass(frozen=True)
class Evaluation:
    """Scores of a whole split, and of those of its sentences that are far from every training sentence.

    `far` is None for files, and for data sets that come with splits of their own. `translations` stand in the order
    of the sentences.
    """

    scores: Scores
    far: Scores | None
    pairs: References
    translations: list[str]
    near: list[bool]


@checked
def evaluate(
    folder: Path,
    *,
    name: str | None = None,
    split_name: str = "test",
    source: Path | None = None,
    reference: Path | None = None,
    beam: int | None = None,
    alpha: float | None = None,
    batch_size: int = 64,
    listener: Listener = silent,
) -> Evaluation:
    """Translate and score a split of the data set `name`, or the files `source` and `reference`.

    Every distinct source sentence counts once, whatever the number of its references; `beam` and `alpha` are the run's
    own unless given. Raises `RequestError` when
    the run, the data set, the split or a file is not there, or the files' lines do not pair up.
    """
    run = load_run(folder)
    settings = run.settings.data
    if source is not None and reference is not None:
        pairs, train = references(read_parallel(source, reference)), None
    else:
        if name is None and settings.name is None:
            raise RequestError(
                "this run was trained from files; give `name` NAME or `source` and `reference`",
                setting=("name", "source", "reference"),
            )
        named = DataSettings(name=name or settings.name, source=settings.source, target=settings.target)
        files = data.fetch(str(named.name), listener)
        pairs = references(named_split(named, files, split_name))
        by_hash = bool(data.entry(str(named.name)).languages)
        train = named_split(named, files, "train").source if by_hash else None
    run.model.to(best_device())
    translator = Translator.of_run(run)
    found = translator.translate(
        pairs.source, beam=beam, alpha=alpha, batch_size=batch_size, listener=listener
    )
    texts = [translation.text for translation in found]
    if train is None:
        return Evaluation(_scores(texts, pairs.references), None, pairs, texts, [])
    neighbours = Neighbours(train)
    near = [neighbours.near(sentence) for sentence in pairs.source]
    rest = [i for i, is_near in enumerate(near) if not is_near]
    far = _scores([texts[i] for i in rest], [pairs.references[i] for i in rest]) if rest else None
    return Evaluation(_scores(texts, pairs.references), far, pairs, texts, near)


def _scores(texts: Sequence[str], references_of: Sequence[Sequence[str]]) -> Scores:
    first = [listed[0] for listed in references_of]
    return Scores(bleu(texts, first), bleu(texts, references_of), chrf(texts, first), len(texts))
