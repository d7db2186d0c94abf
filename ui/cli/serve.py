"""The command that serves page and API."""

from typing import Annotated

import typer

from ui.settings import load_settings


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 7860,
    data_dir: Annotated[str | None, typer.Option(help="Where the index lives.")] = None,
    chroma_url: Annotated[str | None, typer.Option(help="A Chroma server that holds the index instead.")] = None,
    chroma_token: Annotated[
        str | None, typer.Option(help="What that server is sent; safer in the environment.")
    ] = None,
    embedding_model: Annotated[str | None, typer.Option(help="A sentence-transformers folder or hub id.")] = None,
    reader_model: Annotated[str | None, typer.Option(help="A folder or hub id with ONNX weights.")] = None,
    answer_threshold: Annotated[str | None, typer.Option(help="How likely an answer must be, 0 to 1.")] = None,
    chat_model: Annotated[str | None, typer.Option(help="A language model, as provider:model.")] = None,
    chat_model_base_url: Annotated[str | None, typer.Option(help="The address of that model's server.")] = None,
    chat_model_timeout: Annotated[str | None, typer.Option(help="Seconds that it may take for an answer.")] = None,
    strict: Annotated[str | None, typer.Option(help="1: a sentence that is not carried becomes the quote.")] = None,
    max_upload_mb: Annotated[str | None, typer.Option(help="Megabytes that a file or page may have.")] = None,
    allow_uploads: Annotated[str | None, typer.Option(help="0: articles cannot be changed over HTTP.")] = None,
    embed_origins: Annotated[str | None, typer.Option(help="Whose pages may show the chat in a frame.")] = None,
    cors_origins: Annotated[str | None, typer.Option(help="Whose pages may use the APIs from a browser.")] = None,
    root_path: Annotated[str | None, typer.Option(help="The sub-path that a proxy serves this under.")] = None,
    forwarded_allow_ips: Annotated[
        str | None, typer.Option(help="Addresses of proxies whose X-Forwarded-* headers are believed.")
    ] = None,
    allowed_hosts: Annotated[
        str | None, typer.Option(help="Names by which it is reached besides localhost; * for all.")
    ] = None,
    api_key: Annotated[
        str | None, typer.Option(help="Who may ask: a key or several; safer in the environment.")
    ] = None,
    rate_limit: Annotated[str | None, typer.Option(help="How often each may ask, such as 60/minute.")] = None,
    log: Annotated[str | None, typer.Option(help="json: a line a request; off: none; auto: off on a terminal.")] = None,
    log_questions: Annotated[str | None, typer.Option(help="1: the log tells what was asked.")] = None,
    no_key: Annotated[bool, typer.Option("--no-key", help="Let other machines ask without a key.")] = False,
) -> None:
    """Serve the web chat, the HTTP API under /api, and its description at /docs."""
    settings = load_settings(
        data_dir=data_dir,
        chroma_url=chroma_url,
        chroma_token=chroma_token,
        embedding_model=embedding_model,
        reader_model=reader_model,
        answer_threshold=answer_threshold,
        chat_model=chat_model,
        chat_model_base_url=chat_model_base_url,
        chat_model_timeout=chat_model_timeout,
        strict=strict,
        max_upload_mb=max_upload_mb,
        allow_uploads=allow_uploads,
        embed_origins=embed_origins,
        cors_origins=cors_origins,
        root_path=root_path,
        forwarded_allow_ips=forwarded_allow_ips,
        allowed_hosts=allowed_hosts,
        api_key=api_key,
        rate_limit=rate_limit,
        log=log,
        log_questions=log_questions,
    )
    from ui.cli.server import serve as serve_until_stopped

    serve_until_stopped(settings, host, port, typer.echo, no_key=no_key)
