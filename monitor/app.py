"""The only place that wires things, reads the clock and the environment.

`build` puts a `Service` together; the functions below it are what the command line calls, each from `Settings` to a
value. The engine, the sender and the dashboard live in one process and one event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import logging
import os
import random
import secrets
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from monitor import __version__
from monitor.clock import Clock
from monitor.errors import MonitorError, SettingsError, StoreError
from monitor.ops.logs import Redactor, set_up
from monitor.settings import Settings

if TYPE_CHECKING:
    from monitor.adapters.http import Fetcher
    from monitor.adapters.notify import Notifier
    from monitor.adapters.nursery import Nursery
    from monitor.adapters.pool import Pool
    from monitor.alerts.model import Message, SendResult, Target
    from monitor.engine import Timing, World
    from monitor.feeds.model import Fetched, FetchRequest, HostPace
    from monitor.ops.lock import Instance
    from monitor.ops.report import Report
    from monitor.scheduler import Scheduler
    from monitor.sender import Sender
    from monitor.store import Session, Store

T = TypeVar("T")
Send = Callable[["Target", "Message"], Awaitable["SendResult"]]
log = structlog.get_logger(__name__)

#: seconds that running work gets at a stop (D28)
PATIENCE = 20.0
#: seconds between visits of a feed, at least (RELIABILITY 6)
SHORTEST_POLL = 300.0
#: seconds between two daily jobs (backup, retention)
DAILY = 86_400.0

#: seconds that the dashboard leaves to the first feeds and articles
FIRST = 1.0
#: seconds after which a start is over
SETTLED = 30.0
#: seconds between two looks of a worker at what others changed
KEEP_UP = 2.0
#: seconds between two rounds of a leader's housekeeping
HOUSE = 10.0

redact = Redactor()


# --- clock, chance, faults -----------------------------------------------------------------------------------------


def system_clock() -> Clock:
    """The real clock."""
    return Clock(now=lambda: datetime.now(UTC), monotonic=time.monotonic)


def chance() -> float:
    """A number from -1 to 1 that spreads visits."""
    return random.uniform(-1.0, 1.0)


def fault_hook(environ: Mapping[str, str] = os.environ) -> Callable[[str], None]:
    """Kills the process at the point that FAULT_AT names (tests of crash safety); without it, nothing ever happens."""
    wanted = environ.get("FAULT_AT", "")
    if not wanted:
        return lambda _name: None

    def fault(name: str) -> None:
        if name == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return fault


# --- the service ---------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Service:
    """Everything that runs, put together by `build`; `start` and `stop` inside one event loop."""

    settings: Settings
    clock: Clock
    store: Store
    world: World
    sender: Sender
    send: Send
    pool: Pool
    fetcher: Fetcher | None
    instance: Instance
    scheduler: Scheduler | None = None
    link_secret: bytes = field(default=b"", repr=False)
    _tasks: list[asyncio.Task[Any]] = field(default_factory=list)
    _web: Any = None
    _metrics: Any = None
    _healthy: bool = True

    def healthy(self) -> bool:
        """Whether feeds are visited and the database takes what is found (`/healthz`)."""
        from monitor.engine import alive

        return self._healthy and alive(self.world)

    async def prepare(self) -> None:
        """Takes the right to run, the watchlists, and the baseline when there is none yet."""
        from monitor.engine import reload_watchlists

        await asyncio.to_thread(self.instance.take, self.clock.now())
        await asyncio.to_thread(self._inherit)
        await reload_watchlists(self.world, at_once=not await self._young_files())
        if await self._no_baseline():
            await build_corpus(self.world, self.settings.corpus)
        await self._learn_paces()
        _settle_memory()

    async def start(self, *, web: bool = True) -> None:
        """Polls, works, sends and shows, until `stop`."""
        await self.prepare()
        self._open_metrics()
        self.scheduler = scheduler = self._schedule()
        self.world.found = lambda: scheduler.soon("work")
        self.scheduler.start()
        self._tasks.append(asyncio.create_task(self.sender.run(), name="sender"))
        if web:  # last: loading its libraries would hold up the articles that wait
            try:
                await asyncio.sleep(0.05)
                if self.world.tasks:
                    await asyncio.wait(set(self.world.tasks), timeout=FIRST)
                await self._open_dashboard()
            except BaseException:
                await self.stop()
                raise
        log.info("service.started", version=__version__, watchlists=len(self.world.watched.watchlists))

    async def stop(self) -> None:
        """Takes no more work, finishes what runs (20 s), gives leases back."""
        self.world.stopping = True
        ends: list[Coroutine[Any, Any, Any]] = [self.sender.stop(), self._drain()]
        if self.scheduler is not None:
            ends.append(self.scheduler.stop(seconds=PATIENCE))
        await asyncio.gather(*ends, return_exceptions=True)
        if self._web is not None:
            self._web.should_exit = True
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError, TimeoutError):
                await asyncio.wait_for(task, timeout=6.0)
        await self.close()
        log.info("service.stopped")

    async def work_along(self, kinds: Sequence[str]) -> None:
        """Does what is called out on a shared database, by kind (`queue.KINDS`), until it is cancelled."""
        from monitor.adapters.queue import Queue, steps_of
        from monitor.engine import Worker, keep_up

        logging.getLogger("procrastinate").setLevel(logging.WARNING)  # our own lines say what was done
        world, owner = self.world, f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._share_turns(owner)
        self._open_metrics(worker=True)
        worker = Worker(
            world=world,
            owner=owner,
            call=lambda step, key: queue.call(step, key),
            reads="fetch" not in kinds,
            readers=self.settings.workers,
        )
        doing: dict[str, Callable[[str], Awaitable[object]]] = {
            "poll": worker.poll,
            "visit": worker.visit,
            "read": worker.read,
            "deliver": self.sender.send_next,
        }
        steps = steps_of(kinds)
        queue = Queue(plain_address(self.settings.database_url), {step: doing[step] for step in steps})
        await queue.open()
        await keep_up(world)
        _settle_memory()
        log.info("worker.started", kinds=list(kinds), owner=owner)
        answering = [asyncio.create_task(queue.work(step, name=owner)) for step in steps]
        try:
            await asyncio.gather(
                *(asyncio.shield(task) for task in answering),
                self._every(KEEP_UP, lambda: keep_up(world)),
                self._every(world.timing.care, self._learn_paces),
            )
        finally:
            world.stopping = True
            for task in answering:
                task.cancel()
            await asyncio.wait([*answering, asyncio.create_task(self._drain())], timeout=PATIENCE + 5)
            with contextlib.suppress(StoreError):
                await worker.give_back()
            await queue.close()

    async def lead(self, *, web: bool = True) -> None:
        """Calls out what is due while it leads; stands by while another scheduler does, until it is cancelled."""
        from monitor.adapters.queue import Queue

        if web:
            await self._open_dashboard()
        self._open_metrics()
        self._share_turns(f"scheduler-{secrets.token_hex(4)}")
        queue = Queue(plain_address(self.settings.database_url))
        lead = self.store.leadership("scheduler")
        try:
            await queue.open()
            while True:
                if await asyncio.to_thread(lead.held) and await self._take_over():
                    log.info("scheduler.leads")
                    await self._lead_while(lead.held, queue)
                    log.warning("scheduler.stands_by")
                await _patient(self._stand_by)()
                await asyncio.sleep(KEEP_UP)
        finally:
            await asyncio.to_thread(lead.give)
            await queue.close()

    async def _stand_by(self) -> None:
        """What a scheduler that does not lead shows: the watchlists in force, and whether somebody leads."""
        from monitor.engine import keep_up
        from monitor.store import service

        await keep_up(self.world)
        last = await self.world.looked_up(service.at, "tick")
        if last is not None and abs((self.clock.now() - last).total_seconds()) < SHORTEST_POLL / 5:
            self.world.pulse.tick = self.clock.monotonic()

    async def _take_over(self) -> bool:
        """The lease of a scheduler that led before us is void, as the lead proves; a `monitor run` is in our way."""
        from monitor.store import service

        def void(session: Any) -> None:
            held = service.get(session, "instance")
            if held is not None and held["owner"].get("role") == "scheduler":
                service.drop(session, "instance")

        self.instance.owner["role"] = "scheduler"
        try:
            await self.world.stored(void)
            if not self.instance.held:
                await asyncio.to_thread(self.instance.take, self.clock.now())
            return True
        except StoreError as exc:
            log.warning("scheduler.in_the_way", key=exc.key, **exc.values)
            return False

    async def _lead_while(self, held: Callable[[], bool], queue: Any) -> None:
        from monitor.engine import hand_out, keep_up, reload_watchlists
        from monitor.ops.lock import RENEW

        world, timing = self.world, self.world.timing
        await _patient(lambda: reload_watchlists(world, at_once=True))()
        if await self._no_baseline():
            await build_corpus(world, self.settings.corpus)
        rounds: list[tuple[float, Callable[[], Awaitable[object]]]] = [
            (timing.reload, lambda: keep_up(world)),
            (timing.reload, lambda: reload_watchlists(world)),
            (timing.work, lambda: hand_out(world, queue.call)),
            (timing.care, self._care),
            (HOUSE, self.sender.keep_house),
            (HOUSE, queue.sweep),
            (RENEW, self._renew),
            (DAILY / 24, self._keep),
        ]
        done = dict.fromkeys(range(len(rounds)), float("-inf"))
        while await asyncio.to_thread(held):
            for number, (every, doing) in enumerate(rounds):
                if self.clock.monotonic() - done[number] >= every:
                    done[number] = self.clock.monotonic()
                    try:
                        await _patient(doing)()
                    except Exception:
                        log.exception("scheduler.bug")
            await asyncio.sleep(min(0.5, timing.work / 2))

    async def _every(self, seconds: float, doing: Callable[[], Awaitable[object]]) -> None:
        while True:
            await _patient(doing)()
            await asyncio.sleep(seconds)

    def _share_turns(self, owner: str) -> None:
        from monitor.engine.turns import Turns

        if self.fetcher is not None:
            self.fetcher.turns = Turns(store=self.store, owner=owner, pages=self.settings.pages_per_hour)

    async def close(self) -> None:
        """Gives everything back."""
        if self._metrics is not None:
            await asyncio.to_thread(self._metrics.shutdown)
            self._metrics.server_close()
        with contextlib.suppress(StoreError):
            await asyncio.to_thread(self._release)
        await self.pool.close()
        if self.fetcher is not None:
            await self.fetcher.close()
        self.store.close()

    def _inherit(self) -> None:
        """What an instance that died left behind: its leases are void, its jobs are told as failed."""
        from monitor.store import articles, feeds, jobs, outbox

        with self.store.write() as session:
            outbox.inherit(session, self.clock.now())
            feeds.release_leases(session)
            articles.release_leases(session)
            jobs.abandon(session, self.clock.now())

    def _release(self) -> None:
        from monitor.store import articles, feeds

        if self.instance.held:
            with self.store.write() as session:
                feeds.release_leases(session)
                articles.release_leases(session)
            self.instance.give()

    async def _drain(self) -> None:
        if self.world.tasks:
            await asyncio.wait(set(self.world.tasks), timeout=PATIENCE)
        for task in set(self.world.tasks):
            task.cancel()
        if self.world.visits is not None:
            await self.world.visits.drain()

    async def _young_files(self) -> bool:
        """Waits until no watchlist file is being written any more (D22); False when one never came to rest."""
        for _ in range(10):
            now = self.clock.now().timestamp()
            ages = [now - path.stat().st_mtime for path in self.settings.watchlists.glob("*.y*ml")]
            if all(age > self.world.timing.settle or age < -1 for age in ages):
                return False
            await asyncio.sleep(self.world.timing.settle / 2)
        return True

    async def _no_baseline(self) -> bool:
        from monitor.store import service

        return await self.world.looked_up(service.get, "baseline") is None

    def _schedule(self) -> Scheduler:
        from monitor.engine import poll_due, reload_watchlists, work_articles
        from monitor.ops.lock import RENEW
        from monitor.scheduler import Job, Scheduler

        world, timing = self.world, self.world.timing
        steps = [
            Job(name="reload", every=timing.reload, doing=_patient(lambda: reload_watchlists(world))),
            Job(name="poll", every=timing.poll, doing=_patient(lambda: poll_due(world))),
            Job(name="work", every=timing.work, doing=_patient(lambda: work_articles(world))),
            Job(name="care", every=timing.care, doing=_patient(self._care)),
            Job(name="lease", every=RENEW, doing=_patient(self._renew)),
            Job(name="keeping", every=DAILY / 24, doing=_patient(self._keep)),
        ]
        return Scheduler(steps, clock=self.clock)

    async def _care(self) -> None:
        from monitor.engine import care, health

        await care(self.world)
        await self._learn_paces()
        state = await health(self.world)
        self._healthy = state.ok
        if state.ok and self.settings.heartbeat_url and self.fetcher is not None:
            from monitor.feeds.model import FetchRequest

            with contextlib.suppress(MonitorError):  # the other side notices a missing beat by itself
                await self.world.fetch(FetchRequest(url=self.settings.heartbeat_url, purpose="robots"))

    async def _learn_paces(self) -> None:
        """What a person set for single hosts counts from the next request on."""
        from monitor.store.paces import paces

        if self.fetcher is not None:
            self.fetcher.paces = await self.world.looked_up(paces)

    async def _renew(self) -> None:
        try:
            await asyncio.to_thread(self.instance.renew, self.clock.now())
        except StoreError as exc:
            if exc.key != "store.another_instance":
                raise
            log.error("service.taken_over", **exc.values)
            os.kill(os.getpid(), signal.SIGTERM)

    async def _keep(self) -> None:
        """Once a day: a backup, then what the keeping times ask for."""
        from monitor.ops import backup, retention
        from monitor.store import service

        now = self.clock.now()
        last = await self.world.looked_up(service.at, "kept")
        if last is not None and (now - last).total_seconds() < DAILY and last <= now:
            return
        await self.world.stored(service.put, "kept", {}, now)
        if self.store.path is not None:
            folder = self.settings.data / "backups"
            await asyncio.to_thread(backup.back_up, self.store, folder, now)
            await asyncio.to_thread(backup.tidy, folder)
        await asyncio.to_thread(retention.purge, self.store, self.settings, now)

    def _open_metrics(self, *, worker: bool = False) -> None:
        """Figures for Prometheus; a worker shows its own counts only, and goes on without when its port is taken."""
        from monitor.ops.metrics import Figures, serve

        port, pulse = self.settings.metrics_port, self.world.pulse
        if not port:
            return
        if worker:
            figures = Figures(pulse, clock=self.clock)
        else:
            figures = Figures(pulse, clock=self.clock, store=self.store, alive=self.healthy)
        try:
            self._metrics = serve(figures, port)[0]
        except OSError as exc:
            if not worker:
                raise SettingsError("service.port", bind="127.0.0.1", port=port) from exc
            log.warning("metrics.port_taken", port=port)

    async def _open_dashboard(self) -> None:
        import uvicorn

        from monitor.web import create_app

        class Quiet(uvicorn.Server):
            """Signals are the service's, not the web server's."""

            @contextlib.contextmanager
            def capture_signals(self) -> Iterator[None]:
                yield

        app = await asyncio.to_thread(create_app, self.store, self.settings, clock=self.clock, actions=actions_of(self))
        config = uvicorn.Config(
            app,
            host=self.settings.bind,
            port=self.settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=5,
            lifespan="off",
        )
        self._web = Quiet(config)
        task = asyncio.create_task(self._web.serve(), name="web")
        self._tasks.append(task)
        while not self._web.started:
            if task.done():
                raise SettingsError("service.port", bind=self.settings.bind, port=self.settings.port)
            await asyncio.sleep(0.05)

    @property
    def stopping(self) -> bool:
        """Whether the dashboard was told to end: what is held open for live updates lets go."""
        return self._web is not None and bool(self._web.should_exit)

    @property
    def web_port(self) -> int:
        """Port the dashboard really listens on (0 in the settings picks a free one)."""
        return int(self._web.servers[0].sockets[0].getsockname()[1]) if self._web is not None else 0


@functools.cache
def nursery() -> Nursery:
    """Where the workers of this program come from: one process that holds what reading needs, ready to fork."""
    from monitor.adapters.pool import nursery as of_workers

    return of_workers("monitor.reader:warm")


def plain_address(url: str) -> str:
    """The database's address as PostgreSQL's own library reads it."""
    from monitor.store.server import plain

    return plain(url)


def _settle_memory() -> None:
    """Takes what stays for good out of the garbage collector's rounds: they were a third of the cost of a poll.

    The look for rubbish among it waits until the first articles are read: it takes a tenth of a second.
    """
    gc.enable()
    if gc.get_freeze_count():
        return
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    asyncio.get_running_loop().call_later(SETTLED, _tidy_memory)


def _tidy_memory() -> None:
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    timing: Timing | None = None,
    press: Mapping[str, int] | None = None,
    fetch: Callable[[FetchRequest], Awaitable[Fetched]] | None = None,
    send: Send | None = None,
    targets: Callable[[], tuple[Target, ...]] | None = None,
    fault: Callable[[str], None] | None = None,
) -> Service:
    """Puts a service together; nothing runs yet. Call it inside the event loop that will run it.

    `press` maps made-up host names to loopback ports (demo and tests); `fetch` and `send` replace the doors to the
    network. Raises SettingsError and StoreError.
    """
    from monitor.adapters.http import Fetcher
    from monitor.adapters.pool import Pool
    from monitor.alerts import Links
    from monitor.engine import Timing, World
    from monitor.ops.lock import Instance
    from monitor.sender import Sender
    from monitor.store import Store

    if press is None and settings.poll_every < SHORTEST_POLL:
        raise SettingsError("settings.poll_every", seconds=settings.poll_every)
    clock = clock or system_clock()
    fault = fault or fault_hook()
    fetcher = None
    if fetch is None:
        fetcher = Fetcher.from_settings(settings, now=clock.now, version=__version__, press=press)
        fetch = fetcher.fetch
    timing = timing or Timing()
    store = Store.open(settings.database_url, now=clock.now(), busy=timing.busy)
    pool = Pool(
        workers=settings.workers, seconds=settings.work_seconds, megabytes=settings.work_megabytes, home=nursery()
    )
    send = send or notify_door()
    known_targets = targets or TargetsFile(settings.targets)
    secret = link_secret(settings)
    world = World(
        store=store,
        clock=clock,
        settings=settings,
        fetch=fetch,
        work=pool.run,
        targets=known_targets,
        chance=chance,
        fault=fault,
        timing=timing,
    )
    sender = Sender(
        store,
        send,
        targets=known_targets,
        watchlists=lambda: world.watched.watchlists,
        clock=clock,
        settings=settings,
        owner=f"{os.getpid()}-{secrets.token_hex(4)}",
        links=Links(base=dashboard_address(settings), secret=secret),
        jitter=chance,
        fault=fault,
    )
    world.wake = sender.wake
    world.emergency = lambda exc: _emergency(sender, exc)
    return Service(
        settings=settings,
        clock=clock,
        store=store,
        world=world,
        sender=sender,
        send=send,
        pool=pool,
        fetcher=fetcher,
        instance=Instance(store, settings.data, now=clock.now()),
        link_secret=secret,
    )


def get_ready() -> None:
    """Before anything else: workers get ready while the rest loads, and nothing looks for rubbish meanwhile."""
    nursery().open()
    gc.disable()


def _patient(step: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[object]]:
    """A step whose database troubles are known already (the world tells them): its next turn tries again."""

    async def tried() -> None:
        with contextlib.suppress(StoreError):
            await step()

    return tried


async def _emergency(sender: Sender, exc: MonitorError) -> None:
    """One message to the operators without the database (D14)."""
    code = "disk_full" if exc.key == "store.full" else "store_failing"
    await sender.emergency(code, {"key": exc.key}, once=exc.key)


def notify_door(*, bases: Mapping[str, str] | None = None) -> Send:
    """The door to mail and Slack, whose libraries load with the first message; `bases` replaces a channel's server
    (demo and tests)."""

    @functools.cache
    def notifier() -> Notifier:
        from monitor.adapters.notify import Notifier

        return Notifier(now=system_clock().now, bases=bases)

    async def send(target: Target, message: Message) -> SendResult:
        return await (await asyncio.to_thread(notifier)).send(target, message)

    return send


def dashboard_address(settings: Settings) -> str:
    """Address under which people reach the dashboard, without a slash at its end; this machine when nobody said."""
    base = settings.public_url.rstrip("/") or f"http://127.0.0.1:{settings.port}"
    return base + settings.path_prefix.rstrip("/")


def link_secret(settings: Settings) -> bytes:
    """The key of signed links: from the settings, else made once and kept in the data folder."""
    given = settings.link_secret.get_secret_value()
    if given:
        redact.learn([given])
        return given.encode()
    path = settings.data / "link.key"
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(32))
    key = path.read_text("utf-8")
    redact.learn([key])
    return key.encode()


class TargetsFile:
    """The operator's targets, read again when their file changes; a broken file keeps the last good state."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._known: tuple[Target, ...] = ()

    def __call__(self) -> tuple[Target, ...]:
        """The targets in force; raises TargetProblems only when the file never was good."""
        from dotenv import dotenv_values

        from monitor.alerts import read_targets

        try:
            status = self._path.stat()
        except OSError:
            return self._known
        stamp = (status.st_mtime_ns, status.st_size)
        if stamp == self._stamp:
            return self._known
        try:
            text = self._path.read_text("utf-8", "replace")
            secrets_named = {name: value for name, value in dotenv_values(".env").items() if value} | dict(os.environ)
            self._known = read_targets(text, environ=secrets_named, path=str(self._path))
        except MonitorError as exc:
            if self._stamp is None:
                raise
            log.error("targets.broken", key=exc.key)
        self._stamp = stamp
        redact.learn(secret for target in self._known for secret in (target.address, target.secret))
        return self._known


