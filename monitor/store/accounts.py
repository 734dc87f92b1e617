"""People: accounts, sessions, API tokens, the brute-force brake, marks on changes, saved views, the audit log.

Passwords are argon2 hashes; cookies and tokens are stored as sha256 only, so that a stolen database opens no door
(RELIABILITY S4, S5, S15, S27). `now` is an argument; nothing here reads a clock.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, update
from sqlmodel import Session, col

from monitor.errors import MonitorError
from monitor.store.tables import AuditRow, MarkRow, SessionRow, TokenRow, TryRow, UserRow, ViewRow

if TYPE_CHECKING:
    from argon2 import PasswordHasher

ROLES = ("reader", "editor", "admin")
#: S4: failed logins of one account in 15 minutes, of one address in an hour
ACCOUNT_TRIES, ACCOUNT_WINDOW = 10, timedelta(minutes=15)
ADDRESS_TRIES, ADDRESS_WINDOW = 20, timedelta(hours=1)
#: S5: a session ends after 12 h of rest or 7 days
IDLE, TOTAL = timedelta(hours=12), timedelta(days=7)
PASSWORD_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who works with the dashboard; `id` 0 is the person at the machine itself (no login)."""

    id: int
    name: str
    role: str
    language: str = ""
    active: bool = True

    def may(self, role: str) -> bool:
        """Whether this account has `role` or a higher one."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An API token as its owner may see it: never the secret."""

    id: str
    label: str
    owner: str
    created_at: datetime
    ends_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who changed what when."""

    at: datetime
    author: str
    action: str
    subject: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A filter of the change log that somebody gave a name."""

    id: int
    name: str
    query: str


# --- accounts --------------------------------------------------------------------------------------------------------


def add_account(session: Session, *, name: str, password: str, role: str, now: datetime, author: str) -> Account:
    """A new account; raises MonitorError for a taken name, a short password, an unknown role."""
    name = name.strip()
    if not name or len(name) > 64 or any(ord(sign) < 32 for sign in name):
        raise MonitorError("web.account.name")
    if role not in ROLES:
        raise MonitorError("web.account.role", role=role)
    if session.exec(_user_named(name)).first():
        raise MonitorError("web.account.taken", name=name)
    row = UserRow(name=name, password=hash_password(password), role=role, created_at=now)
    session.add(row)
    session.flush()
    audit(session, now=now, author=author, action="account.add", subject=name, after=role)
    return _account(row)


def accounts(session: Session) -> tuple[Account, ...]:
    """All accounts by name, closed ones too."""
    rows = session.scalars(select(UserRow).order_by(col(UserRow.name)))
    return tuple(_account(row) for row in rows)


def account_exists(session: Session) -> bool:
    """Whether anybody could log in at all."""
    return session.scalar(select(UserRow.id).where(col(UserRow.active)).limit(1)) is not None  # type: ignore[call-overload]


def account_named(session: Session, name: str) -> Account | None:
    """The active account of that name."""
    row = session.scalars(_user_named(name)).first()
    return _account(row) if row is not None and row.active else None


def change_account(
    session: Session,
    name: str,
    *,
    now: datetime,
    author: str,
    role: str | None = None,
    active: bool | None = None,
    password: str | None = None,
    language: str | None = None,
) -> None:
    """Sets what is given. A new password, a lower role or a closed account ends all sessions of the account."""
    row = session.scalars(_user_named(name)).first()
    if row is None:
        raise MonitorError("web.account.unknown", name=name)
    before = {"role": row.role, "active": row.active}
    if role is not None and role not in ROLES:
        raise MonitorError("web.account.role", role=role)
    loses = (role is not None and role != "admin") or active is False
    if row.role == "admin" and row.active and loses and _other_admins(session, row) == 0:
        raise MonitorError("web.account.last_admin")
    row.role = role if role is not None else row.role
    row.active = active if active is not None else row.active
    row.language = language if language is not None else row.language
    if password is not None:
        row.password = hash_password(password)
    session.add(row)
    if password is not None or active is False or role is not None:
        session.execute(delete(SessionRow).where(col(SessionRow.user_id) == row.id))
    if role is not None or active is not None or password is not None:
        after = {"role": row.role, "active": row.active, "password": "changed" if password else "kept"}
        audit(session, now=now, author=author, action="account.change", subject=name, before=before, after=after)


def hash_password(password: str) -> str:
    """argon2id hash; raises MonitorError when the password is too short."""
    if len(password) < PASSWORD_LENGTH:
        raise MonitorError("web.account.password", least=PASSWORD_LENGTH)
    return _hasher().hash(password)


# --- login -----------------------------------------------------------------------------------------------------------


