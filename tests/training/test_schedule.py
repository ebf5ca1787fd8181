import pytest

from babelix.training.schedule import flat_rate, transformer_rate

BASE = {"d_model": 512, "warmup": 4000}


@pytest.mark.parametrize(
    ("step", "expected"),
    # Equation 3 by hand: 512^-0.5 = 0.0441942; 4000^-1.5 = 3.952847e-6; 4000^-0.5 = 0.0158114.
    [
        (1, 1.746928e-7),
        (2000, 3.493856e-4),
        (4000, 6.987712e-4),
        (16000, 3.493856e-4),
        (100_000, 1.397542e-4),
    ],
)
def test_the_rate_of_the_base_model(step, expected):
    assert transformer_rate(step, **BASE) == pytest.approx(expected, rel=1e-6)


def test_it_rises_linearly_to_its_peak_at_the_end_of_the_warmup_and_falls_after():
    rates = [transformer_rate(step, d_model=64, warmup=23) for step in range(1, 101)]
    assert rates.index(max(rates)) + 1 == 23
    assert rates[:23] == pytest.approx([rates[0] * step for step in range(1, 24)])
    assert rates[22:] == pytest.approx([rates[22] * (23 / step) ** 0.5 for step in range(23, 101)])


def test_a_factor_scales_it():
    assert transformer_rate(7, factor=0.6, **BASE) == pytest.approx(0.6 * transformer_rate(7, **BASE))


def test_the_cooldown_is_linear_and_ends_above_zero():
    def rate(step):
        return transformer_rate(step, d_model=64, warmup=5, steps=50, cooldown=10)

    share = [rate(step) / transformer_rate(step, d_model=64, warmup=5) for step in range(1, 51)]
    assert share[:41] == pytest.approx([1.0] * 41)
    assert share[40:] == pytest.approx([k / 10 for k in range(10, 0, -1)])
    assert rate(50) > 0


def test_a_run_shorter_than_its_cooldown_begins_at_the_whole_rate():
    share = [
        transformer_rate(step, d_model=64, warmup=5, steps=7, cooldown=100)
        / transformer_rate(step, d_model=64, warmup=5)
        for step in range(1, 8)
    ]
    assert share == pytest.approx([k / 7 for k in range(7, 0, -1)])


def test_a_longer_run_has_the_same_rates_until_the_shorter_ones_cooldown():
    def rates(steps):
        return [
            transformer_rate(step, d_model=64, warmup=5, steps=steps, cooldown=10) for step in range(1, 41)
        ]

    assert rates(80)[:31] == rates(40)[:31]
    assert all(longer > shorter for longer, shorter in zip(rates(80)[31:], rates(40)[31:], strict=True))


def test_up_level_and_down_by_hand():
    rates = [flat_rate(step, steps=9, highest=0.6, warmup=3, cooldown=3) for step in range(1, 10)]
    assert rates == pytest.approx([0.2, 0.4, 0.6, 0.6, 0.6, 0.6, 0.6, 0.4, 0.2])
    # As long as it is level, how long the run will be makes no difference.
    assert rates[:6] == [flat_rate(step, steps=99, highest=0.6, warmup=3, cooldown=3) for step in range(1, 7)]
