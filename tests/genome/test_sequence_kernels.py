import numpy as np

from babelix.genome.sequence_kernels import fill_floats, fill_words


def test_rows_are_taken_from_the_table():
    rows = np.zeros(12, np.float32)
    bases = np.array([3, 0, 255], np.uint8)
    assert fill_floats(bases, 3, (np.arange(1024) % 100).astype(np.float32), rows) == 3
    assert rows.tolist() == [12, 13, 14, 15, 0, 1, 2, 3, 20, 21, 22, 23]


def test_four_bytes_are_one_number_least_first():
    bases, rows = np.arange(256, dtype=np.uint8), np.full(256, 9, np.uint32)
    assert fill_words(bases, 256, rows) == 256
    known = {chr(at): int(row) for at, row in enumerate(rows) if row}
    assert known == {"A": 1, "a": 1, "C": 256, "c": 256, "G": 65536, "g": 65536, "T": 1 << 24, "t": 1 << 24}
