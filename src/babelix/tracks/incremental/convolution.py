"""Convolutions without padding: by the library, by the Fourier transform, or as products, whichever is cheapest."""

import torch
from torch import Tensor
from torch.nn import functional

# With so many taps, channels and outputs the transform is faster (measured: 32 channels, 41 taps, two to four times).
WIDE, MANY, LONG = 32, 16, 1_500
# Up to so many input values torch's own dilated convolution takes its slow way on a CPU; one product is faster.
FEW = 20_480
# A wide kernel to so few channels leaves the library's way idle: one product of all taps, summed, is five times faster.
NARROW, TAPS = 2, 16
# Transforms have multiples of this length; the weights are kept transformed for each.
_STEP = 32


class Convolution:
    """``y[o, t] = bias[o] + sum over i, k of weight[o, i, k] x[i, t + k dilation]``, for x (batch, in, length).

    A dilated convolution is one convolution of each of the `dilation` phases of its input; each of those is a product
    in the frequency domain.
    """

    def __init__(self, weight: Tensor, bias: Tensor, dilation: int) -> None:
        self.weight, self.bias, self.dilation = weight.contiguous(), bias, dilation
        out, into, width = weight.shape
        self.transforms = weight.device.type == "cpu" and width >= WIDE and min(out, into) >= MANY
        self.narrow = weight.device.type == "cpu" and out <= NARROW and width >= TAPS
        self._kept: dict[int, Tensor] = {}

    def __call__(self, x: Tensor) -> Tensor:
        """Return y (batch, out, length - (width - 1) dilation)."""
        left = x.shape[-1] - (self.weight.shape[-1] - 1) * self.dilation
        if self.transforms and left >= LONG:
            return self._by_transform(x)
        if self.narrow:
            return self._tap_by_tap(x, left)
        if self.dilation > 1 and x.device.type == "cpu" and x.numel() <= FEW:
            return self._as_product(x, left)
        return functional.conv1d(x, self.weight, self.bias, dilation=self.dilation)

    def _as_product(self, x: Tensor, left: int) -> Tensor:
        batch, into, _ = x.shape
        out, _, width = self.weight.shape
        of_batch, of_channel, step = x.stride()
        strides = (of_batch, of_channel, self.dilation * step, step)
        seen = x.as_strided((batch, into, width, left), strides).reshape(batch, into * width, left)
        found: Tensor = torch.matmul(self.weight.view(out, -1), seen) + self.bias[:, None]
        return found

    def _tap_by_tap(self, x: Tensor, left: int) -> Tensor:
        into = x.shape[1]
        out, _, width = self.weight.shape
        taps = torch.matmul(self.weight.permute(0, 2, 1).reshape(out * width, into), x)
        # Tap k of place t stands at t + k dilation: the sum runs along a slope.
        of_batch, of_row, step = taps.stride()
        strides = (of_batch, width * of_row, of_row + self.dilation * step, step)
        found: Tensor = taps.as_strided((x.shape[0], out, width, left), strides).sum(2) + self.bias[:, None]
        return found

    def _by_transform(self, x: Tensor) -> Tensor:
        batch, into, length = x.shape
        left = length - (self.weight.shape[-1] - 1) * self.dilation
        rows = -(-length // self.dilation)
        size = -(-rows // _STEP) * _STEP
        padded = functional.pad(x, (0, size * self.dilation - length))
        phases = padded.view(batch, into, size, self.dilation).permute(1, 0, 3, 2).contiguous()
        X = torch.fft.rfft(phases).view(into, batch * self.dilation, -1).permute(2, 0, 1)
        Y = torch.bmm(self._spectrum(size), X.contiguous()).permute(1, 2, 0)
        # A correlation: the last width - 1 of each phase wrapped around, and are not among the `left` places.
        y = torch.fft.irfft(Y, n=size).view(-1, batch, self.dilation, size)
        y = y[..., : -(-left // self.dilation)].permute(1, 0, 3, 2).reshape(batch, y.shape[0], -1)
        found: Tensor = y[..., :left] + self.bias[:, None]
        return found

    def _spectrum(self, size: int) -> Tensor:
        """Return the conjugate transform of the weights (frequencies, out, in)."""
        if size not in self._kept:
            self._kept[size] = torch.fft.rfft(self.weight, n=size).conj().permute(2, 0, 1).contiguous()
        return self._kept[size]
