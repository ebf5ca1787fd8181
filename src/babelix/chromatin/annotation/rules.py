"""The rules by which classes are proposed, in the order in which they are tried, and the words for each.

A rule's words are made of the numbers that decided, so that they hold whenever they are said
(decisions/states/labels-are-rules-and-proposals).
"""

from collections.abc import Callable
from dataclasses import dataclass

from babelix.chromatin.annotation.evidence import Evidence, shown

_STARTS = ("TSS", "TSS2kb", "profile")
_ACETYLATION = ("H3K27ac", "H3K9ac")


@dataclass(frozen=True)
class Rule:
    """`label` is proposed where `holds`; `words` say why, `numbers` (marks and features) stand behind them."""

    label: str
    holds: Callable[[Evidence], bool]
    words: Callable[[Evidence], str]
    numbers: tuple[str, ...] = ()


def _at_starts(e: Evidence) -> bool | None:
    """Return whether the state lies at transcription starts; None when that was not measured."""
    at, around = e.at_starts(), e.fold("TSS2kb")
    if at is None:
        return None
    beside = e.profile.beside() if e.profile else around is not None and around > at
    return at >= 5 and not beside


def _around(e: Evidence, least: float, unknown: bool) -> bool:
    around = e.around_starts()
    if e.profile and e.profile.at >= 5:
        return True
    return unknown if around is None else around >= least


def _start(e: Evidence) -> bool:
    if e.mark("H3K4me3") < 0.4:
        return False
    # H3K4me1 above H3K4me3 is a flank's, unless the profile itself shows where the state lies.
    above = e.mark("H3K4me3") > e.mark("H3K4me1")
    return _at_starts(e) is not False if above else e.profile is not None and _at_starts(e) is True


def _start_words(e: Evidence) -> str:
    head = "H3K4me3"
    if "H3K4me1" not in e.marks:
        head = "H3K4me3 is frequent"
    elif e.mark("H3K4me3") > e.mark("H3K4me1"):
        head = "H3K4me3 above H3K4me1"
    return head + _where(e)


def _where(e: Evidence) -> str:
    """Return what is said of a state's place when nothing speaks against a start."""
    at, around = e.at_starts(), e.fold("TSS2kb")
    if e.profile:
        return f", highest {e.profile.place()}"
    if at is not None and around is not None:
        more, than = ("as", "as") if at == around else ("more", "than")
        return f", {more} enriched at transcription starts {than} around them"
    if at is not None:
        return ", enriched at transcription starts"
    if around is not None:
        return f", {'' if around > 1 else 'although not '}enriched around transcription starts"
    return ""


def _flank(e: Evidence) -> bool:
    above = e.profile is not None and e.mark("H3K4me3") > e.mark("H3K4me1")
    return e.mark("H3K4me3") >= (0.4 if above else 0.5) and _around(e, 3, unknown=True)


def _flank_words(e: Evidence) -> str:
    at, around = e.at_starts(), e.fold("TSS2kb")
    if e.profile:
        weak = "" if e.profile.beside() else ", less than 5-fold at them"
        return f"H3K4me3, highest {e.profile.place()}{weak}"
    if at is not None and around is not None and around > at:
        return "H3K4me3, more enriched around transcription starts than at them"
    words = "H3K4me3" if around is None else "H3K4me3 around transcription starts"
    if "H3K4me1" in e.marks and e.mark("H3K4me1") >= e.mark("H3K4me3"):
        words += ", not above H3K4me1"
    if at is not None and at < 5:
        words += f", less than 5-fold at {'transcription starts' if around is None else 'them'}"
    return words


def _methylated_words(e: Evidence) -> str:
    words = f"H3K4me2, highest {e.profile.place()}" if e.profile else "H3K4me2 around transcription starts"
    less = "H3K4me3" in e.marks and e.mark("H3K4me3") < 0.4
    return f"{words}, with less H3K4me3 than at a start" if less else words


def _ctcf_words(e: Evidence) -> str:
    if e.mark("CTCF") > e.others("CTCF"):
        return "CTCF is the strongest mark"
    return "CTCF is frequent, no mark of another class more so"


def _enhancer_words(e: Evidence) -> str:
    at = e.at_starts()
    if at is not None and at < 1:
        return "H3K4me1 with acetylation, depleted at transcription starts"
    if at is not None and at >= 5:
        return "H3K4me1 with acetylation, although enriched at transcription starts"
    return "H3K4me1 with acetylation"


def _transcribed_words(e: Evidence) -> str:
    inside = [fold for fold in (e.fold("gene"), e.fold("exon")) if fold is not None]
    return (
        f"marks of transcription{', although not enriched in genes' if inside and max(inside) <= 1 else ''}"
    )


