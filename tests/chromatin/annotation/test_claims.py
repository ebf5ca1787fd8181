"""Whatever a rule says of a state is true of its numbers."""

import math
import re

from hypothesis import given
from hypothesis import strategies as st

from babelix.chromatin.annotation.labels import Proposal, propose
from babelix.chromatin.annotation.profile import Profile

NONE = math.nan  # not measured: no comparison with it holds


class Numbers:
    """One state's numbers, for a claim to be held against; built without the code under test."""

    def __init__(self, marks, folds, profile):
        self.marks, self.folds, self.profile = marks or {}, folds or {}, profile or {}

    def mark(self, name):
        return self.marks.get(name, NONE)

    @property
    def acetylation(self):
        return max((self.marks[name] for name in ("H3K27ac", "H3K9ac") if name in self.marks), default=NONE)

    @property
    def repressive(self):
        return max(self.marks.get("H3K27me3", 0), self.marks.get("H3K9me3", 0))

    def others(self, *names):
        return max((value for name, value in self.marks.items() if name not in names), default=0)

    @property
    def at(self):
        return self.profile.get(0, self.folds.get("TSS", NONE))

    @property
    def around(self):
        return self.folds.get("TSS2kb", NONE)

    @property
    def highest(self):
        return max(self.profile.values(), default=NONE)

    def peaks(self, distance, side):
        offset = {"after": distance, "before": -distance}[side]
        return self.profile[offset] == self.highest

    def fold(self, name):
        return self.folds.get(name, NONE)


def place(n, match):
    return (
        n.at == n.highest if match["d"] is None else n.peaks(int(match["d"].replace(",", "")), match["side"])
    )


