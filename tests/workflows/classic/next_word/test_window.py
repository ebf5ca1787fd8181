import pytest

from babelix.base.errors import RequestError
from babelix.workflows.classic.next_word.settings import LearningSettings
from babelix.workflows.classic.next_word.window import window_curve


@pytest.mark.slow
def test_windows_of_a_story(story, tmp_path):
    learning = LearningSettings(epochs=1, batch=3, length=11, threads=1)
    found = window_curve(str(story), (1, 3), 23, tmp_path / "nets", learning)
    one, three = found.windows
    assert (one.window, three.window) == (1, 3)
    assert one.n_grams < three.n_grams
    assert 0 <= one.unseen <= three.unseen <= 1
    assert one.net_perplexity is not None
    assert one.net_perplexity > one.n_gram_perplexity > 1
    # What is finished is read again.
    before = sorted(path.stat().st_mtime_ns for path in (tmp_path / "nets").rglob("*.safetensors"))
    assert window_curve(str(story), (1, 3), 23, tmp_path / "nets", learning) == found
    assert before == sorted(path.stat().st_mtime_ns for path in (tmp_path / "nets").rglob("*.safetensors"))


def test_a_window_out_of_range(story):
    with pytest.raises(RequestError, match="`windows` 11: expected 1 to 10 words"):
        window_curve(str(story), (11,))
