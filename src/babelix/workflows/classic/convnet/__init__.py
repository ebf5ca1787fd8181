"""Convolutional nets: trained from pictures by class, looked into, asked."""
