"""The commands. Each imports what it needs when it runs, so that `--help` answers at once."""

from __future__ import annotations

import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from graph_service.domain.access import Access
from graph_service.errors import GraphServiceError, InvalidInput

if TYPE_CHECKING:
    from graph_service.domain.run import Run

app = typer.Typer(
    help="A skill and role knowledge graph: job descriptions in, roles, skills and links out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
db = typer.Typer(help="Our own Neo4j, which other commands start and stop by themselves.", no_args_is_help=True)
app.add_typer(db, name="db")
keys = typer.Typer(help="The keys that callers of the API send.", no_args_is_help=True)
app.add_typer(keys, name="keys")

progress = Console(stderr=True, highlight=False)
"""Progress and errors go to stderr: stdout holds results alone."""

Files = Annotated[list[str], typer.Argument(help="Files with one job description each; - is standard input.")]
Title = Annotated[str | None, typer.Option("--title", help="The posting's title, where the text does not have it.")]


@contextmanager
def _errors_as_messages() -> Iterator[None]:
    """What goes wrong on purpose ends the command with its message and status 1."""
    try:
        yield
    except GraphServiceError as error:
        progress.print(f"graph-service: {error.message}", markup=False, style="red", soft_wrap=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _run(work: Coroutine[Any, Any, None]) -> None:
    import uvloop

    with _errors_as_messages():
        uvloop.run(work)


def _say(message: str) -> None:
    progress.print(f"· {message}", markup=False, style="dim")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
) -> None:
    """Serve pages, and GraphQL at /graphql. Starts our own Neo4j unless NEO4J_URI names one; Ctrl-C stops it all."""
    from graph_service.serving import serve as serve_until_stopped

    _run(serve_until_stopped(host, port, progress))


@app.command()
def run(
    files: Files,
    title: Title = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the runs as JSON, one a line.")] = False,
) -> None:
    """Run job descriptions through the pipeline, without a server."""
    texts = [_text(file) for file in files]
    _run(_run_all(texts, title, as_json))


async def _run_all(texts: list[str], title: str | None, as_json: bool) -> None:
    from graph_service.app import opened
    from graph_service.pipeline.run import Request
    from graph_service.settings import EmbeddingRuntime, read_settings

    async with opened(read_settings(), EmbeddingRuntime.ONNX, _say) as service:
        assert service.pipeline is not None
        for text in texts:
            with progress.status("") as status:
                found = await service.pipeline.run(
                    Request(text, title), lambda _, share, message: status.update(f"{share:4.0%} {message}")
                )
            await _show(found, service, as_json)


async def _show(found: Run, service: Any, as_json: bool) -> None:
    from graph_service.console import print_run, run_as_json

    if as_json:
        print(run_as_json(found))
        return
    from graph_service.store import review

    captured = (await review.of_runs(service.pipeline.graph, [found.uid]))[found.uid]
    knowledge = await service.pipeline.knowledge.current()
    print_run(found, captured, knowledge.library, Console(highlight=False))


@app.command()
def demo(
    file: Annotated[str, typer.Argument(help="A file with a job description.")],
    title: Title = None,
) -> None:
    """Run one job description, show what it found and where to look; in a terminal, serve until Ctrl-C."""
    from graph_service.serving import demo as run_and_serve

    _run(run_and_serve(_text(file), title, progress))


def _text(file: str) -> str:
    """A file's text, of any kind: what is no job description is for the guard to say."""
    name = "standard input" if file == "-" else file
    with _errors_as_messages():
        try:
            raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        except OSError as error:
            raise InvalidInput(
                f"{name} cannot be read: {error.strerror}; give a text file, or - for standard input"
            ) from None
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InvalidInput(f"{name} is not UTF-8 text; save it as plain text in UTF-8") from None


@app.command()
def load(
    check: Annotated[
        bool, typer.Option("--check", help="Only check the library's files, and print what is odd.")
    ] = False,
) -> None:
    """Load or update the starter library."""
    _run(_check() if check else _load())


async def _load() -> None:
    from graph_service.app import opened
    from graph_service.settings import EmbeddingRuntime, read_settings

    async with opened(read_settings(), EmbeddingRuntime.ONNX, _say, loads=True) as service:
        report = service.loaded
    assert report is not None
    written = f"{report.skills} skills, {report.dimensions} dimensions and {report.roles} roles written"
    kept = f"; {report.kept} left as curators changed them" if report.kept else ""
    print(f"{written}{kept}; version {report.version}")


async def _check() -> None:
    from graph_service.language.onnx_embedder import OnnxEmbedder
    from graph_service.taxonomy import read_library
    from graph_service.taxonomy.check import findings, oddities

    library = read_library()
    mistakes = findings(library)
    for line in mistakes:
        print(line)
    for heading, lines in oddities(library, OnnxEmbedder()):
        print(f"\n{heading}")
        for line in lines:
            print(f"  {line}")
    holds = f"{len(library.skills)} skills, {len(library.dimensions)} dimensions, {len(library.roles)} roles"
    print(f"\n{holds}, {len(mistakes)} mistakes")
    if mistakes:
        raise typer.Exit(1)


@app.command()
def scripts() -> None:
    """Download what the pages load, where `serve` would else do so at its first start."""
    from graph_service.settings import read_settings
    from graph_service.web.assets import WebJars

    with _errors_as_messages():
        WebJars(read_settings().jars).ensure(_say)


@app.command()
def schema() -> None:
    """Print the GraphQL schema."""
    from graph_service.api.schema import printed_schema

    print(printed_schema(), end="")


@app.command()
def evaluate(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder with jds.jsonl, skills.jsonl and titles.jsonl.")
    ] = None,
    misses: Annotated[Path, typer.Option(help="Where every miss is written.")] = Path("evaluation"),
    llm: Annotated[
        bool, typer.Option("--llm", help="Measure again with the language model; print the difference and the cost.")
    ] = False,
    search: Annotated[
        bool, typer.Option("--search", help="Measure search on the graph: library spellings, half typed and mistyped.")
    ] = False,
) -> None:
    """Measure extraction, placement and decisions on marked data, or search on the graph."""
    from graph_service.evaluation.command import evaluate_folder, evaluate_search

    if folder is None and not search:
        raise typer.BadParameter("name a folder, or --search")
    with _errors_as_messages():
        if folder is not None:
            evaluate_folder(folder, misses, progress, with_model=llm)
        if search:
            evaluate_search(misses, progress)


