"""`babelix translate` on a long stream: the memory it takes line by line, and the same bytes however lines come.

    python -m benchmarks.translation.streaming --lines 1000000 --json streaming.json --figure streaming.png
    python -m benchmarks.translation.streaming --model en-fr --lines 50000

Short made-up lines go through a pipe into the command, beam 1; its resident memory is read from the system beside the
number of lines that came out. Flat means that after the first 10,000 lines the most is within 10 % of what it was then.
Without a model, one of 16 units is trained for some steps on the made-up language. With `--same N`, the first N
validation sentences of Multi30k are translated at batch 1, 7 and 64 and line by line, and must come out alike.
"""

import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from babelix import data
from babelix.base.files import read_lines
from babelix.workflows.runs.recipe import read_recipe
from babelix.workflows.runs.tasks import train
from benchmarks.measure import arguments, write

COMMAND = (sys.executable, "-c", "from babelix.cli.main import main; main()")
SETTLED, FLAT = 10_000, 1.10
WORDS = {
    "the": "le",
    "a": "un",
    "cat": "chat",
    "dog": "chien",
    "sees": "voit",
    "likes": "aime",
    "now": "maintenant",
}
RECIPE = """
task = "translation"
data.train = ["pairs.tsv"]
data.val = ["pairs.tsv"]
subwords.size = 300
model.d_model = 16
model.d_ff = 32
model.heads = 2
model.encoder_layers = 1
model.decoder_layers = 1
training.steps = 300
training.batch_tokens = 500
training.warmup = 100
training.threads = 1
training.evaluate_every = 300
training.save_every = 300
"""


def made_up(seed: int) -> Iterator[str]:
    """Yield short lines of the made-up language without end, some of them two sentences, some empty."""
    rng = random.Random(seed)
    while True:
        sentences = [
            rng.choices(list(WORDS), k=rng.randint(1, 5)) for _ in range(rng.choice((0, 1, 1, 1, 2)))
        ]
        yield " ".join(" ".join(words).capitalize() + "." for words in sentences)


def tiny(folder: Path) -> Path:
    """Return the run of a tiny model of the made-up language."""
    rows = []
    for _, line in zip(range(300), made_up(1), strict=False):
        words = line.lower().replace(".", "").split()
        if words:
            rows.append(f"{line}\t{' '.join(WORDS[word] for word in words)}.\n")
    (folder / "pairs.tsv").write_text("".join(rows), encoding="utf-8")
    (folder / "tiny.toml").write_text(RECIPE, encoding="utf-8")
    return train(read_recipe(folder / "tiny.toml"), run=folder / "run").run


def resident(pid: int) -> float:
    """Return the resident memory of a process in MiB."""
    fields = Path(f"/proc/{pid}/status").read_text(encoding="ascii").split("VmRSS:")
    return int(fields[1].split()[0]) / 1024


def watch(model: str, lines: int, step: int, batch_size: int) -> Iterator[tuple[int, float, float]]:
    """Yield (lines out, seconds, MiB) after every `step` lines that come out."""
    process = subprocess.Popen(
        [*COMMAND, "translate", "--model", model, "--beam", "1", "--quiet", "--batch-size", str(batch_size)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    pipe = process.stdin

    def feed() -> None:
        for _, line in zip(range(lines), made_up(2), strict=False):
            pipe.write(line.encode() + b"\n")
        pipe.close()

    threading.Thread(target=feed, daemon=True).start()
    start, seen = time.perf_counter(), 0
    for _ in process.stdout:
        seen += 1
        if seen % step == 0 and seen < lines:
            yield seen, time.perf_counter() - start, resident(process.pid)
    if process.wait() or seen != lines:
        raise SystemExit(f"{seen} lines came out of {lines}, exit code {process.returncode}")


def draw(found: list[tuple[int, float, float]], path: Path) -> None:
    """Draw memory over lines."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 3.5), layout="constrained")
    axis = figure.add_subplot()
    axis.plot([row[0] for row in found], [row[2] for row in found])
    axis.axvline(SETTLED, color="0.7", linestyle=":")
    axis.set(
        xlabel="lines translated",
        ylabel="resident memory (MiB)",
        ylim=(0, 1.15 * max(row[2] for row in found)),
    )
    figure.savefig(path, dpi=120)


def alike(model: str, lines: int) -> dict[str, bool]:
    """Return whether Multi30k's sentences come out as at batch 64 when they come otherwise."""
    text = "".join(line + "\n" for line in read_lines(data.fetch("multi30k")["val.en"])[:lines]).encode()

    def made(*more: str) -> bytes:
        asked = [*COMMAND, "translate", "--model", model, "--quiet", *more]
        return subprocess.run(
            asked, input=text, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
        ).stdout

    reference = made()
    assert reference.count(b"\n") == lines
    ways = {
        "batch 1": ("--batch-size", "1"),
        "batch 7": ("--batch-size", "7"),
        "line by line": ("--interactive",),
    }
    return {name: made(*more) == reference for name, more in ways.items()}


def main() -> None:
    options = arguments(__doc__, repeats=1)
    options.add_argument("--model", help="a shipped model or a run; a tiny one unless given")
    options.add_argument("--lines", type=int, default=1_000_000, help="lines to stream (1,000,000)")
    options.add_argument("--batch-size", type=int, default=1024, help="lines translated together (1024)")
    options.add_argument("--same", type=int, default=0, help="lines of Multi30k to compare ways on (0)")
    options.add_argument("--figure", type=Path, help="also draw memory over lines here")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = chosen.model or str(tiny(Path(folder)))
        results: dict[str, object] = {
            "model": chosen.model or "tiny",
            "lines": chosen.lines,
            "batch_size": chosen.batch_size,
        }
        if chosen.same:
            results["same_bytes"] = alike(model, chosen.same)
            print(results["same_bytes"])
        if chosen.lines:
            found: list[tuple[int, float, float]] = []
            step = max(1, min(SETTLED, chosen.lines // 50))
            with suppress(KeyboardInterrupt):  # what was seen until then counts
                for row in watch(model, chosen.lines, step, chosen.batch_size):
                    found.append(row)
                    print(row, flush=True)
            settled = next(row[2] for row in found if row[0] >= min(SETTLED, chosen.lines // 2))
            most = max(row[2] for row in found if row[0] >= min(SETTLED, chosen.lines // 2))
            results |= {
                "settled_mib": settled,
                "most_mib": most,
                "flat": most <= FLAT * settled,
                "rows": found,
            }
            results["lines_a_second"] = rate = found[-1][0] / found[-1][1]
            print(
                f"{chosen.lines:,} lines, {rate:,.0f} a second: {settled:.0f} MiB after {SETTLED:,}, {most:.0f} at most"
            )
            if chosen.figure is not None:
                draw(found, chosen.figure)
    write(chosen.json, results)


if __name__ == "__main__":
    main()
