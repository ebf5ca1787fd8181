import shutil

import numpy as np
import pytest

from babelix.inspection.attention_map import AttentionMap, AttentionSet, Kind

AXE = ".cache/axe-core/package/axe.min.js"


def _weights(layers, heads, queries, keys, causal=False, seed=0):
    weights = np.random.default_rng(seed).exponential(size=(layers, heads, queries, keys)) ** 4
    weights = np.tril(weights) if causal else weights
    return weights / weights.sum(-1, keepdims=True)


@pytest.fixture
def make_map():
    """Peaked random attention between given tokens; two lists make it cross attention."""

    def make(queries, keys=None, layers=3, heads=5, causal=False, seed=0, **fields):
        kind: Kind = "cross" if keys is not None else "decoder" if causal else "encoder"
        keys = queries if keys is None else keys
        weights = _weights(layers, heads, len(queries), len(keys), causal, seed)
        return AttentionMap(weights, tuple(queries), tuple(keys), kind, causal, **fields)

    return make


@pytest.fixture
def translations(make_map):
    """Two sentences that part at their last word, each with its translation."""
    french = ["Elle", "était", "fatiguée"]
    return [
        AttentionSet(
            (
                make_map(["it", "was", "too", word, "."], seed=seed),
                make_map(french, causal=True, seed=seed + 2, generated_from=1),
                make_map(french, ["it", "was", "too", word, "."], seed=seed + 4, generated_from=1),
            ),
            f"it was too {word} .",
        )
        for seed, word in enumerate(["tired", "wide"])
    ]


@pytest.fixture(scope="session")
def chromium():
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("no chromium here; apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, tmp_path):
    """Open an `AttentionPage` from disk, every request elsewhere blocked; what went wrong is listed at the end."""
    troubles = []
    contexts = []

    def open_page(attention_page, **options):
        path = tmp_path / "page.html"
        attention_page.write(path)
        context = chromium.new_context(viewport={"width": 1300, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)  # Others may be using the machine.
        page.on("console", lambda message: troubles.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (troubles.append("a dialog"), dialog.dismiss()))

        def route(request):
            if request.request.url == path.as_uri():
                request.continue_()
            else:
                troubles.append(f"request: {request.request.url}")
                request.abort()

        context.route("**/*", route)
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def axe(root):
    if not (root / AXE).exists():
        pytest.skip("axe-core is not in .cache/axe-core; `make browser` fetches it where npm can be reached")
    return (root / AXE).read_text(encoding="utf-8")
