"""What can go wrong with an imported file as a whole; a single bad record is never one of these."""

from __future__ import annotations

from scrapers.errors import ScrapersError


class UnreadableFile(ScrapersError):
    """The file, or the rest of it, cannot be read. Says what, where and how to mend it."""

    def __init__(self, what: str, where: str, mend: str) -> None:
        super().__init__(f"{where}: {what}. {mend}")
        self.what, self.where, self.mend = what, where, mend


class MappingProblem(ScrapersError):
    """The headings of a file cannot be brought to the fields of a posting as they are."""
