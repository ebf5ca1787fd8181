"""Sentences whose "it" is *il* or *elle*, decided by gender and by sense, made from one file of lists."""
