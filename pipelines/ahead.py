"""What a first run would wait for longest, begun while it is busy with something else: Prefect's server and the model.

Nothing depends on it: what is not ready or failed here is done by the run itself, which also says what went wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from taxonomy.linkers import e5_weights
from warehouse.settings import Paths, Settings

COMPLETE = "complete"
"""File in Prefect's folder that says that a whole run has used its database."""
_UNPACK = """
import pathlib, sys
from taxonomy.linkers import e5_weights
e5_weights.ensure(pathlib.Path(sys.argv[1]))
"""


class Ahead:
    """Begun when it is made; `wait` before Prefect is used."""

    def __init__(self, settings: Settings) -> None:
        self.home = Paths(settings.data).work / "prefect"
        self._server: threading.Thread | None = None
        self._unpacking: subprocess.Popen[bytes] | None = None
        if _prepare_prefect(self.home):
            import prefect  # noqa: F401  (here, so that no two threads import it at once)

            self._server = threading.Thread(target=_start_server, daemon=True)
            self._server.start()
        if not settings.embedding_model and not (settings.cache / e5_weights.FOLDER).exists():
            # a process, not a thread: it is Python's own work and would hold up the rest
            self._unpacking = subprocess.Popen(
                [sys.executable, "-c", _UNPACK, str(settings.cache)],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip

    def wait(self) -> None:
        """Until the server answers or could not be started."""
        if self._server is not None:
            self._server.join()


def _start_server() -> None:
    from prefect.client.orchestration import get_client

    # entering a client starts the server of this process, which then serves until the process ends
    with suppress(Exception), get_client(sync_client=True):  # the flow starts it again and names the reason
        pass


def _prepare_prefect(home: Path) -> bool:
    """A server of this run's own, inside the data folder, that tells nobody anything; False where the user runs one."""
    if "PREFECT_API_URL" in os.environ:
        return False
    if not (home / COMPLETE).exists():  # killed while it made its database, which takes seven seconds
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "PREFECT_HOME": str(home.resolve()),
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "DO_NOT_TRACK": "1",
    }
    return True
