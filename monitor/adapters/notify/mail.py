"""Mail through Apprise's plugin, with our own text and HTML part, headers, and every SMTP answer kept apart."""

from __future__ import annotations

import smtplib
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from apprise.plugins.email.base import NotifyEmail

from monitor.adapters.notify import answers as limits
from monitor.adapters.notify.answers import cut, smtp_answer, words_of
from monitor.adapters.notify.own import Own
from monitor.alerts.model import Message, Outcome, SendResult, Target

#: Headers in one line: the library folds beside encoded words so that a blank doubles (seen in 3.11).
LETTER = SMTP.clone(max_line_length=900)


class Mail(Own, NotifyEmail):  # type: ignore[no-untyped-call]
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
                return smtp_answer(code, words, about_target=True)
            code, words = server.rcpt(str(self.targets[0][1]))
            if code not in (250, 251):
                return smtp_answer(code, words, about_target=True)
            stage = "data"
            code, words = server.data(letter.as_bytes())
            return smtp_answer(code, words)
        except smtplib.SMTPAuthenticationError as exc:
            passing = 400 <= exc.smtp_code < 500
            return SendResult(
                outcome=Outcome.RETRY if passing else Outcome.FAILED,
                reason="delivery.login",
                answer=words_of(exc.smtp_error),
                status=exc.smtp_code,
                broken=not passing,
            )
        except smtplib.SMTPResponseException as exc:
            return smtp_answer(exc.smtp_code, exc.smtp_error, about_target=stage != "data")
        except (OSError, smtplib.SMTPException, ssl.SSLError) as exc:
            return cut(exc, sent=stage == "data")
        finally:
            _leave(server)

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if not self.verify_certificate:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        port = int(self.port or 0)
        if self.secure_mode == "ssl":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.smtp_host, port, timeout=limits.CONNECT, context=context)
        else:
            server = smtplib.SMTP(self.smtp_host, port, timeout=limits.CONNECT)
        try:
            if server.sock is not None:
                server.sock.settimeout(limits.ANSWER)
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


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _leave(server: smtplib.SMTP | None) -> None:
    if server is None:
        return
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
