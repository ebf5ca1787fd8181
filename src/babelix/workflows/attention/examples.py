"""The lecture's three pictures of attention, each with the rule by which its layer and head were chosen."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from babelix.base.errors import RequestError, did_you_mean
from babelix.inspection.attention_map import AttentionSet
from babelix.inspection.choice import Choice, choose
from babelix.inspection.heads import best_in_the_worst, preference, sharpest_layer
from babelix.workflows.attention.attend import Attentive, attention, open_model
from babelix.workflows.runs.shipped import DEFAULT, locate

TIRED = "The animal didn't cross the street because it was too tired."
WIDE = "The animal didn't cross the street because it was too wide."
ACTIVE = "The quick brown fox jumps over the lazy dog."
PASSIVE = "The lazy dog was jumped over by the quick brown fox."
GPT2, SMALL_GPT2 = "openai-community/gpt2", "small-gpt2"
SHOWN_LAYERS = (0, 2, 6, 11)


@dataclass(frozen=True)
class Example:
    """An example: its texts' attention and what of it is shown."""

    sets: list[AttentionSet]
    choice: Choice


def example(name: str, model: str | None = None) -> Example:
    """Return an example of the lecture, by its own model unless another is named. Raises `RequestError`."""
    if name not in EXAMPLES:
        raise RequestError(
            f"no example {name!r}{did_you_mean(name, EXAMPLES)}; there are {', '.join(EXAMPLES)}"
        )
    return EXAMPLES[name](model)


def _coreference(model: str | None) -> Example:
    sets = attention(model or DEFAULT, [TIRED, WIDE])
    chosen = choose(sets, None, word="it")
    maps = [one for text in sets if (one := text.get(chosen.kind))]
    first = best_in_the_worst(
        maps[0],
        [preference(maps[0], "it", "animal", "street"), preference(maps[1], "it", "street", "animal")],
    )
    found = (
        f"here {first.margin:+.3f}"
        if first.margin > 0
        else f"though no head does so in both, and this one misses by {-first.margin:.3f}"
    )
    rule = (
        f"layer {first.layer}, head {first.head} of {maps[0].layers} x {maps[0].heads} is shown first: the head whose "
        'row of "it" gives the right noun most more weight than the wrong one ("animal" when tired, "street" when '
        f"wide) in the worse of the two sentences, {found}. Chosen on these two sentences, it is an illustration; "
        "whether it holds on others is what `babelix coreference` measures."
    )
    return Example(
        sets,
        replace(chosen, layer=first.layer, head=first.head, all_heads=True, remarks=(*chosen.remarks, rule)),
    )


def _alignment(model: str | None) -> Example:
    sets = attention(model or DEFAULT, [TIRED])
    one = sets[0].get("cross")
    if one is None:
        raise RequestError(f"{model} translates nothing: an alignment needs a translation model")
    layer, bits = sharpest_layer(one)
    rule = (
        f"layer {layer} of {one.layers} is shown: the one whose cross attention, averaged over its {one.heads} heads, "
        f"is the sharpest ({bits:.2f} bits a word on average)."
    )
    return Example(sets, Choice("cross", layer, remarks=(rule,)))


def _active_passive(model: str | None) -> Example:
    texts = [ACTIVE, PASSIVE]
    remarks: tuple[str, ...] = ()
    if model is not None:
        sets = attention(model, texts)
    else:
        try:
            opened = open_model(GPT2)
        except RequestError as error:
            opened = _small_gpt2(error)
            remarks = (f"not GPT-2 but {SMALL_GPT2}, trained here: {_first_sentence(str(error))}.",)
        sets = [opened.attention(text) for text in texts]
    one = sets[0].maps[0]
    layers = [layer for layer in SHOWN_LAYERS if layer in one.layer_numbers] or [one.layer_numbers[-1]]
    heads = tuple((layer, one.head_numbers[0]) for layer in layers)
    rule = f"head {heads[0][1]} of layers {', '.join(map(str, layers))}, as in the lecture."
    return Example(sets, Choice(one.kind, *heads[0], heads=heads, remarks=(*remarks, rule)))


def _small_gpt2(why: RequestError) -> Attentive:
    try:
        return open_model(str(locate(SMALL_GPT2)))
    except RequestError as error:
        raise RequestError(
            f"{_first_sentence(str(why))}; nor can {SMALL_GPT2} stand in ({_first_sentence(str(error))}): train it "
            "with python tools/small_gpt2.py, or name a `model`",
            setting="model",
        ) from error


def _first_sentence(text: str) -> str:
    return text.split(";")[0]


EXAMPLES: dict[str, Callable[[str | None], Example]] = {
    "coreference": _coreference,
    "alignment": _alignment,
    "gpt2-active-passive": _active_passive,
}