PLACE = r"highest (?:at|(?P<d>[\d,]+) bases (?P<side>after|before)) (?:transcription starts|them)"
# Every wording there is, and when it is true.
CLAIMS = [
    (r"the control itself is enriched: repeats or copy number", lambda n, m: n.mark("input") >= 0.4),
    (r"H3K4me3 above H3K4me1", lambda n, m: n.mark("H3K4me3") > n.mark("H3K4me1")),
    (r"H3K4me3 is frequent", lambda n, m: n.mark("H3K4me3") >= 0.4),
    (r"not above H3K4me1", lambda n, m: n.mark("H3K4me3") <= n.mark("H3K4me1")),
    (PLACE, place),
    (r"more enriched at transcription starts than around them", lambda n, m: n.at > n.around and n.at > 1),
    (r"as enriched at transcription starts as around them", lambda n, m: n.at == n.around > 1),
    (
        r"more enriched around transcription starts than at them",
        lambda n, m: n.around > n.at and n.around > 1,
    ),
    (r"although enriched at transcription starts", lambda n, m: n.at > 1),
    (r"although not enriched around transcription starts", lambda n, m: n.around <= 1),
    (r"enriched at transcription starts", lambda n, m: n.at > 1),
    (r"enriched around transcription starts", lambda n, m: n.around > 1 or n.highest > 1),
    (r"depleted at transcription starts", lambda n, m: n.at < 1),
    (r"less than 5-fold at (them|transcription starts)", lambda n, m: n.at < 5),
    (r"H3K4me3 around transcription starts", lambda n, m: n.mark("H3K4me3") >= 0.4 and n.around > 1),
    (r"H3K4me3", lambda n, m: n.mark("H3K4me3") >= 0.4),
    (r"with less H3K4me3 than at a start", lambda n, m: n.mark("H3K4me3") < 0.4),
    (r"H3K4me2 around transcription starts", lambda n, m: n.mark("H3K4me2") >= 0.4 and n.around > 1),
    (r"CTCF is the strongest mark", lambda n, m: n.mark("CTCF") > n.others("CTCF")),
    (
        r"CTCF is frequent, no mark of another class more so",
        lambda n, m: (
            n.mark("CTCF") >= 0.5 and n.others("CTCF", "H2A.Z") <= n.mark("CTCF") <= n.others("CTCF")
        ),
    ),
    (
        r"H3K4me1 with acetylation(?!; H3K4me1|, less)",
        lambda n, m: n.mark("H3K4me1") >= 0.5 and n.acetylation >= 0.4,
    ),
    (
        r"marks of transcription",
        lambda n, m: n.mark("H3K36me3") >= 0.3 or n.mark("H3K79me2") >= 0.3 or n.mark("H4K20me1") >= 0.5,
    ),
    (r"although not enriched in genes", lambda n, m: not (n.fold("gene") > 1 or n.fold("exon") > 1)),
    (r"H3K4me1 and H3K4me2", lambda n, m: min(n.mark("H3K4me1"), n.mark("H3K4me2")) >= 0.3),
    (r"(?P<mark>H3K4me[12])", lambda n, m: n.mark(m["mark"]) >= 0.3),
    (r"acetylation was not measured", lambda n, m: math.isnan(n.acetylation)),
    (r"H3K4me1 was not measured", lambda n, m: math.isnan(n.mark("H3K4me1"))),
    (r"without acetylation", lambda n, m: n.acetylation <= 0.1),
    (r"with less acetylation than an enhancer", lambda n, m: 0.1 < n.acetylation < 0.4),
    (r"with acetylation", lambda n, m: n.acetylation >= 0.4),
    (r"less H3K4me1 than an enhancer", lambda n, m: n.mark("H3K4me1") < 0.5),
    (r"repressive marks only", lambda n, m: n.others("H3K27me3", "H3K9me3") < 0.1 <= n.repressive),
    (r"repressive marks above all others", lambda n, m: n.others("H3K27me3", "H3K9me3") < n.repressive),
    (
        r"repressive marks, no mark of another class above them",
        lambda n, m: (
            n.others("H3K27me3", "H3K9me3", "H2A.Z") <= n.repressive <= n.others("H3K27me3", "H3K9me3")
        ),
    ),
    (r"no mark is frequent", lambda n, m: n.others() < 0.3),
    (r"marks are present and fit no class's rule: look at this state", lambda n, m: n.others() >= 0.3),
    (r"enriched in genes", lambda n, m: n.fold("gene") > 1),
    (r"enriched in exons", lambda n, m: n.fold("exon") > 1 and not n.fold("gene") <= 1),
    (r"less than the rules ask at starts and in genes", lambda n, m: less_at(n) and less_in(n)),
    (r"less than the rules ask at starts", lambda n, m: less_at(n)),
    (r"less than the rules ask in genes", lambda n, m: less_in(n)),
    (r"no starts or genes were annotated", lambda n, m: not n.folds and not n.profile),
    (r"E, WE and CTCF cannot be told without the marks", lambda n, m: not set(n.marks) - {"H2A.Z"}),
]


def less_at(n):
    return (n.at < 5 or n.around < 3) and not (n.at >= 5 or n.around >= 3)


def less_in(n):
    known = {"gene", "exon"} & set(n.folds)
    return bool(known) and not n.fold("gene") >= 1.5 and (not n.fold("exon") >= 1.5 or n.fold("gene") <= 1)


def false_claims(proposal: Proposal, numbers: Numbers) -> list[str]:
    """Return what of a reason is not true, or is a wording that is not listed."""
    left, wrong = re.sub(r" \([^()]*\)$", "", proposal.reason), []
    while left:
        found = [(match, holds) for pattern, holds in CLAIMS if (match := re.match(pattern, left))]
        if not found:
            return [*wrong, f"not listed: {left}"]
        match, holds = max(found, key=lambda pair: pair[0].end())
        if not holds(numbers, match):
            wrong.append(match[0])
        left = re.sub(r"^[,;]? ", "", left[match.end() :])
    return wrong