# --- the demo ------------------------------------------------------------------------------------------------------


def demo(*, once: bool, port: int, keep: Path | None, language: str, say: Callable[[str], None]) -> int:
    """The recorded story through the real service, offline; returns the exit status.

    The made-up press and the local sinks are wired in here and nowhere else: no setting can do it.
    """
    from monitor.demo.play import play

    def staged(settings: Settings, *, slack: str, **wiring: Any) -> Service:
        return build(settings, send=notify_door(bases={"slack": slack}), **wiring)

    set_up("ERROR", as_json=False, redact=redact)
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(
            play(staged, clock=system_clock(), once=once, port=port, keep=keep, language=language, say=say)
        )
    return 0


# --- what the command line calls -----------------------------------------------------------------------------------


def run(settings: Settings) -> int:
    """The service, until SIGTERM or SIGINT; returns the exit status."""
    get_ready()
    set_up(settings.log_level, as_json=settings.log_json, redact=redact)
    asyncio.run(_run(settings))
    return 0


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    service = build(settings)
    try:
        service.world.targets()
        await service.start()
    except BaseException:
        await service.close()
        raise
    await stop.wait()
    await service.stop()


def worker(settings: Settings, kinds: Sequence[str]) -> int:
    """One of any number of workers on a shared database, until SIGTERM or SIGINT; returns the exit status."""
    if "cpu" in kinds:
        get_ready()
    set_up(settings.log_level, as_json=settings.log_json, redact=redact)
    asyncio.run(_beside(settings, lambda service: service.work_along(kinds)))
    return 0