def _weak_words(e: Evidence) -> str:
    there = " and ".join(name for name in ("H3K4me1", "H3K4me2") if e.mark(name) >= 0.3)
    acetylation = e.mark(*_ACETYLATION)
    if not any(name in e.marks for name in _ACETYLATION):
        return f"{there}; acetylation was not measured"
    if acetylation <= 0.1:
        return f"{there} without acetylation"
    if acetylation < 0.4:
        return f"{there} with less acetylation than an enhancer"
    if "H3K4me1" not in e.marks:
        return f"{there} with acetylation; H3K4me1 was not measured"
    return f"{there} with acetylation, less H3K4me1 than an enhancer"


def _repressed(e: Evidence) -> bool:
    return e.mark("H3K27me3", "H3K9me3") == max(e.marks.values(), default=0) >= 0.1


def _repressed_words(e: Evidence) -> str:
    others = e.others("H3K27me3", "H3K9me3")
    if others < 0.1:
        return "repressive marks only"
    if others < e.mark("H3K27me3", "H3K9me3"):
        return "repressive marks above all others"
    return "repressive marks, no mark of another class above them"


def _unruly_words(e: Evidence) -> str:
    frequent = {name: e.exact_named[name] for name, share in e.named.items() if share >= 0.3}
    return f"marks are present and fit no class's rule: look at this state ({shown(frequent)})"


BY_MARKS = (
    Rule(
        "R",
        lambda e: e.mark("input") >= 0.4,
        lambda e: "the control itself is enriched: repeats or copy number",
        ("input",),
    ),
    Rule("TSS", _start, _start_words, ("H3K4me3", "H3K4me1", *_STARTS)),
    Rule("PF", _flank, _flank_words, ("H3K4me3", "H3K4me1", *_STARTS)),
    Rule(
        "TSS",
        lambda e: e.mark("H3K4me2") >= 0.4 and e.profile is not None and _at_starts(e) is True,
        _methylated_words,
        ("H3K4me2", "H3K4me3", *_STARTS),
    ),
    Rule(
        "PF",
        lambda e: e.mark("H3K4me2") >= 0.4 and _around(e, 5, unknown=False),
        _methylated_words,
        ("H3K4me2", "H3K4me3", *_STARTS),
    ),
    Rule(
        "CTCF",
        lambda e: e.mark("CTCF") >= 0.5 and e.mark("CTCF") == max(e.marks.values()),
        _ctcf_words,
        ("CTCF",),
    ),
    Rule(
        "E",
        lambda e: e.mark("H3K4me1") >= 0.5 and e.mark(*_ACETYLATION) >= 0.4,
        _enhancer_words,
        ("H3K4me1", *_ACETYLATION, "TSS"),
    ),
    Rule(
        "T",
        lambda e: e.mark("H3K36me3", "H3K79me2") >= 0.3 or e.mark("H4K20me1") >= 0.5,
        _transcribed_words,
        ("H3K36me3", "H3K79me2", "H4K20me1", "gene", "exon"),
    ),
    Rule(
        "WE",
        lambda e: e.mark("H3K4me1", "H3K4me2") >= 0.3,
        _weak_words,
        ("H3K4me1", "H3K4me2", *_ACETYLATION),
    ),
    Rule("R", _repressed, _repressed_words, ("H3K27me3", "H3K9me3")),
    Rule("R", lambda e: e.others() < 0.3, lambda e: "no mark is frequent"),
    Rule("R", lambda e: True, _unruly_words),
)


def _in_genes(e: Evidence) -> bool:
    gene, exon = e.fold("gene"), e.fold("exon")
    if gene is not None and gene >= 1.5:
        return True
    return exon is not None and exon >= 1.5 and (gene is None or gene > 1)


def _genes_words(e: Evidence) -> str:
    gene = e.fold("gene")
    return "enriched in genes" if gene is not None and gene >= 1.5 else "enriched in exons"


def _at_words(e: Evidence) -> str:
    return f"enriched at transcription starts{_highest(e)}"


def _around_words(e: Evidence) -> str:
    return f"enriched around transcription starts{_highest(e)}"


def _highest(e: Evidence) -> str:
    return f", highest {e.profile.place('them')}" if e.profile else ""


def _neither_words(e: Evidence) -> str:
    known = []
    if e.at_starts() is not None or e.around_starts() is not None:
        known.append("at starts")
    if e.fold("gene") is not None or e.fold("exon") is not None:
        known.append("in genes")
    words = f"less than the rules ask {' and '.join(known)}" if known else "no starts or genes were annotated"
    return f"{words}; E, WE and CTCF cannot be told without the marks"


BY_FOLDS = (
    Rule("TSS", lambda e: _at_starts(e) is True, _at_words, _STARTS),
    Rule("PF", lambda e: _around(e, 3, unknown=False), _around_words, _STARTS),
    Rule("T", _in_genes, _genes_words, ("gene", "exon")),
    Rule("R", lambda e: True, _neither_words, (*_STARTS, "gene", "exon")),
)
