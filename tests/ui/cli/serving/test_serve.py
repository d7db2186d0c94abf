"""Options of `serve`, which are made of the settings."""

from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from ui.cli.main import cli
from ui.settings import Settings, SettingsError


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Settings]:
    """The settings with which a command line would serve."""
    kept: list[Settings] = []
    monkeypatch.setattr("ui.cli.serving.server.serve", lambda settings, *_, **__: kept.append(settings))

    def serve(*arguments: str) -> Settings:
        CliRunner().invoke(cli, ["serve", *arguments], catch_exceptions=False)
        return kept.pop()

    return serve


def test_every_setting_is_an_option_with_its_description() -> None:
    shown = " ".join(CliRunner().invoke(cli, ["serve", "--help"]).output.split())
    for name, field in Settings.model_fields.items():
        assert f"--{name.replace('_', '-')} " in shown
        assert field.description
        assert field.description[1:].replace("- ", "-") in shown.replace("- ", "-")


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (["--max-upload-mb", "0.5"], "max_upload_bytes", 500_000),
        (["--allow-uploads", "0"], "allow_uploads", False),
        (["--strict", "1"], "strict", True),
        (["--chat-model", "ollama:llama3.2"], "chat_model", "ollama:llama3.2"),
        (["--answer-threshold", "0.25"], "answer_threshold", 0.25),
        (["--log", "json"], "log", "json"),
        (["--port", "7870", "--no-key"], "max_upload_bytes", 20_000_000),
    ],
)
def test_an_option_is_its_setting(
    served: Callable[..., Settings], arguments: list[str], name: str, value: object
) -> None:
    assert getattr(served(*arguments), name) == value


def test_an_option_goes_before_the_environment(
    served: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARTICLE_CHAT_RATE_LIMIT", "1/day")
    assert served().rate_limit == "1/day"
    assert served("--rate-limit", "2/hour").rate_limit == "2/hour"


@pytest.mark.parametrize(
    ("option", "value"),
    [("--max-upload-mb", "0"), ("--allow-uploads", "maybe"), ("--log", "loud"), ("--root-path", "x")],
)
def test_a_wrong_value_names_the_setting(served: Callable[..., Settings], option: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"ARTICLE_CHAT_{option[2:].replace('-', '_').upper()}"):
        served(option, value)
