"""Invented postings of the demonstration board, with the trends that are planted in them."""
