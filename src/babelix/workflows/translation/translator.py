"""A model with its subwords, ready to translate, score and show its attention."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, silent
from babelix.decoding.memory import check_width
from babelix.decoding.phrases import FREE, Repetition, Width
from babelix.inspection.attention_map import AttentionSet
from babelix.text import PADDING, START, UNKNOWN, Subwords
from babelix.text.keep.plan import mask
from babelix.text.normalise.invisible import untranslatable
from babelix.workflows.translation.engines.choose import Engine, engine_of
from babelix.workflows.translation.engines.held import Held, computing_in
from babelix.workflows.translation.engines.tokens import tokens
from babelix.workflows.translation.keep.keeper import Keeper, Request, Sentence
from babelix.workflows.translation.keep.wishes import NOTHING, Wishes
from babelix.workflows.translation.reader import Cutting, Line, Reader
from babelix.workflows.translation.run import Run, load_run
from babelix.workflows.translation.search import Searcher, by_beam
from babelix.workflows.translation.translation import Translation, join, join_best

if TYPE_CHECKING:
    import torch

    from babelix.workflows.translation.network import Network


class Translator:
    """Translates text with one model. Results do not depend on the batch size.

    Lines are cut as `cutting` says, by the habits of `language`. `longest` is the number of subwords a sentence may
    have, and `usual` the number that nearly all training sentences keep to; one beyond is cut further. `beam` and
    `alpha` hold where a call gives none, `repetition` says what no translation may say again, and `wishes` what it
    keeps and says. `cache` keeps the keys and values of earlier tokens; without it the same answer comes more slowly.
    An `engine` does plain searches.
    """

    def __init__(
        self,
        model: "Network | Held",
        subwords: Subwords,
        *,
        name: str = "",
        normalisation: Sequence[str] = (),
        longest: int = 512,
        language: str = "",
        usual: int | None = None,
        cutting: Cutting = Cutting(),
        wishes: Wishes = Wishes(),
        beam: int = 4,
        alpha: float = 0.6,
        repetition: Repetition = FREE,
        precision: "torch.dtype | None" = None,
        cache: bool = True,
        engine: Engine | None = None,
    ) -> None:
        self.beam, self.alpha, self.cutting, self.wishes = beam, alpha, cutting, wishes
        self.repetition, self._precision = repetition, precision
        self._held, self.subwords, self.name = Held.of(model), subwords, name
        self.reader = Reader(
            subwords, normalisation=normalisation, longest=longest, language=language, usual=usual
        )
        self._searcher = Searcher(self._held, precision=precision, cache=cache, engine=engine)
        self._keeper = Keeper(self._held, subwords, self._searcher, self.reader.normalise, precision)
        # A line in is a line out: a sample might draw the byte of a line's end.
        self._forbidden = (PADDING, START, UNKNOWN, *subwords.encode(["\n"])[0])

    @property
    def model(self) -> "Network":
        """The network, made when it is first asked for: a plain translation does not need it, nor torch."""
        return self._held.network

    @checked
    def pieces(self, text: str) -> list[str]:
        """Return a sentence as an exported model is given it."""
        return tokens(self.reader.encode([text])[0], self.subwords, self._held.numbers)

    @classmethod
    def of_run(
        cls,
        run: Run,
        *,
        cutting: Cutting = Cutting(),
        wishes: Wishes = Wishes(),
        precision: "torch.dtype | None" = None,
        cache: bool = True,
        engine: Engine | None = None,
    ) -> "Translator":
        """Return the translator of a loaded run."""
        decoding = run.settings.decoding
        return cls(
            run.held,
            run.subwords,
            name=run.name,
            normalisation=run.settings.data.normalise,
            longest=run.settings.data.max_tokens,
            language=run.settings.data.source,
            usual=run.usual,
            cutting=cutting,
            wishes=NOTHING if run.settings.model.kind == "gru" else wishes,  # attention tells where things go
            beam=decoding.beam,
            alpha=decoding.alpha,
            repetition=Repetition(decoding.no_repeat_ngram, decoding.repetition_penalty),
            precision=precision,
            cache=cache,
            engine=engine,
        )

    @checked
    def forbid_repetition(
        self, no_repeat_ngram: int | None = None, repetition_penalty: float | None = None
    ) -> None:
        """Say what no translation may repeat from now on; what is None stays as it was.

        No `no_repeat_ngram` subwords in a row stand twice in a sentence (Paulus et al. 2017); those said already have
        their probability raised to the power `repetition_penalty`, 1 for none (Keskar et al. 2019). Raises
        `RequestError` on one below 1.
        """
        was = self.repetition
        self.repetition = Repetition(
            was.no_repeat_ngram if no_repeat_ngram is None else no_repeat_ngram,
            was.penalty if repetition_penalty is None else repetition_penalty,
        )

    @checked
    def translate(
        self,
        texts: Sequence[str],
        *,
        beam: int | None = None,
        alpha: float | None = None,
        batch_size: int = 64,
        listener: Listener = silent,
        keep: Sequence[str] | None = None,
        glossary: Mapping[str, str] | None = None,
        prefix: str | None = None,
    ) -> list[Translation]:
        """Return the best translation of each line, sentence by sentence; an empty line gives an empty one.

        `beam` 1 is greedy; `alpha` is the length penalty of Wu et al. 2016, equation 14. White space between the
        sentences of a line stays. `keep` names the kinds of what is copied (`babelix.text.keep.KINDS`, all or none);
        `glossary` gives terms of the source the words their translation must have; `prefix` is how every line begins.
        What is kept aside, figures are those of what the model wrote. Raises `RequestError` naming a line that a strict
        `cutting` refuses, on an unknown kind, and on a beam wider than the vocabulary, or than memory allows.
        """
        wishes = self.wishes.with_those_given(keep, glossary, prefix)
        request = self._request(beam, alpha, 1, batch_size)
        found = self._read_and_find(texts, request, listener, wishes)
        return [join(line, [best[0] for best in made]) for line, made in found]

    @checked
    def n_best(
        self,
        texts: Sequence[str],
        n: int,
        *,
        beam: int | None = None,
        alpha: float | None = None,
        batch_size: int = 64,
        listener: Listener = silent,
    ) -> list[list[Translation]]:
        """Return the `n` best translations of each line, best first; an empty line gives `n` empty ones.

        Those of a line with several sentences are the likeliest ways to choose one of the `n` best of each. Unless
        given, the beam is as wide as `n` needs.
        """
        check_width(n, len(self.subwords), "n_best")
        setting = "n_best" if beam is None and n > self.beam else "beam"
        request = self._request(max(self.beam, n) if beam is None else beam, alpha, n, batch_size, setting)
        found = self._read_and_find(texts, request, listener, self.wishes)
        return [join_best(line, made, n) for line, made in found]

    @checked
    def sample(
        self,
        texts: Sequence[str],
        n: int = 1,
        *,
        seed: int = 1,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        batch_size: int = 64,
        listener: Listener = silent,
    ) -> list[list[Translation]]:
        """Return `n` random translations of each line; the same seed gives the same ones, whatever the batch.

        Each is made of one sample of each sentence of the line. An empty line gives `n` empty ones.
        """
        from babelix.workflows.translation.engines.by_step import by_chance

        search = by_chance(n=n, seed=seed, temperature=temperature, top_k=top_k, top_p=top_p, **self._ruled)
        request = Request(
            search, Width(self.beam, self.alpha), self._forbidden, n, batch_size, self.repetition
        )
        found = self._read_and_find(texts, request, listener, self.wishes)
        return [[join(line, [row[i] for row in made]) for i in range(n)] for line, made in found]

    @checked
    def score(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        *,
        batch_size: int = 64,
        listener: Listener = silent,
    ) -> list[float]:
        """Return log P(target | source) in nats of each given pair, the end token included.

        Raises `RequestError` when the lines do not pair up.
        """
        if len(sources) != len(targets):
            raise RequestError(f"expected as many targets as sources, got {len(targets)} and {len(sources)}")
        from babelix.workflows.translation.likelihood import log_probabilities

        shared: dict[str, Any] = {"batch_size": batch_size, "precision": self._precision}
        return log_probabilities(
            self.model, *map(self.reader.encode, (sources, targets)), listener=listener, **shared
        )

    @checked
    def count_tokens(self, texts: Sequence[str]) -> int:
        """Return the number of subwords of `texts`, one end token a line included."""
        return sum(len(row) + 1 for row in self.reader.encode(texts))

    @checked
    def attention(self, text: str, translation: str | None = None) -> AttentionSet:
        """Return every layer's and head's attention for one sentence and its translation (made here unless given)."""
        from babelix.workflows.translation.attention import attention_maps

        # The model looks at the text as a whole, so that is what it translates.
        target = untranslatable(text) if translation is None else translation
        if target is None:
            search = self._request(None, None, 1, 1).search
            ((best,),) = self._searcher.find([self.reader.whole(text)], search, 1, silent)
            target = self.subwords.decode(best.tokens)
        source, chosen = self.reader.encode([text, target])
        return attention_maps(
            self.model, self.subwords, source, chosen, name=self.name, title=f"{text} → {target}"
        )

    @property
    def _ruled(self) -> dict[str, Any]:
        return {"forbidden": self._forbidden, "repetition": self.repetition}

    def _request(
        self, beam: int | None, alpha: float | None, n: int, batch_size: int, setting: str = "beam"
    ) -> Request:
        width = Width(self.beam if beam is None else beam, self.alpha if alpha is None else alpha)
        check_width(width.beam, len(self.subwords), setting)
        how: dict[str, Any] = {"text": self.subwords.decode, "setting": setting, **self._ruled}
        search = by_beam(beam=width.beam, alpha=width.alpha, n=n, **how)
        return Request(search, width, self._forbidden, n, batch_size, self.repetition)

    def _read_and_find(
        self, texts: Sequence[str], request: Request, listener: Listener, wishes: Wishes
    ) -> list[tuple[Line, list[list[Translation]]]]:
        """Return each line with what is found for each of its parts."""
        masked = [mask(text, wishes.keep, self.reader.alphabet, wishes.glossary) for text in texts]
        marks = [spans for _, spans in masked]
        lines = self.reader.read([text for text, _ in masked], self.cutting, marks)
        sentences = [
            Sentence(part, row, spans, begins=not any(line.rows[:i]))
            for line, (_, spans) in zip(lines, masked, strict=True)
            for i, (part, row) in enumerate(zip(line.cut.parts, line.rows, strict=True))
        ]
        found = iter(self._keeper.find(sentences, wishes, request, listener))
        return [
            (line.unmasked(spans), [next(found) for _ in line.rows])
            for line, (_, spans) in zip(lines, masked, strict=True)
        ]


@checked
def load_translator(
    folder: Path,
    *,
    cutting: Cutting = Cutting(),
    wishes: Wishes = Wishes(),
    precision: str = "float32",
    cache: bool = True,
    engine: str = "babelix",
) -> Translator:
    """Return the translator in a run folder, on the best device; `precision` is float32, bfloat16, int8 or auto.

    `engine` is babelix or ctranslate2. Raises `RequestError` for a folder without a whole run, and what cannot be had.
    """
    run = load_run(folder)
    return Translator.of_run(
        run,
        cutting=cutting,
        wishes=wishes,
        precision=computing_in(run.held, precision),
        cache=cache,
        engine=engine_of(run, engine, precision),
    )
