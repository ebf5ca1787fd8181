"""Train a parser from a recipe."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from babelix.base.arguments import checked
from babelix.base.counts import several
from babelix.base.progress import Listener, silent, tell
from babelix.base.seeds import derive
from babelix.text import Subwords
from babelix.training.device import best_device
from babelix.training.loop import Loop
from babelix.training.precision import keep_freed_memory
from babelix.training.ranks.alone import together
from babelix.training.tensors import load_weights
from babelix.trees.symbols import Symbols
from babelix.workflows.parsing.encoded import Encoded, Learned, as_text, encode, vocabulary
from babelix.workflows.parsing.run import SUBWORDS, SYMBOLS, Run, load_run
from babelix.workflows.parsing.settings import CHANGING, ParsingSettings
from babelix.workflows.parsing.task import ParsingTask
from babelix.workflows.parsing.treebank import Treebank, load_treebank, stripping_of
from babelix.workflows.runs.build import build_model, build_plan
from babelix.workflows.runs.folder import PROVENANCE, has_checkpoint, read_settings
from babelix.workflows.runs.shipped import locate
from babelix.workflows.runs.sizes import resolve_size
from babelix.workflows.runs.start import check_beside, recorded_start
from babelix.workflows.runs.tasks import Trained
from babelix.workflows.runs.training import Training, begun, left_out

# What a recipe may still say of the network and the vocabulary beside `model.start`.
_FREE = {"model": {"start", "dropout"}, "subwords": {"dropout"}}


@dataclass(frozen=True)
class TrainedParser(Trained):
    """What training a parser left behind, and the trees it learned from."""

    train_trees: int
    left_out: dict[str, int]

    def report(self) -> str:
        """Return what a person wants to know, in lines."""
        return "\n".join(
            [f"{super().report()}, {several(self.train_trees, 'tree')}", *left_out(self.left_out, "trees")]
        )


@checked
def train(
    settings: ParsingSettings, *, beside: Path, run: Path, resume: bool = False, listener: Listener = silent
) -> TrainedParser:
    """Train as `settings` say and leave everything in the folder `run`; relative files are sought in `beside`.

    Raises `RequestError` on settings or data that will not do and on a folder in use, `TaskError` when it was stopped
    or failed. Before the first update a failure leaves the folder as it was.
    """
    settings, start = _started(settings, run, resume=resume)
    resolve_size(settings.model)  # refused before the data is read
    bank = load_treebank(settings.data, beside, listener)
    files = (SUBWORDS, SYMBOLS)
    threads = settings.training.threads
    taken = begun(
        run,
        settings,
        bank.checksums,
        resume=resume,
        threads=threads,
        changing=CHANGING,
        files=files,
        shared=True,
    )
    with taken as training:
        loop, encoded = _prepare(settings, start, bank, training, resume, listener)
        weights = training.run(loop, settings.training, listener)
    parameters = sum(p.numel() for p in loop.model.parameters())
    return TrainedParser(run, weights, loop.state.step, parameters, len(encoded), encoded.left_out)


def _started(settings: ParsingSettings, run: Path, *, resume: bool) -> tuple[ParsingSettings, Run | None]:
    """Return the settings with the network of `model.start`, and that parser where `run` still needs it.

    Raises `RequestError` when there is none, or the recipe gives what comes with it.
    """
    if settings.model.start is None:
        return settings, None
    check_beside(settings, settings.model.start, _FREE)
    if resume and has_checkpoint(run, (SUBWORDS, SYMBOLS)):
        before, start = read_settings(run, ParsingSettings), None
    else:
        start = load_run(locate(settings.model.start))
        before = start.settings
    kept = {key: getattr(settings.model, key) for key in settings.model.model_fields_set}
    size = {"size": before.subwords.size}
    own = {"tags": before.data.tags, "functions": before.data.functions}
    changed: dict[str, Any] = {
        "model": before.model.model_copy(update=kept),
        "subwords": settings.subwords.model_copy(update=size),
        "data": settings.data.model_copy(update=own),
    }
    return settings.model_copy(update=changed), start


def _prepare(
    settings: ParsingSettings,
    start: Run | None,
    bank: Treebank,
    training: Training,
    resume: bool,
    listener: Listener,
) -> tuple[Loop, Encoded]:
    """Return the loop that trains the parser, where its checkpoint stands, and the trees it trains on."""
    keep_freed_memory()
    device, folder, ranks = best_device(), training.folder, together()
    subwords, symbols = _vocabularies(settings, start, bank, folder)
    most = settings.data.max_tokens
    trees = Learned(*(encode(part, subwords, symbols, most) for part in (bank.train, bank.val, bank.silver)))
    torch.manual_seed(derive(settings.training.seed, "model"))
    model = build_model(settings.model, vocabulary(subwords, symbols)).to(device)
    if start is not None:
        load_weights(model, dict(start.model.named_parameters()), start.name)
    torch.manual_seed(derive(settings.training.seed, "training"))
    chosen = resolve_size(settings.model)
    plan = build_plan(settings.training, settings.training.metric, chosen.d_model, device)
    smoothing = settings.training.label_smoothing
    task = ParsingTask(
        trees,
        subwords,
        symbols,
        settings,
        smoothing=chosen.label_smoothing if smoothing is None else smoothing,
        device=device,
        precision=plan.precision,
        rank=ranks.rank,
    )
    figures = {
        **(
            {}
            if settings.model.start is None
            else recorded_start(folder, settings.model.start, None if start is None else start.weights)
        ),
        "stripped": str(stripping_of(settings.data)),
        "symbols": len(symbols),
        "subwords": len(subwords),
        "train_trees": len(trees.train),
        "left_out": trees.train.left_out,
        "silver_trees": len(trees.silver),
        "val_trees": len(trees.val),
        "val_left_out": trees.val.left_out,
    }
    loop = Loop(model, task, plan, folder, resume=resume, listener=listener, ranks=ranks)
    training.record(figures)
    for line in _opening(trees, bank, symbols, subwords):
        tell(listener, "training", line)
    return loop, trees.train


def _vocabularies(
    settings: ParsingSettings, start: Run | None, bank: Treebank, folder: Path
) -> tuple[Subwords, Symbols]:
    """Return those of the run, learned from its training trees alone where it is new."""
    ranks = together()
    # Without a record of the data they are a killed run's, and the data may have changed since.
    if ranks.rank.first and not ((folder / SYMBOLS).exists() and (folder / PROVENANCE).exists()):
        if start is not None:
            subwords, symbols = start.subwords, start.symbols
        else:
            learned = [*bank.train, *bank.silver]
            symbols = Symbols.of(learned, settings.data.tags)
            texts = [as_text(tree.words) for tree in learned]
            if settings.data.lowercase:
                texts += [text.lower() for text in texts]
            subwords = Subwords.train(texts, settings.subwords.size)
        subwords.save(folder / SUBWORDS)
        symbols.save(folder / SYMBOLS)
    ranks.wait()
    return Subwords.load(folder / SUBWORDS), Symbols.load(folder / SYMBOLS)


def _opening(trees: Learned, bank: Treebank, symbols: Symbols, subwords: Subwords) -> list[str]:
    """Return what a person should know before the first update, in lines."""
    lines = [
        f"{len(symbols.labels)} labels and {len(symbols.tags)} tags, {len(subwords):,} subwords",
        f"{len(trees.train):,} trees to train on, {len(trees.val):,} to validate with",
        *([f"{len(trees.silver):,} trees of another parser to train on too"] if bank.silver else []),
        *left_out(trees.train.left_out, "training trees"),
        *left_out(trees.silver.left_out, "trees of another parser"),
        *left_out(trees.val.left_out, "validation trees"),
    ]
    if bank.wordless:
        lines.append(f"{bank.wordless:,} trees hold nothing but traces and are left out")
    return lines
