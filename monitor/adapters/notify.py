"""One message to one target, through Apprise; every answer comes back as a value, nothing is raised.

Mail, Slack and JSON webhooks are small subclasses of Apprise's plugins, because the plugins throw away what the outbox
needs: the status, Retry-After, whether a cut connection came before or after the message (LIBRARIES 6). All other
services go through Apprise as they are. Addresses are secrets: the log of Apprise stays at INFO and is redacted.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import apprise
import requests
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.slack import NotifySlack, SlackMode

from monitor import __version__
from monitor.alerts.model import Message, Outcome, SendResult, Target
from monitor.alerts.webhook import signature

log = logging.getLogger(__name__)

#: Seconds to connect, and to wait for an answer (RELIABILITY 2, Apprise Slack).
CONNECT, ANSWER = 10.0, 20.0
#: Seconds for one whole attempt with other services.
WHOLE = 45.0
#: Characters of a provider's answer that are kept.
KEPT = 300
#: Slack's limit of the fallback text beside blocks.
SLACK_TEXT = 3000
#: HTTP answers after which no further message gets through: login refused, forbidden, gone.
BROKEN = frozenset({401, 403, 404, 410})
#: Slack's errors by name (bot mode answers 200) with the same meaning.
SLACK_BROKEN = frozenset(
    {
        "account_inactive", "action_prohibited", "channel_is_archived", "channel_not_found", "invalid_auth",
        "is_archived", "missing_scope", "no_permission", "no_service", "no_team", "not_authed", "not_in_channel",
        "token_expired", "token_revoked", "user_not_found",
    }
)  # fmt: skip

#: Headers in one line: the library folds beside encoded words so that a blank doubles (seen in 3.11).
LETTER = SMTP.clone(max_line_length=900)

Now = Callable[[], datetime]


class Notifier:
    """Sends messages; `bases` replaces the servers of a channel ("slack") in demo and tests, nothing else does."""

    def __init__(self, *, now: Now, bases: Mapping[str, str] | None = None) -> None:
        self._now = now
        self._bases = dict(bases or {})
        self._secrets = _Redaction()
        quiet_apprise(self._secrets)

    async def send(self, target: Target, message: Message) -> SendResult:
        """One attempt. Never raises; what the provider said comes back redacted."""
        self._secrets.learn(target)
        try:
            result = await asyncio.to_thread(self._send, target, message)
        except Exception as exc:
            log.error("sending to %s: %s", target.name, type(exc).__name__)
            result = SendResult(
                outcome=Outcome.RETRY, reason="delivery.internal", answer=type(exc).__name__, uncertain=True
            )
        return _redacted(result, self._secrets)

    def problem(self, target: Target) -> str:
        """A message key for what is wrong with a target's address, "" when it gives exactly one recipient."""
        self._secrets.learn(target)
        try:
            plugin = self._plugin(target)
        except Exception:
            return "targets.url"
        if plugin is None or (isinstance(plugin, _Slack) and not plugin.complete):
            return "targets.url"
        count = len(plugin) if hasattr(plugin, "__len__") else 1
        return "targets.recipients" if count > 1 else ""

    def shown(self, target: Target) -> str:
        """The address without its secrets: slack://…/#desk."""
        return masked(target.address)

    def _send(self, target: Target, message: Message) -> SendResult:
        plugin = self._plugin(target)
        if plugin is None:
            return SendResult(outcome=Outcome.FAILED, reason="delivery.bad_address", broken=True)
        if isinstance(plugin, _Own):
            return plugin.deliver(message, target, self._now())
        return _through_apprise(plugin, message)

    def _plugin(self, target: Target) -> Any | None:
        """The plugin behind an address: one of ours for mail, Slack and JSON, else Apprise's."""
        address = _with_options(target)
        kind: Any = {"mail": _Mail, "slack": _Slack, "webhook": _Json}.get(target.channel)
        if kind is None:
            return apprise.Apprise.instantiate(address, asset=_asset(), suppress_exceptions=True)
        found = kind.parse_native_url(address) if address.startswith("https://") else None
        found = found or kind.parse_url(address)
        if not found:
            return None
        try:
            plugin = kind(asset=_asset(), **found)
        except TypeError:
            return None
        plugin.base = self._bases.get(target.channel, "")
        return plugin


