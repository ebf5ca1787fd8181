import numpy as np

from babelix.genome.sequence_kernels import fill_bytes, fill_floats


def test_rows_are_taken_from_the_table():
    bases = np.array([3, 0, 255], np.uint8)
    table = np.arange(1024)
    for kernel, dtype in ((fill_bytes, np.int8), (fill_floats, np.float32)):
        small = (table % 100).astype(dtype)
        rows = np.zeros(12, dtype)
        assert kernel(bases, 3, small, rows) == 3
        assert rows.tolist() == [12, 13, 14, 15, 0, 1, 2, 3, 20, 21, 22, 23]
