"""Training and translating beside `torch.nn.Transformer`."""
