"""A press of made-up papers on loopback and a monitor that reads them; a module may put up its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.integration.newsroom import Newsroom, Press


@pytest.fixture
def press() -> Iterator[Press]:
    with HTTPServer(threaded=True) as server:
        yield Press(server)


@pytest.fixture
async def room(tmp_path: Path, press: Press) -> AsyncIterator[Newsroom]:
    made = Newsroom(tmp_path, press)
    yield made
    if made.service is not None:
        await made.service.close()