def quiet_apprise(redaction: logging.Filter | None = None) -> None:
    """Apprise's log at INFO or above whatever the service's level is: at DEBUG it prints addresses and messages."""
    logger = logging.getLogger("apprise")
    logger.setLevel(max(logging.INFO, logger.level))
    for name in ("urllib3", "urllib3.connectionpool", "requests"):
        other = logging.getLogger(name)
        other.setLevel(max(logging.INFO, other.level))
    if redaction is not None:
        logger.addFilter(redaction)


def masked(address: str) -> str:
    """An address without anything secret: scheme, host of mail and webhooks, channel of Slack."""
    parts = urlsplit(address)
    if parts.scheme in ("mailto", "mailtos"):
        to = dict(parse_qsl(parts.query)).get("to", "")
        return f"{parts.scheme}://…@{parts.hostname or ''}" + (f" → …@{to.rpartition('@')[2]}" if to else "")
    if parts.scheme == "slack":
        return f"slack://…/#{parts.fragment}" if parts.fragment else "slack://…"
    if parts.scheme in ("json", "jsons"):
        return f"{parts.scheme}://{parts.hostname or ''}/…"
    return f"{parts.scheme}://…"


# --- our plugins ---------------------------------------------------------------------------------------------------------


class _Own:
    """What our subclasses share: a base address from the wiring, and an answer as a value."""

    base: str = ""

    def deliver(self, message: Message, target: Target, now: datetime) -> SendResult:
        """One attempt, finished message in, answer out."""
        raise NotImplementedError


class _Mail(_Own, NotifyEmail):  # type: ignore[no-untyped-call]
    """Mail with our own text and HTML part and our own headers."""

    def deliver(self, message: Message, target: Target, now: datetime) -> SendResult:
        letter = self._letter(message, now)
        stage = "connect"
        server: smtplib.SMTP | None = None
        try:
            server = self._connect()
            stage = "envelope"
            code, words = server.mail(str(self.from_addr[1]))
            if code != 250:
                return _smtp_answer(code, words)
            code, words = server.rcpt(str(self.targets[0][1]))
            if code not in (250, 251):
                return _smtp_answer(code, words, about_target=True)
            stage = "data"
            code, words = server.data(letter.as_bytes())
            return _smtp_answer(code, words)
        except smtplib.SMTPAuthenticationError as exc:
            passing = 400 <= exc.smtp_code < 500
            return SendResult(
                outcome=Outcome.RETRY if passing else Outcome.FAILED,
                reason="delivery.login",
                answer=_words(exc.smtp_error),
                status=exc.smtp_code,
                broken=not passing,
            )
        except smtplib.SMTPResponseException as exc:
            return _smtp_answer(exc.smtp_code, exc.smtp_error, about_target=stage == "envelope")
        except (OSError, smtplib.SMTPException, ssl.SSLError) as exc:
            return _cut(exc, sent=stage == "data")
        finally:
            _leave(server)

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if not self.verify_certificate:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        port = int(self.port or 0)
        if self.secure_mode == "ssl":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.smtp_host, port, timeout=CONNECT, context=context)
        else:
            server = smtplib.SMTP(self.smtp_host, port, timeout=CONNECT)
        try:
            if server.sock is not None:
                server.sock.settimeout(ANSWER)
            server.ehlo()
            if self.secure_mode == "starttls":
                server.starttls(context=context)
                server.ehlo()
            if self.user and self.password:
                server.login(self.user, self.password)
        except BaseException:
            _leave(server)
            raise
        return server

    def _letter(self, message: Message, now: datetime) -> EmailMessage:
        letter = EmailMessage(policy=LETTER)
        name, sender = str(self.from_addr[0] or "Monitor"), str(self.from_addr[1])
        letter["From"] = formataddr((name, sender), "utf-8")
        letter["To"] = formataddr((str(self.targets[0][0] or ""), str(self.targets[0][1])), "utf-8")
        letter["Subject"] = _one_line(message.subject)
        letter["Date"] = format_datetime(now.astimezone(UTC))
        domain = sender.rpartition("@")[2] or "monitor.invalid"
        for header, value in message.headers:
            letter[header] = _one_line(value).replace("monitor.invalid", domain)
        letter.set_content(message.text, charset="utf-8", cte="quoted-printable")
        if message.html is not None:
            letter.add_alternative(message.html, subtype="html", charset="utf-8", cte="quoted-printable")
        return letter


