from babelix.views import drawing
from babelix.views.classic.next_word.compare import draw_compared
from babelix.workflows.classic.next_word.compare import Compared, Row


def test_a_dot_a_seed_and_a_mark_at_their_median(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(drawing, "render", lambda figure, *_: drawn.append(figure) or b"figure")
    rows = (
        Row("n-gram", None, 0.1, 0.1, (8.0,), (9.0,), None, 0.04),
        Row("gru", 23, 0.1, 0.1, (10.0, 11.0, 12.0), (13.0, 11.0, 17.0), None, 2.52),
    )
    draw_compared(Compared("story", "n-gram", rows), tmp_path / "f.png")
    (axes,) = drawn[0].axes
    assert [(list(each.get_xdata()), set(each.get_ydata())) for each in axes.lines] == [
        ([9], {2}),
        ([9], {2}),
        ([13, 11, 17], {1}),
        ([13], {1}),
    ]
    assert axes.lines[0].get_color() != axes.lines[2].get_color()
    assert [each.get_text() for each in axes.texts] == ["0.0 min", "2.5 min"]
    assert [each.get_text() for each in axes.get_yticklabels()] == ["n-gram", "gru"]
