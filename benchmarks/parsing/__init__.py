"""What the parser's search costs."""
