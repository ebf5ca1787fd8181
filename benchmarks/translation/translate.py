"""Greedy and beam translation beside `torch.nn.Transformer` with the same weights, on the same sentences.

    python -m benchmarks.translation.translate --model en-fr --sentences 200 --json translate.json

torch's class has no cache: its greedy search decodes every prefix again, as its users do. Ours is timed with and
without its cache, in float32 and, where the hardware multiplies it, in bfloat16. Both must write the same ids in
float32; the share that agrees is printed.
"""

import warnings
from functools import partial
from typing import Any

import torch

from babelix import data
from babelix.base.files import read_lines
from babelix.decoding import beam_search, greedy
from babelix.text import END, PADDING, START, UNKNOWN
from babelix.text.batches import pad
from babelix.training.precision import products_in
from babelix.transformer import TransformerStep
from babelix.workflows.runs.shipped import locate
from babelix.workflows.translation.run import Run, load_run
from benchmarks.measure import arguments, compare, write
from benchmarks.translation.torch_peer import their_weights, torch_transformer

Ids = tuple[int, ...]
_FORBIDDEN = (PADDING, START, UNKNOWN)


class Sides:
    """Our model and torch's with the same weights, on the same batches of sentences."""

    def __init__(self, run: Run, batches: list[torch.Tensor]) -> None:
        model = run.transformer
        layer: Any = model.encoder[0]
        d_ff, heads = layer.feed_forward.W_1.out_features, layer.attention.heads
        pre_norm = run.settings.model.pre_norm
        self.model, self.batches = model, batches
        self.theirs = torch_transformer(
            model.E.embedding_dim, d_ff, heads, len(model.encoder), len(model.decoder), pre_norm
        )
        self.theirs.load_state_dict(their_weights(model, pre_norm))

    def ours(self, cache: bool = True, dtype: torch.dtype = torch.float32, beam: int = 1) -> list[Ids]:
        """Return our translations as subword ids, in the order of the batches."""
        step, out = TransformerStep(self.model, cache=cache), []
        for source in self.batches:
            limits = (source != PADDING).sum(1) + 50
            with products_in(dtype, source.device):
                state = step.start(source)
                shared: dict[str, Any] = {"start": START, "end": END, "max_lengths": limits}
                shared["forbidden"] = _FORBIDDEN
                if beam == 1:
                    out += [h.tokens for h in greedy(step, state, **shared)]
                else:
                    out += [h[0].tokens for h in beam_search(step, state, beam=beam, **shared)]
        return out

    @torch.no_grad()
    def peer(self) -> list[Ids]:
        """Return the greedy translations of torch's model, every prefix decoded again."""
        model, out = self.model, []
        for source in self.batches:
            hidden = source == PADDING
            memory = self.theirs.encoder(model.embed(source), src_key_padding_mask=hidden)
            target = torch.full((len(source), 1), START)
            done = torch.zeros(len(source), dtype=torch.bool)
            limits = (~hidden).sum(1) + 50
            for length in range(1, int(limits.max()) + 1):
                mask = torch.ones(length, length, dtype=torch.bool).triu(1)
                h = self.theirs.decoder(
                    model.embed(target), memory, tgt_mask=mask, memory_key_padding_mask=hidden
                )
                scores = model.logits(h[:, -1])
                scores[:, list(_FORBIDDEN)] = -torch.inf
                token = scores.argmax(-1).masked_fill(done, END)
                target = torch.cat([target, token[:, None]], 1)
                done |= (token == END) | (length >= limits)
                if bool(done.all()):
                    break
            for row, limit in zip(target[:, 1:].tolist(), limits.tolist(), strict=True):
                out.append(tuple(row[: row.index(END)] if END in row else row[:limit]))
        return out


def main() -> None:
    options = arguments(__doc__, repeats=5)
    options.add_argument("--model", default="en-fr")
    options.add_argument("--sentences", type=int, default=200)
    options.add_argument("--batch", type=int, default=64)
    chosen = options.parse_args()
    warnings.filterwarnings("ignore", message="enable_nested_tensor is True")

    run = load_run(locate(chosen.model))
    lines = read_lines(data.fetch("multi30k")["val.en"])[: chosen.sentences]
    rows = sorted(run.subwords.encode(lines), key=len)
    cuts = range(0, len(rows), chosen.batch)
    sides = Sides(
        run, [torch.from_numpy(pad([[*row, END] for row in rows[i : i + chosen.batch]])) for i in cuts]
    )
    ours, peer = sides.ours, sides.peer
    same = sum(a == b for a, b in zip(ours(), peer(), strict=True))
    print(
        f"{len(rows)} sentences, {torch.get_num_threads()} threads; {same} of {len(rows)} translations identical"
    )
    results = [
        {"sentences": len(rows), "identical": same, "threads": torch.get_num_threads(), "model": run.name}
    ]
    for name, side in (
        ("greedy, cache, float32", ours),
        ("greedy, cache, bfloat16", partial(ours, dtype=torch.bfloat16)),
        ("greedy, no cache, float32", partial(ours, cache=False)),
        ("beam 4, cache, float32 (against greedy)", partial(ours, beam=4)),
    ):
        results.append(compare(name, side, peer, chosen.repeats))
    write(chosen.json, results)


if __name__ == "__main__":
    main()
