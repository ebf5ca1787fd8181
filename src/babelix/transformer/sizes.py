"""The named sizes: the paper's models, every row of its Table 3, and the usual small baseline."""

from dataclasses import KW_ONLY, dataclass, replace

from babelix.base.errors import RequestError, did_you_mean


@dataclass(frozen=True)
class Size:
    """The numbers that shape a Transformer; `source` says who published them."""

    source: str
    _: KW_ONLY
    d_model: int = 512
    d_ff: int = 2048
    heads: int = 8
    encoder_layers: int = 6
    decoder_layers: int = 6
    dropout: float = 0.1
    d_k: int | None = None
    d_v: int | None = None
    max_length: int | None = None
    label_smoothing: float = 0.1
    parameters_published: int | None = None
    """Millions, as the paper rounds them; None where it leaves the cell empty (the same as base)."""


_BASE = Size("Vaswani et al. 2017, Table 3, base", parameters_published=65)


def _row(name: str, **numbers: int | float | None) -> Size:
    row = replace(_BASE, source=f"Vaswani et al. 2017, Table 3, row {name}", parameters_published=None)
    return replace(row, **numbers)  # type: ignore[arg-type]


def _heads(heads: int) -> Size:
    return _row("A", heads=heads)


def _layers(layers: int, published: int) -> Size:
    return _row("C", encoder_layers=layers, decoder_layers=layers, parameters_published=published)


# Rows B fix d_k and leave d_v at d_model / h: the only reading that gives the published 58 and 60 million.
TABLE_3: dict[str, Size] = {
    "base": _BASE,
    "heads-1": _heads(1),
    "heads-4": _heads(4),
    "heads-16": _heads(16),
    "heads-32": _heads(32),
    "d_k-16": _row("B", d_k=16, parameters_published=58),
    "d_k-32": _row("B", d_k=32, parameters_published=60),
    "layers-2": _layers(2, 36),
    "layers-4": _layers(4, 50),
    "layers-8": _layers(8, 80),
    "d_model-256": _row("C", d_model=256, d_k=32, d_v=32, parameters_published=28),
    "d_model-1024": _row("C", d_model=1024, d_k=128, d_v=128, parameters_published=168),
    "d_ff-1024": _row("C", d_ff=1024, parameters_published=53),
    "d_ff-4096": _row("C", d_ff=4096, parameters_published=90),
    "dropout-0.0": _row("D", dropout=0.0),
    "dropout-0.2": _row("D", dropout=0.2),
    "smoothing-0.0": _row("D", label_smoothing=0.0),
    "smoothing-0.2": _row("D", label_smoothing=0.2),
    "learned-positions": _row("E", max_length=1024),
    "big": Size(
        "Vaswani et al. 2017, Table 3, big",
        d_model=1024,
        d_ff=4096,
        heads=16,
        dropout=0.3,
        parameters_published=213,
    ),
}
"""Every row of the paper's Table 3, in its order."""

# Section 6.3 gives layers and d_model, keeps "all other parameters" of base, and does not print the dropout it chose:
# that one is from transformer_parsing_base in the authors' tensor2tensor.
SIZES: dict[str, Size] = TABLE_3 | {
    "tiny": Size(
        "Wu et al. 2021, Multi30k",
        d_model=128,
        d_ff=256,
        heads=4,
        encoder_layers=4,
        decoder_layers=4,
        dropout=0.3,
    ),
    "parsing": Size(
        "Vaswani et al. 2017, section 6.3; dropout: tensor2tensor",
        d_model=1024,
        encoder_layers=4,
        decoder_layers=4,
        dropout=0.2,
    ),
}


def size(name: str) -> Size:
    """Return the named size. Raises `RequestError` with the nearest name."""
    if name not in SIZES:
        raise RequestError(
            f"unknown model size {name!r}{did_you_mean(name, SIZES)}; known: {', '.join(SIZES)}"
        )
    return SIZES[name]
