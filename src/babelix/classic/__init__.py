"""The systems before the Transformer: a sum of neurons, small nets on points, kernels, the first deep nets."""
