import torch

from babelix.transformer.word_vectors import Reading, fitted


def test_the_error_of_a_subword_is_the_mean_square_over_its_numbers():
    reading = Reading(torch.tensor([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]]), torch.tensor([1.0, 1.0, 5.0]))
    h, v = torch.tensor([[3.0, 2.0, 7.0], [1.0, 1.0, 0.0]]), torch.tensor([[1.0, -1.0], [0.0, 0.0]])
    # R^T (h - b) = (2, 2): errors (1, 3), then (0, 0).
    torch.testing.assert_close(reading.errors(h, v), torch.tensor([5.0, 0.0]))


def test_the_reading_is_the_ridge_regression_of_centred_states():
    generator = torch.Generator().manual_seed(3)
    H = torch.randn(71, 5, generator=generator) + 3
    V = torch.randn(71, 2, generator=generator)
    reading = fitted(H, V)
    centred = H - H.mean(0)
    r = (centred * centred).sum() / 5
    # The same as least squares with sqrt(r) I below the states and zeros below the vectors.
    above, below = torch.cat([centred, r.sqrt() * torch.eye(5)]), torch.cat([V, torch.zeros(5, 2)])
    torch.testing.assert_close(reading.R, torch.linalg.lstsq(above, below).solution, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(reading.b, H.mean(0))


def test_the_gradient_of_an_error_is_that_of_the_equation():
    torch.manual_seed(5)
    H, V = torch.randn(31, 7), torch.randn(31, 3)
    reading, h = fitted(H, V), H.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(reading.errors(h, V).sum(), h)
    torch.testing.assert_close(gradient, 2 / 3 * (((H - reading.b) @ reading.R - V) @ reading.R.T))
