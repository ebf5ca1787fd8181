"""Our training beside others', each in a process of its own, a step at a time in turn: `train --peer`, `--memory`."""

import json
import os
import subprocess
import sys
from functools import partial
from typing import Any, NamedTuple

import torch

from babelix.transformer.sizes import Size
from benchmarks.measure import in_turn, ratio, spread

_PROCESS = "benchmarks/translation/training_process.py"
_FOUND = "import importlib.util as u; print(*(n for n in ('transformers', 'joeynmt') if u.find_spec(n)))"
_SIDES = {"transformers": "marian", "joeynmt": "joeynmt"}
_MEGABYTE = 2**20


class Batch(NamedTuple):
    """What every side gets: the model's numbers, and ids of the source and of the target."""

    numbers: dict[str, Any]
    source: list[list[int]]
    target: list[list[int]]


def batch_of(named: Size, vocabulary: int, tokens: int) -> Batch:
    """Return a model of a named size and rows of 16 words drawn at random, `tokens` in all."""
    names = ("d_model", "d_ff", "heads", "encoder_layers", "decoder_layers", "dropout")
    numbers = {"vocabulary": vocabulary, **{name: getattr(named, name) for name in names}}
    torch.manual_seed(1)
    source, target = torch.randint(4, vocabulary, (2, tokens // 16, 16)).tolist()
    return Batch(numbers, source, target)


class Side:
    """One side's model in a process of its own."""

    def __init__(self, name: str, python: str, batch: Batch) -> None:
        self.name = name
        ours = python == sys.executable
        self._process = subprocess.Popen(
            [python, _PROCESS, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."]) if ours else ""},
        )
        self.parameters: int = self._ask(batch._asdict())["parameters"]

    def step(self, dtype: str) -> dict[str, Any]:
        """Return what one step took, on the clock and of the processor, its loss and the memory until now."""
        return self._ask({"dtype": dtype})

    def end(self) -> None:
        """Let the process end."""
        self._process.communicate()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(request), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            sys.exit(f"the process of {self.name} has ended; what it said stands above")
        answer: dict[str, Any] = json.loads(line)
        return answer


def peers_of(pythons: list[str]) -> dict[str, str]:
    """Return the interpreter of every peer that one of these has."""
    found: dict[str, str] = {}
    for python in pythons:
        said = subprocess.run([python, "-c", _FOUND], capture_output=True, text=True, check=True)
        found |= {_SIDES[name]: python for name in said.stdout.split()}
    return found


def beside(batch: Batch, pythons: list[str], repeats: int) -> list[dict[str, Any]]:
    """Print and return tokens a second of every side, and how many times as fast ours is, in both number formats."""
    where = {"babelix": sys.executable, "torch": sys.executable, **peers_of(pythons)}
    sides = [Side(name, python, batch) for name, python in where.items()]
    tokens = sum(map(len, batch.target))
    results = []
    for dtype in ("float32", "bfloat16"):
        found = in_turn({side.name: partial(side.step, dtype) for side in sides}, repeats, warmup=2)
        for side in sides:
            steps = found[side.name]
            line: dict[str, Any] = {"side": side.name, "dtype": dtype, "parameters": side.parameters}
            for clock in ("seconds", "cpu_seconds"):
                theirs, ours = ([step[clock] for step in each] for each in (steps, found["babelix"]))
                line[clock] = spread(theirs)
                line[f"{clock}_ratio"] = ratio(theirs, ours)
            line["tokens_per_second"] = spread([tokens / step["seconds"] for step in steps])
            results.append(line)
            times, of_processor = line["seconds_ratio"], line["cpu_seconds_ratio"]
            print(
                f"{dtype} {side.name}: {line['tokens_per_second'].median:,.0f} tokens/s "
                f"({line['tokens_per_second'].least:,.0f} to {line['tokens_per_second'].most:,.0f}); "
                f"ours {times.median:.2f}x ({times.least:.2f} to {times.most:.2f}), of the processor "
                f"{of_processor.median:.2f}x ({of_processor.least:.2f} to {of_processor.most:.2f})"
            )
    for side in sides:
        side.end()
    return results


def memory(batch: Batch, pythons: list[str], steps: int) -> list[dict[str, Any]]:
    """Print and return the most memory that a training takes, a side at a time, and what its process held before."""
    where = {"babelix": sys.executable, "torch": sys.executable, **peers_of(pythons)}
    results: list[dict[str, Any]] = []
    for name, python in where.items():
        side = Side(name, python, batch)
        last = [side.step("float32") for _ in range(steps)][-1]
        side.end()
        taken = last["peak"] - last["before"]
        ours = results[0]["taken"] if results else taken
        results.append(
            {
                "side": name,
                "before": last["before"],
                "peak": last["peak"],
                "taken": taken,
                "ours": ours / taken,
            }
        )
        print(
            f"{name}: {taken / _MEGABYTE:,.0f} MB above {last['before'] / _MEGABYTE:,.0f} MB before the model was "
            f"built (peak {last['peak'] / _MEGABYTE:,.0f} MB); ours is {ours / taken:.2f} of it"
        )
    return results
