from babelix.chromatin.segments.colours import item_rgb, paired_colours, state_colours


def test_states_have_colours_of_their_own():
    assert len(set(state_colours(53))) == 53
    # Hue 0 at saturation 0.55 and value 0.9; hue 0.618034 at 0.9 and 0.9.
    assert state_colours(2) == [(230, 103, 103), (23, 83, 230)]


def test_the_paired_colours_begin_again_after_the_twelfth():
    found = paired_colours(14)
    assert len(set(found)) == 12
    assert found[0] == found[12] == (166, 206, 227)
    assert found[1] == found[13] == (31, 120, 180)


def test_beds_way_of_writing_a_colour():
    assert item_rgb((255, 0, 7)) == "255,0,7"
