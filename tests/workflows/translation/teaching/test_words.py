from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.text import Subwords
from babelix.workflows.translation.teaching.words import WORDS, read_words, write_words

SUBWORDS = Subwords.train(["a shy cow", "the rotten cow"] * 3, 270)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_words(tmp_path, ["shy", "rotten", "œuvré"], 5)
    found = read_words(tmp_path, SUBWORDS)
    assert found.shape == (3, 5)
    assert found.numbers.words == ("shy", "rotten", "œuvré")
    numbers = found.numbers(np.array(SUBWORDS.encode(["a rotten"])))
    assert set(numbers[0].tolist()) == {0, 2}


@pytest.mark.parametrize(
    "text",
    [
        '{"words": ["a"]}',
        '{"size": 3, "words": []}',
        '{"size": 3, "words": ["a", "a"]}',
        '{"size": 0, "words": ["a"]}',
        '{"size": 3, "words": [7]}',
        '{"size": 3, "words": 7}',
        '{"size": 3, "words": "abc"}',
        '{"size": 3, "words": {"a": 1}}',
        '{"size": true, "words": ["a"]}',
        "[" * 200_000,
        "[]",
        "{",
    ],
)
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / WORDS).write_text(text, encoding="utf-8")
    with pytest.raises(RequestError, match=r"words\.json is damaged .*; restore or fetch it again"):
        read_words(tmp_path, SUBWORDS)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"lacks words\.json, the words whose vectors its model reads"):
        read_words(tmp_path, SUBWORDS)
