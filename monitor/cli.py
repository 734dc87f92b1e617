"""The command line: reads arguments, calls one function of `app` (or a pure room), prints what comes back.

Heavy rooms are imported inside the commands, so that `--help` answers at once. Exit status: 0 done, 1 the answer is
"no" (a check found problems), 2 bad input or settings, 3 another instance is running.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from monitor import __version__
from monitor.errors import MonitorError, WatchlistProblems
from monitor.i18n import explain as explained
from monitor.i18n import text

if TYPE_CHECKING:
    from monitor.feeds.model import Fetched
    from monitor.settings import Settings

#: language of help and answers: MONITOR_LANGUAGE, else the terminal's, German first
LANG = os.environ.get("MONITOR_LANGUAGE") or (
    "de"
    if (os.environ.get("LC_ALL") or os.environ.get("LANG") or "de").lower().startswith(("de", "c", "posix"))
    else "en"
)


def say(key: str, /, **values: object) -> str:
    """A sentence of the command line in the user's language."""
    return text(key, LANG, **values)


def group(key: str) -> typer.Typer:
    return typer.Typer(help=say(key), no_args_is_help=True, rich_markup_mode=None)


app = typer.Typer(
    help=say("cli.help"),
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
feeds = group("cli.feeds")
baseline = group("cli.baseline")
targets = group("cli.targets")
users = group("cli.users")
judge = group("cli.judge")
app.add_typer(feeds, name="feeds")
app.add_typer(baseline, name="baseline")
app.add_typer(targets, name="targets")
app.add_typer(users, name="users")
app.add_typer(judge, name="judge")


# --- reading, without a database -----------------------------------------------------------------------------------


@app.command(help=say("cli.extract"))
def extract(
    file: Annotated[str, typer.Argument(help=say("cli.extract.file"))] = "-",
    titles: Annotated[bool, typer.Option("--titles", help=say("cli.extract.titles"))] = False,
    watchlist: Annotated[Path | None, typer.Option(help=say("cli.extract.watchlist"))] = None,
    explain: Annotated[bool, typer.Option("--explain", help=say("cli.extract.explain"))] = False,
    format: Annotated[str, typer.Option(help=say("cli.format"))] = "jsonl",
) -> None:
    from datetime import datetime

    from monitor.reading import as_line, observe

    party_of = _party_of(watchlist) if watchlist else None
    broken = False
    for number, line in enumerate(_lines(file), start=1):
        try:
            article = _article(line)
            published = article.get("published")
            when = datetime.fromisoformat(published) if published else None
            reading = observe(
                article["text"], title=article.get("title") or "", published=when, outlet=article.get("outlet") or ""
            )
        except (ValueError, KeyError, TypeError) as error:
            broken = True
            _complain(
                {"file": file, "line": number, "error": say("cli.extract.broken", line=number, problem=str(error))}
            )
            continue
        _put(as_line(article["id"], reading, titles=titles, party_of=party_of, explain=explain))
    raise typer.Exit(2 if broken else 0)


@app.command(help=say("cli.page"))
def page(
    sources: Annotated[list[str], typer.Argument(help=say("cli.sources"))],
    url: Annotated[str, typer.Option(help=say("cli.page.url"))] = "",
) -> None:
    from monitor.articles import extract as extracted
    from monitor.articles import page_line

    def read(source: str) -> Iterator[dict[str, Any]]:
        body, address, _ = _body(source, "page")
        yield page_line(extracted(body, url=url or address))

    _each(sources, read)


@feeds.command("read", help=say("cli.feeds.read"))
def feeds_read(
    sources: Annotated[list[str], typer.Argument(help=say("cli.sources"))],
    url: Annotated[str, typer.Option(help=say("cli.page.url"))] = "",
    header: Annotated[list[str] | None, typer.Option(help=say("cli.feeds.header"))] = None,
) -> None:
    from monitor.feeds import entry_line, read_feed

    given = {name.strip().lower(): value.strip() for name, _, value in (item.partition(":") for item in header or [])}

    def read(source: str) -> Iterator[dict[str, Any]]:
        body, address, headers = _body(source, "feed")
        document = read_feed(body, url=url or address, headers={**headers, **given}, now=_now())
        yield from (entry_line(entry) for entry in document.entries)

    _each(sources, read)


@feeds.command("discover", help=say("cli.feeds.discover"))
def feeds_discover(page: Annotated[str, typer.Argument(help=say("cli.feeds.homepage"))]) -> None:
    from monitor.feeds import discover

    answer = _answer(page, "page")
    found = discover(answer.body, answer.final_url or page)
    for feed in found:
        print("\t".join((feed.url, feed.kind, feed.title)))
    if not found:
        fault = _no_feed(answer)
        _fail(say("cli.feeds.itself", page=page) if fault is None else _unfound(page, fault))


@feeds.command("check", help=say("cli.feeds.check"))
def feeds_check(
    addresses: Annotated[list[str] | None, typer.Argument(help=say("cli.feeds.addresses"))] = None,
) -> None:
    from shutil import get_terminal_size

    from monitor.ops.sources import BROKEN, WIDTH, judge_feed, table

    asked = list(dict.fromkeys(addresses or _listed()))
    if not asked:
        _fail(say("cli.feeds.no_watchlist"))
    with _progress(say("cli.feeds")) as tick:
        answers = _app().fetch_each(_settings(), [address for address in asked if _is_url(address)], tick=tick)
    answers |= {address: _file(address) for address in asked if not _is_url(address)}
    now = _now()
    rows = [judge_feed(address, answers[address], now=now, language=LANG) for address in asked]
    width = min(max(get_terminal_size((WIDTH, 0)).columns, 80), 160) if sys.stdout.isatty() else WIDTH
    for line in table(rows, language=LANG, width=width):
        print(line)
    raise typer.Exit(1 if any(row.state == BROKEN for row in rows) else 0)


@feeds.command("add", help=say("cli.feeds.add"))
def feeds_add(
    watchlist: Annotated[Path, typer.Argument(help=say("cli.backtest.watchlist"))],
    page: Annotated[str, typer.Argument(help=say("cli.feeds.addable"))],
) -> None:
    from monitor.feeds import discover

    answer = _answer(page, "page")
    fault = _no_feed(answer)
    if fault is None:
        _add_feeds(watchlist, [answer.moved_to or page])
        return
    found = [feed.url for feed in discover(answer.body, answer.final_url or page) if feed.announced][:1]
    if not found:
        _fail(_unfound(page, fault))
    _add_feeds(watchlist, found)


@feeds.command("import", help=say("cli.feeds.import"))
def feeds_import(
    watchlist: Annotated[Path, typer.Argument(help=say("cli.backtest.watchlist"))],
    opml: Annotated[str, typer.Argument(help=say("cli.feeds.opml"))],
) -> None:
    from monitor.feeds import read_opml

    _add_feeds(watchlist, [feed.url for feed in read_opml(_bytes(opml))])


@feeds.command("export", help=say("cli.feeds.export"))
def feeds_export() -> None:
    from monitor.feeds import write_opml
    from monitor.feeds.model import Subscription

    listed = [
        Subscription(url=feed.url, folder=watchlist.name) for watchlist in _watchlists() for feed in watchlist.feeds
    ]
    print(write_opml(listed), end="")


@feeds.command("pace", help=say("cli.feeds.pace"))
def feeds_pace(
    host: Annotated[str, typer.Argument(help=say("cli.feeds.pace.host"))] = "",
    gap: Annotated[float | None, typer.Option(min=1, max=3600, help=say("cli.feeds.pace.gap"))] = None,
    pages: Annotated[int | None, typer.Option(min=0, max=3600, help=say("cli.feeds.pace.pages"))] = None,
    reset: Annotated[bool, typer.Option("--reset", help=say("cli.feeds.pace.reset"))] = False,
) -> None:
    from monitor.feeds.model import HostPace

    settings, name = _settings(), _host_of(host)
    given = reset or gap is not None or pages is not None
    if (host and not name) or (given and not name):
        _fail(say("cli.feeds.pace.what", host=host))
    if given:
        _app().set_host_pace(settings, name, HostPace() if reset else HostPace(gap=gap, pages=pages))
    paces = {"": HostPace(), **_app().host_paces(settings)}
    shown = {name: paces.get(name, HostPace())} if name else paces
    for known, pace in shown.items():
        seconds = settings.host_gap if pace.gap is None else pace.gap
        most = settings.pages_per_hour if pace.pages is None else pace.pages
        print(say("cli.feeds.pace.line", host=known or say("cli.feeds.pace.all"), gap=f"{seconds:g}", pages=most))


def _host_of(given: str) -> str:
    """The name of a host, given as such or by an address of it; "" for what is none."""
    from urllib.parse import urlsplit

    try:
        return (urlsplit(given if "//" in given else f"//{given}").hostname or "").rstrip(".")
    except ValueError:
        return ""


@app.command(help=say("cli.schema"))
def schema() -> None:
    from monitor.watchlist import schema as written

    print(json.dumps(written(), ensure_ascii=False, indent=2))


@app.command(help=say("cli.check"))
def check(watchlist: Annotated[Path | None, typer.Argument(help=say("cli.check.watchlist"))] = None) -> None:
    report = _app().check(_settings(), watchlist)
    for line in report.lines(LANG):
        print(line)
    raise typer.Exit(0 if report.good else 1)


@app.command(help=say("cli.backtest"))
def backtest(
    watchlist: Annotated[Path, typer.Argument(help=say("cli.backtest.watchlist"))],
    articles: Annotated[Path, typer.Option(help=say("cli.backtest.articles"))],
    corpus: Annotated[Path | None, typer.Option(help=say("cli.backtest.corpus"))] = None,
    order: Annotated[str, typer.Option(help=say("cli.backtest.order"))] = "published",
    all_: Annotated[bool, typer.Option("--all", help=say("cli.backtest.all"))] = False,
    format: Annotated[str, typer.Option(help=say("cli.format"))] = "jsonl",
    against: Annotated[Path | None, typer.Option(help=say("cli.backtest.against"))] = None,
) -> None:
    from monitor import backtest as replay

    if order not in ("published", "found"):
        _fail(say("cli.backtest.order.bad", order=order))
    if not articles.is_file():
        raise MonitorError("cli.file", file=articles, problem=say("cli.backtest.missing"))
    skipped: list[MonitorError] = []

    def broken(error: MonitorError) -> None:
        skipped.append(error)
        _complain({"file": str(articles), "error": explained(error, LANG)})

    with _progress(say("cli.backtest.progress")) as tick:
        rows = replay.from_files(
            _watchlist(watchlist),
            articles,
            corpus=corpus,
            order=order,
            everything=all_,
            language=LANG,
            against=_watchlist(against) if against else None,
            progress=tick,
            broken=broken,
        )
        for row in rows:
            _put(row)
    raise typer.Exit(2 if skipped else 0)


# --- the service ---------------------------------------------------------------------------------------------------


@app.command(help=say("cli.run"))
def run() -> None:
    raise typer.Exit(_app().run(_settings()))


@app.command(help=say("cli.worker"))
def worker(
    kind: Annotated[list[str] | None, typer.Option(help=say("cli.worker.kind"))] = None,
) -> None:
    kinds = list(dict.fromkeys(kind or ("io", "cpu", "deliver")))
    for one in kinds:
        if one not in ("io", "cpu", "deliver", "fetch", "read"):
            _fail(say("cli.worker.kind.bad", kind=one))
    raise typer.Exit(_app().worker(_settings(), kinds))


@app.command(help=say("cli.scheduler"))
def scheduler(no_web: Annotated[bool, typer.Option("--no-web", help=say("cli.scheduler.web"))] = False) -> None:
    raise typer.Exit(_app().scheduler(_settings(), web=not no_web))


@app.command(help=say("cli.poll"))
def poll(once: Annotated[bool, typer.Option("--once", help=say("cli.poll.once"))] = False) -> None:
    if not once:
        _fail(say("cli.poll.run"))
    for line in _app().poll_once(_settings()).lines(LANG):
        print(line)


@app.command(help=say("cli.explain"))
def explain(
    what: Annotated[str, typer.Argument(help=say("cli.explain.what"))],
    claim: Annotated[str, typer.Option(help=say("cli.explain.claim"))] = "",
) -> None:
    for line in _app().explain(_settings(), what, claim=claim, language=LANG):
        print(line)


@app.command(help=say("cli.demo"))
def demo(
    once: Annotated[bool, typer.Option("--once", help=say("cli.demo.once"))] = False,
    port: Annotated[int, typer.Option(help=say("cli.demo.port"))] = 8080,
    keep: Annotated[Path | None, typer.Option(help=say("cli.demo.keep"))] = None,
) -> None:
    raise typer.Exit(_app().demo(once=once, port=port, keep=keep, language=LANG, say=print))


@app.command(help=say("cli.export"))
def export(
    watchlist: Annotated[str, typer.Option(help=say("cli.export.watchlist"))] = "",
    format: Annotated[str, typer.Option(help=say("cli.export.format"))] = "jsonl",
) -> None:
    for line in _app().export(_settings(), watchlist=watchlist, format=format):
        print(line)


@app.command("import", help=say("cli.import"))
def import_archive(
    files: Annotated[list[Path], typer.Argument(help=say("cli.import.files"))],
    watchlist: Annotated[list[Path] | None, typer.Option(help=say("cli.import.watchlist"))] = None,
    all_: Annotated[bool, typer.Option("--all", help=say("cli.import.all"))] = False,
) -> None:
    def complain(place: str, error: MonitorError) -> None:
        _complain({"file": place, "error": explained(error, LANG)})

    drafts = [_watchlist(path) for path in watchlist or []]
    with _progress(say("cli.import.progress")) as tick:
        report = _app().import_archive(
            _settings(), files, drafts=drafts, everything=all_, progress=tick, complain=complain
        )
    for line in report.lines(LANG):
        print(line)
    raise typer.Exit(0 if report.good else 2)


@app.command(help=say("cli.redact"))
def redact(
    name: Annotated[str, typer.Argument(help=say("cli.redact.name"))],
    also: Annotated[list[str] | None, typer.Option(help=say("cli.redact.also"))] = None,
    reason: Annotated[str, typer.Option(help=say("cli.redact.reason"))] = "",
    author: Annotated[str, typer.Option(help=say("cli.redact.author"))] = "",
) -> None:
    if not author.strip() or not reason.strip():
        _fail(say("cli.redact.who"))
    for line in _app().redact_person(_settings(), (name, *(also or ())), author=author, reason=reason).lines(LANG):
        print(line)


@app.command(help=say("cli.doctor"))
def doctor() -> None:
    report = _app().doctor(_settings())
    for line in report.lines(LANG):
        print(line)
    raise typer.Exit(0 if report.good else 1)


@app.command(help=say("cli.backup"))
def backup(to: Annotated[Path | None, typer.Argument(help=say("cli.backup.to"))] = None) -> None:
    print(say("cli.backup.done", path=_app().backup(_settings(), to)))


@app.command(help=say("cli.restore"))
def restore(source: Annotated[Path, typer.Argument(help=say("cli.restore.from"))]) -> None:
    print(say("cli.restore.done", path=_app().restore(_settings(), source)))


@app.command("migrate-store", help=say("cli.migrate"))
def migrate_store(
    source: Annotated[str, typer.Argument(metavar="FROM", help=say("cli.migrate.from"))],
    target: Annotated[str, typer.Argument(metavar="TO", help=say("cli.migrate.to"))],
) -> None:
    with _progress(say("cli.migrate.progress")) as tick:
        report = _app().migrate_store(source, target, progress=tick)
    for line in report.lines(LANG):
        print(line)


@baseline.command("build", help=say("cli.baseline.build"))
def baseline_build(folder: Annotated[Path | None, typer.Argument(help=say("cli.baseline.folder"))] = None) -> None:
    for line in _app().baseline_build(_settings(), folder).lines(LANG):
        print(line)


@baseline.command("show", help=say("cli.baseline.show"))
def baseline_show(
    watchlist: Annotated[str, typer.Argument(help=say("cli.baseline.watchlist"))] = "",
    format: Annotated[str, typer.Option(help=say("cli.baseline.format"))] = "text",
) -> None:
    shown = _app().baseline_show(_settings(), watchlist)
    for line in shown.lines(LANG) if format == "text" else shown.json_lines():
        print(line)


@baseline.command("edit", help=say("cli.baseline.edit"))
def baseline_edit(
    watchlist: Annotated[str, typer.Argument(help=say("cli.baseline.watchlist"))],
    claim: Annotated[str, typer.Argument(help=say("cli.explain.claim"))],
    party: Annotated[str, typer.Argument(help=say("cli.baseline.party"))],
    value: Annotated[str, typer.Option(help=say("cli.baseline.value"))] = "",
    author: Annotated[str, typer.Option(help=say("cli.baseline.author"))] = "",
    reason: Annotated[str, typer.Option(help=say("cli.baseline.reason"))] = "",
) -> None:
    if not author or not reason:
        _fail(say("cli.baseline.who"))
    print(
        _app().baseline_edit(_settings(), watchlist, claim, party, value, author=author, reason=reason, language=LANG)
    )


@targets.command("test", help=say("cli.targets.test"))
def targets_test(name: Annotated[str, typer.Argument(help=say("cli.targets.name"))] = "") -> None:
    report = _app().targets_test(_settings(), name)
    for line in report.lines(LANG):
        print(line)
    raise typer.Exit(0 if report.good else 1)


@users.command("add", help=say("cli.users.add"))
def users_add(
    name: Annotated[str, typer.Argument(help=say("cli.users.name"))],
    role: Annotated[str, typer.Option(help=say("cli.users.role"))] = "reader",
) -> None:
    password = typer.prompt(say("cli.users.password"), hide_input=True, confirmation_prompt=say("cli.users.again"))
    print(_app().users_add(_settings(), name, role, password, language=LANG))


@judge.command("export", help=say("cli.judge.export"))
def judge_export() -> None:
    for row in _app().judge_export(_settings()):
        _put(row)


@judge.command("score", help=say("cli.judge.score"))
def judge_score() -> None:
    for line in _app().judge_score(_settings(), language=LANG):
        print(line)


@app.command(help=say("cli.version"))
def version() -> None:
    print(__version__)


# --- small helpers of the command line -----------------------------------------------------------------------------


def main() -> None:
    """Run the command line; errors of ours are one sentence on standard error and exit status 2."""
    try:
        app(standalone_mode=True)
    except WatchlistProblems as error:
        for problem in error.problems:
            where = f"{problem.path}:{problem.line}:{problem.column}: " if problem.line else f"{problem.path}: "
            print(where + explained(problem, LANG), file=sys.stderr)
        sys.exit(2)
    except MonitorError as error:
        print(explained(error, LANG), file=sys.stderr)
        sys.exit(3 if error.key == "store.another_instance" else 2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _app() -> Any:
    from monitor import app as wiring

    return wiring


def _settings() -> Settings:
    from pydantic import ValidationError

    from monitor.errors import SettingsError
    from monitor.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "MONITOR_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError("cli.settings", name=name, problem=first["msg"]) from error


def _now() -> Any:
    return _app().system_clock().now()


def _watchlist(path: Path) -> Any:
    from monitor.watchlist import read_watchlist

    return read_watchlist(_bytes(str(path)), id=path.stem.lower().replace("_", "-"), path=str(path))


def _party_of(path: Path) -> Callable[..., str | None]:
    from functools import partial

    from monitor.watchlist import party_of

    return partial(party_of, watchlist=_watchlist(path))


def _watchlists() -> list[Any]:
    """The readable watchlists of the installation's folder, by file name."""
    return [_watchlist(path) for path in sorted(_settings().watchlists.glob("*.y*ml"))]


def _listed() -> list[str]:
    """Every feed address of the watchlists, once."""
    return list(dict.fromkeys(feed.url for watchlist in _watchlists() for feed in watchlist.feeds))


def _no_feed(answer: Fetched) -> MonitorError | None:
    """Why an answer is no feed, None when it is one."""
    from monitor.feeds import read_feed

    try:
        read_feed(answer.body, url=answer.final_url, headers=answer.headers, now=_now())
    except MonitorError as error:
        return error
    return None


def _unfound(page: str, fault: MonitorError) -> str:
    """Why a page led to no feed: a captcha is told as one, a mere page as one that names none."""
    if fault.key in {"feeds.html", "feeds.not_a_feed"}:
        return say("cli.feeds.none", page=page)
    return explained(fault, LANG)


def _add_feeds(watchlist: Path, addresses: list[str]) -> None:
    """Write further feeds into a watchlist file; the file is replaced in one step and only when it stays valid."""
    from monitor.watchlist import read_watchlist
    from monitor.watchlist.edit import with_feeds

    _watchlist(watchlist)
    written, fresh = with_feeds(watchlist.read_text("utf-8"), addresses)
    if fresh:
        read_watchlist(written, id=watchlist.stem.lower(), path=str(watchlist))
        beside = watchlist.with_suffix(".tmp")
        beside.write_text(written, "utf-8")
        beside.replace(watchlist)
    print(say("cli.feeds.added", count=len(fresh), known=len(addresses) - len(fresh), file=watchlist))


def _lines(file: str) -> Iterator[str]:
    for line in _bytes(file).decode("utf-8", "replace").split("\n"):
        if line.strip():
            yield line


def _article(line: str) -> dict[str, Any]:
    article = json.loads(line)
    if not isinstance(article, dict):
        raise TypeError(say("cli.extract.object"))
    for key in ("id", "text"):
        if key not in article:
            raise ValueError(say("cli.extract.key", name=key))
    if not isinstance(article["text"], str):
        raise TypeError(say("cli.extract.text"))
    return article


def _bytes(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise MonitorError("cli.file", file=file, problem=error.strerror or str(error)) from error


def _body(source: str, purpose: str) -> tuple[bytes, str, dict[str, str]]:
    """Body, address and headers of a file, standard input or URL."""
    answer = _answer(source, purpose)
    return answer.body, answer.final_url, answer.headers


def _answer(source: str, purpose: str) -> Fetched:
    """What a file, standard input or URL holds; only a URL touches the network, only it has an address."""
    from monitor.feeds.model import Fetched

    if _is_url(source):
        fetched: Fetched = _app().fetch(_settings(), source, purpose)
        return fetched
    return Fetched(url=source, final_url="", status=200, body=_bytes(source))


def _file(source: str) -> Fetched | MonitorError:
    """What a file holds, or why it cannot be read."""
    try:
        return _answer(source, "feed")
    except MonitorError as error:
        return error


def _is_url(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _each(sources: list[str], read: Callable[[str], Iterable[dict[str, Any]]]) -> NoReturn:
    """Print what each source gives; a bad one is an error line, the good ones are printed all the same."""
    broken = False
    for source in sources:
        try:
            for row in read(source):
                _put({"file": source, **row} if len(sources) > 1 else row)
        except MonitorError as error:
            broken = True
            _complain({"file": source, "error": explained(error, LANG)})
    raise typer.Exit(2 if broken else 0)


def _put(row: dict[str, Any]) -> None:
    print(json.dumps(row, ensure_ascii=False))


def _complain(row: dict[str, Any]) -> None:
    print(json.dumps(row, ensure_ascii=False), file=sys.stderr)


def _fail(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(2)


class _progress:
    """A progress bar on standard error when it is a terminal; silent otherwise."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._bar: Any = None

    def __enter__(self) -> Callable[[int, int], None]:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(self._title)
        return self._tick

    def _tick(self, done: int, total: int) -> None:
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