def scheduler(settings: Settings, *, web: bool = True) -> int:
    """One of several schedulers on a shared database, of which one leads; until SIGTERM or SIGINT."""
    set_up(settings.log_level, as_json=settings.log_json, redact=redact)
    asyncio.run(_beside(settings, lambda service: service.lead(web=web)))
    return 0


async def _beside(settings: Settings, doing: Callable[[Service], Coroutine[Any, Any, None]], **wiring: Any) -> None:
    """Runs one part of a service that many processes share; `wiring` as for `build`."""
    from monitor.store.database import path_of

    if path_of(settings.database_url) is not None:
        raise SettingsError("store.needs_server")
    service = build(settings, **wiring)
    part = asyncio.create_task(doing(service))
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, part.cancel)
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await part
    finally:
        service.world.stopping = True
        await service.sender.stop()
        await service.close()
        log.info("service.stopped")


@contextlib.asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Service]:
    """A service whose steps are called by hand; it holds the right to run."""
    service = build(settings)
    try:
        await service.prepare()
        yield service
    finally:
        await service.close()


@contextlib.contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    """The store alone, for commands that look (they run beside a service)."""
    from monitor.store import Store

    store = Store.open(settings.database_url, now=system_clock().now(), create=False)
    try:
        yield store
    finally:
        store.close()


