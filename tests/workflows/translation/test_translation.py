from babelix.workflows.translation.translation import Translation, join


def test_the_pieces_of_a_line_are_joined_by_spaces_and_their_figures_summed() -> None:
    found = join(
        [Translation("Un.", -1.5, -2.0), Translation("", -0.25, -0.5), Translation("Deux.", -3.0, -7.0)]
    )
    assert found == Translation("Un. Deux.", -4.75, -9.5)
    assert str(found) == "Un. Deux."


def test_one_piece_is_the_line() -> None:
    only = Translation("Un.", -1.5, -2.0)
    assert join([only]) is only
