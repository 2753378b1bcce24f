"""What people gave us and we cannot use."""

from __future__ import annotations


class BadInput(ValueError):
    """A file, row or value that cannot be used, with what, where and how to mend it, in English and Chinese."""