def host_paces(settings: Settings) -> dict[str, HostPace]:
    """Hosts with a pace of their own."""
    from monitor.store.paces import paces

    with _store(settings) as store, store.read() as session:
        return paces(session)


def set_host_pace(settings: Settings, host: str, pace: HostPace) -> None:
    """Sets the pace at a host, an empty one takes it back; a running service keeps it within a minute."""
    from monitor.store import service
    from monitor.store.paces import set_pace

    def change(session: Session) -> None:
        before = asdict(set_pace(session, host, pace))
        now = system_clock().now()
        service.audit(session, now, author="", action="host.pace", subject=host, before=before, after=asdict(pace))

    with _store(settings) as store:
        store.transact(change, f"host:{host}")


def poll_once(settings: Settings) -> Report:
    """One round over everything that is due, sending included."""
    set_up("WARNING", as_json=settings.log_json, redact=redact)
    return asyncio.run(_poll_once(settings))


async def _poll_once(settings: Settings) -> Report:
    from monitor.engine import round_once
    from monitor.ops.report import Report, line
    from monitor.store import articles, changes, feeds

    # nothing to wait for: this is the only round
    async with _opened(settings.model_copy(update={"group_wait": 0.0})) as service:
        began = service.clock.now()
        await round_once(service.world)
        sent = 0
        while more := await service.sender.send_due():
            sent += more
        with service.store.read() as session:
            visited = [feed for feed in feeds.all_feeds(session) if feed.last_poll_at and feed.last_poll_at >= began]
            states = articles.counts(session, since=began)
            new = len(changes.since(session, began))
    done = line(
        "poll.done",
        feeds=len(visited),
        read=states.get("read", 0) + states.get("teaser", 0),
        gated=states.get("gated", 0),
        unread=sum(states.get(name, 0) for name in ("wall", "none", "failed", "gone", "pending")),
        changes=new,
        sent=sent,
    )
    failed = [
        line("poll.feed_failed", "warn", feed=feed.url, problem=MonitorError(feed.problem, **feed.problem_values))
        for feed in visited
        if feed.problem
    ]
    return Report(found=(done, *failed))


