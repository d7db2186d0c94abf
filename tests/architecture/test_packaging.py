"""What people get who install the package: the wheel in an empty environment, and a client generated from the API."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from index.models import Article
from tests.support.servers.scripted_service import ScriptedAssistant, Served, free_port, serving
from ui import VERSION

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
QUESTION = "Who is Choo Jae-woo?"
CLIENT = """
import sys
from article_chat_client import Client
from article_chat_client.api.default import answer_api_answer_post as answer
from article_chat_client.models import Answer, Problem, QuestionBody

client = Client(base_url=sys.argv[1])
given = answer.sync(client=client, body=QuestionBody(question="Who is Choo Jae-woo?"))
assert isinstance(given, Answer), given
for body, status in ((QuestionBody(question=" "), 422), (QuestionBody(question="Who?", article="unknown"), 404)):
    problem = answer.sync(client=client, body=body)
    assert isinstance(problem, Problem), problem
    assert problem.status == status, problem
    assert problem.detail
"""


def run(*command: object, cwd: Path, **more: str) -> str:
    arguments = [str(part) for part in command]
    done = subprocess.run(
        arguments, cwd=cwd, env={**os.environ, **more}, capture_output=True, text=True, timeout=1800, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment with nothing but the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("installed")
    files = run("git", "ls-files", cwd=ROOT).split("\n")
    for name in filter(None, files):
        (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "source" / name).write_bytes((ROOT / name).read_bytes())
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, "./source", cwd=folder)
    (wheel,) = folder.glob("article_chat-*.whl")
    venv.create(folder / "venv", with_pip=True)
    constraints = ROOT / "constraints.txt"
    run(folder / "venv/bin/pip", "install", "--quiet", "--constraint", constraints, wheel, cwd=folder)
    return folder


def test_the_wheel_answers_from_its_seed_in_an_empty_environment(installed: Path) -> None:
    program, data = installed / "venv/bin/article-chat", {"ARTICLE_CHAT_DATA_DIR": str(installed / "data")}
    assert run(program, "--version", cwd=installed) == f"article-chat {VERSION}\n"
    body = json.loads(run(program, "ask", QUESTION, "--json", cwd=installed, **data))
    assert body["status"] == "answered"
    assert len(json.loads(run(program, "articles", "--json", cwd=installed, **data))["articles"]) == 1


def test_the_wheel_serves_page_and_api_in_an_empty_environment(installed: Path) -> None:
    program, port = installed / "venv/bin/article-chat", free_port()
    data = {**os.environ, "ARTICLE_CHAT_DATA_DIR": str(installed / "served")}
    process = subprocess.Popen([str(program), "serve", "--port", str(port)], cwd=installed, env=data)
    try:
        served = Served("127.0.0.1", port)
        served.wait("/api/ready", 180)
        for path in ("/", "/page/js/main.js", "/docs", "/v1/models"):
            assert served.status(path) == 200
    finally:
        process.terminate()
        assert process.wait(60) == 0


def test_a_generated_client_parses_answers_and_errors(tmp_path: Path, seed: Article) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    run(tmp_path / "venv/bin/pip", "install", "--quiet", "openapi-python-client>=0.26", cwd=tmp_path)
    quote = "Kim has since cultivated a close military and commercial relationship with Russia."
    with serving(ScriptedAssistant([seed], {QUESTION: [quote]})) as served:
        generate = tmp_path / "venv/bin/openapi-python-client"
        told = run(generate, "generate", "--url", f"{served.url}/openapi.json", "--meta", "none", cwd=tmp_path)
        assert "WARNING" not in told
        (tmp_path / "ask.py").write_text(CLIENT)
        run(tmp_path / "venv/bin/python", "ask.py", served.url, cwd=tmp_path, NO_PROXY="127.0.0.1")
