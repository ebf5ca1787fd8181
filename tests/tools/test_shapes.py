import pytest
from jaxtyping import Float, TypeCheckError, jaxtyped
from tools.shapes import check
from torch import Tensor, zeros


def first_of(size):
    @jaxtyped(typechecker=check)
    def first(x: Float[Tensor, f"rows {size}"]) -> Float[Tensor, "rows"]:
        return x[:, 0] if size > 1 else x

    return first


def test_what_is_made_again_is_checked_again():
    for _ in range(2):
        assert first_of(3)(zeros(2, 3)).shape == (2,)
        with pytest.raises(TypeCheckError, match="parameters of"):
            first_of(3)(zeros(2, 5))


def test_the_same_code_with_other_shapes_is_another_function():
    assert first_of(5)(zeros(2, 5)).shape == (2,)
    with pytest.raises(TypeCheckError, match="parameters of"):
        first_of(5)(zeros(2, 3))
    with pytest.raises(TypeCheckError, match="return value"):
        first_of(1)(zeros(2, 1))


def test_an_int_will_do_for_a_float_and_a_text_will_not():
    @jaxtyped(typechecker=check)
    def half(x: float) -> float:
        return x / 2

    assert half(3) == 1.5
    with pytest.raises(TypeCheckError):
        half("3")  # type: ignore[arg-type]
