"""Trainings in several processes each, as torchrun starts them: ``group_child.py FOLDER SCENARIO ...``.

A scenario is ``RECIPE RUN PROCESSES [END]``: the recipe FOLDER/RECIPE.toml trained in FOLDER/RUN, resumed where that is
a run. END is ``kill:RANK@STEP`` or ``term:RANK@STEP``, what that process does to itself within an update, or
``seed:RANK``, another seed for that process. Torch is imported once; every process is forked from this one, which keeps
the store as torchrun does. What they say goes to FOLDER/RUN.said, one run after the other; how they end is printed.
"""

import os
import signal
import sys
from pathlib import Path

import torch._dynamo  # noqa: F401 - what every child would import at its first update, once for all of them
from torch.distributed import TCPStore  # type: ignore[attr-defined]

import babelix.workflows.translation.subject  # noqa: F401 - likewise what training imports by name
from babelix.base.errors import BabelixError
from babelix.training.loop import Loop
from babelix.training.ranks import group  # noqa: F401
from babelix.workflows.runs.recipe import read_recipe
from babelix.workflows.runs.tasks import train


def end_at(step, number):
    plain = Loop._step

    def step_and_end(self, count):
        plain(self, count)
        if self.state.step == step:
            os.kill(os.getpid(), number)

    Loop._step = step_and_end


def run_rank(folder, recipe, run, rank, end, resume):
    how, _, rest = end.partition(":")
    who, _, step = rest.partition("@")
    mine = bool(how) and int(who) == rank
    if mine and step:
        end_at(int(step), signal.SIGKILL if how == "kill" else signal.SIGTERM)
    changed = ["training.seed=7"] if mine and how == "seed" else []
    try:
        train(read_recipe(folder / f"{recipe}.toml", changed), run=folder / run, resume=resume)
    except BabelixError as error:
        if not error.said:
            with (folder / f"{run}.said").open("a") as file:
                print(error, file=file)
        return error.exit_code
    return 0


def run_all(folder, recipe, run, of, end=""):
    """Return how each of the processes ended."""
    resume = (folder / run / "settings.json").exists()
    store = TCPStore("127.0.0.1", 0, None, True, wait_for_workers=False)
    pids = []
    for rank in range(of):
        pid = os.fork()
        if pid == 0:
            status = 70
            try:
                if of > 1:
                    os.environ |= {
                        "RANK": str(rank), "WORLD_SIZE": str(of), "LOCAL_RANK": str(rank),
                        "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(store.port),
                        "TORCHELASTIC_USE_AGENT_STORE": "True", "TORCHELASTIC_RESTART_COUNT": "0",
                    }  # fmt: skip
                status = run_rank(folder, recipe, run, rank, end, resume)
            finally:
                os._exit(status)
        pids.append(pid)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]


if __name__ == "__main__":
    for scenario in sys.argv[2:]:
        recipe, run, of, *end = scenario.split()
        print(scenario, run_all(Path(sys.argv[1]), recipe, run, int(of), *end), flush=True)
