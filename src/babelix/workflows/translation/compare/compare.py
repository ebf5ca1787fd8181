"""Networks that translate, on equal terms: as many parameters, the same pairs, trials, updates and search."""

from pathlib import Path
from typing import Any

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, silent, tell
from babelix.workflows.runs import trials as runs
from babelix.workflows.runs.folder import begin, held
from babelix.workflows.translation.compare.settings import CompareSettings
from babelix.workflows.translation.compare.table import Compared, table
from babelix.workflows.translation.compare.trainings import (
    Training,
    best_rate,
    check_sizes,
    finished,
    trials,
    whole,
)
from babelix.workflows.translation.train import train


@checked
def compare(
    settings: CompareSettings,
    *,
    beside: Path,
    run: Path,
    resume: bool = False,
    finished_only: bool = False,
    reach: float | None = None,
    listener: Listener = silent,
) -> Compared:
    """Train what is not finished in `run` and return the table; with `finished_only`, that of what is, and no more.

    Trainings that were stopped are gone on with. Every network is trained with the first seed before any with the
    second, so that a comparison that is stopped has something to compare. `reach` is the BLEU on sentences held out
    whose minutes are told, unless given the highest whole one that all come to. Raises `RequestError` for data that
    will not do, networks of other sizes, a folder of a comparison with other settings, and where nothing is finished.
    """
    check_sizes(settings.systems, settings.subwords.size)
    begin(run, settings, resume=resume or finished_only)
    with held(run):
        more: dict[str, Any] = {"finished": finished, "beside": beside, "listener": listener}
        every = [each for system in settings.systems for each in trials(settings, system)]
        if not finished_only:
            left = sum(not finished(run / each.folder) for each in every)
            many = len(settings.systems) * len(settings.trials.seeds)
            tell(listener, "comparing", f"{left} trials to go and up to {many} trainings")
            list(runs.carry_out(run, every, train, **more))
        elif not all(finished(run / each.folder) for each in every):
            raise RequestError(f"{run}: not all trials are finished yet, so that there is nothing to compare")
        rates = {each.name: best_rate(settings, each, run) for each in settings.systems}
        planned = [
            whole(settings, system, rates[system.name], seed)
            for seed in settings.trials.seeds
            for system in settings.systems
        ]
        if not finished_only:
            list(runs.carry_out(run, planned, train, **more))
        done = {system.name: list[Training]() for system in settings.systems}
        for each in planned:
            if finished(run / each.folder):
                done[each.system].append(each)
        if not all(done.values()):
            lacking = ", ".join(name for name, own in done.items() if not own)
            raise RequestError(
                f"{run}: no training of {lacking} is finished yet; go on with `resume`", setting="resume"
            )
        return table(settings, done, run, beside, listener, reach)
