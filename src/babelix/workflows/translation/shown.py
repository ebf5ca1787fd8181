"""What training shows: what it begins with, and validation sentences that are translated on the way."""

from collections.abc import Mapping

from babelix.base.errors import RequestError
from babelix.base.seeds import generator
from babelix.evaluation.tokenizers import choose_tokenizer
from babelix.text import ParallelCorpus, Subwords
from babelix.text.splits import References, references
from babelix.workflows.runs.training import left_out
from babelix.workflows.translation.encoded import Encoded
from babelix.workflows.translation.settings import TranslationSettings


def opening(
    settings: TranslationSettings, subwords: Subwords, train: Encoded, val: Mapping[str, Encoded]
) -> list[str]:
    """Return what a person should know before the first update, in lines."""
    asked, found = settings.subwords.size, len(subwords)
    lines = [f"a vocabulary of {found:,} subwords" + (f"; {asked:,} were asked for" if found < asked else "")]
    lines.append(f"{len(train):,} pairs to train on")
    lines += left_out(train.left_out, "training pairs")
    for name, each in val.items():
        lines.append(f"{len(each):,} pairs to validate with, of {name}")
        lines += left_out(each.left_out, f"validation pairs of {name}")
    warmup, steps = settings.training.warmup, settings.training.steps
    if 2 * warmup > steps:
        how = "to the end" if warmup >= steps else "for most"
        lines.append(
            f"training.warmup {warmup} beside training.steps {steps}: the rate climbs {how} of the training; "
            "a tenth of the steps is a usual warm-up"
        )
    return lines


def bleu_pairs(
    settings: TranslationSettings, subwords: Subwords, val: ParallelCorpus
) -> tuple[Subwords, References, str] | None:
    """Return the first validation sentences that are no longer than the training sentences, and BLEU's tokenizer."""
    wanted = settings.training.bleu_sentences
    if not wanted:
        return None
    pairs = _fitting(settings, subwords, val)
    if not pairs.source:
        raise RequestError("no validation sentence is short enough for val_bleu; raise data.max_tokens")
    found = References(pairs.source[:wanted], pairs.references[:wanted])
    first = (listed[0] for listed in found.references)
    return subwords, found, choose_tokenizer(settings.evaluation.tokenizer, settings.data.target, first)


def samples(
    settings: TranslationSettings, subwords: Subwords, val: ParallelCorpus
) -> tuple[Subwords, References] | None:
    """Return the validation sentences, drawn by the seed, whose translations a person sees."""
    wanted = settings.training.samples
    pairs = _fitting(settings, subwords, val) if wanted else References([], [])
    if not pairs.source:
        return None
    count = len(pairs.source)
    drawn = generator(settings.training.seed, "samples").choice(count, min(wanted, count), replace=False)
    chosen = sorted(drawn.tolist())
    return subwords, References([pairs.source[i] for i in chosen], [pairs.references[i] for i in chosen])


def _fitting(settings: TranslationSettings, subwords: Subwords, val: ParallelCorpus) -> References:
    """Return the distinct sentences that fit the model, with those of their translations that say something."""
    pairs = references(val)
    found: dict[str, list[str]] = {}
    for ids, source, listed in zip(
        subwords.encode(pairs.source), pairs.source, pairs.references, strict=True
    ):
        said = [text for text in listed if text.strip()]
        if 0 < len(ids) < settings.data.max_tokens and said:
            found[source] = said
    return References(list(found), list(found.values()))
