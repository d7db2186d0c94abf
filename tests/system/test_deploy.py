"""The files of `deploy/`: no container engine is here, so what they say is checked, and their commands run by hand."""

import fnmatch
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.servers.scripted_service import free_port
from ui.settings import load_settings

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PATIENCE = 60


def instructions() -> list[tuple[str, str]]:
    """Of the container file: each one's name and what follows."""
    text = re.sub(r"^#.*\n", "", (ROOT / "deploy/Containerfile").read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines if line)]


def last(name: str) -> str:
    return [rest for each, rest in instructions() if each == name][-1]


def container_environment() -> dict[str, str]:
    pairs = dict(pair.split("=", 1) for pair in shlex.split(last("ENV")))
    return {name: value for name, value in pairs.items() if name != "PATH"}


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "deploy/compose.yaml").read_text()))


def compose_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Of our service, with variables in it replaced as compose does."""

    def value(match: re.Match[str]) -> str:
        name, required, default = match.groups()
        assert not required or name in given, f"{name} must be set"
        return given.get(name) or default or ""

    raw = compose()["services"]["article-chat"]["environment"]
    return {name: re.sub(r"\$\{(\w+)(?::\?([^}]*)|:-([^}]*))\}", value, text) for name, text in raw.items()}


def unit() -> dict[str, list[str]]:
    """Of the systemd unit: each name's values."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "deploy/article-chat.service").read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            name, value = line.split("=", 1)
            found.setdefault(name, []).append(value)
    return found


def here(arguments: list[str], replaced: Mapping[str, str]) -> list[str]:
    """A command on this machine: with our programs, and other ports and folders."""
    program = BIN / Path(arguments[0]).name
    assert program.exists()
    rest = list(arguments[1:])
    for old, new in replaced.items():
        rest = [each.replace(old, new) for each in rest]
    return [str(program), *rest]


@contextmanager
def running(arguments: list[str], environment: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(arguments, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def becomes_healthy(check: list[str]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while subprocess.run(check, check=False, capture_output=True).returncode:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def test_installs_what_was_tested_together_and_no_cuda() -> None:
    commands = [part for name, rest in instructions() if name == "RUN" for part in rest.split("&&")]
    torch, project = [shlex.split(part) for part in commands if "pip install" in part]
    for command in (torch, project):
        assert command[command.index("--constraint") + 1] == "constraints.txt"
    assert torch[-1] == "torch"
    assert {"--no-deps", "https://download.pytorch.org/whl/cpu"} <= set(torch)
    assert project[-2:] == ["--editable", "."]
    pinned = (ROOT / "constraints.txt").read_text().splitlines()
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert next(line for line in pinned if line.startswith("torch==")) in wanted["dependencies"]
    bases = [rest.split()[0] for name, rest in instructions() if name == "FROM"]
    assert set(bases) == {"python:3.11-slim-bookworm"}
    assert wanted["requires-python"] == ">=3.11"


def test_copies_all_that_is_needed_and_nothing_else() -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert all((ROOT / each).exists() for each in allowed)
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {package.rstrip("*") for package in packages} | {"seeds"} <= set(allowed)
    assert {"constraints.txt", "pyproject.toml", "README.md", "LICENSE"} <= set(allowed)
    for secret in (".env", ".git", ".venv", "tests", "docs"):
        assert not any(fnmatch.fnmatch(secret, pattern) for pattern in allowed)


def test_runs_without_root_and_keeps_data_in_a_volume() -> None:
    assert int(last("USER")) > 1000
    assert load_settings(container_environment()).data_dir == Path(last("VOLUME"))
    command = json.loads(last("CMD"))
    assert command[command.index("--port") + 1] == last("EXPOSE")


def test_the_containers_command_wants_a_key_and_then_is_healthy(tmp_path: Path) -> None:
    port = str(free_port())
    command = here(json.loads(last("CMD")), {"7860": port})
    environment = {**container_environment(), "ARTICLE_CHAT_DATA_DIR": str(tmp_path)}
    refused = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert refused.returncode == 1
    assert "ARTICLE_CHAT_API_KEY" in refused.stderr
    check = here(json.loads(last("HEALTHCHECK").split(" CMD ")[1]), {"7860": port})
    assert subprocess.run(check, check=False, capture_output=True).returncode
    with running(command, {**environment, "ARTICLE_CHAT_API_KEY": "key"}):
        assert becomes_healthy(check)


def test_the_compose_file_is_one() -> None:
    check = [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", ROOT / "deploy/compose.yaml"]
    found = subprocess.run(check, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_the_compose_files_settings_are_ours() -> None:
    settings = load_settings(compose_environment({"ARTICLE_CHAT_API_KEY": "key"}))
    assert settings.api_keys == ("key",)
    assert settings.rate_limit == "60/minute"
    with pytest.raises(AssertionError, match="ARTICLE_CHAT_API_KEY must be set"):
        compose_environment({})


def test_the_compose_files_services_may_do_little() -> None:
    services, networks = compose()["services"], compose()["networks"]
    for service in services.values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert (ROOT / "deploy" / service["build"]["context"] / service["build"]["dockerfile"]).exists()
    assert all(port.startswith("127.0.0.1:") for port in services["article-chat"]["ports"])
    assert "ports" not in services["chroma"]
    assert all(networks[name].get("internal") for name in services["chroma"]["networks"])


def test_the_compose_files_chroma_server_is_healthy_where_our_service_looks_for_it(tmp_path: Path) -> None:
    service, port = compose()["services"]["chroma"], str(free_port())
    url = load_settings(compose_environment({"ARTICLE_CHAT_API_KEY": "key"})).chroma_url
    assert url == f"http://chroma:{service['command'][-1]}"
    kind, *check = service["healthcheck"]["test"]
    assert kind == "CMD"
    check = here(check, {"8000": port})
    assert subprocess.run(check, check=False, capture_output=True).returncode
    with running(here(service["command"], {"8000": port, "/data": str(tmp_path)}), {}):
        assert becomes_healthy(check)


def test_the_unit_is_one(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("there is no systemd-analyze")
    text = (ROOT / "deploy/article-chat.service").read_text()
    copy = tmp_path / "article-chat.service"
    # systemd takes blanks in a path as \x20.
    copy.write_text(text.replace("/opt/article-chat/.venv/bin", str(BIN).replace(" ", "\\x20")))
    found = subprocess.run([analyze, "verify", copy], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")


def test_the_units_command_starts_and_ends_as_the_unit_says(tmp_path: Path) -> None:
    found, port = unit(), str(free_port())
    pairs = (pair.split("=", 1) for line in found["Environment"] for pair in line.split())
    environment = {name: value.replace("%S", str(tmp_path)) for name, value in pairs}
    assert load_settings(environment).data_dir == tmp_path / found["StateDirectory"][0]
    check = here(json.loads(last("HEALTHCHECK").split(" CMD ")[1]), {"7860": port})
    with running(here(found["ExecStart"][0].split(), {"7860": port}), environment) as process:
        assert becomes_healthy(check)
        process.send_signal(signal.Signals[found["KillSignal"][0]])
        assert process.wait(int(found["TimeoutStopSec"][0])) == 0
