"""Decoding beside CTranslate2 with the same weights, one thread a side, a pair at a time.

    python -m benchmarks.translation.decoding --peer PYTHON --repeats 5 --json decoding.json
    python -m benchmarks.translation.decoding --peer PYTHON --sizes en-fr          # text to text, the shipped model
    python -m benchmarks.translation.decoding --peer PYTHON --precision bfloat16 --compute-type int8

PYTHON is an interpreter that has `ctranslate2`. `base` and `tiny` have random weights, and every sentence gets 14
tokens, whatever the model thinks; `en-fr` translates validation sentences of Multi30k until they end, from text to text
on our side, from pieces to pieces on the library's, with its own rule of when a beam ends. Beside the seconds on the
clock stand those of the processor, which a busy machine disturbs less, and what share of the multiplications of torch's
float32 product of large matrices each side makes a second.
"""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from babelix import data
from babelix.attention.positions import sinusoids
from babelix.base.files import read_lines
from babelix.foreign.ctranslate2 import Shape, model_files
from babelix.text import END, PADDING, START, UNKNOWN
from babelix.transformer import SIZES, Transformer
from babelix.transformer.compiled.live import Live
from babelix.transformer.compiled.program import Program, Rules
from babelix.workflows.runs.shipped import locate
from babelix.workflows.translation.engines.export import exported
from babelix.workflows.translation.engines.precision import compute_in
from babelix.workflows.translation.run import load_run
from babelix.workflows.translation.translator import load_translator
from benchmarks.measure import arguments, in_turn, ratio, spread, write
from benchmarks.translation.work import matmul_peak, multiplications

# As all benchmarks, this one is started from the root of the repository.
_PEER = "benchmarks/translation/ctranslate2_peer.py"
_TOKENS = 14
_VOCABULARY = {"base": 37_000, "tiny": 10_000}
_FORBIDDEN = (PADDING, START, UNKNOWN)
Seconds = tuple[float, float]


