import subprocess
import sys
from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.classic.next_word.complete import DEFAULT, complete
from babelix.workflows.classic.next_word.train import train
from babelix.workflows.runs.shipped import locate, shipped


def test_the_shipped_model_answers():
    found = complete("This morning I took my cat for a")
    assert (found.model, len(found.next), found.unknown) == (DEFAULT, 5, ())
    assert found.next[0].word in ("walk", "while", "few", "long")
    assert complete("I am a").next[0].word == "student"
    assert complete("It is mine.").next[0].word == "<eos>"
    # A sentence that has ended says nothing of the next one.
    assert complete("Tom is here. I am a").next == complete("Why? I am a").next
    assert complete("I saw a zyx").unknown == ("zyx",)
    # A word in capitals, or without the one it has, is the word.
    shouted = complete("THE WEATHER IS")
    assert (shouted.next, shouted.unknown) == (complete("the weather is").next, ())
    assert complete("i am a").next == complete("I am a").next


def test_the_shipped_model_is_small_and_its_card_says_whose_words_it_knows():
    (card,) = (each for each in shipped() if each.name == DEFAULT)
    assert sum(path.stat().st_size for path in locate(DEFAULT).iterdir()) < 3_000_000
    assert "CC-BY 2.0 FR" in card.card
    assert card.figures["data"] == "tatoeba-en-fr"


def test_a_run_answers_and_other_kinds_are_refused(asked, tmp_path):
    train(asked("n-gram"), beside=Path(), run=tmp_path / "r")
    assert complete("The", str(tmp_path / "r"), top=3).model == "r"
    with pytest.raises(
        RequestError, match="`model` en-fr is a run of the task 'translation' and predicts no next word"
    ):
        complete("The", "en-fr")
    with pytest.raises(RequestError, match="`model` small-gpt2 is a model of another kind"):
        complete("The", "small-gpt2")
    with pytest.raises(RequestError, match="`top` 0: expected at least 1"):
        complete("The", top=0)


@pytest.mark.slow
def test_n_grams_answer_without_torch():
    """torch takes two seconds to be imported, three quarters of what an answer took."""
    asked = (
        "import sys; from babelix.workflows.classic.next_word.complete import complete; complete('I am a')"
    )
    said = subprocess.run(
        [sys.executable, "-c", f"{asked}; print('torch' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "False\n"