class _Slack(_Own, NotifySlack):  # type: ignore[no-untyped-call]
    """Slack with blocks; threads where a bot token is given."""

    @property
    def complete(self) -> bool:
        """Whether the tokens have the length of real ones; Apprise takes cut-off addresses too (LIBRARIES 6.3)."""
        if self.mode not in (SlackMode.WEBHOOK, SlackMode.WEBHOOK_GOV):
            return True
        return all(
            len(str(token or "")) >= least
            for token, least in ((self.token_a, 8), (self.token_b, 8), (self.token_c, 20))
        )

    def deliver(self, message: Message, target: Target, now: datetime) -> SendResult:
        payload: dict[str, Any] = {"text": _slack_text(message), "unfurl_links": False, "unfurl_media": False}
        if message.blocks is not None:
            payload["blocks"] = json.loads(message.blocks)
        if self.user:
            payload["username"] = self.user
        headers = {"User-Agent": f"monitor/{__version__}", "Content-Type": "application/json; charset=utf-8"}
        if self.mode == SlackMode.BOT:
            headers["Authorization"] = f"Bearer {self.access_token}"
            payload["channel"] = self.channels[0] if self.channels else "#general"
            if message.reply_to:
                payload["thread_ts"] = message.reply_to
        elif self.channels:
            payload["channel"] = self.channels[0]
        answer = _post(self._address(), json.dumps(payload).encode(), headers, self.verify_certificate, now)
        return self._judge(answer)

    def _address(self) -> str:
        if self.mode == SlackMode.BOT:
            return f"{self.base}/api/chat.postMessage" if self.base else str(self.api_url.format("chat.postMessage"))
        home = self.webhook_gov_url if self.mode == SlackMode.WEBHOOK_GOV else self.webhook_url
        if self.base:
            home = f"{self.base.rstrip('/')}/services"
        return f"{home}/{self.token_a}/{self.token_b}/{self.token_c}"

    def _judge(self, answer: _Answer) -> SendResult:
        if answer.result is not None:
            return answer.result
        if self.mode != SlackMode.BOT:
            return (
                SendResult(outcome=Outcome.SENT, reason="delivery.sent", status=answer.status)
                if (answer.body.strip() == b"ok")
                else _no_ok(answer)
            )
        try:
            said = json.loads(answer.body)
        except ValueError:
            return _no_ok(answer)
        if isinstance(said, dict) and said.get("ok") is True:
            return SendResult(
                outcome=Outcome.SENT,
                reason="delivery.sent",
                status=answer.status,
                reference=str(said.get("ts") or ""),
            )
        error = str(said.get("error", "")) if isinstance(said, dict) else ""
        if error in ("ratelimited", "rate_limited"):
            return SendResult(outcome=Outcome.RETRY, reason="delivery.too_many", answer=error, retry_after=60.0)
        if error in SLACK_BROKEN:
            return SendResult(
                outcome=Outcome.FAILED, reason="delivery.gone", answer=error, status=answer.status, broken=True
            )
        return _no_ok(answer)