def fetch(settings: Settings, url: str, purpose: str) -> Fetched:
    """One address through the guarded door."""
    from monitor.adapters.http import Fetcher
    from monitor.feeds.model import FetchRequest

    async def once() -> Fetched:
        fetcher = Fetcher.from_settings(settings, now=system_clock().now, version=__version__)
        try:
            return await fetcher.fetch(FetchRequest(url=url, purpose=purpose))
        finally:
            await fetcher.close()

    return asyncio.run(once())


def fetch_each(
    settings: Settings, urls: Sequence[str], *, tick: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Fetched | MonitorError]:
    """Feeds through one guarded door: different hosts at the same time, each host at its pace; errors as values.

    `tick` hears how many of how many are done. Raises SettingsError without a real contact.
    """
    from monitor.adapters.http import Fetcher
    from monitor.feeds.model import FetchRequest

    if not urls:
        return {}
    found: dict[str, Fetched | MonitorError] = {}

    async def one(fetcher: Fetcher, url: str) -> None:
        try:
            found[url] = await fetcher.fetch(FetchRequest(url=url, purpose="feed"))
        except MonitorError as error:
            found[url] = error
        tick(len(found), len(urls))

    async def each() -> None:
        fetcher = Fetcher.from_settings(settings, now=system_clock().now, version=__version__)
        try:
            await asyncio.gather(*(one(fetcher, url) for url in urls))
        finally:
            await fetcher.close()

    asyncio.run(each())
    return found


