"""How programs are kept, what users allow them, and the codes and tokens that follow from it."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from carrel.domain.granting import Client, Grant, Kept, TokenKind
from carrel.store.prepared import Put
from carrel.store.tables import clients, grant_tokens, grants

_CLIENTS = select(
    clients.c.id, clients.c.name, clients.c.redirect_uris, clients.c.secret_hash, clients.c.created_at
)
_GRANTS = (
    select(*_CLIENTS.selected_columns, grants.c.scope, grants.c.granted_at)
    .join(clients, clients.c.id == grants.c.client_id)
    .where(grants.c.user_id == bindparam("user_id"))
    .order_by(grants.c.granted_at.desc(), clients.c.id)
)
_PUT_GRANT = Put(grants)
_TOKEN = select(
    grant_tokens.c.user_id,
    grant_tokens.c.client_id,
    grant_tokens.c.kind,
    grant_tokens.c.scope,
    grant_tokens.c.expires_at,
    grant_tokens.c.redirect_uri,
    grant_tokens.c.challenge,
    grant_tokens.c.spent_at,
).where(grant_tokens.c.token_hash == bindparam("token"))
_SPEND = (
    update(grant_tokens)
    .where(grant_tokens.c.token_hash == bindparam("token"), grant_tokens.c.spent_at.is_(None))
    .values(spent_at=bindparam("at"))
)


def _client(row: Sequence[Any]) -> Client:
    uris = tuple(msgspec.json.decode(row[2], type=list[str]))
    return Client(row[0], row[1], uris, not row[3], row[4])


def add_client(connection: Connection, client: Client, secret_hash: bytes) -> None:
    """Keep a new program with the hash of its secret, which is empty for one that can keep none."""
    row = {
        "id": client.id,
        "name": client.name,
        "secret_hash": secret_hash,
        "redirect_uris": msgspec.json.encode(client.redirect_uris),
        "created_at": client.created_at,
    }
    connection.execute(insert(clients), row)


def client_by_id(connection: Connection, client_id: str) -> tuple[Client, bytes] | None:
    """The program of this id and the hash of its secret, if there is one."""
    row = connection.execute(_CLIENTS.where(clients.c.id == client_id)).one_or_none()
    return (_client(row), row[3]) if row else None


def all_clients(connection: Connection) -> list[Client]:
    """Every program, in the order in which they came."""
    return [_client(row) for row in connection.execute(_CLIENTS.order_by(clients.c.created_at, clients.c.id))]


def remove_client(connection: Connection, client_id: str) -> bool:
    """Forget a program, and everything that users allowed it; whether it was there."""
    return connection.execute(delete(clients).where(clients.c.id == client_id)).rowcount > 0


def put_grant(connection: Connection, user_id: int, client_id: str, scope: str, at: int) -> None:
    """Keep what a user allows a program from now on."""
    _PUT_GRANT(connection, user_id=user_id, client_id=client_id, scope=scope, granted_at=at)


def grants_of(connection: Connection, user_id: int) -> list[Grant]:
    """What a user has allowed, the latest first."""
    rows = connection.execute(_GRANTS, {"user_id": user_id})
    return [Grant(user_id, _client(row), row[5], row[6]) for row in rows]


def remove_grant(connection: Connection, user_id: int, client_id: str) -> None:
    """Take back what a user allowed a program; its codes and tokens end."""
    connection.execute(delete(grants).where(grants.c.user_id == user_id, grants.c.client_id == client_id))


def add_token(connection: Connection, token_hash: bytes, kept: Kept, now: int) -> None:
    """Keep a code or token, and forget what has expired of the same grant."""
    of_grant = (grant_tokens.c.user_id == kept.user_id, grant_tokens.c.client_id == kept.client_id)
    connection.execute(delete(grant_tokens).where(*of_grant, grant_tokens.c.expires_at <= now))
    row = {
        "token_hash": token_hash,
        "user_id": kept.user_id,
        "client_id": kept.client_id,
        "kind": kept.kind.value,
        "scope": kept.scope,
        "redirect_uri": kept.redirect_uri,
        "challenge": kept.challenge,
        "expires_at": kept.expires_at,
        "spent_at": kept.spent_at,
    }
    connection.execute(insert(grant_tokens), row)


def token_by_hash(connection: Connection, token_hash: bytes) -> Kept | None:
    """What is kept of a code or token, if it is one."""
    row = connection.execute(_TOKEN, {"token": token_hash}).one_or_none()
    return Kept(row[0], row[1], TokenKind(row[2]), *row[3:]) if row else None


def spend_token(connection: Connection, token_hash: bytes, at: int) -> bool:
    """Use a code or token that works once; whether this was the first time."""
    return connection.execute(_SPEND, {"token": token_hash, "at": at}).rowcount == 1


def remove_tokens(connection: Connection, user_id: int, client_id: str) -> None:
    """End every code and token of a grant; the grant stays."""
    connection.execute(
        delete(grant_tokens).where(grant_tokens.c.user_id == user_id, grant_tokens.c.client_id == client_id)
    )


def remove_all_tokens(connection: Connection, user_id: int) -> None:
    """End every code and token of a user."""
    connection.execute(delete(grant_tokens).where(grant_tokens.c.user_id == user_id))
