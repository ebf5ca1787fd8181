"""Makes a shipped model of a run: packs its weights, evaluates what was packed, writes its card.

    python -m tools.ship runs/en-fr-gentle en-fr
    python -m tools.ship runs/en-fr-adjectives en-fr --start-share 0.5   # of the weights that the run began from

The card is written from the runs' own files, the registry's terms and the evaluation of the packed weights, never by
hand.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from torch import Tensor

from babelix.base.errors import BabelixError, TaskError
from babelix.base.files import digest, write_json, write_text
from babelix.data import entry, names
from babelix.evaluation.scores import Scores
from babelix.training.log import METRICS, TIMINGS
from babelix.training.packing import pack, unpack
from babelix.training.tensors import load_tensors, save_tensors
from babelix.workflows.runs.folder import PROVENANCE, SETTINGS, read_provenance, read_settings
from babelix.workflows.runs.shipped import CARD as CARD_FILE
from babelix.workflows.runs.shipped import CARD_FIGURES, locate
from babelix.workflows.translation.evaluate import Evaluation, evaluate
from babelix.workflows.translation.run import SUBWORDS, load_run
from babelix.workflows.translation.settings import CorpusSettings, DataSettings, TranslationSettings
from tools.mix import MIXED, between, parts_of

COST = ("updates", "epochs", "target_tokens", "training_hours")
TEST_SET = "tatoeba-en-fr"
MODELS = Path("src/babelix/shipped")  # from the repository's root, where this is typed


def main() -> None:
    """Pack, evaluate, describe."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("run", type=Path)
    options.add_argument("name")
    options.add_argument(
        "--start-share", type=float, default=0.0, help="of the weights that the run began from"
    )
    chosen = options.parse_args()
    if not 0 <= chosen.start_share < 1:
        raise TaskError(f"--start-share {chosen.start_share}: expected at least 0 and below 1")
    if not MODELS.is_dir():
        raise TaskError(f"{MODELS} is not below {Path.cwd()}; go to the root of the repository first")
    folder = MODELS / f".{chosen.name}"  # beside its place until it is whole
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in (SETTINGS, SUBWORDS, PROVENANCE):
        shutil.copyfile(chosen.run / name, folder / name)
    weights, state = mixed(chosen.run, chosen.start_share)
    save_tensors(folder / "model.safetensors", pack(weights), state)
    val, test = (evaluate(folder, name=TEST_SET, split_name=name) for name in ("val", "test"))
    figures = describe(chosen.run, folder, val.scores, test) | {"start_share": chosen.start_share}
    write_json(folder / CARD_FIGURES, figures)
    write_text(folder / CARD_FILE, card(chosen.name, figures))
    shutil.rmtree(MODELS / chosen.name, ignore_errors=True)
    folder.rename(MODELS / chosen.name)


def mixed(run: Path, share: float) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return `between` the run's weights and those it began from, and the run's state.

    Raises `TaskError` where the run began from nothing, or from weights that are not there any more.
    """
    weights, state = load_tensors(run / "model.safetensors")
    theta_1 = unpack(weights)  # a run that was carried from elsewhere is packed already
    if share == 0:
        return theta_1, state
    start = read_settings(run, TranslationSettings).model.start
    if start is None:
        raise TaskError(f"{run} began from no trained model: leave --start-share out")
    theta_0 = unpack(load_tensors(_start(run, start) / "model.safetensors")[0])
    return between(theta_1, theta_0, share), state


def describe(run: Path, folder: Path, val: Scores, test: Evaluation) -> dict[str, Any]:
    """Return the card's figures."""
    loaded = load_run(folder)
    scores, far = test.scores, test.far
    stages = _stages(run)
    data = loaded.settings.data
    return {
        "summary": f"{data.source}-{data.target} Transformer, BLEU {scores.bleu.score:.1f} on {TEST_SET}'s test split",
        "parameters": sum(p.numel() for p in loaded.model.parameters()),
        "megabytes": round(sum(f.stat().st_size for f in folder.iterdir()) / 1e6, 1),
        **{key: round(sum(stage[key] for stage in stages), 2) for key in COST},
        "stages": stages,
        "corpora": _corpora(run),
        "val": asdict(val),
        "beam": loaded.settings.decoding.beam,
        "alpha": loaded.settings.decoding.alpha,
        "train_pairs": loaded.provenance["train_pairs"],
        "data_sha256": loaded.provenance["data_sha256"],
        "test": asdict(scores),
        "test_far": asdict(far) if far is not None else None,
    }


