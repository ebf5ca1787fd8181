import pytest

from babelix.views import drawing
from babelix.views.classic.next_word.steps import columns, draw_steps
from babelix.workflows.classic.next_word.steps import steps


def test_a_row_for_each_word(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(drawing, "render", lambda figure, *_: drawn.append(figure) or b"figure")
    draw_steps(steps("the cat sat on the mat", width=3), tmp_path / "f.png")
    left, right = drawn[0].axes
    assert [label.get_text() for label in left.get_yticklabels()] == [
        "the  2", "cat  3", "sat  6", "on  5", "the  2", "mat  4",
    ]  # fmt: skip
    assert left.images[0].get_array().shape == (6, 7)
    assert right.images[0].get_array().shape == (6, 3)
    assert (left.get_title(), right.get_title()) == ("number and one-hot row", "embedding\ndrawn at random")
    many = " ".join(f"w{number}" for number in range(27))
    for text, part in ((many, ", 24 of 29 columns"), ("a b c " * 9, "")):
        draw_steps(steps(text), tmp_path / "f.png")
        assert drawn[-1].axes[0].get_title() == f"number and one-hot row\nthe first 24 of 27 words{part}"
    draw_steps(steps(" ".join(f"w{n % 24}" for n in range(24)), width=3), tmp_path / "f.png")
    assert drawn[-1].axes[0].get_title() == "number and one-hot row"


@pytest.mark.parametrize(("count", "shown"), [(3, 3), (40, 30)])
def test_of_a_large_vocabulary_the_columns_of_the_words(count, shown):
    text = " ".join(f"w{number}" for number in range(count + 27))
    found = steps(text)
    assert len(columns(found, shown)) == shown
    assert columns(steps("a b a"), 3) == [0, 1, 2, 3]
