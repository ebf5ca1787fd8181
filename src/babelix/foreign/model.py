"""A model of `transformers` with its tokenizer, ready to show its attention."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.foreign.eager import eager_attention
from babelix.foreign.labels import labels
from babelix.foreign.layers import LayerNumbers, Trace, listed, traced
from babelix.foreign.library import first_sentence, quiet
from babelix.foreign.positions import learned_positions
from babelix.foreign.weights import collect, looks_ahead
from babelix.inspection.attention_map import AttentionMap, AttentionSet, Kind

Family = Literal["decoder", "encoder", "encoder-decoder"]

_EXTRA = 50
"""Tokens a translation may have more than its source."""
_UNLIMITED = 1_000_000
"""A tokenizer without a limit says 10^30."""
_NAMED = 5
"""Missing weights named in an error."""


@dataclass(frozen=True, eq=False)
class ForeignModel:
    """Reads texts with somebody else's model. `model` and `tokenizer` are what transformers loads."""

    model: Any
    tokenizer: Any
    name: str
    family: Family
    note: str = ""
    """What a reader of its attention must know, in a sentence."""
    missing: tuple[str, ...] = ()
    """Weights that its files lack: not numbers in the model, so that nothing drawn at random can pass for it."""

    @checked
    def attention(self, text: str, target: str | None = None, *, generate: int = 0) -> AttentionSet:
        """Return every layer's and head's attention for one text.

        An encoder-decoder reads `target` as the translation, or makes its own and marks it. A decoder reads `target`
        as a continuation, and goes on for `generate` tokens, which it marks. The model's implementation of attention
        and its mode are the same afterwards. Raises `RequestError` for a text that is empty or longer than the model
        takes, a target or a length the family has no use for, and a model that gives no weights.
        """
        if not text.strip():
            raise RequestError("expected a text, got an empty one; give at least one word")
        if generate < 0:
            raise RequestError(f"expected 0 or more tokens to generate, got {generate}")
        if generate and self.family != "decoder":
            raise RequestError(
                f"{self.name} is no decoder: it continues no text; leave out the tokens to generate"
            )
        if target is not None and self.family == "encoder":
            raise RequestError(f"{self.name} is an encoder: it writes no text; leave out the translation")
        with quiet(), self._sentences(), eager_attention(self.model, self.name), torch.no_grad():
            if self.family == "encoder":
                return self._read(text)
            if self.family == "decoder":
                return self._continue(text, target, generate)
            return self._translate(text, target)

    def _read(self, text: str) -> AttentionSet:
        inputs, ids = self._encode(text)
        out, trace = self._call(**inputs)
        return AttentionSet((self._map(out, "attentions", trace, "encoder", ids, ids),), title=text)

    def _continue(self, text: str, target: str | None, generate: int) -> AttentionSet:
        whole = text if target is None else _joined(text, target)
        inputs, ids = self._encode(whole, room=generate)
        given = len(ids)
        if generate:
            ids = self._generate(inputs, generate)
        out, trace = self._call(input_ids=self._tensor(ids), use_cache=False)
        made = given if len(ids) > given else None
        return AttentionSet((self._map(out, "attentions", trace, "decoder", ids, ids, made),), title=whole)

    def _translate(self, text: str, target: str | None) -> AttentionSet:
        inputs, source = self._encode(text)
        if target is None:
            limit = self._limit() or _UNLIMITED
            most = min(len(source) + _EXTRA, limit - 1)
            written = self._generate(inputs, most)
        else:
            chosen = list(self.tokenizer(text_target=target)["input_ids"])
            self._check_length("the translation", len(chosen))
            written = [self._start(), *chosen]
        # The row that reads a token chooses the next: cross attention is labelled with what it chose.
        read, chosen = written[:-1], written[1:]
        out, trace = self._call(**inputs, decoder_input_ids=self._tensor(read), use_cache=False)
        made = target is None
        first = min(1, len(read)) if made else None
        maps = (
            self._map(out, "encoder_attentions", trace, "encoder", source, source),
            self._map(out, "decoder_attentions", trace, "decoder", read, read, first),
            self._map(out, "cross_attentions", trace, "cross", chosen, source, 0 if made else None),
        )
        words = self.tokenizer.decode(chosen, skip_special_tokens=True)
        return AttentionSet(maps, title=f"{text} → {words}")

    def _call(self, **inputs: Any) -> tuple[Any, Trace]:
        """Run the model once, watched."""
        with traced(self.model) as trace:
            return self.model(**inputs, output_attentions=True), trace

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Turn whatever foreign code raises into a sentence."""
        try:
            yield
        except RequestError:
            raise
        except Exception as error:  # whatever foreign code raises
            raise RequestError(
                f"{self.name} cannot read this text alone: its code says {first_sentence(error)!r} "
                f"({type(error).__name__}); give a model that reads text and shows attention"
            ) from error

    def _map(
        self,
        out: Any,
        field: str,
        trace: Trace,
        kind: Kind,
        queries: list[int],
        keys: list[int],
        made: int | None = None,
    ) -> AttentionMap:
        found = tuple(getattr(out, field, None) or ())
        name = f"{kind} attention of {self.name}"
        numbers = trace.numbers(found, self.model.config.get_text_config()) if found else None
        collected = collect(found, (len(queries), len(keys)), name, numbers)
        weights, layers = collected.weights, collected.layers
        if self.missing and not np.isfinite(weights).all():
            raise RequestError(
                f"{self.name} lacks weights that its attention needs: {_some(self.missing)}; "
                "give a folder or a name with all of them"
            )
        causal = not looks_ahead(weights)
        # What a class calls an encoder may be masked all the same; two tokens or fewer do not tell.
        if kind == "encoder" and self.family == "encoder" and causal and len(queries) > 2:
            kind = "decoder"
        return AttentionMap(
            weights,
            labels(self.tokenizer, queries),
            labels(self.tokenizer, keys),
            kind,
            causal=kind == "decoder" and causal,
            generated_from=made,
            model=self.name,
            note="; ".join(note for note in (self.note, _layers_note(layers)) if note),
            layer_numbers=layers.numbers,
            layers_known=layers.known,
        )

    def _encode(self, text: str, room: int = 0) -> tuple[dict[str, Any], list[int]]:
        inputs = self.tokenizer(text, return_tensors="pt")
        ids = inputs["input_ids"][0].tolist()
        if not ids:
            raise RequestError(f"{self.name} finds no token in {text!r}; give at least one word")
        self._check_ids(ids)
        beside = f" and the {room} to generate" if room else ""
        self._check_length(f"the text{beside}", len(ids) + room)
        return {name: value.to(self.model.device) for name, value in inputs.items()}, ids

    def _check_length(self, what: str, tokens: int) -> None:
        limit = self._limit()
        if limit is not None and tokens > limit:
            raise RequestError(f"{what}: {tokens} tokens, more than the {limit} of {self.name}; shorten it")

    def _check_ids(self, ids: list[int]) -> None:
        known = getattr(self.model.get_input_embeddings(), "num_embeddings", None)
        unknown = [i for i in ids if isinstance(known, int) and i >= known]
        if unknown:
            (label,) = labels(self.tokenizer, unknown[:1])
            raise RequestError(
                f"{self.name}: the token {label!r} has number {unknown[0]}, and the model knows {known} tokens; "
                "the tokenizer beside it is another model's"
            )

    def _limit(self) -> int | None:
        limits = [
            getattr(self.model.config.get_text_config(), "max_position_embeddings", None),
            self.tokenizer.model_max_length,
            # An encoder and a decoder may learn a different number: their table that is too short says so itself.
            None if self.family == "encoder-decoder" else learned_positions(self.model),
        ]
        known = [limit for limit in limits if isinstance(limit, int) and 0 < limit < _UNLIMITED]
        return min(known, default=None)

    def _generate(self, inputs: dict[str, Any], most: int) -> list[int]:
        if self.missing:
            self._check_it_writes(inputs)
        written = self.model.generate(**inputs, max_new_tokens=most, do_sample=False)
        return [int(i) for i in written[0]]

    def _check_it_writes(self, inputs: dict[str, Any]) -> None:
        start = (
            {"decoder_input_ids": self._tensor([self._start()])} if self.family == "encoder-decoder" else {}
        )
        logits = self.model(**inputs, **start).logits
        if not bool(logits.isfinite().any(-1).all()):
            raise RequestError(
                f"{self.name} lacks weights that writing needs: {_some(self.missing)}; "
                "let it read a text that is given, or give a model with all of them"
            )

    def _start(self) -> int:
        for config in (self.model.generation_config, self.model.config):
            start = getattr(config, "decoder_start_token_id", None)
            if start is not None:
                return int(start)
        raise RequestError(
            f"{self.name} does not say which token its decoder starts with; set decoder_start_token_id"
        )

    def _tensor(self, ids: list[int]) -> torch.Tensor:
        return torch.tensor([ids], device=self.model.device)


def _layers_note(layers: LayerNumbers) -> str:
    if not layers.known:
        return "the layers' own numbers are not known: they are counted here, and others may lie in between"
    without = layers.without()
    if not without:
        return ""
    which = f"layer {without[0]} has" if len(without) == 1 else f"layers {listed(without)} have"
    return f"of the {layers.of} layers, from 0, {which} no attention weights"


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _joined(text: str, target: str) -> str:
    return text + target if text[-1:].isspace() or target[:1].isspace() else f"{text} {target}"
