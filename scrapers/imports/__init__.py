"""Files of postings that a user is entitled to, in any common format, encoding and headings → landing."""

from __future__ import annotations

from scrapers.imports.errors import MappingProblem, UnreadableFile
from scrapers.imports.importer import import_file, preview
from scrapers.imports.report import ImportPreview, ImportReport

__all__ = ["ImportPreview", "ImportReport", "MappingProblem", "UnreadableFile", "import_file", "preview"]
