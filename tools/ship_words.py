"""Makes a shipped model of a run of the task next-word: packs it, scores what was packed, writes its card.

    python -m tools.ship_words runs/tatoeba en-words

The card is written from the run's own files, the registry's terms and the scores of the packed model, never by hand.
"""

import argparse
import json
import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch

from babelix.base.errors import RequestError, TaskError
from babelix.base.files import write_json, write_text
from babelix.classic.next_word.kneser_ney import KneserNey
from babelix.classic.next_word.packed import pack as pack_n_grams
from babelix.data import entry
from babelix.training.packing import pack
from babelix.training.tensors import load_tensors, save_tensors
from babelix.workflows.classic.next_word.model import Predictor, load_model
from babelix.workflows.classic.next_word.settings import NextWordSettings
from babelix.workflows.classic.next_word.task import score
from babelix.workflows.classic.next_word.texts import WORDS, Numbered, read_text, renumber
from babelix.workflows.runs.folder import PROVENANCE, SETTINGS, read_settings
from babelix.workflows.runs.shipped import CARD, CARD_FIGURES

MODELS = Path("src/babelix/shipped")  # from the repository's root, where this is typed
MEGABYTES = 3.0
NEVER = ("ptb-words",)  # texts that may be evaluated on and never shipped
FILE = "model.safetensors"


def ship(run: Path, name: str, models: Path) -> dict[str, Any]:
    """Write the folder of a shipped model below `models`, and return its card's figures."""
    settings = read_settings(run, NextWordSettings)
    if settings.data.name in NEVER:
        raise RequestError(f"{settings.data.name} may be evaluated on and never shipped")
    folder = models / f".{name}"  # beside its place until it is whole
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for each in (SETTINGS, PROVENANCE, WORDS):
        shutil.copyfile(run / each, folder / each)
    tensors, state = load_tensors(run / FILE)
    if settings.model.kind == "n-gram":
        counts = KneserNey.of({k: t.numpy() for k, t in tensors.items()}, _words(folder), str(run))
        packed = {k: torch.from_numpy(np.asarray(a)) for k, a in pack_n_grams(counts).items()}
    else:
        packed = pack(tensors)
    save_tensors(folder / FILE, packed, state)
    figures = describe(folder, settings)
    write_json(folder / CARD_FIGURES, figures)
    write_text(folder / CARD, card(name, figures))
    if figures["megabytes"] > MEGABYTES:
        raise TaskError(f"{folder} has {figures['megabytes']} MB of at most {MEGABYTES}")
    shutil.rmtree(models / name, ignore_errors=True)
    folder.rename(models / name)
    return figures


def _words(folder: Path) -> int:
    return len(json.loads((folder / WORDS).read_text(encoding="utf-8")))


def describe(folder: Path, settings: NextWordSettings) -> dict[str, Any]:
    """Return the card's figures: what it is, what it weighs, its perplexities as packed."""
    text = read_text(settings.data.name)
    model = load_model(folder)
    words = renumber(text, model.vocabulary)
    if model.counts is not None:
        size = model.counts.size
    else:
        assert model.net is not None
        size = sum(p.numel() for p in model.net.parameters())
    kind = f"{settings.model.order}-grams" if model.counts is not None else settings.model.kind
    test = _perplexity(model, words, "test")
    known = entry(settings.data.name)
    return {
        "summary": f"next English word by {kind}, perplexity {test:.1f} on {settings.data.name}'s test split",
        "kind": kind,
        "size": size,
        "megabytes": round(sum(f.stat().st_size for f in folder.iterdir()) / 1e6, 2),
        "vocabulary": len(model.vocabulary),
        "train_words": len(words.train),
        "val_perplexity": round(_perplexity(model, words, "val"), 2),
        "test_perplexity": round(test, 2),
        "test_words": len(words.test),
        "data": settings.data.name,
        "attribution": known.attribution,
        "terms": known.terms,
        "homepage": known.homepage,
    }


def _perplexity(model: Predictor, words: Numbered, part: str) -> float:
    ids = getattr(words, part)
    negative = model.counts.score(ids) if model.counts is not None else score(model.net, ids)
    return math.exp(float(negative.mean(dtype=np.float64)))


def card(name: str, figures: dict[str, Any]) -> str:
    """Return the card."""
    unit = "n-grams, three bytes each" if "gram" in figures["kind"] else "parameters, a byte each"
    return (
        f"# {name}: the next English word\n\n"
        f"{figures['kind']} of {figures['vocabulary']:,} words: {figures['size']:,} {unit}, "
        f"{figures['megabytes']} MB.\n"
        f"`babelix complete` answers by it unless told otherwise.\n\n"
        f"Trained on {figures['train_words']:,} words of the English side of "
        f"[{figures['data']}]({figures['homepage']}), each sentence once, in translation's training split; "
        f"{figures['attribution']}, {figures['terms']}.\n\n"
        f"| perplexity, as packed | |\n|---|---|\n| held out | {figures['val_perplexity']} |\n"
        f"| test, {figures['test_words']:,} words | {figures['test_perplexity']} |\n\n"
        "It knows short everyday sentences and few words of any trade; it sees a few words back and no meaning.\n"
        "Sentences of this collection are often variants of one another: perplexities on other texts are far higher.\n"
    )


def main() -> None:
    """Pack, score, describe."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("run", type=Path)
    options.add_argument("name")
    chosen = options.parse_args()
    if not MODELS.is_dir():
        raise TaskError(f"{MODELS} is not below {Path.cwd()}; go to the root of the repository first")
    print(ship(chosen.run, chosen.name, MODELS)["summary"])


if __name__ == "__main__":
    main()
