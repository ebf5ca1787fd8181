"""The Gaussian segmenter beside hmmlearn: the same likelihood at every step, the time of a step, and what it finds.

    python -m benchmarks.states.gaussian --json gaussian.json

Signals are drawn from a known model (five states, four tracks, neighbouring means 1.5 deviations apart). Both start
from the same parameters, without missing data, since hmmlearn takes none; steps alternate in one process on one thread.
Recovery: 10 % missing, five seeds, adjusted Rand index against that of the decoder that knows the true parameters.
"""

import statistics
import time
import warnings
from collections.abc import Callable

import numpy as np
from hmmlearn.hmm import GaussianHMM
from sklearn.metrics import adjusted_rand_score

from babelix.chromatin.gaussian.model import Gaussian, Prior, expectation, maximise, viterbi
from babelix.chromatin.gaussian.training import Training, fit
from benchmarks.measure import arguments, in_turn, ratio, write

LABELS, TRACKS, APART = 5, 4, 1.5
DESIGNS = {
    "every track differs": [[APART * (k * (m + 1) % LABELS) for m in range(TRACKS)] for k in range(LABELS)],
    "one track differs": [[APART * (m == k - 1) for m in range(TRACKS)] for k in range(LABELS)],
    "steps": [[APART * k] * TRACKS for k in range(LABELS)],
}


def draw(seed: int, bins: int, design: str, missing: float) -> tuple[np.ndarray, np.ndarray, Gaussian]:
    rng = np.random.default_rng(seed)
    mean, stay = np.array(DESIGNS[design], float), 0.95
    moves = np.full((LABELS, LABELS), (1 - stay) / (LABELS - 1))
    np.fill_diagonal(moves, stay)
    steps = np.where(rng.random(bins) < stay, 0, rng.integers(1, LABELS, bins))
    z = np.cumsum(steps) % LABELS
    x = mean[z] + rng.normal(size=(bins, TRACKS))
    x[rng.random(x.shape) < missing] = np.nan
    return x, z, Gaussian(mean, np.ones_like(mean), np.full(LABELS, 1 / LABELS), moves)


class Ours:
    """Our model, a step at a time: what it took, and what it is now."""

    def __init__(self, model: Gaussian, x: np.ndarray) -> None:
        self.model, self.x = model, x
        self.log_likelihood = 0.0

    def __call__(self) -> float:
        """Take one EM step and return its seconds."""
        start = time.perf_counter()
        found = expectation(self.model, [self.x])
        self.model = maximise(found, self.model, Prior(least_variance=0))
        self.log_likelihood = found.log_likelihood
        return time.perf_counter() - start


class Theirs:
    """hmmlearn's model, a step at a time, always beside ours."""

    def __init__(self, hmm: GaussianHMM, ours: Ours) -> None:
        self.hmm, self.ours = hmm, ours
        self.likelihood = self.parameter = 0.0  # the largest differences so far

    def __call__(self) -> float:
        """Take one EM step, compare with ours and return the step's seconds."""
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.hmm.fit(self.ours.x)
        seconds = time.perf_counter() - start
        model = self.ours.model
        variance = np.array([np.diag(matrix) for matrix in self.hmm.covars_])
        self.likelihood = max(self.likelihood, abs(self.hmm.monitor_.history[0] - self.ours.log_likelihood))
        self.parameter = max(
            self.parameter,
            float(abs(self.hmm.means_ - model.mean).max()),
            float(abs(variance - model.variance).max()),
            float(abs(self.hmm.transmat_ - model.moves).max()),
        )
        return seconds


def beside_hmmlearn(bins: int, steps: int) -> dict[str, object]:
    x, _, true = draw(1, bins, "one track differs", 0.0)
    rng = np.random.default_rng(2)
    model = Gaussian(
        true.mean + rng.normal(size=true.mean.shape) / 2, 2 * true.variance, true.start, true.moves
    )
    expectation(model, [x[:100]])  # compiled once, and cached
    ours = Ours(model, x)
    peers = {name: Theirs(peer(model, name), ours) for name in ("log", "scaling")}
    sides: dict[str, Callable[[], float]] = {"babelix": ours, **peers}
    times = in_turn(sides, steps)
    median = {name: statistics.median(values) for name, values in times.items()}
    print(f"{bins:,} bins, {steps} steps")
    for name, their in peers.items():
        print(
            f"  hmmlearn ({name}) {median[name]:.3f} s a step, babelix {median['babelix']:.3f} s: "
            f"{ratio(times[name], times['babelix'])} times; largest difference in "
            f"log-likelihood {their.likelihood:.1e} of {abs(ours.log_likelihood):.0f}, "
            f"in a parameter {their.parameter:.1e}"
        )
    return {
        "bins": bins,
        "steps": steps,
        "log_likelihood_difference": {name: their.likelihood for name, their in peers.items()},
        "parameter_difference": {name: their.parameter for name, their in peers.items()},
        "seconds": times,
    }


def peer(start: Gaussian, implementation: str) -> GaussianHMM:
    options = {
        "covars_prior": 0,
        "covars_weight": 1,
        "min_covar": 0,
        "init_params": "",
        "n_iter": 1,
        "tol": -np.inf,
    }
    hmm = GaussianHMM(start.labels, covariance_type="diag", implementation=implementation, **options)
    hmm.startprob_, hmm.transmat_, hmm.means_, hmm.covars_ = (
        start.start,
        start.moves,
        start.mean,
        start.variance,
    )
    return hmm


def recovery(bins: int) -> list[dict[str, object]]:
    rows = []
    for design in DESIGNS:
        for seed in range(5):
            x, z, true = draw(seed, bins, design, 0.1)
            start = time.perf_counter()
            learned = fit([x], Training(LABELS, seed=seed))
            seconds = time.perf_counter() - start
            best = adjusted_rand_score(z, viterbi(true, x)[0])
            found = adjusted_rand_score(z, viterbi(learned.model, x)[0])
            rows.append({"design": design, "seed": seed, "true": best, "learned": found, "seconds": seconds})
            print(
                f"  {design}, seed {seed}: true {best:.4f}, learned {found:.4f}, {found - best:+.4f}, {seconds:.1f} s"
            )
    return rows


def main() -> None:
    parser = arguments(__doc__, repeats=10)
    parser.add_argument("--bins", type=int, default=200_000)
    parser.add_argument("--recovery-bins", type=int, default=20_000)
    asked = parser.parse_args()
    result = {
        "hmmlearn": beside_hmmlearn(asked.bins, asked.repeats),
        "recovery": recovery(asked.recovery_bins),
    }
    write(asked.json, result, ("hmmlearn", "scikit-learn"))


if __name__ == "__main__":
    main()
