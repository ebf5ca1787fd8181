"""Training runs, each in a process of its own, killed where a test says: ``train_child.py RECIPE RUN WHERE:STEP ...``.

``calls:N`` kills at the run's N-th call of a function, Python's or C's, wherever it is by then, unless it has ended.
The first begins the run, the others resume it. Torch is imported once and every run is forked from that process.
"""

import os
import signal
import sys
import traceback
from pathlib import Path

import torch._dynamo  # noqa: F401 - what every child would import at its first update, once for all of them

import babelix.workflows.translation.subject  # noqa: F401 - likewise what training imports by name
from babelix.training.keeping import LAST
from babelix.training.log import MetricLog
from babelix.training.loop import Loop
from babelix.workflows.runs.recipe import read_recipe
from babelix.workflows.runs.tasks import train


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def kill_at_call(number):
    """Counted and not timed: how much a machine does in a second decides nothing."""
    left = number

    def count(frame, event, argument):
        nonlocal left
        left -= event in ("call", "c_call")
        if left <= 0:
            die()

    sys.setprofile(count)


def kill_at_step(step):
    """Within an update: gradients known, nothing logged or saved."""
    plain = Loop._step

    def and_die(self, count):
        plain(self, count)
        if self.state.step == step:
            die()

    Loop._step = and_die


def kill_between(step):
    """The log has the step, the checkpoint not yet; half of the next line lies in the log."""
    plain = Loop._save

    def and_die(self):
        if self.state.step == step:
            with (self.folder / "metrics.jsonl").open("a") as file:
                file.write('{"step": 9')
            die()
        plain(self)

    Loop._save = and_die


def kill_after_save(step):
    """The checkpoint is there, the next line of the log is half written."""
    plain = MetricLog.append

    def and_die(self, now, figures):
        if now > step:
            with self._path.open("a") as file:
                file.write('{"step": 9')
            die()
        plain(self, now, figures)

    MetricLog.append = and_die


def kill_while_writing(step):
    """The checkpoint of this step is half written under its temporary name."""
    plain_save, plain_replace = Loop._save, Path.replace

    def replace_and_die(self, target):
        if Path(target).name == LAST:
            os.truncate(self, self.stat().st_size // 2)
            die()
        return plain_replace(self, target)

    def save(self):
        if self.state.step == step:
            Path.replace = replace_and_die
        plain_save(self)

    Loop._save = save


WHERE = {
    "calls": kill_at_call,
    "step": kill_at_step,
    "between": kill_between,
    "after-save": kill_after_save,
    "writing": kill_while_writing,
}


def run_forked(recipe, run, kill, resume):
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            where, _, step = kill.partition(":")
            if where != "nowhere":
                WHERE[where](int(step))
            train(read_recipe(recipe), run=run, resume=resume)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    recipe, run, *kills = sys.argv[1:]
    for number, kill in enumerate(kills):
        expected = [0] if kill == "nowhere" else [-signal.SIGKILL]
        if kill.startswith("calls"):
            expected.append(0)
        # Killed before its first line is written, there is no run to resume.
        resume = number > 0 and (Path(run) / "settings.json").exists()
        status = run_forked(Path(recipe), Path(run), kill, resume)
        if status not in expected:
            sys.exit(f"run {number + 1} ({kill}) ended with {status}, expected {expected}")
        print(kill, status)
