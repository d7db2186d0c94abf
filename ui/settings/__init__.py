"""The only reader of the environment: every setting, its default, and a clear error for an unknown one."""

import os
import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from index.errors import ArticleChatError
from index.text.unicode import is_encodable
from ui.settings.values import (
    CHAT_MODEL,
    DEFAULT_PORT,
    HOST,
    ORIGIN,
    OWN_PATHS,
    RATE,
    SUB_PATH,
    is_server,
    likeness,
    parts,
)

PREFIX = "ARTICLE_CHAT_"


class SettingsError(ArticleChatError):
    """A setting that does not exist, or a value that it does not take."""


class Settings(BaseModel):
    """All settings; each is the environment variable of its name with the prefix `ARTICLE_CHAT_`."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    data_dir: Path = Field(default_factory=lambda: user_data_path("article-chat"), description="index and feedback")
    chroma_url: str = Field(
        default="", description="Chroma server with the index, as http://host:port; empty: in the data folder"
    )
    chroma_token: str = Field(
        default="", repr=False, description="sent to the Chroma server as Authorization: Bearer; empty: no header"
    )
    embedding_model: str = Field(
        default="all-MiniLM-L6-v2",
        min_length=1,
        description="sentence-transformers model, a folder or hub id; the default is installed",
    )
    reader_model: str = Field(
        default="",
        description="question-answering model, a folder or hub id with ONNX weights; empty: the shipped reader",
    )
    answer_threshold: float | None = Field(
        default=None, ge=0, le=1, description="lowest probability at which an answer is given, 0 to 1; unset: as fitted"
    )
    max_error: float | None = Field(
        default=None, gt=0, lt=1, description="largest share of answers that may be wrong; unset: no promise"
    )
    calibration: str = Field(default="", description="calibration scores for MAX_ERROR; empty: the reader's own")
    chat_model: str = Field(
        default="",
        description="language model that writes the answers, as provider:model; empty: the article's own sentences",
    )
    chat_models: str = Field(
        default="", description="further language models that may be chosen for a question, separated by blanks"
    )
    chat_model_base_url: str = Field(
        default="", description="server that speaks the provider's protocol; empty: the provider's own"
    )
    chat_model_timeout: float = Field(
        default=40,  # and ten for understanding a follow-up: a proxy gives up after 60 by default
        gt=0,
        description="time limit of the language model for one answer, in seconds",
    )
    max_upload_mb: float = Field(default=20, gt=0, le=1_000_000, description="size limit of a file or page in MB")
    keep_originals: bool = Field(default=True, description="1: the files that articles were read from are kept")
    allow_uploads: bool = Field(default=True, description="1: articles can be added and removed over HTTP")
    strict: bool = Field(default=False, description="1: a sentence that its quotes do not support is replaced by them")
    embed_origins: str = Field(default="", description="origins that may frame the chat, separated by blanks")
    cors_origins: str = Field(default="", description="origins that may call the APIs (CORS), separated by blanks")
    root_path: str = Field(
        default="", description="sub-path on the reverse proxy, such as /chat; empty: none, or X-Forwarded-Prefix"
    )
    forwarded_allow_ips: str = Field(
        default="127.0.0.1, ::1",
        description="addresses or networks of proxies whose X-Forwarded-* headers are trusted; *: all",
    )
    allowed_hosts: str = Field(default="", description="host names besides localhost, separated by blanks; *: all")
    api_key: str = Field(
        default="", repr=False, description="keys of clients, separated by commas or blanks; empty: none is needed"
    )
    rate_limit: str = Field(
        default="", description="limit of requests per key or address, such as 60/minute; empty: no limit"
    )
    log: Literal["auto", "json", "off"] = Field(
        default="auto",
        description="json: one JSON line per request on stderr; off: none; auto: off on a terminal, else json",
    )
    log_questions: bool = Field(default=False, description="1: the log contains the questions")

    @field_validator("max_error")
    @classmethod
    def _stands_alone(cls, value: float | None, info: ValidationInfo) -> float | None:
        if value is not None and info.data.get("answer_threshold") is not None:
            raise ValueError("it chooses the threshold itself: leave the answer threshold unset")
        return value

    @field_validator("chat_models")
    @classmethod
    def _are_models(cls, value: str) -> str:
        for name in parts(value):
            if not CHAT_MODEL.fullmatch(name):
                raise ValueError(f"{name!r} is no provider and model, such as openai:gpt-4o-mini")
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _are_hosts(cls, value: str) -> str:
        for host in parts(value):
            if not HOST.fullmatch(host):
                raise ValueError(f"{host!r} is no host such as chat.example, without scheme, port and path")
        return value

    @field_validator("chroma_url")
    @classmethod
    def _is_a_server(cls, value: str) -> str:
        if value and not is_server(value):
            raise ValueError("give a server's address such as http://127.0.0.1:8000, without a path or a name")
        return value.rstrip("/")

    @field_validator("chroma_token")
    @classmethod
    def _fits_a_header(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable()):
            raise ValueError("it goes into a header: letters, digits and signs of ASCII only")
        return value

    @field_validator("root_path")
    @classmethod
    def _is_a_sub_path(cls, value: str) -> str:
        value = value.rstrip("/")
        if value and not SUB_PATH.fullmatch(value):
            raise ValueError("give a path such as /chat, of letters, digits and the signs - . _ ~")
        if value.split("/")[1:2] and value.split("/")[1] in OWN_PATHS:
            raise ValueError("this server has addresses of its own there: choose another path, such as /chat")
        return value

    @field_validator("forwarded_allow_ips")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        networks = re.split(r"[,\s]+", value.strip())
        for network in networks if value.strip() and networks != ["*"] else []:
            try:
                ip_network(network)
            except ValueError:
                raise ValueError(f"{network!r} is no address or network such as 10.0.0.0/8, nor * for all") from None
        return ",".join(networks)

    @field_validator("embed_origins", "cors_origins")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        for origin in value.split():
            if not ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is not an origin such as https://news.example, without a path")
        return " ".join(DEFAULT_PORT.sub(r"\1\2", origin) for origin in value.lower().split())

    @field_validator("api_key")
    @classmethod
    def _holds_a_key(cls, value: str) -> str:
        if value and not parts(value):
            raise ValueError("there is no key in it")  # else a slip of the pen would open the server to all
        return value

    @field_validator("rate_limit")
    @classmethod
    def _is_a_rate(cls, value: str) -> str:
        if value and not RATE.fullmatch(value):
            raise ValueError("give a number by second, minute, hour or day, such as 60/minute")
        return value

    @property
    def api_keys(self) -> tuple[str, ...]:
        """The keys, one by one."""
        return parts(self.api_key)

    @property
    def language_models(self) -> tuple[str, ...]:
        """The language models that may answer: the one that does where none is chosen, then the others."""
        return tuple(dict.fromkeys(name for name in (self.chat_model, *parts(self.chat_models)) if name))

    @property
    def max_upload_bytes(self) -> int:
        """`max_upload_mb` in bytes."""
        return int(self.max_upload_mb * 1e6)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names by which this server is reached, one by one."""
        return parts(self.allowed_hosts)


