from babelix.classic.distance import Reach
from babelix.classic.recall import Pace
from babelix.views import drawing
from babelix.views.classic.gradients import draw_gradients
from babelix.workflows.classic.gradients import Gradients, Learned, Recalled


def test_a_panel_for_each_thing_measured(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(drawing, "render", lambda figure, *_: drawn.append(figure) or b"figure")
    reaches = (Reach("RNN", (1.0, 0.1)), Reach("attention", (1.0, 0.5)))
    recalled = (Recalled("RNN", (5, 9), (1.0, 0.2)),)
    paces = (Pace("RNN", 16, 3.0, 4.0), Pace("RNN", 64, 2.0, 4.0))
    draw_gradients(Gradients(4, 3, 7, reaches, recalled, paces), tmp_path / "f.png")
    first, second, third = drawn[0].axes
    assert [list(line.get_ydata()) for line in first.lines] == [[1, 0.1], [1, 0.5]]
    assert list(second.lines[0].get_ydata()) == [1, 0.2]
    assert [list(line.get_ydata()) for line in third.lines] == [[3, 2], [4, 4], [], []]
    draw_gradients(Gradients(4, 3, 7, reaches, (), ()), tmp_path / "f.png")
    assert len(drawn[1].axes) == 1
    learned = (Learned("RNN", 1, 1.0, (1.0, 0.1), (1.0, 0.9)),)
    draw_gradients(Gradients(4, 3, 7, reaches, (), (), learned), tmp_path / "f.png")
    assert list(drawn[2].axes[1].lines[0].get_ydata()) == [1, 0.9]
