"""Makes a shipped model of a run: packs its weights, evaluates what was packed, writes its card.

    python -m tools.ship runs/en-fr-gentle en-fr

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

from babelix.base.errors import BabelixError, TaskError
from babelix.base.files import digest, write_json, write_text
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
from babelix.workflows.translation.teaching.words import WORDS
from tools.card import TEST_SET, card
from tools.mix import MIXED, parts_of

COST = ("updates", "epochs", "target_tokens", "training_hours")
MODELS = Path("src/babelix/shipped")  # from the repository's root, where this is typed


def main() -> None:
    """Pack, evaluate, describe."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("run", type=Path)
    options.add_argument("name")
    chosen = options.parse_args()
    if not MODELS.is_dir():
        raise TaskError(f"{MODELS} is not below {Path.cwd()}; go to the root of the repository first")
    folder = MODELS / f".{chosen.name}"  # beside its place until it is whole
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in (SETTINGS, SUBWORDS, PROVENANCE, WORDS):
        if name != WORDS or (chosen.run / name).exists():
            shutil.copyfile(chosen.run / name, folder / name)
    weights, state = load_tensors(chosen.run / "model.safetensors")
    packed = pack(unpack(weights))  # a run that was carried from elsewhere is packed already
    save_tensors(folder / "model.safetensors", packed, state)
    val, test = (evaluate(folder, name=TEST_SET, split_name=name) for name in ("val", "test"))
    figures = describe(chosen.run, folder, val.scores, test)
    write_json(folder / CARD_FIGURES, figures)
    write_text(folder / CARD_FILE, card(chosen.name, figures))
    shutil.rmtree(MODELS / chosen.name, ignore_errors=True)
    folder.rename(MODELS / chosen.name)


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
        "run": run.name,
        "stages": stages,
        **({MIXED: shares} if (shares := _shares(run)) else {}),
        **({} if loaded.words is None else {"read": _read(loaded.words.shape)}),
        "corpora": _corpora(run),
        "val": asdict(val),
        "beam": loaded.settings.decoding.beam,
        "alpha": loaded.settings.decoding.alpha,
        "train_pairs": loaded.provenance["train_pairs"],
        "data_sha256": loaded.provenance["data_sha256"],
        "test": asdict(scores),
        "test_far": asdict(far) if far is not None else None,
    }


def _read(shape: tuple[int, int]) -> dict[str, int]:
    return {"words": shape[0], "given": shape[0] * shape[1]}


def _stages(run: Path) -> list[dict[str, Any]]:
    """Return what each run cost that led to these weights, the first one first.

    A run of which only its card is left (`model.start` may name a shipped model) has its figures there; what was mixed
    has those of both.
    """
    if known := _known(run):
        return known.get("stages") or [{"run": run.name, **{key: known[key] for key in COST}}]
    if parts := parts_of(run):
        both = [stage for part in parts for stage in _stages(_part(run, part))]
        return list({stage["run"]: stage for stage in both}.values())
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
    if before is not None and (shares := _shares(before)):
        own["start"] = {"model": start, MIXED: shares}
    return [*(_stages(before) if before is not None else []), own]


def _known(run: Path) -> dict[str, Any]:
    """Return the card's figures where only the card is left of a run; nothing where its log is there, or no card."""
    if (run / METRICS).exists() or not (run / CARD_FIGURES).exists():
        return {}
    figures: dict[str, Any] = json.loads((run / CARD_FIGURES).read_text(encoding="utf-8"))
    return figures


def _shares(model: Path) -> list[dict[str, Any]]:
    """Return what a mixture is of, by its own word or by its card's; nothing for another."""
    if known := _known(model):
        return list(known.get(MIXED, []))
    found = []
    for part in parts_of(model):
        own, before = {key: part[key] for key in ("model", "share")}, _shares(_part(model, part))
        found.append({**own, MIXED: before} if before else own)
    return found


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
    if known := _known(run):
        return list(known["corpora"])
    if parts := parts_of(run):
        return list(dict.fromkeys(each for part in parts for each in _corpora(_part(run, part))))
    settings = read_settings(run, TranslationSettings)
    start = settings.model.start
    found = _corpora(_start(run, start)) if start is not None and (run / METRICS).exists() else []
    corpora: Sequence[CorpusSettings | DataSettings] = settings.data.corpora or [settings.data]
    for each in corpora:
        found += [each.name] if each.name is not None else [Path(path).name for path in each.train]
    return list(dict.fromkeys(found))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    try:
        main()
    except BabelixError as error:
        sys.exit(f"ship.py: {error}")
