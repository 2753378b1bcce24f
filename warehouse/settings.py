"""Where things are. Read by entry points only; all else receives values as arguments."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Environment variables with the prefix `XGAP_`, or a `.env` file in the working folder."""

    model_config = SettingsConfigDict(env_prefix="XGAP_", env_file=".env", extra="ignore")

    data: Path = Path("data")
    """Folder of landing files, mentions and published builds."""
    cache: Path = Field(default_factory=lambda: Path.home() / ".cache" / "xgap")
    """Folder of things that any run may use again, such as the converted embedding model."""
    embedding_model: str = ""
    """Name or path for sentence-transformers; empty means multilingual-e5-small from the installed weights."""
    workers: int = 2
    """Processes for extraction and threads for vectors."""
    keep_builds: int = 5
    """Published builds that stay on disk; the current one always does."""
    review: str = ""
    """`local` lets the one user of this machine decide in the dashboard; empty: only who signs in and is listed."""
    reviewer: str = ""
    """Name under which this machine's user decides."""
    reviewers: Path | None = None
    """Allow-list of who may decide after signing in (YAML: e-mail to role); by default in the data folder."""
    memory_limit: str = "2GB"
    """DuckDB's memory limit."""


class Paths:
    """Every place under the data folder, in one list."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.landing = data / "landing"
        self.rejected = data / "rejected"
        self.mentions = data / "mentions"
        self.vectors = data / "vectors"
        self.signatures = data / "signatures"
        self.readings = data / "readings"
        self.recognition = data / "recognition"
        self.verdicts = data / "verdicts"
        self.work = data / "work"
        self.warehouse = data / "work" / "warehouse.duckdb"
        self.standards = data / "standards"
        self.review = data / "review.sqlite"
        self.reviewers = data / "reviewers.yaml"
        self.published = data / "published"
        self.current = data / "published" / "current.json"