def _stages(run: Path) -> list[dict[str, Any]]:
    """Return what each run cost that led to these weights, the first one first.

    A run of which only its card is left (`model.start` may name a shipped model) has its figures there; what was mixed
    has those of both.
    """
    if parts := parts_of(run):
        both = [stage for part in parts for stage in _stages(_part(run, part))]
        return list({stage["run"]: stage for stage in both}.values())
    if not (run / METRICS).exists():
        known: dict[str, Any] = json.loads((run / CARD_FIGURES).read_text(encoding="utf-8"))
        return known.get("stages") or [{"run": run.name, **{key: known[key] for key in COST}}]
    start = read_settings(run, TranslationSettings).model.start
    before = _start(run, start) if start is not None else None
    trained = [line for line in _lines(run / METRICS) if "tokens" in line][-1]
    own = {
        "run": run.name,
        "updates": trained["step"],
        "epochs": trained["epoch"],
        "target_tokens": trained["tokens"],
        "training_hours": round(sum(line["seconds"] for line in _lines(run / TIMINGS)) / 3600, 2),
        "device": read_provenance(run).get("device", "CPU"),
    }
    if before is not None and (parts := parts_of(before)):
        own["start"] = {
            "model": start,
            MIXED: [{key: each[key] for key in ("model", "share")} for each in parts],
        }
    return [*(_stages(before) if before is not None else []), own]


def _start(run: Path, start: str) -> Path:
    """Return the folder that a run began from. Raises `TaskError` where that holds other weights by now."""
    return _unchanged(run, start, read_provenance(run).get("start", {}).get("weights_sha256"))


def _part(run: Path, part: dict[str, Any]) -> Path:
    """Return the folder of one that was mixed. Raises `TaskError` where that holds other weights by now."""
    return _unchanged(run, part["model"], part["weights_sha256"])


def _unchanged(run: Path, model: str, recorded: str | None) -> Path:
    folder = locate(model)
    weights = folder / "model.safetensors"
    if recorded is not None and digest(weights) != recorded:
        raise TaskError(
            f"{run} began from {model!r} when that held other weights than {weights} does now: what came before it is "
            "not known any more; ship it from a checkout that has them"
        )
    return folder


def _corpora(run: Path) -> list[str]:
    """Return what any stage was trained on: data sets by name, files by theirs."""
    if parts := parts_of(run):
        return list(dict.fromkeys(each for part in parts for each in _corpora(_part(run, part))))
    if not (run / METRICS).exists() and (run / CARD_FIGURES).exists():
        return list(json.loads((run / CARD_FIGURES).read_text(encoding="utf-8"))["corpora"])
    settings = read_settings(run, TranslationSettings)
    start = settings.model.start
    found = _corpora(_start(run, start)) if start is not None and (run / METRICS).exists() else []
    corpora: Sequence[CorpusSettings | DataSettings] = settings.data.corpora or [settings.data]
    for each in corpora:
        found += [each.name] if each.name is not None else [Path(path).name for path in each.train]
    return list(dict.fromkeys(found))


