"""Constituency trees: brackets in and out, their linear form, what makes one well formed, grammars. No torch."""
