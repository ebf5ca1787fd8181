from babelix.views import drawing
from babelix.views.classic.next_word.window import draw_windows
from babelix.workflows.classic.next_word.window import Window, Windows


def test_a_line_for_n_grams_and_one_for_nets(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(drawing, "render", lambda figure, *_: drawn.append(figure) or b"figure")
    rows = (Window(1, 10, 90.0, 0.0, 80.0), Window(2, 30, 70.0, 0.25, None), Window(3, 60, 60.0, 0.5, 75.0))
    draw_windows(Windows("story", 1000, 100, 50, rows), tmp_path / "f.png")
    left, right = drawn[0].axes
    assert [list(line.get_ydata()) for line in left.lines] == [[90, 70, 60], [80, 75]]
    assert list(right.lines[0].get_ydata()) == [0, 25, 50]
    assert drawn[0].get_suptitle() == "story: 1,000 words trained on, 100 tested on"