@keys.command("create")
def keys_create(
    name: Annotated[str, typer.Option(help="Whose it is: the audit log shows this name.")],
    role: Annotated[Access, typer.Option(help="What it is good for.")] = Access.READER,
) -> None:
    """Make a key, and print it alone on the last line: it is shown this once."""
    _run(_create_key(name, role))


async def _create_key(name: str, role: Access) -> None:
    from graph_service.access import keys as access
    from graph_service.settings import read_settings
    from graph_service.store.opening import connected

    async with connected(read_settings(), _say) as graph:
        key = await access.create(graph, name, role)
    print(f"The key of {name}, with the role {role.value}. It is shown this once and kept nowhere: store it safely.")
    print(f"Send it as the header  Authorization: Bearer <key>\n\n{key}")


@keys.command("list")
def keys_list() -> None:
    """List the keys: name, role, how each begins, when it was made, last used and revoked; never the key."""
    _run(_list_keys())


async def _list_keys() -> None:
    from graph_service.console import print_keys
    from graph_service.settings import read_settings
    from graph_service.store import keys as store
    from graph_service.store.opening import connected

    async with connected(read_settings(), _say) as graph:
        print_keys(await store.all_keys(graph))


@keys.command("revoke")
def keys_revoke(
    key: Annotated[str, typer.Argument(metavar="NAME|PREFIX", help="Its name, or how it begins.")],
) -> None:
    """Revoke a key: within a second no process accepts it any more."""
    _run(_revoke_key(key))


async def _revoke_key(name_or_prefix: str) -> None:
    from graph_service.access import keys as access
    from graph_service.settings import read_settings
    from graph_service.store.opening import connected

    async with connected(read_settings(), _say) as graph:
        key = await access.revoke(graph, name_or_prefix)
    print(f"{key.name} ({key.prefix}…) " + ("was revoked before" if key.revoked_at else "is revoked"))


@db.command("start")
def db_start() -> None:
    """Start it, and keep it running until `db stop`."""
    from graph_service.settings import read_settings
    from graph_service.store.server import own_server

    with _errors_as_messages():
        endpoint = own_server(read_settings()).start(_say, keep=True)
        print(f"Neo4j    {endpoint.bolt_uri}\nBrowser  {endpoint.browser_url}")
        print(f"login    {endpoint.user}, password in {endpoint.password_file}")


@db.command("stop")
def db_stop() -> None:
    """Stop it, whoever uses it."""
    from graph_service.settings import read_settings
    from graph_service.store.server import own_server

    with _errors_as_messages():
        print("stopped" if own_server(read_settings()).stop() else "it did not run")


@db.command("status")
def db_status() -> None:
    """Say whether it runs, and where; status 3 if it does not."""
    from graph_service.settings import read_settings
    from graph_service.store.server import own_server

    with _errors_as_messages():
        endpoint = own_server(read_settings()).status()
        if endpoint is None:
            print("not running")
            raise typer.Exit(3)
        print(f"running  {endpoint.bolt_uri}, process {endpoint.pid}")
        print(f"Browser  {endpoint.browser_url}\ndata     {endpoint.data_folder}")


@db.command("console")
def db_console() -> None:
    """Run it in the foreground, with its log on the terminal; Ctrl-C stops it unless someone else uses it."""
    from graph_service.console import follow
    from graph_service.settings import read_settings
    from graph_service.store.server import own_server

    with _errors_as_messages():
        server = own_server(read_settings())
        endpoint = server.start(_say)
        try:
            follow(endpoint.log_folder / "console.log")
        finally:
            server.release()