class Peer:
    """The library in a process of its own, with a model's files."""

    def __init__(self, python: str, files: dict[str, bytes], folder: Path, compute_type: str) -> None:
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        self._process = subprocess.Popen(
            [python, _PEER, str(folder), compute_type],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": ""},
        )

    def __call__(self, sources: list[list[str]], **options: Any) -> tuple[Seconds, list[list[str]]]:
        """Return what a translation took, on the clock and of the processor, and what it said."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"sources": sources, "options": options}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return (answer["seconds"], answer["cpu_seconds"]), answer["said"]


def clocked(call: Callable[[], Any]) -> tuple[Seconds, Any]:
    """Return what a call took, on the clock and of the processor, and its result."""
    began = time.perf_counter(), time.process_time()
    found = call()
    return (time.perf_counter() - began[0], time.process_time() - began[1]), found


def cell(name: str, ours: Any, theirs: Any, repeats: int, multiplied: float = 0.0) -> dict[str, Any]:
    """Time both sides in turn, print a line and return it; of how much is `multiplied`, both shares of the peak."""
    same = sum(a == b for a, b in zip(ours()[1], theirs()[1], strict=True))
    times = in_turn({"ours": lambda: ours()[0], "theirs": lambda: theirs()[0]}, repeats)
    found: dict[str, Any] = {"name": name, "same": same, "repeats": repeats, "load": os.getloadavg()[0]}
    for kind, which in (("clock", 0), ("cpu", 1)):
        mine, other = ([each[which] for each in times[side]] for side in ("ours", "theirs"))
        found |= {f"ours_{kind}": spread(mine).median, f"theirs_{kind}": spread(other).median}
        found[f"ratio_{kind}"] = list(ratio(other, mine))
    clock, cpu, shares = found["ratio_clock"], found["ratio_cpu"], ""
    if multiplied:
        could = multiplied / matmul_peak()
        found["shares_of_peak"] = [could / found["ours_cpu"], could / found["theirs_cpu"]]
        shares = "{:.0%} and {:.0%} of torch's float32 product, ".format(*found["shares_of_peak"])
    print(
        f"{name}: {clock[0]:.2f}x ({clock[1]:.2f} to {clock[2]:.2f}) on the clock, {cpu[0]:.2f}x ({cpu[1]:.2f} to "
        f"{cpu[2]:.2f}) of the processor, ours {found['ours_clock']:.3f} s, theirs {found['theirs_clock']:.3f} s, "
        f"{shares}{same} the same, load {found['load']:.1f}",
        flush=True,
    )
    return found


def random_cells(size: str, chosen: Any, rows: list[list[int]], folder: Path) -> list[dict[str, Any]]:
    """Measure a size with random weights: greedy and a beam of four, one sentence and a batch at a time."""
    shape, vocabulary = SIZES[size], _VOCABULARY[size]
    torch.manual_seed(1)
    model = Transformer(
        vocabulary,
        d_model=shape.d_model,
        d_ff=shape.d_ff,
        heads=shape.heads,
        encoder_layers=shape.encoder_layers,
        decoder_layers=shape.decoder_layers,
        dropout=0.0,
    ).eval()
    pieces = ["<pad>", "<s>", "</s>", "<unk>", *(f"t{i}" for i in range(4, vocabulary))]
    weights = {name: each.numpy() for name, each in model.state_dict().items()}
    layers = Shape(shape.encoder_layers, shape.decoder_layers, shape.heads, pre_norm=False)
    files = model_files(weights, sinusoids(256, shape.d_model).numpy(), layers, pieces)
    peer, program, found = (
        Peer(chosen.peer, files, folder / size, chosen.compute_type),
        Program(Live(model)),
        [],
    )
    compute_in(model, chosen.precision)  # ours alone: the library rounds weights by itself
    for beam in (1, 4):
        for batch, sentences in ((1, chosen.alone), (chosen.batch, chosen.sentences)):
            some = sorted(rows[:sentences], key=len)
            sources, rules = [[*row, END] for row in some], Rules(beam, 0.6, START, END, _FORBIDDEN)

            def ours(sources: Any = sources, rules: Any = rules, batch: int = batch) -> Any:
                limits = [_TOKENS] * len(sources)
                took, best = clocked(lambda: program.find(sources, limits, rules, batch, lambda _: None))
                return took, [[pieces[token] for token in each.tokens] for each in best]

            def theirs(some: Any = some, beam: int = beam, batch: int = batch) -> Any:
                return peer(
                    [[pieces[token] for token in row] for row in some],
                    beam_size=beam,
                    max_batch_size=batch,
                    min_decoding_length=_TOKENS,
                    max_decoding_length=_TOKENS,
                    suppress_sequences=[[pieces[token]] for token in _FORBIDDEN],
                )

            work = multiplications(model, sources, _TOKENS, beam)
            found.append(cell(f"{size}, beam {beam}, batch {batch}", ours, theirs, chosen.repeats, work))
    return found


def shipped_cells(chosen: Any, lines: list[str], folder: Path) -> list[dict[str, Any]]:
    """Measure the shipped model beside its export: ours from text to text."""
    run, translator = load_run(locate("en-fr")), load_translator(locate("en-fr"), precision=chosen.precision)
    peer, found = Peer(chosen.peer, exported(run), folder / "en-fr", chosen.compute_type), []
    newline = run.subwords.encode(["\n"])[0]
    # So many sentences have the program compiled where it is not kept, and the first one loads it.
    translator.translate((lines * 64)[:64], keep=["none"])
    for beam in (1, 4):
        for batch, sentences in ((1, chosen.alone), (64, chosen.sentences)):
            some = lines[:sentences]
            rows = sorted(run.subwords.encode(some), key=len)

            def ours(some: Any = some, beam: int = beam, batch: int = batch) -> Any:
                took, best = clocked(lambda: translator.translate(some, beam=beam, batch_size=batch))
                return took, sorted(each.text for each in best)

            def theirs(rows: Any = rows, beam: int = beam, batch: int = batch) -> Any:
                took, said = peer(
                    [run.subwords.pieces(row) for row in rows],
                    beam_size=beam,
                    max_batch_size=batch,
                    suppress_sequences=[run.subwords.pieces([token]) for token in (*_FORBIDDEN, *newline)],
                )
                return took, sorted(run.subwords.decode(list(map(run.subwords.id_of, each))) for each in said)

            found.append(cell(f"en-fr, beam {beam}, batch {batch}", ours, theirs, chosen.repeats))
    return found


def main() -> None:
    options = arguments(__doc__, repeats=5)
    options.add_argument("--peer", required=True, help="a Python that has ctranslate2")
    options.add_argument("--compute-type", default="float32", help="theirs")
    options.add_argument("--precision", default="float32", help="ours, as `babelix translate` has it")
    options.add_argument("--sizes", nargs="*", default=["tiny", "base", "en-fr"])
    options.add_argument("--batch", type=int, default=32)
    options.add_argument("--sentences", type=int, default=64)
    options.add_argument("--alone", type=int, default=8, help="sentences where they come one at a time")
    chosen = options.parse_args()
    torch.set_num_threads(1)
    lines = read_lines(data.fetch("multi30k")["val.en"])[: max(chosen.sentences, chosen.alone)]
    rows = load_run(locate("en-fr")).subwords.encode(lines)
    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in chosen.sizes:
            results += (
                shipped_cells(chosen, lines, Path(folder))
                if size == "en-fr"
                else random_cells(size, chosen, rows, Path(folder))
            )
    write(chosen.json, results)


if __name__ == "__main__":
    main()
