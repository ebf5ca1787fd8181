"""The attention page beside BertViz: size, writing, opening and changing heads, in one Chromium.

    python -m benchmarks.attention.page --json attention_page.json
    python -m benchmarks.attention.page --npz trained.npz --peer-tokens 100 512

Without `--npz` the attention is synthetic: every head mixes content, position and a first-token sink, peaked as a
trained model's is; its mean entropy is printed. An .npz holds `weights` [layers, heads, tokens, tokens], `tokens`
(text) and `causal`. BertViz 1.4.1 goes into .cache/bertviz, never into the environment, and its scripts (require.js,
d3, jQuery) are fetched there once by npm and served from disk. It needs chromium and playwright.
"""

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from benchmarks.attention.bertviz_peer import CACHE, cpu_seconds, fetch_bertviz, fresh, measure_bertviz
from benchmarks.measure import arguments, in_turn, spread
from benchmarks.measure import write as write_results


def synthetic(tokens: int, causal: bool, layers: int = 12, heads: int = 12) -> np.ndarray:
    draw = np.random.default_rng(tokens)
    weights = np.empty((layers, heads, tokens, tokens), dtype=np.float32)
    i, j = np.arange(tokens)[:, None], np.arange(tokens)[None]
    for layer in range(layers):
        for head in range(heads):
            content = draw.normal(size=(tokens, 16)) @ draw.normal(size=(16, tokens)) / 4
            scores = content * draw.uniform(0.5, 3) - np.abs(i - j) * draw.choice([0.0, 0.02, 0.1, 0.5])
            scores -= np.abs(i - 1 - j) * draw.choice([0.0, 0.0, 0.0, 2.0])
            scores[:, 0] += draw.choice([0.0, 3.0, 6.0])
            scores = np.where(j <= i, scores, -np.inf) if causal else scores
            weights[layer, head] = np.exp(scores - scores.max(-1, keepdims=True))
    shares: np.ndarray = weights / weights.sum(-1, keepdims=True)
    return shares


def write(tool: str, source: Path, target: Path) -> None:
    """Write one page in this process and print what it took: seconds, and the peak of its memory in MB."""
    loaded = np.load(source)
    weights, tokens, causal = (
        loaded["weights"],
        [str(one) for one in loaded["tokens"]],
        bool(loaded["causal"]),
    )
    if tool == "babelix":
        from babelix.inspection.attention_map import AttentionMap, AttentionSet, Kind
        from babelix.views.attention.page import AttentionPage

        start, cpu = time.perf_counter(), time.process_time()
        kind: Kind = "decoder" if causal else "encoder"
        attention = AttentionMap(weights, tuple(tokens), tuple(tokens), kind, causal)
        AttentionPage([AttentionSet((attention,))]).write(target)
    else:
        sys.path.append(str(CACHE))
        import bertviz  # type: ignore[import-not-found]  # fetched into a folder of its own
        import torch

        view = bertviz.model_view if tool == "model" else bertviz.head_view
        theirs = [torch.from_numpy(layer)[None] for layer in weights]
        start, cpu = time.perf_counter(), time.process_time()
        target.write_text(view(theirs, tokens, html_action="return").data, encoding="utf-8")
    seconds = time.perf_counter() - start
    peak = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    took = {"seconds": seconds, "cpu_s": time.process_time() - cpu, "peak_mb": int(peak.split()[1]) / 1024}
    print(json.dumps(took))


def written(tool: str, source: Path, target: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.attention.page", "--write", tool, str(source), str(target)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {"write_" + name: value for name, value in json.loads(done.stdout).items()} | {
        "mb": target.stat().st_size / 1e6
    }


def measure_babelix(browser: Browser, path: Path, layers: int, heads: int) -> dict[str, float]:
    page = fresh(browser)
    session = browser.new_browser_cdp_session()
    cpu = cpu_seconds(session)
    page.add_init_script(
        "document.addEventListener('overview-drawn', () => requestAnimationFrame(() => setTimeout(() => {"
        " window.overview = performance.now(); })), { once: true });"
    )
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    opened = page.evaluate("new Promise(done => { const look = () => window.overview ? done(window.overview)"
                           " : setTimeout(look, 10); look(); })")  # fmt: skip
    opened_cpu = cpu_seconds(session)
    every = [(layer, head) for layer in range(layers) for head in range(heads)]
    times = []
    for layer, head in random.Random(0).sample(every, min(24, len(every))):
        times.append(page.evaluate(
            """([layer, head]) => new Promise(done => {
                const start = performance.now();
                document.addEventListener('drawn', () => requestAnimationFrame(() => setTimeout(() =>
                    done(performance.now() - start))), { once: true });
                const cells = document.querySelectorAll('[role=gridcell]');
                cells[layer * HEADS + head].click();
            })""".replace("HEADS", str(heads)), [layer, head]))  # fmt: skip
    heads_cpu = cpu_seconds(session) - opened_cpu
    page.context.close()
    return {
        "overview_s": opened / 1000,
        "overview_cpu_s": opened_cpu - cpu,
        "head_cpu_s": heads_cpu / len(times),
        "head_median_s": statistics.median(times) / 1000,
        "head_worst_s": max(times) / 1000,
    }


