"""schemathesis over the API: whatever the description allows, and what it does not, gives no 5xx."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

from tests.integration.web.seed import Seeded
from tests.integration.web.serving import app_for

schemathesis = pytest.importorskip("schemathesis")


@pytest.mark.parametrize("examples", [12, pytest.param(400, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])])
@pytest.mark.parametrize("allowed", [True, False], ids=["described", "odd"])
def test_no_answer_is_a_server_error(seeded: Seeded, examples: int, allowed: bool) -> None:
    """What the description allows and what it does not: never a 5xx, and errors are JSON with a sentence."""
    app = app_for(seeded, allowed_hosts="testserver,127.0.0.1")
    local: Any = _AsLocal(app)
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", local)
    asked = 0
    for operation in schema.get_all_operations():
        mode = schemathesis.GenerationMode.POSITIVE if allowed else schemathesis.GenerationMode.NEGATIVE
        strategy = operation.ok().as_strategy(generation_mode=mode)

        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy)
        def call(case: Any) -> None:
            nonlocal asked
            answer = case.call()
            asked += 1
            assert answer.status_code < 500, (case.path, answer.status_code)
            if answer.status_code >= 400 and answer.status_code not in (405, 404):
                assert answer.json()["error"], case.path

        try:
            call()
        except Unsatisfiable:
            assert not allowed  # without parameters, or with any text as key, there is nothing to ask wrongly
    assert asked > 20


class _AsLocal:
    """The app as a visitor at the machine sees it."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        scope["client"] = ("127.0.0.1", 50000)
        await self.app(scope, receive, send)

    async def _lifespan(self, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
