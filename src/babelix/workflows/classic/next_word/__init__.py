"""The next word: texts, n-grams and nets trained on equal terms, asked, compared."""
