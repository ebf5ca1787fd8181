import math
from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.translation.run import load_run
from babelix.workflows.translation.score import score
from babelix.workflows.translation.translator import load_translator


def write(folder: Path, *sides: str) -> list[Path]:
    paths = [folder / f"side-{number}" for number in range(len(sides))]
    for path, text in zip(paths, sides, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_each_pair_has_its_log_probability_and_all_one_perplexity(tiny_run: Path, tmp_path: Path) -> None:
    sources, targets = ["the cat.", "a dog sees.", "cat."], ["le chat.", "un chien voit.", ""]
    found = score(tiny_run, *write(tmp_path, "\n".join(sources) + "\n", "\n".join(targets) + "\n"))
    assert found.log_probabilities == load_translator(tiny_run).score(sources, targets)
    subwords = load_run(tiny_run).subwords
    tokens = sum(len(row) + 1 for row in subwords.encode(targets))
    assert found.perplexity.count == tokens
    mean = -sum(found.log_probabilities) / tokens
    assert found.perplexity.perplexity == pytest.approx(math.exp(mean))


def test_lines_must_pair_up_and_be_there(tiny_run: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"side-0 has 2 lines and .*side-1 has 1; they must be as many"):
        score(tiny_run, *write(tmp_path, "a\nb\n", "c\n"))
    with pytest.raises(RequestError, match="side-0 is empty; expected one sentence a line"):
        score(tiny_run, *write(tmp_path, "", ""))
