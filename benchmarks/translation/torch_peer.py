"""`torch.nn.Transformer` with our weights: the peer of benchmarks and the oracle of tests.

Two differences are torch's own. Its masks say True where nothing may be attended; and it ends both stacks with one
more LayerNorm, also where the layers are post-norm, which the paper's figure 1 has not. So for post-norm torch gets
its stacks built without that norm; for pre-norm it is built as it comes.
"""

from typing import Any

import torch
from torch import Tensor, nn

from babelix.transformer import Transformer


def torch_transformer(
    d_model: int,
    d_ff: int,
    heads: int,
    encoder_layers: int,
    decoder_layers: int,
    pre_norm: bool,
    dropout: float = 0.0,
) -> nn.Transformer:
    """Return torch's model of these numbers, batch first, in evaluation mode."""
    shape: dict[str, Any] = {"dim_feedforward": d_ff, "dropout": dropout, "batch_first": True}
    shape["norm_first"] = pre_norm
    stacks: dict[str, Any] = {}
    if not pre_norm:
        encoder_layer = nn.TransformerEncoderLayer(d_model, heads, **shape)
        decoder_layer = nn.TransformerDecoderLayer(d_model, heads, **shape)
        stacks["custom_encoder"] = nn.TransformerEncoder(
            encoder_layer, encoder_layers, norm=None, enable_nested_tensor=False
        )
        stacks["custom_decoder"] = nn.TransformerDecoder(decoder_layer, decoder_layers, norm=None)
    return nn.Transformer(d_model, heads, encoder_layers, decoder_layers, **shape, **stacks).eval()


def their_weights(model: Transformer, pre_norm: bool) -> dict[str, Tensor]:
    """Return `model`'s weights under torch's names."""
    ours = model.state_dict()
    theirs: dict[str, Tensor] = {}

    def copy(to: str, of: str) -> None:
        for kind in ("weight", "bias"):
            theirs[f"{to}.{kind}"] = ours[f"{of}.{kind}"]

    def copy_attention(to: str, of: str) -> None:
        for kind in ("weight", "bias"):
            theirs[f"{to}.in_proj_{kind}"] = torch.cat([ours[f"{of}.W_{p}.{kind}"] for p in "QKV"])
        copy(f"{to}.out_proj", f"{of}.W_O")

    for stack, layers in (("encoder", model.encoder), ("decoder", model.decoder)):
        for i in range(len(layers)):
            to, of = f"{stack}.layers.{i}", f"{stack}.{i}"
            copy_attention(f"{to}.self_attn", f"{of}.attention")
            if stack == "decoder":
                copy_attention(f"{to}.multihead_attn", f"{of}.cross_attention")
            for j in (1, 2):
                copy(f"{to}.linear{j}", f"{of}.feed_forward.W_{j}")
            for j in range(2 if stack == "encoder" else 3):
                copy(f"{to}.norm{j + 1}", f"{of}.residuals.{j}.norm")
        if pre_norm:
            copy(f"{stack}.norm", f"{stack}_norm")
    return theirs
