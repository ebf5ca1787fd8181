import pytest
import torch

from babelix.transformer import Transformer

VOCABULARY = 31
# Lengths of a batch of sentences; the source pads to 11, the target to 7.
SOURCE_LENGTHS, TARGET_LENGTHS = (5, 11, 2), (7, 3, 5)


@pytest.fixture
def build():
    """Return a function that builds a small model in evaluation mode, biases and gains drawn too."""

    def make(**numbers):
        torch.manual_seed(31)
        given = {
            "d_model": 14,
            "d_ff": 23,
            "heads": 2,
            "encoder_layers": 3,
            "decoder_layers": 2,
            "dropout": 0.0,
        }
        model = Transformer(VOCABULARY, **{**given, **numbers}).eval()
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if parameter.ndim == 1:
                    parameter.normal_(1.0 if name.endswith("norm.weight") else 0.0, 0.3)
        return model

    return make


def pad(sentences, width=0):
    rows = torch.zeros(len(sentences), max(width, *map(len, sentences)), dtype=torch.int64)
    for row, sentence in zip(rows, sentences, strict=True):
        row[: len(sentence)] = sentence
    return rows


def draw(lengths, seed):
    generator = torch.Generator().manual_seed(seed)
    return [torch.randint(1, VOCABULARY, (length,), generator=generator) for length in lengths]


@pytest.fixture
def sentences():
    """Return ragged source and target sentences, a pair a row, and the function that pads them with zeros."""
    return draw(SOURCE_LENGTHS, 37), draw(TARGET_LENGTHS, 71), pad
