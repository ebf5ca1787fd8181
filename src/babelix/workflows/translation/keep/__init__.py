"""Translations that keep what they must, say the terms they are given, and begin as told."""