def braked(session: Session, *, name: str, address: str, now: datetime) -> bool:
    """Whether this account or address has failed too often lately."""
    by_account = session.scalar(
        select(func.count())
        .select_from(TryRow)
        .where(col(TryRow.account) == _folded(name), col(TryRow.at) > now - ACCOUNT_WINDOW)
    )
    by_address = session.scalar(
        select(func.count())
        .select_from(TryRow)
        .where(col(TryRow.address) == address, col(TryRow.at) > now - ADDRESS_WINDOW)
    )
    return (by_account or 0) >= ACCOUNT_TRIES or (by_address or 0) >= ADDRESS_TRIES


def stored_hash(session: Session, name: str) -> str:
    """The hash to compare with; for unknown and closed accounts one that nothing matches, at the same cost."""
    row = session.scalars(_user_named(name)).first()
    return row.password if row is not None and row.active else _nobody()


def password_fits(stored: str, password: str) -> bool:
    """Whether the password belongs to the hash. Costs the same time for every account."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(stored, password) and stored != _nobody()
    except (VerificationError, InvalidHashError):
        return False


def note_failure(session: Session, *, name: str, address: str, now: datetime) -> None:
    """Remembers a failed login and forgets those that no longer count."""
    session.execute(delete(TryRow).where(col(TryRow.at) < now - ADDRESS_WINDOW))
    session.add(TryRow(account=_folded(name), address=address, at=now))


def open_session(session: Session, *, name: str, now: datetime) -> tuple[str, str]:
    """A new session: the cookie's value and the form token. Old tries of the account are forgiven."""
    row = session.scalars(_user_named(name)).one()
    cookie, token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    session.execute(delete(SessionRow).where(or_(col(SessionRow.ends_at) < now, col(SessionRow.used_at) < now - IDLE)))
    session.execute(delete(TryRow).where(col(TryRow.account) == _folded(name)))
    session.add(
        SessionRow(id=digest(cookie), user_id=row.id or 0, csrf=token, created_at=now, used_at=now, ends_at=now + TOTAL)
    )
    audit(session, now=now, author=row.name, action="login", subject=row.name)
    return cookie, token


def session_account(session: Session, cookie: str, *, now: datetime) -> tuple[Account, str, datetime] | None:
    """Account, form token and last use behind a cookie; None when it is unknown, over or its account is closed."""
    found = session.execute(
        select(SessionRow, UserRow)
        .join(UserRow, col(UserRow.id) == col(SessionRow.user_id))
        .where(col(SessionRow.id) == digest(cookie))
    ).first()
    if found is None:
        return None
    row, user = found
    if not user.active or row.ends_at <= now or row.used_at <= now - IDLE:
        return None
    return _account(user), row.csrf, row.used_at


def touch_session(session: Session, cookie: str, *, now: datetime) -> None:
    """Notes that the session is in use."""
    session.execute(update(SessionRow).where(col(SessionRow.id) == digest(cookie)).values(used_at=now))


def close_session(session: Session, cookie: str) -> None:
    """Ends it on the server: the cookie is worth nothing afterwards."""
    session.execute(delete(SessionRow).where(col(SessionRow.id) == digest(cookie)))


def digest(secret: str) -> str:
    """What is stored in place of a cookie or token."""
    return hashlib.sha256(secret.encode()).hexdigest()


# --- tokens ----------------------------------------------------------------------------------------------------------


def add_token(session: Session, *, account: Account, label: str, days: int | None, now: datetime) -> str:
    """A read-only token of an account, shown this once."""
    if account.id == 0:
        raise MonitorError("web.token.needs_account")
    secret = "mon_" + secrets.token_urlsafe(32)
    ends = now + timedelta(days=days) if days else None
    row = TokenRow(
        id=digest(secret), user_id=account.id, label=label.strip()[:64] or "API", created_at=now, ends_at=ends
    )
    session.add(row)
    audit(session, now=now, author=account.name, action="token.add", subject=row.label)
    return secret


def token_account(session: Session, secret: str, *, now: datetime) -> tuple[Account, datetime | None] | None:
    """The account a token reads for, and when it was used last; None when it is unknown, over, or closed."""
    found = session.execute(
        select(TokenRow, UserRow)
        .join(UserRow, col(UserRow.id) == col(TokenRow.user_id))
        .where(col(TokenRow.id) == digest(secret))
    ).first()
    if found is None:
        return None
    row, user = found
    if not user.active or (row.ends_at is not None and row.ends_at <= now):
        return None
    return _account(user), row.used_at


def touch_token(session: Session, secret: str, *, now: datetime) -> None:
    """Notes the use of a token."""
    session.execute(update(TokenRow).where(col(TokenRow.id) == digest(secret)).values(used_at=now))


