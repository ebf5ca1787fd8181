from babelix.views.classic.axes import bare
from babelix.views.drawing import canvas


def test_two_sides_stay():
    axes = canvas(2, 1).add_subplot()
    bare(axes)
    assert [name for name, spine in axes.spines.items() if spine.get_visible()] == ["left", "bottom"]
