import pytest

from babelix.base.errors import RequestError
from babelix.transformer import SIZES, TABLE_3, size

# Table 3 as printed (arXiv 1706.03762v5): N, d_model, d_ff, h, d_k, d_v, P_drop, eps_ls, millions of parameters.
# Empty cells are base's; big's empty d_k and d_v are d_model / h, as everywhere.
PRINTED = {
    "base": (6, 512, 2048, 8, 64, 64, 0.1, 0.1, 65),
    "heads-1": (6, 512, 2048, 1, 512, 512, 0.1, 0.1, None),
    "heads-4": (6, 512, 2048, 4, 128, 128, 0.1, 0.1, None),
    "heads-16": (6, 512, 2048, 16, 32, 32, 0.1, 0.1, None),
    "heads-32": (6, 512, 2048, 32, 16, 16, 0.1, 0.1, None),
    "d_k-16": (6, 512, 2048, 8, 16, 64, 0.1, 0.1, 58),
    "d_k-32": (6, 512, 2048, 8, 32, 64, 0.1, 0.1, 60),
    "layers-2": (2, 512, 2048, 8, 64, 64, 0.1, 0.1, 36),
    "layers-4": (4, 512, 2048, 8, 64, 64, 0.1, 0.1, 50),
    "layers-8": (8, 512, 2048, 8, 64, 64, 0.1, 0.1, 80),
    "d_model-256": (6, 256, 2048, 8, 32, 32, 0.1, 0.1, 28),
    "d_model-1024": (6, 1024, 2048, 8, 128, 128, 0.1, 0.1, 168),
    "d_ff-1024": (6, 512, 1024, 8, 64, 64, 0.1, 0.1, 53),
    "d_ff-4096": (6, 512, 4096, 8, 64, 64, 0.1, 0.1, 90),
    "dropout-0.0": (6, 512, 2048, 8, 64, 64, 0.0, 0.1, None),
    "dropout-0.2": (6, 512, 2048, 8, 64, 64, 0.2, 0.1, None),
    "smoothing-0.0": (6, 512, 2048, 8, 64, 64, 0.1, 0.0, None),
    "smoothing-0.2": (6, 512, 2048, 8, 64, 64, 0.1, 0.2, None),
    "learned-positions": (6, 512, 2048, 8, 64, 64, 0.1, 0.1, None),
    "big": (6, 1024, 4096, 16, 64, 64, 0.3, 0.1, 213),
}


def test_table_3_row_by_row():
    found = {
        name: (
            row.encoder_layers,
            row.d_model,
            row.d_ff,
            row.heads,
            row.d_k or row.d_model // row.heads,
            row.d_v or row.d_model // row.heads,
            row.dropout,
            row.label_smoothing,
            row.parameters_published,
        )
        for name, row in TABLE_3.items()
    }
    assert found == PRINTED
    assert list(found) == list(PRINTED)
    assert all(row.decoder_layers == row.encoder_layers for row in SIZES.values())


def test_only_row_e_learns_its_positions():
    assert [name for name, row in SIZES.items() if row.max_length is not None] == ["learned-positions"]


def test_parsing_is_base_but_for_what_section_6_3_says():
    parsing, base = size("parsing"), size("base")
    assert (parsing.encoder_layers, parsing.decoder_layers, parsing.d_model) == (4, 4, 1024)
    assert (parsing.d_ff, parsing.heads) == (base.d_ff, base.heads)


def test_every_size_names_its_source():
    assert all(" et al. 20" in row.source for row in SIZES.values())


def test_an_unknown_size_suggests_the_nearest():
    with pytest.raises(
        RequestError, match=r"^unknown model size 'bsae'; did you mean 'base'\?; known: base, heads-1,"
    ):
        size("bsae")