def tokens(session: Session, account: Account) -> tuple[Token, ...]:
    """Tokens of an account, newest first; an admin sees everybody's."""
    query = select(TokenRow, UserRow.name).join(UserRow, col(UserRow.id) == col(TokenRow.user_id))  # type: ignore[call-overload]
    if not account.may("admin"):
        query = query.where(col(TokenRow.user_id) == account.id)
    return tuple(
        Token(
            id=row.id,
            label=row.label,
            owner=name,
            created_at=row.created_at,
            ends_at=row.ends_at,
            used_at=row.used_at,
        )
        for row, name in session.execute(query.order_by(col(TokenRow.created_at).desc()))
    )


def drop_token(session: Session, token: str, *, account: Account, now: datetime) -> None:
    """Takes a token out of use; others' only for admins."""
    row = session.get(TokenRow, token)
    if row is None or (row.user_id != account.id and not account.may("admin")):
        raise MonitorError("web.token.unknown")
    session.delete(row)
    audit(session, now=now, author=account.name, action="token.drop", subject=row.label)


# --- marks -----------------------------------------------------------------------------------------------------------


def mark(session: Session, keys: Sequence[str], *, kind: str, value: str = "", author: str, now: datetime) -> None:
    """What somebody did with changes: read, judge, assign, note, ack. The newest of a kind counts."""
    session.add_all(MarkRow(change_key=key, kind=kind, value=value, author=author, at=now) for key in keys)


def mark_seen(session: Session, *, author: str, newest: int, now: datetime) -> None:
    """Everything up to the change `newest` (row id) counts as read by `author`."""
    session.add(MarkRow(change_key="", kind="seen", value=str(newest), author=author, at=now))


def seen_until(session: Session, author: str) -> int:
    """Row id of the newest change that `author` declared read, 0 at first."""
    found = session.scalar(
        select(MarkRow.value)  # type: ignore[call-overload]
        .where(col(MarkRow.change_key) == "", col(MarkRow.kind) == "seen", col(MarkRow.author) == author)
        .order_by(col(MarkRow.id).desc())
        .limit(1)
    )
    return int(found) if found else 0


def views(session: Session, user: str) -> tuple[SavedView, ...]:
    """Saved filters of a user."""
    rows = session.scalars(select(ViewRow).where(col(ViewRow.user) == user).order_by(col(ViewRow.name)))
    return tuple(SavedView(id=row.id or 0, name=row.name, query=row.query) for row in rows)


def save_view(session: Session, *, user: str, name: str, query: str) -> None:
    """Keeps a filter under a name; the same name is overwritten."""
    name = name.strip()[:64]
    if not name:
        raise MonitorError("web.view.name.missing")
    row = session.scalars(select(ViewRow).where(col(ViewRow.user) == user, col(ViewRow.name) == name)).first()
    row = row or ViewRow(user=user, name=name, query="")
    row.query = query[:2000]
    session.add(row)


def drop_view(session: Session, *, user: str, view: int) -> None:
    """Forgets a saved filter of this user."""
    session.execute(delete(ViewRow).where(col(ViewRow.id) == view, col(ViewRow.user) == user))


# --- audit -----------------------------------------------------------------------------------------------------------


def audit(
    session: Session,
    *,
    now: datetime,
    author: str,
    action: str,
    subject: str,
    before: object = None,
    after: object = None,
) -> None:
    """One line of the audit log, in the same transaction as what it tells."""
    session.add(
        AuditRow(
            at=now, author=author, action=action, subject=subject[:300], before=_as_json(before), after=_as_json(after)
        )
    )


def audit_log(session: Session, *, before: int | None = None, limit: int = 100) -> tuple[tuple[int, AuditEntry], ...]:
    """Entries newest first with their row ids; `before` goes on from a row id."""
    query = select(AuditRow).order_by(col(AuditRow.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(AuditRow.id) < before)
    return tuple(
        (
            row.id or 0,
            AuditEntry(
                at=row.at,
                author=row.author,
                action=row.action,
                subject=row.subject,
                before=row.before,
                after=row.after,
            ),
        )
        for row in session.scalars(query)
    )


# --- inside ----------------------------------------------------------------------------------------------------------


def _user_named(name: str):  # type: ignore[no-untyped-def]
    return select(UserRow).where(col(UserRow.name) == name.strip())


def _other_admins(session: Session, row: UserRow) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(UserRow)
            .where(col(UserRow.role) == "admin", col(UserRow.active), col(UserRow.id) != row.id)
        )
        or 0
    )


def _account(row: UserRow) -> Account:
    return Account(id=row.id or 0, name=row.name, role=row.role, language=row.language, active=row.active)


def _folded(name: str) -> str:
    return name.strip().casefold()[:64]


def _as_json(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(32))
