"""One word, two places: the tests are the tree of the source."""

from pathlib import Path

# Compiled code is tested through the function that calls it, which is the only way users reach it.
THROUGH_CALLER = {
    "attention/short_kernels.py": "attention/test_short.py",
    "attention/sines.py": "attention/test_positions.py",
    "attention/widths.py": "attention/test_multi_head.py",
    "base/compiled/sums.py": "attention/test_short.py",
    "chromatin/gaussian/kernels.py": "chromatin/gaussian/test_model.py",
    "chromatin/markov/passes/borders.py": "chromatin/markov/passes/test_expectation.py",
    "chromatin/markov/passes/compiled.py": "chromatin/markov/passes/test_expectation.py",
    "chromatin/markov/passes/kernels.py": "chromatin/markov/passes/test_expectation.py",
    "decoding/grid.py": "decoding/test_constrained.py",
    "decoding/phrases.py": "decoding/test_constrained.py",
    "enrichment/coverage/saturation_kernels.py": "enrichment/coverage/test_saturation.py",
    "enrichment/enrich/joint_kernels.py": "enrichment/enrich/test_joint.py",
    "genome/intervals/sweep_kernels.py": "genome/intervals/test_overlaps.py",
    "training/machine.py": "training/test_device.py",
    "training/compiled/loss_kernels.py": "training/test_loss.py",
    "transformer/compiled/layer_kernels.py": "transformer/compiled/test_program.py",
    "transformer/compiled/layout.py": "transformer/compiled/test_weights.py",
    "transformer/compiled/live.py": "transformer/compiled/test_program.py",
    "transformer/compiled/named.py": "transformer/compiled/test_weights.py",
    "transformer/compiled/program_kernels.py": "transformer/compiled/test_program.py",
    "transformer/compiled/readings.py": "transformer/compiled/test_product_kernels.py",
    "transformer/compiled/search_kernels.py": "transformer/compiled/test_program.py",
    "transformer/compiled/tiles.py": "transformer/compiled/test_product_kernels.py",
    "transformer/compiled/vectors.py": "transformer/compiled/test_program.py",
    "workflows/translation/engines/by_step.py": "workflows/translation/test_search.py",
    "workflows/translation/keep/looking.py": "workflows/translation/keep/test_keeper.py",
    "transformer/draw_kernels.py": "transformer/test_draws.py",
    "transformer/drop_kernels.py": "transformer/test_dropout.py",
    "trees/grammar/cky_kernels.py": "trees/grammar/test_pcfg.py",
}

# Tests of what lies in no one file.
OF_A_WHOLE = {
    "chromatin/annotation/test_claims.py": "what is said of a state, whatever its numbers",
    "cli/test_translate_stream.py": "lines as they come, and a file that is gone on with",
    "foreign/test_command.py": "the command on other people's models",
    "test_conftest.py": "what holds while tests run",
    "training/test_loop_resume.py": "a loop that is stopped and goes on",
    "transformer/test_oracle.py": "the model beside torch's",
    "views/attention/page/test_browser.py": "the page's JavaScript in a browser",
    "views/classic/atlas/test_browser.py": "the page's JavaScript in a browser",
    "views/dna/explanation/test_browser.py": "the page's JavaScript in a browser",
    "workflows/translation/test_train_resume.py": "training that is killed and goes on",
}
# Folders of tests that mirror something else than the package.
ELSEWHERE = ("house", "docs", "benchmarks", "tools", "samples")


def test_every_source_has_its_test(sources, root):
    without = {
        str(path.relative_to("src/babelix"))
        for path in sources
        if path.name != "__init__.py" and not (root / mirror(path)).exists()
    }
    missing = sorted(without - set(THROUGH_CALLER))
    assert not missing, f"write tests for these, each at the same place below tests/: {missing}"
    stale = sorted(set(THROUGH_CALLER) - without)
    assert not stale, f"take these out of THROUGH_CALLER, they are gone or have their tests: {stale}"


def test_code_tested_through_its_caller_has_that_test(root):
    gone = [test for test in THROUGH_CALLER.values() if not (root / "tests" / test).exists()]
    assert not gone, f"THROUGH_CALLER names tests that are not there: {gone}"


def test_every_test_has_its_source(modules, root):
    tests = [path.relative_to("tests") for path in modules if path.match("tests/**/test_*.py")]
    lone = [
        str(test)
        for test in tests
        if test.parts[0] not in ELSEWHERE
        and str(test) not in OF_A_WHOLE
        and not (root / "src" / "babelix" / test.with_name(test.name.removeprefix("test_"))).exists()
    ]
    assert not lone, (
        f"move these to the place of the source they test, or say in OF_A_WHOLE what they test: {lone}"
    )
    gone = [test for test in OF_A_WHOLE if not (root / "tests" / test).exists()]
    assert not gone, f"take these out of OF_A_WHOLE, they are gone: {gone}"


def mirror(source: Path) -> Path:
    """Return where the test of a source file stands."""
    below = source.relative_to("src/babelix")
    return Path("tests") / below.with_name(f"test_{below.name}")