def check(settings: Settings, watchlist: Path | None = None) -> Report:
    """Watchlists read as the service would read them."""
    from monitor.adapters.notify import Notifier
    from monitor.ops.check import check_targets, check_watchlists
    from monitor.ops.report import Report

    found = check_targets(settings.targets, TargetsFile(settings.targets), Notifier(now=system_clock().now).problem)
    lists = check_watchlists(settings.watchlists, found.targets, only=watchlist)
    return Report(found=(*lists.found, *found.report.found))


def doctor(settings: Settings) -> Report:
    """Everything an installation needs, and what to do."""
    from monitor.adapters.http import real_contact
    from monitor.adapters.notify import Notifier
    from monitor.ops.doctor import Machine, examine
    from monitor.store import Store

    clock = system_clock()
    return examine(
        settings,
        TargetsFile(settings.targets),
        lambda: Store.open(settings.database_url, create=False),
        Machine(now=clock.now(), problem=Notifier(now=clock.now).problem, real_contact=real_contact),
    )


def backup(settings: Settings, to: Path | None = None) -> Path:
    """A copy of the database while the service runs."""
    from monitor.ops.backup import back_up

    with _store(settings) as store:
        return back_up(store, settings.data / "backups", system_clock().now(), to=to)


def restore(settings: Settings, source: Path) -> Path:
    """Puts a backup in place; refuses while a service runs."""
    from monitor.ops import backup as backups
    from monitor.ops.lock import alone

    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone(settings.data):
        return backups.restore(source, settings.database_url, system_clock().now())


def migrate_store(source: str, target: str, *, progress: Callable[[int, int], None]) -> Report:
    """Carries everything from one database to another, compared row by row; files or addresses."""
    from monitor.ops.report import Report, line
    from monitor.store import Store
    from monitor.store.moving import move

    old, new = (one if "://" in one else f"sqlite:///{one}" for one in (source, target))
    if old == new:
        raise StoreError("store.moving_same")
    now = system_clock().now()
    with contextlib.ExitStack() as opened:
        here = opened.enter_context(contextlib.closing(Store.open(old, now=now, create=False)))
        there = opened.enter_context(contextlib.closing(Store.open(new, now=now)))
        moved = move(here, there, now, tick=progress)
    found = [line("store.moved", table=one.table, rows=one.rows, digest=one.digest) for one in moved if one.rows]
    rows = sum(one.rows for one in moved)
    return Report(found=(*found, line("store.moved_all", "good", rows=rows, tables=len(moved))))


def users_add(settings: Settings, name: str, role: str, password: str, *, language: str) -> str:
    """A new account of the dashboard."""
    from monitor.i18n import text
    from monitor.store import Store, accounts

    now = system_clock().now()
    store = Store.open(settings.database_url, now=now)
    try:
        with store.write() as session:
            accounts.add_account(session, name=name, password=password, role=role, now=now, author="cli")
    finally:
        store.close()
    return text("users.added", language, name=name, role=role)


