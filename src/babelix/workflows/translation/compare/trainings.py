"""The trainings of a comparison: trials of each network's rate, then every seed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.training.log import FINAL, METRICS
from babelix.workflows.translation.compare.settings import CompareSettings, SystemSettings
from babelix.workflows.translation.network import parameters
from babelix.workflows.translation.settings import TrainingSettings, TranslationSettings


@dataclass(frozen=True)
class Training:
    """One training: of which network, in which folder, and its whole recipe."""

    system: str
    folder: str
    settings: TranslationSettings


def trials(settings: CompareSettings, system: SystemSettings) -> list[Training]:
    """Return the trials of one network, a rate each; none where there is one rate alone."""
    own = settings.trials
    if len(own.rates) == 1:
        return []
    whole = settings.training
    shorter = {
        "steps": own.steps,
        "warmup": min(whole.warmup, max(1, own.steps // 4)),
        "cooldown": whole.cooldown * own.steps // whole.steps,
        "evaluate_every": own.steps,
    }
    return [
        _training(settings, system, f"trial-rate-{rate:g}", rate, own.seeds[0], shorter) for rate in own.rates
    ]


def whole(settings: CompareSettings, system: SystemSettings, rate: float, seed: int) -> Training:
    """Return a training that is scored."""
    return _training(settings, system, f"seed-{seed}", rate, seed, {})


def _training(
    settings: CompareSettings,
    system: SystemSettings,
    name: str,
    rate: float,
    seed: int,
    more: Mapping[str, int],
) -> Training:
    learning = {**settings.training.model_dump(), "rate_factor": rate, "seed": seed, **more}
    return Training(
        system.name,
        f"{system.name}/{name}",
        TranslationSettings(
            data=settings.data,
            subwords=settings.subwords,
            model=system.model,
            training=TrainingSettings.model_validate(learning),
            decoding=settings.decoding,
        ),
    )


def finished(folder: Path) -> bool:
    """Tell whether a training has come to its end."""
    return (folder / FINAL).exists()


def best_rate(settings: CompareSettings, system: SystemSettings, run: Path) -> float:
    """Return the rate whose trial has the lowest loss of validation at its end."""
    losses = {
        each.settings.training.rate_factor: evaluations(run / each.folder)[-1][1]
        for each in trials(settings, system)
    }
    return min(losses, key=lambda rate: losses[rate]) if losses else settings.trials.rates[0]


def evaluations(folder: Path) -> list[tuple[int, float]]:
    """Return the evaluations of a training: after how many updates, and the loss of validation."""
    return _figures(folder, "val_loss")


def bleu_by_update(folder: Path) -> list[tuple[int, float]]:
    """Return BLEU of the sentences held out, after how many updates; nothing where the recipe did not ask for it."""
    return _figures(folder, "val_bleu")


def _figures(folder: Path, name: str) -> list[tuple[int, float]]:
    lines = (json.loads(line) for line in (folder / METRICS).read_text(encoding="utf-8").splitlines())
    return [(each["step"], each[name]) for each in lines if name in each]


def check_sizes(systems: Iterable[SystemSettings], vocabulary: int) -> None:
    """Raise `RequestError` where a network has other parameters than the first by more than a twentieth."""
    sizes = {each.name: parameters(each.model, vocabulary) for each in systems}
    first, wanted = next(iter(sizes.items()))
    for name, size in sizes.items():
        if abs(size - wanted) > wanted / 20:
            raise RequestError(
                f"{name} has {size:,} parameters and {first} {wanted:,} over {vocabulary:,} subwords: more than a "
                "twentieth apart; make one wider or narrower"
            )
