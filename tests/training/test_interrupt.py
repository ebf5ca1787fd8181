import signal
import subprocess
import sys
import threading

import pytest

from babelix.training.interrupt import StopRequest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_asks_to_stop_and_the_old_handlers_come_back(number):
    before = signal.getsignal(number)
    with StopRequest() as stop:
        assert not stop.asked
        signal.raise_signal(number)
        assert stop.asked
    assert signal.getsignal(number) == before


def interrupt_twice(first):
    with StopRequest() as stop:
        signal.raise_signal(first)
        assert stop.asked
        signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_second_ctrl_c_interrupts_at_once(first):
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        interrupt_twice(first)
    assert signal.getsignal(signal.SIGINT) == before


def test_among_several_processes_a_second_ctrl_c_is_the_first_passed_on():
    with StopRequest(patient=True) as stop:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        assert stop.asked


def test_another_thread_goes_without():
    found = []

    def run():
        with StopRequest() as stop:
            found.append((stop.asked, signal.getsignal(signal.SIGTERM)))

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert found == [(False, before)]


CHILD = """
import sys
from pathlib import Path
import torch
from babelix.base.errors import TaskError
from babelix.training.loop import Loop
from babelix.training.plan import Loss, Plan

class Task:
    def batches(self, epoch, first):
        yield from range(first, 10)
    def loss(self, model, batch):
        total = model(torch.ones(1, 2)).square().sum()
        return Loss(total, total.detach(), 1)
    def evaluate(self, model):
        return {"val_loss": 1.0}
    def samples(self, model):
        return []

def listener(progress):
    print("step", flush=True)

folder = Path(sys.argv[1])
plan = Plan(steps=10**9, rate=lambda step: 1e-3, save_every=10**9, evaluate_every=10**9, log_every=10**9)
try:
    Loop(torch.nn.Linear(2, 1), Task(), plan, folder, listener=listener).run()
except TaskError as error:
    sys.exit(str(error))
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_that_is_told_to_stop_saves_and_says_how_to_go_on(tmp_path, number):
    words = [sys.executable, "-c", CHILD, str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "step\n"
        process.send_signal(number)
        _, errors = process.communicate()
    assert process.returncode == 1
    assert "stopped at step " in errors
    assert errors.strip().endswith(f"everything is saved in {tmp_path}: go on with `resume`")
    assert [path.name for path in tmp_path.iterdir()] == ["last.safetensors"]