def baseline_build(settings: Settings, folder: Path | None = None) -> Report:
    """Reads the documents of a folder (default: the corpus) into the ledger; alerts nobody."""
    set_up("WARNING", as_json=settings.log_json, redact=redact)
    return asyncio.run(_baseline_build(settings, folder or settings.corpus))


async def _baseline_build(settings: Settings, folder: Path) -> Report:
    from monitor.engine import reload_watchlists
    from monitor.ops.report import Report

    service = build(settings, fetch=_no_fetch)
    try:
        service.instance.take(service.clock.now())
        await reload_watchlists(service.world, at_once=True)
        return Report(found=tuple(await build_corpus(service.world, folder)))
    finally:
        await service.close()


def import_archive(
    settings: Settings,
    files: Sequence[Path],
    *,
    drafts: Sequence[Any] = (),
    everything: bool = False,
    progress: Callable[[int, int], None],
    complain: Callable[[str, MonitorError], None],
) -> Report:
    """Old articles into the archive; alerts nobody. Runs beside a service too."""
    set_up("WARNING", as_json=settings.log_json, redact=redact)
    return asyncio.run(_import_archive(settings, files, drafts, everything, progress, complain))


async def _import_archive(
    settings: Settings,
    files: Sequence[Path],
    drafts: Sequence[Any],
    everything: bool,
    progress: Callable[[int, int], None],
    complain: Callable[[str, MonitorError], None],
) -> Report:
    from monitor.engine import reload_watchlists
    from monitor.ops import archive

    service = build(settings, fetch=_no_fetch)
    try:
        with contextlib.suppress(StoreError):  # a service runs: it has taken the watchlists in
            service.instance.take(service.clock.now())
            await reload_watchlists(service.world, at_once=True)
            service.instance.give()
        return await archive.take(
            service.store,
            files,
            work=service.pool.run,
            now=service.clock.now,
            drafts=drafts,
            everything=everything,
            most=settings.page_bytes,
            progress=progress,
            complain=complain,
        )
    finally:
        await service.close()


def redact_person(settings: Settings, names: Sequence[str], *, author: str, reason: str) -> Report:
    """One person's name out of everything that is stored; audited."""
    from monitor.ops.redact import redact_name

    with _store(settings) as store:
        return redact_name(store, settings, names, author=author, reason=reason, now=system_clock().now())


async def _no_fetch(request: FetchRequest) -> Fetched:
    from monitor.errors import FetchError

    raise FetchError("fetch.address", url=request.url)


async def build_corpus(world: World, folder: Path) -> list[Any]:
    """Reads every document of a folder into the baseline; returns report lines, none when there is no document."""
    from monitor.engine import build_baseline
    from monitor.i18n import text
    from monitor.ops.corpus import read_folder
    from monitor.ops.report import line

    documents = await asyncio.to_thread(read_folder, folder, shipped=world.settings.corpus)
    built = await build_baseline(world, documents)
    if not built:
        return [line("service.no_baseline", "warn", path=str(folder))]
    return [
        line(
            "baseline.built",
            name=one.name,
            published=one.published,
            figures=one.figures,
            statements=one.statements,
            changes=len(one.changes),
            outcome=text(f"baseline.outcome.{one.outcome}", world.settings.language),
        )
        for one in built
    ]


def baseline_show(settings: Settings, watchlist: str = "") -> Any:
    """What every party last said; has `lines(language)` and `json_lines()`."""
    from monitor.ops.answers import show_positions

    with _store(settings) as store, store.read() as session:
        return show_positions(session, watchlist)


def baseline_edit(
    settings: Settings,
    watchlist: str,
    claim: str,
    party: str,
    value: str,
    *,
    author: str,
    reason: str,
    language: str,
) -> str:
    """Sets a position by hand, or withdraws it without a value."""
    from monitor.engine import set_position
    from monitor.i18n import text
    from monitor.ops.answers import read_value
    from monitor.store import watchlists
    from monitor.watchlist import read_watchlist

    with _store(settings) as store, store.write() as session:
        version = next((one for one in watchlists.in_force(session) if one.watchlist == watchlist), None)
        if version is None:
            raise StoreError("service.unknown_watchlist", watchlist=watchlist)
        known = read_watchlist(version.text, id=watchlist)
        wanted = next((one for one in known.claims if one.id == claim), None)
        if wanted is None:
            raise StoreError("service.unknown_claim", watchlist=watchlist, claim=claim)
        set_to = read_value(value, wanted) if value else None
        set_position(session, known, claim, party, set_to, author=author, reason=reason, now=system_clock().now())
    return text("baseline.set" if value else "baseline.withdrawn", language, party=party, value=value, author=author)


def explain(settings: Settings, what: str, *, claim: str = "", language: str = "de") -> list[str]:
    """Why something was told, or not."""
    from monitor.ops.explain import explain_what

    with _store(settings) as store, store.read() as session:
        return list(explain_what(session, what, claim=claim, language=language))


def export(settings: Settings, *, watchlist: str = "", format: str = "jsonl") -> Iterator[str]:
    """The change log as JSON Lines or CSV."""
    from monitor.ops import answers

    with _store(settings) as store, store.read() as session:
        yield from answers.export(session, watchlist=watchlist, format=format)


