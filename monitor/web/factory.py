"""The application: routes, the guard before them, static files, and what errors look like."""

from __future__ import annotations

import json
from importlib import resources

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from monitor.errors import MonitorError, SettingsError, StoreError, WatchlistProblems
from monitor.i18n import explain
from monitor.settings import Settings
from monitor.store import Store, accounts
from monitor.web.actions import Actions, Clock
from monitor.web.desk import Desk, Gone, desk_of, render, say, visitor_of
from monitor.web.guard import Guard, failure


def build(store: Store, settings: Settings, *, clock: Clock, actions: Actions) -> FastAPI:
    """The dashboard; raises SettingsError `web.no_login` when the world could walk in (S1)."""
    from monitor.web import api
    from monitor.web.pages import (
        account,
        claims,
        evidence,
        insight,
        log,
        messages,
        sources,
        watchlist_form,
        watchlists,
        why,
    )

    secret = settings.link_secret.get_secret_value().encode() or actions.link_secret
    desk = Desk(store=store, settings=settings, clock=clock, actions=actions, **({"secret": secret} if secret else {}))
    with store.read() as session:
        login = accounts.account_exists(session) or bool(settings.trusted_user_header and desk.proxies)
    if not desk.loopback and not login:
        raise SettingsError("web.no_login", bind=settings.bind)
    app = FastAPI(
        title="monitor",
        description="Read-only API of the claim monitor: the change log, claims, sources, messages.",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=False,
    )
    app.state.desk = desk
    app.add_middleware(Guard, desk=desk)
    for module in (log, evidence, claims, why, watchlist_form, watchlists, sources, messages, insight, account):
        app.include_router(module.router, include_in_schema=False)
    app.include_router(api.router)
    app.mount("/static", _Static(directory=str(resources.files("monitor.web").joinpath("static"))), name="static")
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(Gone, _gone)
    app.add_exception_handler(MonitorError, _our_error)
    return app


class _Static(StaticFiles):
    """Static files; addresses carry the content's hash, so browsers may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code == 200:
            kept = "public, max-age=31536000, immutable" if scope.get("query_string") else "public, max-age=300"
            answer.headers["Cache-Control"] = kept
        return answer


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    key = f"web.error.{error.status_code}"
    known = say(request, key)
    said = known if not known.startswith("[") else say(request, "web.error.other")
    return failure(request.scope, desk_of(request), error.status_code, said, error.headers)


def _bad_request(request: Request, _error: Exception) -> Response:
    return failure(request.scope, desk_of(request), 422, say(request, "web.error.422"))


def _gone(request: Request, error: Exception) -> Response:
    assert isinstance(error, MonitorError)
    return failure(request.scope, desk_of(request), 404, explain(error, visitor_of(request).language))


def _our_error(request: Request, error: Exception) -> Response:
    """A sentence for the person who asked: as a flash of htmx, else a page with a way back."""
    assert isinstance(error, MonitorError)
    if isinstance(error, StoreError):
        raise error  # the guard answers 503
    said = explain(error, visitor_of(request).language)
    if isinstance(error, WatchlistProblems):
        said = "; ".join(explain(item, visitor_of(request).language) for item in error.problems[:5])
    if request.headers.get("HX-Request"):
        note = json.dumps({"said": {"text": said, "kind": "error"}})
        return Response(status_code=204, headers={"HX-Trigger": note, "HX-Reswap": "none"})
    if "/api/" in request.url.path:
        return failure(request.scope, desk_of(request), 400, said)
    return render(request, "error.html", status=400, said=said)
