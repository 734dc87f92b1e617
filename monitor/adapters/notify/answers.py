"""What servers answer, as results the outbox understands: sent, again, unclear, over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests

from monitor.alerts.model import Outcome, SendResult

#: Seconds to connect, and to wait for an answer (RELIABILITY 2, Apprise Slack).
CONNECT, ANSWER = 10.0, 20.0
#: Characters of a provider's answer that are kept.
KEPT = 300
#: HTTP answers after which no further message gets through: login refused, forbidden, gone.
BROKEN = frozenset({401, 403, 404, 410})


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer with success, or the result when there was none."""

    status: int | None
    body: bytes = b""
    result: SendResult | None = None


def post(
    address: str,
    data: bytes,
    headers: Mapping[str, str],
    verify: bool,
    now: datetime,
    *,
    login: tuple[str, str | None] | None = None,
) -> Answer:
    """POST without following redirects; every way it can go becomes an answer."""
    try:
        answer = requests.request(
            "POST",
            address,
            data=data,
            headers=dict(headers),
            auth=(login[0], login[1] or "") if login else None,
            verify=verify,
            timeout=(CONNECT, ANSWER),
            allow_redirects=False,
            stream=True,
        )
        body = answer.raw.read(4096, decode_content=True) or b""
        answer.close()
    except requests.exceptions.ConnectTimeout as exc:
        return Answer(None, result=cut(exc, sent=False))
    except requests.exceptions.ConnectionError as exc:
        return Answer(None, result=cut(exc, sent=not _never_connected(exc)))
    except (requests.exceptions.RequestException, OSError) as exc:
        return Answer(None, result=cut(exc, sent=True))
    except Exception as exc:  # the body broke off: urllib3's own errors
        return Answer(None, result=cut(exc, sent=True))
    result = http_answer(answer.status_code, body, answer.headers.get("Retry-After"), now)
    return Answer(answer.status_code, body, result)


def http_answer(status: int, body: bytes, retry_after: str | None, now: datetime) -> SendResult | None:
    """None for success; else what the status means for the message and the target."""
    words = words_of(body)
    wait = read_retry_after(retry_after, now)
    if 200 <= status < 300:
        return None
    if status == 429:
        return SendResult(
            outcome=Outcome.RETRY, reason="delivery.too_many", answer=words, status=status, retry_after=wait or 60.0
        )
    if status in BROKEN:
        return SendResult(outcome=Outcome.FAILED, reason="delivery.gone", answer=words, status=status, broken=True)
    if status >= 500 or status in (408, 425) or 300 <= status < 400:
        return SendResult(
            outcome=Outcome.RETRY, reason="delivery.refused_for_now", answer=words, status=status, retry_after=wait
        )
    return SendResult(outcome=Outcome.FAILED, reason="delivery.refused", answer=words, status=status)


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header, in seconds or as an HTTP date; None when there is none to be read."""
    if not value:
        return None
    text = value.strip()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return min(float(text), 10.0**7)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


def no_ok(answer: Answer) -> SendResult:
    """200 without acceptance: a maintenance page, a portal. Not delivered, tried again."""
    return SendResult(
        outcome=Outcome.RETRY, reason="delivery.no_ok", answer=words_of(answer.body), status=answer.status
    )


def smtp_answer(code: int, words: bytes | str, *, about_target: bool = False) -> SendResult:
    said = words_of(words)
    if 200 <= code < 300:
        return SendResult(outcome=Outcome.SENT, reason="delivery.sent", answer=said, status=code)
    if 400 <= code < 500:
        return SendResult(outcome=Outcome.RETRY, reason="delivery.refused_for_now", answer=said, status=code)
    if code == -1:
        return SendResult(outcome=Outcome.RETRY, reason="delivery.unreachable", answer=said)
    return SendResult(outcome=Outcome.FAILED, reason="delivery.refused", answer=said, status=code, broken=about_target)


def cut(exc: BaseException, *, sent: bool) -> SendResult:
    """A connection that broke: before anything was said it is unreachable, afterwards nobody knows."""
    words = type(exc).__name__
    if not sent:
        return SendResult(outcome=Outcome.RETRY, reason="delivery.unreachable", answer=words)
    timeout = isinstance(exc, TimeoutError | requests.exceptions.Timeout)
    reason = "delivery.timeout" if timeout else "delivery.cut"
    return SendResult(outcome=Outcome.UNCLEAR, reason=reason, answer=words, uncertain=True)


def _never_connected(exc: BaseException) -> bool:
    """Whether a connection error came before the request left: refused, no route, no such name."""
    seen: BaseException | None = exc
    for _ in range(6):
        if seen is None:
            break
        name = type(seen).__name__
        if name in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "SSLError", "ProxyError"):
            return True
        reason = getattr(seen, "reason", None)
        inner = seen.args[0] if seen.args and isinstance(seen.args[0], BaseException) else None
        seen = reason if isinstance(reason, BaseException) else inner
    return False


def words_of(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(re.sub(r"<[^>]*>", " ", "".join(sign if sign.isprintable() else " " for sign in text)).split())[
        :KEPT
    ]
