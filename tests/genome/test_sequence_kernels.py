import numpy as np

from babelix.genome.sequence_kernels import fill_bytes, fill_floats


def test_rows_are_taken_from_the_table():
    rows = np.zeros(12, np.float32)
    bases = np.array([3, 0, 255], np.uint8)
    assert fill_floats(bases, 3, (np.arange(1024) % 100).astype(np.float32), rows) == 3
    assert rows.tolist() == [12, 13, 14, 15, 0, 1, 2, 3, 20, 21, 22, 23]


def test_one_byte_of_four_is_one_for_a_letter_large_or_small():
    bases, rows = np.arange(256, dtype=np.uint8), np.full(1024, 9, np.int8)
    assert fill_bytes(bases, 256, rows) == 256
    columns = {chr(at): row.tolist() for at, row in enumerate(rows.reshape(256, 4)) if row.any()}
    rows_of = dict(zip("ACGT", np.eye(4, dtype=int).tolist(), strict=True))
    assert columns == rows_of | {letter.lower(): row for letter, row in rows_of.items()}