class _Json(_Own, NotifyJSON):  # type: ignore[no-untyped-call]
    """JSON webhook: our documented body, signed when the target has a secret."""

    def deliver(self, message: Message, target: Target, now: datetime) -> SendResult:
        data = (message.data or json.dumps({"subject": message.subject, "text": message.text})).encode()
        headers = {
            "User-Agent": f"monitor/{__version__}",
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": message.id,
            **{str(name): str(value) for name, value in self.headers.items()},
        }
        if target.secret:
            stamp = int(now.timestamp())
            headers["X-Monitor-Timestamp"] = str(stamp)
            headers["X-Monitor-Signature"] = f"sha256={signature(target.secret, stamp, data)}"
        port = f":{self.port}" if isinstance(self.port, int) else ""
        address = f"{'https' if self.secure else 'http'}://{self.host}{port}{self.fullpath}"
        if self.params:
            address += f"?{urlencode(self.params)}"
        login = (self.user, self.password) if self.user else None
        answer = _post(address, data, headers, self.verify_certificate, now, login=login)
        if answer.result is not None:
            return answer.result
        return SendResult(outcome=Outcome.SENT, reason="delivery.sent", status=answer.status)


# --- answers -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Answer:
    """An HTTP answer with success, or the result when there was none."""

    status: int | None
    body: bytes = b""
    result: SendResult | None = None


def _post(
    address: str,
    data: bytes,
    headers: Mapping[str, str],
    verify: bool,
    now: datetime,
    *,
    login: tuple[str, str | None] | None = None,
) -> _Answer:
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
        return _Answer(None, result=_cut(exc, sent=False))
    except requests.exceptions.ConnectionError as exc:
        return _Answer(None, result=_cut(exc, sent=not _never_connected(exc)))
    except (requests.exceptions.RequestException, OSError) as exc:
        return _Answer(None, result=_cut(exc, sent=True))
    except Exception as exc:  # the body broke off: urllib3's own errors
        return _Answer(None, result=_cut(exc, sent=True))
    result = _http_answer(answer.status_code, body, answer.headers.get("Retry-After"), now)
    return _Answer(answer.status_code, body, result)


def _http_answer(status: int, body: bytes, retry_after: str | None, now: datetime) -> SendResult | None:
    """None for success; else what the status means for the message and the target."""
    words = _words(body)
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


def _no_ok(answer: _Answer) -> SendResult:
    """200 without acceptance: a maintenance page, a portal. Not delivered, tried again."""
    return SendResult(outcome=Outcome.RETRY, reason="delivery.no_ok", answer=_words(answer.body), status=answer.status)


def _smtp_answer(code: int, words: bytes | str, *, about_target: bool = False) -> SendResult:
    said = _words(words)
    if 200 <= code < 300:
        return SendResult(outcome=Outcome.SENT, reason="delivery.sent", answer=said, status=code)
    if 400 <= code < 500:
        return SendResult(outcome=Outcome.RETRY, reason="delivery.refused_for_now", answer=said, status=code)
    if code == -1:
        return SendResult(outcome=Outcome.RETRY, reason="delivery.unreachable", answer=said)
    return SendResult(outcome=Outcome.FAILED, reason="delivery.refused", answer=said, status=code, broken=about_target)


def _cut(exc: BaseException, *, sent: bool) -> SendResult:
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


