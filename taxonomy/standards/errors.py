"""What can go wrong while a standard is brought in."""

from __future__ import annotations


class StandardError(ValueError):
    """A standard that cannot be read or stored: what is wrong, where, and how to mend it, in English and Chinese."""

    def __init__(self, where: object, english: str, chinese: str) -> None:
        super().__init__(f"{where}: {english} / {chinese}")
