"""One round of an installation in a process of its own, so that it can be killed: folder, port, hosts as arguments."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from monitor import app
from monitor.alerts.model import Message, Outcome, SendResult, Target
from monitor.engine import Timing, round_once
from monitor.settings import Settings
from tests.integration.newsroom import inline


async def main(folder: Path, port: int, hosts: list[str]) -> None:
    async def send(target: Target, message: Message) -> SendResult:
        with (folder / "sent.txt").open("a", encoding="utf-8") as file:
            file.write(f"{message.subject}\n")
        return SendResult(outcome=Outcome.SENT)

    settings = Settings(
        _env_file=None,
        data=folder / "data",
        watchlists=folder / "watchlists",
        corpus=folder / "corpus",
        targets=folder / "targets.yaml",
        contact="redaktion@monitor.example",
        host_gap=0.0,
        group_wait=0.0,
    )
    target = Target(name="redaktion", address="mailto://x", channel="mail", digest_at=None)
    service = app.build(
        settings,
        press=dict.fromkeys(hosts, port),
        send=send,
        targets=lambda: (target,),
        timing=Timing(settle=0.0, spread=0.0),
    )
    service.world.work = inline
    try:
        await service.prepare()
        await round_once(service.world)
        while await service.sender.send_due():
            pass
    finally:
        await service.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
