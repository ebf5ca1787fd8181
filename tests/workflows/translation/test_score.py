import math
import os
from pathlib import Path
from typing import Any

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.workflows.translation import score as module
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


@pytest.mark.slow
def test_processes_share_the_pairs_to_the_same_result(
    tiny_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WINDOW", 3)
    sources, targets = (
        ["the cat.", "a dog sees.", "cat.", "", "the dog."],
        ["le chat.", "un chien.", "", "x", "le"],
    )
    paths, told = write(tmp_path, "\n".join(sources) + "\n", "\n".join(targets) + "\n"), list[float]()
    alone = score(tiny_run, *paths, listener=lambda progress: told.append(progress.done))
    assert told[-1] == 5
    assert score(tiny_run, *paths, processes=2, threads=2) == alone
    translator = load_translator(tiny_run)
    parts = [*translator.score(sources[:3], targets[:3]), *translator.score(sources[3:], targets[3:])]
    assert alone.log_probabilities == parts
    assert alone.perplexity.count == translator.count_tokens(targets)


@pytest.mark.slow
def test_no_processes_and_one_that_ends_are_told(
    tiny_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write(tmp_path, "the cat.\n", "le chat.\n")
    with pytest.raises(RequestError, match="`processes` 0: expected 1 to 1024"):
        score(tiny_run, *paths, processes=0)
    monkeypatch.setattr(module, "_open", _ends)
    with pytest.raises(
        TaskError, match="process 1 of 2 ended with code 7; start again, with fewer `processes`"
    ):
        score(tiny_run, *paths, processes=2)


def _ends(folder: Path, batch_size: int, device: str, threads: int, told: Any) -> Any:
    os._exit(7)
