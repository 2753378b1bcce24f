"""How the default extractor is made: a large, slow teacher learns from people, a small, fast student from both."""
