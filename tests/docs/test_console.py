"""Pages and the commands' help show what commands print: here it is typed again, and must come out so."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from tools.documented import pages, plain, reference
from tools.listed import Listed, Scene

Typed = Callable[[str], str]
Same = Callable[[str, str], bool]
Dataset = Callable[[str], dict[str, Path]]
QUICK = ("babelix data", "babelix models", "docs/reference")


def console_blocks(text: str) -> list[str]:
    """Return the console blocks of a page that show some output."""
    found = re.findall(r"^```console\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [block for block in found if re.search(r"^(?!\$ )", block.rstrip("\n"), flags=re.MULTILINE)]


def examples(text: str) -> Iterator[tuple[str, str]]:
    """Yield the examples of the reference that show some output, each with it."""
    for block in re.findall(r"^Examples:\n\n((?:    .*\n)+)", text, flags=re.MULTILINE):
        joined = re.sub(r"\s*\\\n\s*", " ", block)
        yield from re.findall(r"^    (\S.*)\n((?:      .*\n)+)", joined, flags=re.MULTILINE)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    root = metafunc.config.rootpath
    if "shown_page" in metafunc.fixturenames:
        shown = [
            page.relative_to(root).as_posix()
            for page in pages(root)
            if console_blocks(page.read_text("utf-8"))
        ]
        metafunc.parametrize("shown_page", [pytest.param(page, marks=marks(page)) for page in shown])
    if "example" in metafunc.fixturenames:
        found = list(examples(reference(root)))
        metafunc.parametrize(
            "example", [pytest.param(each, id=each[0][:60], marks=marks(each[0])) for each in found]
        )


def marks(name: str) -> list[pytest.MarkDecorator]:
    return [] if any(quick in name for quick in QUICK) else [pytest.mark.slow]


def ask_for_data(text: str, dataset: Dataset) -> None:
    """Skip the test where a data set that `text` reads is not here."""
    for name in re.findall(r"babelix data (?:path|fetch) ([\w-]+)", text):
        dataset(name)
    if "babelix coreference" in text:
        dataset("winograd-dpr")
    if "--model spliceai" in text and find_spec("spliceai") is None:
        pytest.skip("spliceai is not installed: pip install --no-deps spliceai==1.3.1")


def test_what_pages_show(
    shown_page: str, root: Path, typed: Typed, same: Same, dataset: Dataset, tmp_path: Path
) -> None:
    text = (root / shown_page).read_text(encoding="utf-8")
    typed_blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    ask_for_data("".join([*console_blocks(text), *typed_blocks]), dataset)
    parts = r"^```(sh|console)\n(.*?)^```|`(\w+\.toml)`[^\n]*:\n\n```toml\n(.*?)^```"
    for kind, block, name, recipe in re.findall(parts, text, flags=re.DOTALL | re.MULTILINE):
        if name:
            (tmp_path / name).write_text(recipe, encoding="utf-8")
        elif kind == "sh":
            typed(block)
        elif block in console_blocks(text):
            for said in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                line, _, shown = said.partition("\n")
                printed = typed(line)
                assert same(shown, printed), f"{line}\nshown:\n{shown}\nprinted:\n{printed}"


def test_what_help_shows(
    example: tuple[str, str], root: Path, typed: Typed, same: Same, dataset: Dataset
) -> None:
    line, shown = example
    ask_for_data(line, dataset)
    scenes = Listed.read(root / "tools" / "commands.toml").scenes
    scene = next(each for each in scenes if plain(line) in (*each.run, *each.stands_for))
    line = scene.stands_for.get(plain(line), line)
    if "BABELIX_DATA" in scene.prepare and "BABELIX_DATA" not in os.environ:
        pytest.skip("its inputs come from a mirror of the data sets: set BABELIX_DATA")
    places = {"CHECKOUT": str(root), "SAMPLES": str(root / "tests" / "samples")}
    subprocess.run(["bash", "-ec", scene.prepare], check=True, env=os.environ | places)
    for needed in before(line, scene):
        typed(needed)
    printed = typed(line)
    assert same(shown, printed), f"{line}\nshown:\n{shown}\nprinted:\n{printed}"


def before(line: str, scene: Scene) -> list[str]:
    """Return the lines of the scene that write what `line` reads."""
    earlier = scene.run[: scene.run.index(plain(line))]
    outs = [(each, re.search(r"--out (\S+)", each)) for each in earlier]
    return [each for each, out in outs if out and f" {out[1]}/" in line]


@pytest.mark.parametrize(
    ("shown", "printed", "is_same"),
    [
        ("a  b\n", "\na b\n", True),
        ("a...\n", "a 1.25 s\n", True),
        ("a\n...\n", "a\n", True),
        ("...\nb\n...\n", "a\nb\nc\nd\n", True),
        ("a\n", "a\nb\n", False),
        ("1.5\n", "1x5\n", False),
        ("", "a\n", False),
    ],
)
def test_dots_stand_for_what_varies(same: Same, shown: str, printed: str, is_same: bool) -> None:
    assert same(shown, printed) == is_same


TASKS: tuple[str, ...] = (
    "translation/translate",
    "translation/decoding",
    "translation/evaluate",
    "translation/training",
)
TASKS += (
    "attention/attention",
    "attention/coreference",
    "states/states",
    "states/data",
    "states/annotate",
    "dna/tracks",
    "dna/variants",
    "enrichment/coverage",
    "classic/approximate",
    "classic/playground",
    "classic/kernels",
    "classic/convnet",
    "classic/atlas",
    "classic/next-word",
    "classic/gradients",
    "enrichment/breakdown",
    "enrichment/constraint",
    "enrichment/expression",
    "enrichment/enrich",
)


@pytest.mark.parametrize("page", [*TASKS, "reference/data"])
def test_every_page_of_a_task_shows_output(page: str, root: Path) -> None:
    assert console_blocks((root / "docs" / f"{page}.md").read_text(encoding="utf-8"))
