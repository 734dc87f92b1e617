"""What the monitor remembers: one SQLite file (or PostgreSQL database) behind plain functions.

`Store.open(url)` refuses files it does not know; `store.read()` and `store.write()` give a session for one
transaction. Modules per noun (`feeds`, `articles`, `facts`, `changes` …) hold functions `(session, …) -> core values`;
rows never leave this package. Rendering, deciding and fetching are left to the others.
"""

from monitor.store.codec import dump, load
from monitor.store.database import Session as Session
from monitor.store.database import Store, StoreState

__all__ = ["Session", "Store", "StoreState", "dump", "load"]
