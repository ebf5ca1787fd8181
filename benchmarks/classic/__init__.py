"""Training convolutional nets beside plain torch modules."""