def opener(tool: str, browser: Browser, path: Path, shape: tuple[int, ...]) -> Callable[[], dict[str, Any]]:
    """Return what opens the page once and says what it took; a page that would not open is not tried again."""
    gave_up: list[dict[str, Any]] = []

    def open_once() -> dict[str, Any]:
        if gave_up:
            return gave_up[0]
        if tool == "babelix":
            return measure_babelix(browser, path, *shape[:2])
        took = measure_bertviz(browser, path)
        if took["open_s"] is None:
            gave_up.append(took)
        return took

    return open_once


def medians(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the median of each time over the openings, with the least and the most; None where it never opened."""
    found: dict[str, Any] = {}
    for name in rows[0]:
        known = [row[name] for row in rows if row[name] is not None]
        middle = spread(known)._asdict() if known else dict.fromkeys(("median", "least", "most"))
        found |= {name: middle["median"], f"{name}_least": middle["least"], f"{name}_most": middle["most"]}
    return found


def entropy(weights: np.ndarray) -> float:
    totals = [-(head[head > 0] * np.log2(head[head > 0])).sum() for layer in weights for head in layer]
    return float(np.sum(totals) / np.prod(weights.shape[:3]))


def sources(options: argparse.Namespace) -> list[tuple[np.ndarray, list[str], bool]]:
    """Return weights, tokens and causality of each input; a causal one is also cut to fewer tokens."""
    if options.npz:
        loaded = np.load(options.npz)
        weights, tokens, causal = (
            loaded["weights"],
            [str(one) for one in loaded["tokens"]],
            bool(loaded["causal"]),
        )
        sizes = [n for n in options.tokens if n < len(tokens)] if causal else []
        return [(weights[:, :, :n, :n], tokens[:n], causal) for n in [*sizes, len(tokens)]]
    cases = [(n, causal) for n in options.tokens for causal in (True, False)]
    return [(synthetic(n, causal), [f"word{i}" for i in range(n)], causal) for n, causal in cases]


def measured(
    browser: Browser, case: dict[str, Any], source: Path, folder: Path, tools: list[str], repeats: int
) -> list[dict[str, Any]]:
    """Write the page of each tool, open all of them in turn, and return a row a tool."""
    pages = {tool: (folder / f"{case['tokens']}-{tool}.html").resolve() for tool in tools}
    rows = {tool: case | written(tool, source, path) for tool, path in pages.items()}
    openers = {tool: opener(tool, browser, path, case["shape"]) for tool, path in pages.items()}
    for tool, opened in in_turn(openers, repeats).items():
        row = rows[tool]
        row |= {"tool": tool if tool == "babelix" else f"bertviz {tool} view"} | medians(opened)
        if tool != "babelix":
            row["halved_mb"] = row["mb"] / 2
        print({k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()}, flush=True)
        pages[tool].unlink()
    return list(rows.values())


def main() -> None:
    parser = arguments(__doc__, repeats=3)
    parser.add_argument("--npz", type=Path, help="measured attention instead of synthetic")
    parser.add_argument("--tokens", type=int, nargs="*", default=[100, 512])
    parser.add_argument(
        "--peer-tokens", type=int, nargs="*", default=[100], help="lengths at which BertViz is run too"
    )
    parser.add_argument("--work", type=Path, default=Path("runs/attention_page"))
    parser.add_argument("--write", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        tool, source, target = options.write
        return write(tool, Path(source), Path(target))
    options.work.mkdir(parents=True, exist_ok=True)
    results = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for weights, tokens, causal in sources(options):
            shape = {"tokens": len(tokens), "causal": causal, "shape": weights.shape}
            case = shape | {"entropy_bits": entropy(weights)}
            source = options.work / "input.npz"
            np.savez(source, weights=weights, tokens=tokens, causal=causal)
            peers = ["head", "model"] if causal and len(tokens) in options.peer_tokens else []
            if peers:
                fetch_bertviz()
            results += measured(browser, case, source, options.work, ["babelix", *peers], options.repeats)
        browser.close()
    write_results(options.json, results, ("playwright",))


if __name__ == "__main__":
    main()