def false_numbers(proposal: Proposal, numbers: Numbers) -> list[str]:
    """Return the numbers in a reason's brackets that are not the state's."""
    known = {**numbers.marks, **numbers.folds}
    _, _, shown = proposal.reason.partition(" (")
    said = [
        (name, text, known[name])
        for name, text in re.findall(r"([A-Z][\w.]*|gene|exon|input) ([\d.]+)", shown)
    ]
    for text, offset in re.findall(r"([\d.]+) at ([+-]?[\d,]*\d)", shown):
        said.append((f"at {offset}", text, numbers.profile[int(offset.replace(",", ""))]))
    wrong = [f"{name} {text}" for name, text, value in said if abs(float(text) - value) > half_a_digit(text)]
    return wrong if said or "(" not in proposal.reason else ["no number is read"]


def half_a_digit(text: str) -> float:
    return 0.5 * 10.0 ** -len(text.partition(".")[2]) + 1e-9


NAMES = [
    *("H3K4me3", "H3K4me2", "H3K4me1", "H3K27ac", "H3K9ac", "H3K36me3", "H3K79me2", "H4K20me1"),
    *("H3K27me3", "H3K9me3", "CTCF", "input", "H2A.Z"),
]
SHARE = st.one_of(
    st.sampled_from([0.0, 0.0999, 0.1, 0.1001, 0.2999, 0.3, 0.3999, 0.4, 0.4001, 0.4999, 0.5, 0.5001, 0.9]),
    st.integers(0, 10_000).map(lambda x: x / 10_000),
)
FOLD = st.one_of(
    st.sampled_from([0.0, 0.9999, 1.0, 1.0001, 1.04, 1.4999, 1.5, 2.9999, 3.0, 4.9999, 5.0, 5.0001, 38.2]),
    st.integers(0, 400_000).map(lambda x: x / 10_000),
)
MARKS = st.one_of(st.none(), st.dictionaries(st.sampled_from(NAMES), SHARE, min_size=1))
FOLDS = st.one_of(st.none(), st.dictionaries(st.sampled_from(["TSS", "TSS2kb", "gene", "exon"]), FOLD))
PROFILE = st.one_of(
    st.none(),
    st.lists(FOLD, min_size=21, max_size=21).map(
        lambda folds: dict(zip(range(-2000, 2001, 200), folds, strict=True))
    ),
)


@given(MARKS, FOLDS, PROFILE)
def test_every_claim_holds_for_the_numbers(marks, folds, profile):
    profiles = profile and [{"TSS": Profile.of(profile)}]
    (proposal,) = propose(["E1"], marks and [marks], folds and [folds], profiles)
    numbers = Numbers(marks, folds, profile)
    assert not false_claims(proposal, numbers), proposal
    assert not false_numbers(proposal, numbers), proposal
    if profile and proposal.label in ("TSS", "PF"):
        peak = min(profile, key=lambda offset: (-profile[offset], abs(offset)))
        start = profile[0] >= 5 and abs(peak) <= 400 and profile[peak] <= 2 * profile[0]
        assert (proposal.label == "TSS") == start


def test_a_false_claim_is_seen():
    said = Proposal("E9", "TSS", "H3K4me3 above H3K4me1, highest at transcription starts (TSS 13.2-fold)")
    numbers = Numbers({"H3K4me3": 0.63, "H3K4me1": 0.51}, {"TSS": 13.2361}, {0: 13.2361, 1200: 15.8023})
    assert false_claims(said, numbers) == ["highest at transcription starts"]
    assert false_numbers(said, numbers) == []
    said = Proposal("E4", "T", "enriched in genes, as ever (gene 1.2-fold)")
    assert false_claims(said, Numbers({}, {"gene": 0.987}, {})) == [
        "enriched in genes",
        "not listed: as ever",
    ]
    assert false_numbers(said, Numbers({}, {"gene": 0.987}, {})) == ["gene 1.2"]
