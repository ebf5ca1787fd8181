import math

import pytest

from babelix.evaluation.bootstrap import Interval
from babelix.views import drawing
from babelix.views.classic.translation import draw_translation
from babelix.workflows.translation.compare.table import Compared, Cost, Row


def test_learning_by_the_minute_and_bleu_by_length(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(drawing, "render", lambda figure, *_: drawn.append(figure) or b"figure")
    row = Row("gru", 7, 0.5, (1,), (2.0,), (Interval(9, 8, 10, 0.95, ""),), None, (9.0, 8.0, 7.0, 3.0),
              Cost(0.1, 0.2), 4.0, ((2.0, 3.0), (4.0, 2.0)), (2.0,))  # fmt: skip
    draw_translation(Compared("pairs", "test", 60, (5, 3, 2, 1), (row,), 7.0), tmp_path / "f.png")
    learning, lengths = drawn[0].axes
    assert list(learning.lines[0].get_xdata()) == [2, 4]
    assert list(learning.lines[0].get_ydata()) == pytest.approx([math.exp(3), math.exp(2)])
    assert list(lengths.lines[0].get_ydata()) == [9, 8, 7, 3]
    assert [each.get_text() for each in lengths.get_xticklabels()] == [
        "to 10\n(5)",
        "to 13\n(3)",
        "to 17\n(2)",
        "over 17\n(1)",
    ]
