from babelix.base.counts import several


def test_one_takes_no_plural():
    assert [several(count, "word") for count in (0, 1, 2, 1182)] == [
        "0 words",
        "1 word",
        "2 words",
        "1,182 words",
    ]
