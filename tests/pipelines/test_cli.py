"""Every command in the README exists; wrong use is answered in words and with the promised exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app

ROOT = Path(__file__).parents[2]


def _commands(name: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
    return sorted(set(re.findall(r"^xgap (\w+)", "\n".join(blocks), re.MULTILINE)))


README = _commands("README.md")


def test_both_readmes_name_the_same_commands() -> None:
    assert _commands("README.zh-CN.md") == README
    assert len(README) >= 9


@pytest.mark.parametrize("command", README)
def test_a_command_of_the_readme_has_help(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--help"])
    assert done.exit_code == 0
    assert "/" in done.output  # in both languages


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "pipelines.cli", *words], capture_output=True, text=True, check=False)


def test_nothing_published_is_said_with_what_to_do(tmp_path: Path) -> None:
    done = _run("emerging", "--json", "--data", str(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "xgap import" in done.stderr


def test_nothing_landed_is_said_with_what_to_do(tmp_path: Path) -> None:
    done = _run("run", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "xgap import" in done.stderr.replace("\n", " ")


def test_wrong_use_is_two() -> None:
    assert _run("emerging", "--as-off", "2025-03").returncode == 2
    assert _run("match").returncode == 2
    assert _run("emerging", "--skill", "it.vue").returncode == 2
    assert _run("emerging", "--history", "--as-of", "2025-03").returncode == 2


def test_lists_are_json(tmp_path: Path) -> None:
    certificates = json.loads(_run("list", "certificates", "--json").stdout)
    assert {"code", "name", "name_en", "levels", "sector", "basis", "n_requirements"} <= set(certificates[0])
    assert all(c["basis"] == "reference" for c in certificates)


def test_import_twice_doubles_nothing(tmp_path: Path) -> None:
    path = tmp_path / "招聘.csv"
    path.write_bytes(
        "岗位名称,单位名称,工作地点,发布日期,岗位职责\n数控车工,演示厂,东莞,2026年3月2日,操作数控车床，联系13800138000\n坏行,,,,\n".encode(
            "gb18030"
        )
    )
    first = json.loads(_run("import", str(path), "--json", "--data", str(tmp_path / "d")).stdout)[0]
    again = json.loads(_run("import", str(path), "--json", "--data", str(tmp_path / "d")).stdout)[0]
    assert (first["items"], first["rejected"], first["pii_removed"]) == (1, 1, 1)
    assert again["already_imported"]
    assert len(list((tmp_path / "d" / "landing").glob("*/*/items.jsonl.gz"))) == 1
    assert len(list((tmp_path / "d" / "rejected").glob("*/*.jsonl"))) == 1