def _told(corpus: str) -> str:
    """Return a corpus as a row of the card: what it is, by whom, under which terms."""
    if corpus not in names():
        return f"| `{corpus}` | made for this model by rules (`tools/`) | Babelix | the project's own |"
    known = entry(corpus)
    name = f"[{corpus}]({known.homepage})" if known.homepage else corpus
    return f"| {name} | {known.description} | {known.attribution} | {known.terms} |"


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def card(name: str, figures: dict[str, Any]) -> str:
    """Return the card as Markdown."""
    rows = [
        f"| {title} | {scores['sentences']} | {scores['bleu']['score']:.1f} | "
        f"{scores['bleu_multi_reference']['score']:.1f} | {scores['chrf']['score']:.1f} |"
        for title, scores in (
            ("test", figures["test"]),
            ("test, far", figures["test_far"]),
            ("val", figures["val"]),
        )
        if scores is not None
    ]
    return CARD.format(
        name=name,
        rows="\n".join(rows),
        commands="\n".join(f"    {command}" for stage in figures["stages"] for command in commands(stage)),
        last=figures["stages"][-1]["run"],
        devices=", ".join(dict.fromkeys(stage.get("device", "CPU") for stage in figures["stages"])),
        told="\n".join(_told(corpus) for corpus in figures["corpora"]),
        signatures=signatures(figures["test"]),
        test_set=TEST_SET,
        shipping=f" --start-share {share}" if (share := figures.get("start_share", 0)) else "",
        mixture=MIXTURE.format(own=1 - share, start=share) if share else "",
        **figures,
    )


def commands(stage: dict[str, Any]) -> list[str]:
    """Return what made a stage: where it began from a mixture, that one's command first."""
    train = f"babelix train recipes/translation/{stage['run']}.toml"
    if "start" not in stage:
        return [train]
    out, (first, second) = stage["start"]["model"], stage["start"][MIXED]
    return [f"python -m tools.mix {first['model']} {second['model']} {out} --share {second['share']}", train]


def signatures(scores: dict[str, Any]) -> str:
    """Return the signature of each score, a line each."""
    kinds = (
        ("BLEU, first reference", "bleu"),
        ("BLEU, all references", "bleu_multi_reference"),
        ("chrF", "chrf"),
    )
    return "\n".join(f"- {title}: `{scores[key]['signature']}`" for title, key in kinds)


MIXTURE = """

Each weight is {own:.0%} what the last stage came to and {start:.0%} what it began from (Wortsman et al. 2022,
equation 1). How the share was chosen: `decisions/translation/it-follows-what-was-said.md`."""

CARD = """\
# {name}: English to French

A Transformer (Vaswani et al. 2017) of {parameters:,} parameters, {megabytes} MB on disk: one byte a weight with a
float32 scale a row, computed in float32.

## Data

{train_pairs:,} pairs in the last stage; of all stages:

| corpus | what | by | terms |
|---|---|---|---|
{told}

Tatoeba's test split: English sentences of which `int(sha1(english).hexdigest(), 16) % 100` is 0, the validation split
where it is 1. Training pairs whose French sentence is a test reference were dropped.

## Recipe and cost

{commands}
    python -m tools.ship runs/{last} {name}{shipping}

{updates:,} updates, {epochs} whole epochs, {target_tokens:,} target tokens in {training_hours} hours ({devices};
products in bfloat16 on a GPU, in float32 on a CPU). Nothing was chosen on the test split.{mixture}

## Scores

Distinct English sentences; beam {beam}, length penalty {alpha}. `far` leaves out the sentences within one word of a
training sentence.

    babelix evaluate {name} --data {test_set} --split test --json

| sentences | number | BLEU, first reference | BLEU, all references | chrF, first reference |
|---|---|---|---|---|
{rows}

{signatures}

## What it cannot do

It is small, and right in nine everyday sentences of twenty (`python -m benchmarks.translation.everyday`). Words that
its data hold seldom come out as others that look or sound alike (*to peel* as *éloigner*), idioms word for word,
capitals badly, and so does the news, law or science of a long sentence: wrong, sometimes fluently. Agreement over a
few words is right in nearly nine sentences of ten, less often where the words are seldom; without context it chooses
the masculine, and either of *tu* and *vous*, sometimes both in one sentence. "It" that could be one of two nouns it
tells in sentences of the kind it was taught by, and by chance where the adjective is one it was not taught (`python -m
benchmarks.translation.twins`); there a noun may come by a less usual word (*cat* as *chatte*). Do not use it where a
wrong translation harms somebody.
"""


if __name__ == "__main__":
    try:
        main()
    except BabelixError as error:
        sys.exit(f"ship.py: {error}")