def load_settings(environment: Mapping[str, str] = os.environ, **options: str | None) -> Settings:
    """The settings that an environment gives, and the command line over it.

    Args:
        environment: Where the variables stand.
        options: Settings by name as given on the command line; None where not given.

    Raises:
        SettingsError: An unknown name with our prefix, or a value of the wrong kind.
    """
    values: dict[str, str] = {}
    for name, value in environment.items():
        if not name.upper().startswith(PREFIX):
            continue
        key = name[len(PREFIX) :].lower()
        if key not in Settings.model_fields:
            known = [PREFIX + field.upper() for field in Settings.model_fields]
            nearest = max(known, key=lambda each: likeness(each, name.upper()))
            shown = name if name.isprintable() else ascii(name)
            raise SettingsError(f"There is no setting {shown}: did you mean {nearest}?")
        values[key] = value
    values.update({key: value for key, value in options.items() if value is not None})
    for key, value in values.items():
        if key != "data_dir" and not is_encodable(value):  # a path's bytes need not be UTF-8
            raise SettingsError(f"The setting {PREFIX}{key.upper()} is not UTF-8: give text.")
    if not values.get("data_dir", "unset"):
        raise SettingsError(f"The setting {PREFIX}DATA_DIR is empty: name a folder, or leave it unset.")
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        setting = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(f"The setting {setting} cannot be {first['input']!r}: {first['msg'].lower()}.") from error


def traces_protocol(environment: Mapping[str, str] = os.environ) -> str:
    """By which protocol OpenTelemetry's own variables want traces to be sent; empty where they name no collector."""
    named = any(environment.get(f"OTEL_EXPORTER_OTLP_{name}") for name in ("ENDPOINT", "TRACES_ENDPOINT"))
    disabled = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if not named or disabled or environment.get("OTEL_TRACES_EXPORTER") == "none":
        return ""
    common = environment.get("OTEL_EXPORTER_OTLP_PROTOCOL") or "http/protobuf"
    return environment.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or common
