"""Makes a shipped model of a run of the task tracks: packs it, evaluates what was packed, writes its card.

    python -m tools.ship_tracks runs/yeast yeast --scan Reb1=TTACCCG

The card is written from the run's own files, the registry's terms and the packed model's evaluation, never by hand.
"""

import argparse
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError, TaskError
from babelix.base.files import write_json, write_text
from babelix.data import entry
from babelix.training.keeping import FINAL
from babelix.training.log import METRICS, TIMINGS
from babelix.training.packing import pack
from babelix.training.tensors import load_tensors, save_tensors
from babelix.workflows.dna.learning.described import TARGETS
from babelix.workflows.dna.learning.evaluate import Evaluated, TrackFit, evaluate_tracks
from babelix.workflows.dna.learning.settings import TracksSettings
from babelix.workflows.runs.folder import PROVENANCE, SETTINGS, read_provenance, read_settings
from babelix.workflows.runs.shipped import CARD, CARD_FIGURES

MODELS = Path("src/babelix/shipped")  # from the repository's root, where this is typed
MEGABYTES = 5.0
# What a run records of the machine that it was made on, and of nobody else's interest.
_OWN = ("beside",)


def ship(run: Path, name: str, models: Path, scans: Sequence[str]) -> dict[str, Any]:
    """Write the folder of a shipped model below `models`, and return its card's figures."""
    settings = read_settings(run, TracksSettings)
    if settings.data.name is None:
        raise RequestError(
            f"{run} was trained on files of its own: only a data set of the registry can be told"
        )
    folder = models / f".{name}"  # beside its place until it is whole
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for each in (SETTINGS, TARGETS):
        shutil.copyfile(run / each, folder / each)
    write_json(folder / PROVENANCE, {k: v for k, v in read_provenance(run).items() if k not in _OWN})
    tensors, state = load_tensors(run / FINAL)
    save_tensors(folder / FINAL, pack(tensors), state)
    found = evaluate_tracks(folder, split="test", scans=scans)
    figures = {**describe(run, folder, settings, found, state["step"]), "scans": list(scans)}
    write_json(folder / CARD_FIGURES, figures)
    write_text(folder / CARD, card(name, figures, found))
    if figures["megabytes"] > MEGABYTES:
        raise TaskError(f"{folder} has {figures['megabytes']} MB of at most {MEGABYTES}")
    shutil.rmtree(models / name, ignore_errors=True)
    folder.rename(models / name)
    return figures


def describe(
    run: Path, folder: Path, settings: TracksSettings, found: Evaluated, step: int
) -> dict[str, Any]:
    """Return the card's figures."""
    assert settings.data.name is not None
    known = entry(settings.data.name)
    tensors, _ = load_tensors(run / FINAL)
    counts = [each for each in found.tracks if each.fit.precision is None]
    best = ", ".join(f"{each.fit.pearson:.2f}" for each in counts[:2])
    return {
        "summary": f"{len(found.tracks)} tracks of {settings.data.name} in bins of {2 ** len(settings.model.channels)} "
        f"bases, correlation {best} on contig {', '.join(found.contigs)}",
        "parameters": sum(
            w.numel() for k, w in tensors.items() if not k.endswith(("running_mean", "running_var"))
        ),
        "megabytes": round(sum(f.stat().st_size for f in folder.iterdir()) / 1e6, 2),
        "window": settings.model.window,
        "updates": _lines(run / METRICS)[-1]["step"],
        "chosen_update": step,
        "training_hours": round(sum(line["seconds"] for line in _lines(run / TIMINGS)) / 3600, 2),
        "val": settings.data.val,
        "test": settings.data.test,
        "unseen": settings.data.unseen,
        "data": settings.data.name,
        "attribution": known.attribution,
        "terms": known.terms,
        "homepage": known.homepage,
        "evaluated": asdict(replace(found, model=found.model.removeprefix("."))),
    }


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def card(name: str, figures: dict[str, Any], found: Evaluated) -> str:
    """Return the card as Markdown."""
    counts = "\n".join(_count(each) for each in found.tracks if each.fit.precision is None)
    peaks = "\n".join(_peak(each) for each in found.tracks if each.fit.precision is not None)
    return _CARD.format(
        name=name,
        counts=counts,
        peaks=peaks,
        tracks=len(found.tracks),
        contigs=", ".join(found.contigs),
        chosen=", ".join(figures["val"]),
        unread=", ".join(figures["unseen"]),
        bins=found.bins,
        recurring=found.recurring,
        scans="".join(f" --scan {each}" for each in figures["scans"]),
        **{key: figures[key] for key in (
            "parameters", "megabytes", "window", "updates", "chosen_update", "training_hours", "data", "homepage",
            "attribution", "terms",
        )},
    )  # fmt: skip


def _count(each: TrackFit) -> str:
    return (
        f"| {each.name} | {each.fit.pearson:.3f} ({each.low:.3f} to {each.high:.3f}) | {each.alone.pearson:.3f} | "
        f"{_told(each.ridge and each.ridge.pearson)} | {_told(each.replicates)} |"
    )


def _peak(each: TrackFit) -> str:
    return (
        f"| {each.name} | {_told(each.fit.precision)} | {each.fit.prevalence or 0:.4f} | "
        f"{_told(each.ridge and each.ridge.precision)} | {_told(each.scan)} |"
    )


def _told(value: Any) -> str:
    return "" if value is None else f"{value:.3f}"


_CARD = """\
# {name}: {tracks} tracks from sequence

A small Enformer of {parameters:,} parameters, {megabytes} MB: matrices in one byte a weight with a float32 scale a row,
computed in float32. Windows of {window:,} bases, bins of 32. Counts are predicted as sqrt(1 + sum) - 1 of a bin, peaks
as the share of bins that have one within 40 bases.

    babelix tracks --model {name} --genome FASTA --region IV:100,001-104,000

Trained on [{data}]({homepage}); {attribution}; {terms}.
{updates:,} updates in {training_hours} hours on one thread of a shared machine; those of update {chosen_update:,} are
kept, chosen on {chosen}. {contigs} was never learned from; {unread} was not read at all: the signals lack it.

    babelix train recipes/dna/{name}.toml
    python -m tools.ship_tracks runs/{name} {name}{scans}

## On {contigs}, as packed

{bins:,} bins; {recurring:,} of them stand where it learned too, by their words of 31 bases. Pearson correlation of
log(1 + v), with the 95 % interval of blocks of 512 bins; beside it that without the bins that recur, a ridge regression
on words of four bases, and one replicate against another.

| counts | the model | without recurring bins | words | replicates |
|---|---|---|---|---|
{counts}

Average precision of peaks; by chance it is the share of bins. The consensus is looked for within 40 bases.

| peaks | the model | chance | words | consensus |
|---|---|---|---|---|
{peaks}

## What it cannot do

It has seen one strain in rich medium and under diamide: no other condition, no mutant, no other species (on human DNA
what it says means nothing). Factors of few peaks it hardly knows. It sees 4 kb around a base, and no chromatin but what
sequence says. Its effects of variants were not trained on variants, and are not measured ones.
"""


def main() -> None:
    """Pack, evaluate, describe."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("run", type=Path)
    options.add_argument("name")
    options.add_argument("--scan", action="append", default=[])
    chosen = options.parse_args()
    if not MODELS.is_dir():
        raise TaskError(f"{MODELS} is not below {Path.cwd()}; go to the root of the repository first")
    print(ship(chosen.run, chosen.name, MODELS, chosen.scan)["summary"])


if __name__ == "__main__":
    main()