def _through_apprise(plugin: Any, message: Message) -> SendResult:
    """Any other service: text only, and the status as far as Apprise's log tells it."""
    box = apprise.Apprise(asset=_asset())
    if not box.add(plugin) or len(box) != 1:
        return SendResult(outcome=Outcome.FAILED, reason="delivery.bad_address", broken=True)
    with box.notify(
        title=message.subject, body=message.text, body_format=apprise.NotifyFormat.TEXT, interpret_escapes=False
    ) as result:
        name = str(getattr(result.status, "name", result.status))
        said = " ".join(str(getattr(entry, "message", entry)) for entry in result.logs())
    if name == "SUCCESS":
        return SendResult(outcome=Outcome.SENT, reason="delivery.sent")
    if name == "TIMEOUT":
        return SendResult(outcome=Outcome.UNCLEAR, reason="delivery.timeout", uncertain=True)
    if name == "NOMATCH":
        return SendResult(outcome=Outcome.FAILED, reason="delivery.bad_address", broken=True)
    status = re.search(r"error=(\d{3})", said)
    if status is not None:
        found = _http_answer(int(status[1]), said.encode(), None, _EPOCH)
        if found is not None:
            return found
    lost = "onnection" in said
    return SendResult(
        outcome=Outcome.RETRY,
        reason="delivery.unreachable" if lost else "delivery.refused_for_now",
        answer=_words(said),
        uncertain=lost,
    )


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


# --- addresses and words -------------------------------------------------------------------------------------------------


def _with_options(target: Target) -> str:
    """The address with our deadlines, and without Slack's icon and footer from elsewhere."""
    address = target.address
    if address.startswith(("http://", "https://")):
        return address
    wanted = {"rto": f"{ANSWER:g}", "cto": f"{CONNECT:g}"}
    if target.channel == "slack":
        wanted |= {"image": "no", "footer": "no", "format": "text"}
    asked = {name.casefold() for name, _ in parse_qsl(address.partition("?")[2], keep_blank_values=True)}
    extra = urlencode({name: value for name, value in wanted.items() if name not in asked})
    return f"{address}{'&' if '?' in address else '?'}{extra}"  # behind a `#room` too: Apprise reads it there


def _asset() -> Any:
    return apprise.AppriseAsset(
        app_id="Monitor", app_desc="Monitor", app_url="", async_mode=False, plugin_paths=[], secure_logging=True
    )


def _slack_text(message: Message) -> str:
    """The text Slack shows in notifications and where blocks are not drawn, masked."""
    text = message.subject if message.blocks is not None else f"{message.subject}\n\n{message.text}"
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text if len(text) <= SLACK_TEXT else text[: SLACK_TEXT - 1] + "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _words(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(re.sub(r"<[^>]*>", " ", "".join(sign if sign.isprintable() else " " for sign in text)).split())[
        :KEPT
    ]


def _leave(server: smtplib.SMTP | None) -> None:
    if server is None:
        return
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


class _Redaction(logging.Filter):
    """Takes every secret it has learned out of log records and answers."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, None] = {}
        self._targets: set[str] = set()

    def learn(self, target: Target) -> None:
        """Remembers the secret parts of a target's address."""
        mark = hashlib.sha256(f"{target.address}\n{target.secret}".encode()).hexdigest()
        if mark in self._targets:
            return
        self._targets.add(mark)
        for part in _secret_parts(target):
            self._known[part] = None

    def clean(self, text: str) -> str:
        """The text without anything learned."""
        for part in sorted(self._known, key=len, reverse=True):
            text = text.replace(part, "…")
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record; keeps it."""
        record.msg, record.args = self.clean(record.getMessage()), ()
        return True


def _secret_parts(target: Target) -> tuple[str, ...]:
    parts = urlsplit(target.address)
    found = [target.address, target.secret, parts.password or "", parts.username or ""]
    found += [value for name, value in parse_qsl(parts.query) if name not in ("mode", "format", "name")]
    if target.channel != "mail":
        found += [parts.netloc.partition("@")[0] if "@" in parts.netloc else ""]
        found += parts.path.split("/")
        if parts.scheme not in ("json", "jsons", "http", "https"):
            found.append(parts.netloc)
    plain = [unquote(part) for part in found if part]
    return tuple({part for part in (*found, *plain, *(quote(part, safe="") for part in plain)) if len(part) >= 5})


def _redacted(result: SendResult, redaction: _Redaction) -> SendResult:
    return replace(result, answer=redaction.clean(result.answer)) if result.answer else result
