"""The learning rate (Vaswani et al. 2017, section 5.3).

    rate = d_model^-0.5 * min(step^-0.5, step * warmup^-1.5)                                 (equation 3)

Two additions of ours, off unless asked for: a constant factor, and a linear descent to zero over the last `cooldown`
steps, which replaces much of what averaging checkpoints gives (Haegele et al. 2024).
"""


def transformer_rate(
    step: int, *, d_model: int, warmup: int, factor: float = 1.0, steps: int = 0, cooldown: int = 0
) -> float:
    """Return the rate of update number `step` (from 1) out of `steps`."""
    rate: float = factor * d_model**-0.5 * min(step**-0.5, step * warmup**-1.5)
    return rate * _falling(step, steps, cooldown)


def flat_rate(step: int, *, steps: int, highest: float, warmup: int, cooldown: int) -> float:
    """Return the rate of update `step` (from 1) of `steps`: up to `highest`, level, then down as above."""
    return highest * min(1.0, step / warmup) * _falling(step, steps, cooldown)


def _falling(step: int, steps: int, cooldown: int) -> float:
    # A run shorter than its cooldown descends all along, from the whole rate.
    return min(1.0, max(0, steps - step + 1) / min(cooldown, steps)) if cooldown else 1.0
