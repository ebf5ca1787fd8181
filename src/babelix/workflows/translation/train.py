"""Train a translator from a recipe."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.base.memory import told
from babelix.base.progress import Listener, silent, tell
from babelix.base.seeds import derive
from babelix.evaluation.bleu import Bleu
from babelix.text import Subwords
from babelix.text.bpe_dropout import BpeDropout
from babelix.text.vectors import WordVectors
from babelix.text.word_weights import vocabulary_weights
from babelix.training.device import best_device, free_on
from babelix.training.loop import Loop
from babelix.training.plan import Plan
from babelix.training.precision import keep_freed_memory
from babelix.training.ranks.alone import together
from babelix.transformer import Transformer
from babelix.workflows.runs.build import build_plan
from babelix.workflows.runs.folder import PROVENANCE, read_provenance
from babelix.workflows.runs.sizes import check_length, resolve_size
from babelix.workflows.runs.tasks import Trained
from babelix.workflows.runs.training import Training, begun, left_out
from babelix.workflows.translation.corpora import Corpora, learn_subwords, load_corpora
from babelix.workflows.translation.encoded import (
    Encoded,
    at_least,
    encode_training,
    encode_validation,
    source_lengths,
)
from babelix.workflows.translation.network import Network, as_transformer, build_network
from babelix.workflows.translation.run import SOURCE_SUBWORDS, SUBWORDS, Run, is_taught, own_files
from babelix.workflows.translation.settings import CHANGING, TranslationSettings
from babelix.workflows.translation.shown import bleu_pairs, opening, samples
from babelix.workflows.translation.start import provenance, start_from, starting_model
from babelix.workflows.translation.task import TranslationTask
from babelix.workflows.translation.teaching.reading import (
    give_vectors,
    let_learn,
    vectors_to_read,
    words_to_read,
)
from babelix.workflows.translation.teaching.teacher import LAYER, WEIGHT, Teacher, teacher


@dataclass(frozen=True)
class TrainedTranslator(Trained):
    """What training a translator left behind, and the pairs it learned from."""

    train_pairs: int
    left_out: dict[str, int]

    def report(self) -> str:
        """Return what a person wants to know, in lines."""
        return "\n".join(
            [f"{super().report()}, {several(self.train_pairs, 'pair')}", *left_out(self.left_out, "pairs")]
        )


def train(
    settings: TranslationSettings,
    *,
    beside: Path,
    run: Path,
    resume: bool = False,
    listener: Listener = silent,
) -> TrainedTranslator:
    """Train as `settings` say and leave everything in the folder `run`; relative files are sought in `beside`.

    Raises `RequestError` on settings or data that will not do and on a folder in use, `TaskError` when it was stopped
    or failed. Before the first update a failure leaves the folder as it was. A run that goes on may have other settings
    of those in `CHANGING`, and the same data.
    """
    settings, start = starting_model(settings, run, resume=resume)
    check_length(settings.model, settings.data.max_tokens)  # refused before the data is read
    corpora = load_corpora(settings.data, beside, settings.training.seed, listener)
    files = own_files(settings)
    threads = settings.training.threads
    taken = begun(
        run,
        settings,
        corpora.checksums,
        resume=resume,
        threads=threads,
        changing=CHANGING,
        files=files,
        shared=True,
    )
    with taken as training:
        loop, encoded = _prepare(settings, start, corpora, training, resume, listener)
        weights = training.run(loop, settings.training, listener)
    parameters = sum(p.numel() for p in loop.model.parameters())
    return TrainedTranslator(run, weights, loop.state.step, parameters, len(encoded), encoded.left_out)


def _prepare(
    settings: TranslationSettings,
    start: Run | None,
    corpora: Corpora,
    training: Training,
    resume: bool,
    listener: Listener,
) -> tuple[Loop, Encoded]:
    """Return the loop that trains the model, where its checkpoint stands, and the pairs it trains on."""
    keep_freed_memory()
    device, folder, ranks = best_device(), training.folder, together()

    subwords = _subwords(settings, start, corpora, folder)
    weights = vocabulary_weights(settings.training.word_weights, subwords)
    tokens = settings.training.batch_tokens
    encoded = encode_training(corpora, subwords, settings.data, tokens)
    val = encode_validation(corpora, subwords, settings.data, tokens)

    model = _model(settings, start, corpora, subwords, folder).to(device)
    torch.manual_seed(derive(settings.training.seed, "training"))
    chosen = resolve_size(settings.model)
    plan = build_plan(settings.training, settings.training.metric, chosen.d_model, device)
    first = corpora.validated[0].val
    scored = bleu_pairs(settings, subwords, first)
    taught = _teacher(settings, corpora, subwords, model, folder)
    task = TranslationTask(
        encoded,
        val,
        batch_tokens=tokens,
        seed=settings.training.seed,
        r_drop=settings.training.r_drop,
        label_smoothing=_smoothing(settings, chosen.label_smoothing),
        device=device,
        precision=plan.precision,
        rank=ranks.rank,
        bpe_dropout=_bpe_dropout(settings, subwords),
        word_weights=weights,
        bleu_pairs=scored,
        shown=samples(settings, subwords, first),
        teacher=taught,
    )
    read = (start.provenance if start is not None else read_provenance(folder)).get(SOURCE_SUBWORDS, {})
    counts = _counts(subwords, encoded, val, read)
    if scored is not None:
        counts["val_bleu"] = Bleu(scored[-1]).signature
    figures = {**provenance(settings, start, folder), **counts}
    observer = _tensorboard(folder) if settings.training.tensorboard and ranks.rank.first else None
    loop = Loop(model, task, plan, folder, resume=resume, listener=listener, observer=observer, ranks=ranks)
    training.record(figures)
    for line in [
        *opening(settings, subwords, encoded, val),
        *_told(taught, corpora),
        *_read(model, vectors_to_read(settings, corpora.word_vectors, start)),
        *_memory(task, model, plan),
    ]:
        tell(listener, "training", line)
    return loop, encoded


def _model(
    settings: TranslationSettings, start: Run | None, corpora: Corpora, subwords: Subwords, folder: Path
) -> Network:
    """Return the network as its first update finds it."""
    words = words_to_read(settings, corpora.word_vectors, start, subwords, folder, together())
    torch.manual_seed(derive(settings.training.seed, "model"))
    model = build_network(settings.model, len(subwords), words)
    if isinstance(model, Transformer) and model.words is not None:
        model.words.alone = settings.training.word_vectors_alone
        if (given := vectors_to_read(settings, corpora.word_vectors, start)) is not None:
            give_vectors(model, given)
    if start is not None:
        start_from(as_transformer(model, start.name), start)
    let_learn(model, settings.training.only)
    return model


def _counts(
    subwords: Subwords, encoded: Encoded, val: Mapping[str, Encoded], read: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "vocabulary": len(subwords),
        "train_pairs": len(encoded),
        "left_out": encoded.left_out,
        SOURCE_SUBWORDS: at_least(source_lengths(encoded), read),
        "val_pairs": {name: len(each) for name, each in val.items()},
        "val_left_out": {name: each.left_out for name, each in val.items()},
    }


def _smoothing(settings: TranslationSettings, usual: float) -> float:
    asked = settings.training.label_smoothing
    return usual if asked is None else asked


def _told(taught: Teacher | None, corpora: Corpora) -> list[str]:
    if taught is None or corpora.word_vectors is None:
        return []
    return [
        f"{len(taught.lists.taught):,} of {several(len(corpora.word_vectors.words), 'word')} with a vector are taught"
    ]


def _read(model: Network, given: WordVectors | None) -> list[str]:
    words = model.words if isinstance(model, Transformer) else None
    if words is None:
        return []
    file = f", of {len(given.words):,} in the file" if given is not None else ""
    return [f"vectors of {several(len(words.numbers.words), 'word')} are read{file}"]


def _memory(task: TranslationTask, model: Network, plan: Plan) -> list[str]:
    """Return a line that says what the largest batch takes, where that can be known."""
    sizes = [(task.update_bytes(model, plan, batch) or 0, batch) for batch in task.largest()]
    needed, batch = max(sizes, key=lambda each: each[0], default=(0, None))
    if batch is None or not needed:
        return []
    free = free_on(model.E.weight.device)
    (pairs, source), target = batch.source.shape, batch.target_in.shape[1]
    line = (
        f"memory: about {told(needed)} for weights, optimiser and the largest batch, {pairs:,} pairs of up to "
        f"{source} and {target} tokens"
    )
    if free is None:
        return [line]
    more = "; lower training.batch_tokens if it is stopped for want of it" if needed > free else ""
    return [f"{line}; {told(free)} are free{more}"]


def _subwords(settings: TranslationSettings, start: Run | None, corpora: Corpora, folder: Path) -> Subwords:
    path, ranks = folder / SUBWORDS, together()
    # Without a record of the data they are a killed run's, and the data may have changed since.
    if ranks.rank.first and not (path.exists() and (folder / PROVENANCE).exists()):
        learned = start.subwords if start is not None else learn_subwords(corpora, settings)
        learned.save(path)
    ranks.wait()
    return Subwords.load(path)


def _teacher(
    settings: TranslationSettings, corpora: Corpora, subwords: Subwords, model: Network, folder: Path
) -> Teacher | None:
    if corpora.word_vectors is None or not is_taught(settings):
        return None
    return teacher(
        corpora.word_vectors,
        subwords,
        as_transformer(model, str(settings.model.start)),
        folder,
        together(),
        layer=settings.training.word_vectors_layer or LAYER,
        weight=settings.training.word_vectors_weight or WEIGHT,
        seed=settings.training.seed,
    )


def _bpe_dropout(settings: TranslationSettings, subwords: Subwords) -> BpeDropout | None:
    if settings.subwords.dropout == 0:
        return None
    return BpeDropout(subwords, settings.subwords.dropout, settings.training.seed)


def _tensorboard(folder: Path) -> Callable[[int, Mapping[str, Any]], None]:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        raise RequestError(
            "training.tensorboard needs the extra: pip install 'babelix[tensorboard]'"
        ) from None
    writer = SummaryWriter(str(folder / "tensorboard"))

    def write(step: int, figures: Mapping[str, Any]) -> None:
        for name, value in figures.items():
            writer.add_scalar(name, value, step)
        writer.flush()

    return write
