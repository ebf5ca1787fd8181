from babelix.enrichment.coverage.classes import classes_of


def test_states_are_counted_by_name_over_files(laid):
    given = laid(
        "chr1\t0\t5\tE\nchr1\t5\t9\tT\nchr1\t20\t25\tE\n",
        "chr1\t3\t8\tT\nchr2\t0\t4\tE\n",
        "chr1\t0\t9\tother\n",
    )
    found = classes_of([True, True, False], given.files, given.stacked)
    assert [(each.name, each.elements, each.bases) for each in found] == [("E", 3, 14), ("T", 2, 6)]


def test_names_of_single_elements_are_no_classes(laid):
    given = laid("chr1\t0\t5\tone\nchr1\t5\t9\ttwo\n", "chr1\t0\t5\t.\nchr1\t5\t9\t.\n")
    assert classes_of([True, False], given.files, given.stacked) == ()
    assert classes_of([False, True], given.files, given.stacked) == ()