def targets_test(settings: Settings, name: str = "") -> Report:
    """A test message to one target, or to all."""
    from monitor.ops.report import Report

    targets = [target for target in TargetsFile(settings.targets)() if not name or target.name == name]
    if not targets:
        raise SettingsError("target.unknown", target=name)
    return Report(found=tuple(asyncio.run(_targets_test(settings, targets))))


async def _targets_test(settings: Settings, targets: Sequence[Target]) -> list[Any]:
    from monitor.alerts.model import Outcome
    from monitor.ops.report import line

    send, found = notify_door(), []
    for target in targets:
        result = await send(target, _test_message(target, settings))
        if result.outcome is Outcome.SENT:
            found.append(line("target.test.sent", "good", target=target.name))
        else:
            reason = MonitorError(result.reason) if result.reason else ""
            found.append(
                line(
                    "target.test.failed",
                    "bad",
                    target=target.name,
                    outcome=result.outcome.value,
                    reason=reason,
                    answer=redact(result.answer),
                )
            )
    return found


def _test_message(target: Target, settings: Settings) -> Message:
    from monitor.alerts import Links
    from monitor.alerts.notes import note_message

    now = system_clock().now()
    links = Links(base=dashboard_address(settings))
    return note_message("test", {}, target, once=f"test:{now.isoformat()}", now=now, links=links)


def judge_export(settings: Settings) -> Iterator[dict[str, Any]]:
    """The desk's judgements as rows for tests."""
    from monitor.ops import answers

    with _store(settings) as store, store.read() as session:
        yield from answers.judgements(session)


def judge_score(settings: Settings, *, language: str = "de") -> list[str]:
    """How often judged alerts were right, in lines."""
    from monitor.ops import answers

    with _store(settings) as store, store.read() as session:
        return list(answers.precision(session, language))


# --- what the dashboard may ask of the service ---------------------------------------------------------------------


def actions_of(service: Service) -> Any:
    """The doors out of the dashboard."""
    from monitor.web import Actions

    world = service.world

    async def watchlist_saved(id: str, text: str, author: str) -> None:
        from monitor.engine import save_watchlist

        await save_watchlist(world, id, text, author)

    async def poll_feed(feed_id: int) -> None:
        from monitor.engine import visit_now

        await visit_now(world, feed_id)

    async def test_target(name: str, author: str) -> SendResult:
        target = next((one for one in world.targets() if one.name == name), None)
        if target is None:
            raise SettingsError("target.unknown", target=name)
        return await service.send(target, _test_message(target, service.settings))

    return Actions(
        watchlist_saved=watchlist_saved,
        start_trial=lambda id, text, author: start_trial(service, id, text, author),
        poll_feed=poll_feed,
        test_feed=lambda url: try_feed(world, url),
        test_target=test_target,
        targets=lambda: tuple(_target_info(target) for target in world.targets()),
        link_secret=service.link_secret,
        healthy=service.healthy,
        stopping=lambda: service.stopping,
    )


async def start_trial(service: Service, id: str, text: str, author: str) -> str:
    """Starts a Probelauf in the background and returns its job's id; raises WatchlistProblems for a broken text."""
    from monitor.ops import trial
    from monitor.store import jobs
    from monitor.watchlist import read_watchlist

    new = read_watchlist(text, id=id)
    old = next((one for one in service.world.watched.watchlists if one.id == id), None)
    job, now = secrets.token_hex(8), service.clock.now()
    await service.world.stored(jobs.create, job, "trial", {"watchlist": id, "text": text}, author=author, now=now)

    async def doing() -> None:
        language = service.settings.language
        try:
            await asyncio.to_thread(trial.run, service.store, job, new, old, language=language, now=now)
        except Exception as exc:
            key = exc.key if isinstance(exc, MonitorError) else "job.failed"
            await service.world.stored(jobs.end, job, {"key": key, "values": {}}, service.clock.now(), failed=True)
            raise

    service.world.spawn(doing())
    return job


async def try_feed(world: World, url: str) -> Any:
    """What a feed address answers, through the guarded door."""
    from monitor.feeds.model import FetchRequest
    from monitor.reader import read_entries
    from monitor.web import FeedTest

    try:
        fetched = await world.fetch(FetchRequest(url=url, purpose="feed"))
        document = await world.work(
            read_entries, fetched.body, fetched.final_url, fetched.headers, {}, world.clock.now(), 50
        )
    except MonitorError as exc:
        values = tuple((name, str(value)) for name, value in exc.values.items())
        return FeedTest(url=url, ok=False, problem=exc.key, values=values)
    newest = tuple((entry.title, entry.link) for entry in document.entries[:10])
    return FeedTest(
        url=url,
        ok=True,
        title=document.title,
        kind=document.kind.value,
        entries=len(document.entries),
        newest=newest,
    )


def _target_info(target: Target) -> Any:
    from monitor.adapters.notify import masked
    from monitor.web import TargetInfo

    return TargetInfo(
        name=target.name,
        channel=target.channel,
        shown=masked(target.address),
        language=target.language,
        min_type=target.min_type.value if target.min_type else "",
        digest_at=target.digest_at or "",
        quiet=target.quiet or "",
        cap_per_day=target.cap_per_day,
        operator=target.operator,
    )
