"""Where a model runs."""

import torch


def best_device() -> torch.device:
    """Return the CUDA device when there is one, else the CPU."""
    if not torch.cuda.is_available():
        return torch.device("cpu")
    # cuDNN plans its attention anew for every shape it has not met, and each batch has shapes of its own.
    torch.backends.cuda.enable_cudnn_sdp(False)
    return torch.device("cuda")
