"""The next word of a text: vocabulary and index, n-grams, and nets from a fixed window to attention."""
