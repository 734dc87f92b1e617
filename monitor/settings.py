"""Settings of an installation: environment variables `MONITOR_…` or a `.env` file; secrets never elsewhere."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All settings with their defaults; each is documented in docs/operation.md (a test compares)."""

    model_config = SettingsConfigDict(env_prefix="MONITOR_", env_file=".env", extra="ignore")

    # --- places
    data: Path = Field(Path("data"), description="Folder of the database, backups and locks (mode 0700).")
    database: str = Field("", description="Database address; empty: SQLite file `monitor.db` in the data folder.")
    watchlists: Path = Field(Path("watchlists"), description="Folder of the watchlist YAML files.")
    corpus: Path = Field(Path("corpus"), description="Folder of the baseline documents.")
    targets: Path = Field(Path("targets.yaml"), description="The operator's file of targets (addresses and secrets).")

    # --- manners
    contact: str = Field("", description="Mail address or URL in the User-Agent; required to fetch anything.")
    poll_every: float = Field(600.0, description="Seconds between visits of a feed, at least 300.")
    host_gap: float = Field(5.0, description="Seconds between two requests to one host, at least.")
    pages_per_hour: int = Field(60, description="Pages per host and hour, at most.")
    allow_ports: str = Field(
        "", description="Further ports to fetch from, besides 80 and 443: numbers 8000-8999, comma separated."
    )

    # --- limits (RELIABILITY 3.4)
    feed_bytes: int = Field(8_000_000, description="Unpacked bytes of a feed, at most.")
    page_bytes: int = Field(5_000_000, description="Unpacked bytes of a page, at most.")
    robots_bytes: int = Field(512_000, description="Bytes of robots.txt that are read.")
    fetch_total: float = Field(30.0, description="Seconds for one request with all its redirects.")
    fetch_connect: float = Field(10.0, description="Seconds to connect.")
    fetch_idle: float = Field(10.0, description="Seconds without a byte.")
    redirects: int = Field(5, description="Redirects followed, at most.")
    feed_entries: int = Field(500, description="Entries read of one feed, newest first.")
    work_seconds: float = Field(15.0, description="Seconds one parse or extraction may take in its worker.")
    work_megabytes: int = Field(1024, description="Memory of one worker, in MB.")
    workers: int = Field(2, description="Worker processes for parsing and extraction.")

    # --- alerts
    language: str = Field("de", description="Language of alerts: de or en.")
    public_url: str = Field("", description="Address under which people reach the dashboard, for links in alerts.")
    group_wait: float = Field(60.0, description="Seconds related changes wait for each other.")
    heartbeat_url: str = Field("", description="Address called after each full cycle (dead man's switch); empty: none.")
    link_secret: SecretStr = Field(
        SecretStr(""), description="Key of signed links; empty: made once and kept in the data folder."
    )
    expire_hours: float = Field(
        48.0, description="Hours after which an undelivered alert expires and is shown as failed."
    )

    # --- dashboard
    bind: str = Field("127.0.0.1", description="Address the dashboard listens on; others than loopback need a login.")
    port: int = Field(8080, description="Port of the dashboard.")
    metrics_port: int = Field(0, description="Loopback port of the Prometheus metrics; 0: off.")
    path_prefix: str = Field("", description="Path under which a reverse proxy serves the dashboard.")
    allowed_hosts: str = Field(
        "", description="Host names the dashboard answers to, comma separated; empty: loopback and public_url."
    )
    trusted_proxies: str = Field("", description="Networks whose X-Forwarded-* headers count, comma separated.")
    trusted_user_header: str = Field(
        "", description="Header with the user's name set by a trusted proxy; empty: own login."
    )

    # --- keeping
    retention_days: int = Field(30, ge=0, le=90, description="Days that full texts of matching articles are kept.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_json: bool = Field(False, description="Logs as JSON lines.")

    @property
    def database_url(self) -> str:
        """SQLAlchemy address of the database."""
        return self.database or f"sqlite:///{self.data / 'monitor.db'}"
