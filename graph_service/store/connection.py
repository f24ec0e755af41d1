"""The connection to Neo4j: named statements in managed transactions, and typed errors."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Self, TypeVar, cast

from neo4j import (
    READ_ACCESS,
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncManagedTransaction,
    AsyncResult,
    AsyncSession,
    NotificationMinimumSeverity,
    SummaryCounters,
)
from neo4j.exceptions import (
    AuthError,
    ConnectionAcquisitionTimeoutError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)
from neo4j.time import DateTime

from graph_service.errors import ConfigurationError, InvalidInput, StoreError, StoreUnavailable
from graph_service.store.revision import BESIDE_THE_TAXONOMY, STAMP
from graph_service.store.statements import Statement, statement

Row = dict[str, Any]
Answer = TypeVar("Answer")
MOST_ROWS = 1_000_000


def native(value: object) -> object:
    """A value of a row as Python has it: the driver has points in time of its own."""
    return value.to_native() if isinstance(value, DateTime) else value


class Transaction:
    """Statements that are written together or not at all."""

    def __init__(self, transaction: AsyncManagedTransaction, *, writes: bool = False) -> None:
        self._transaction = transaction
        self._writes = writes
        self.alters_taxonomy = False
        """Whether something was written that may be read of the taxonomy."""

    async def run(self, name: str, **parameters: object) -> list[Row]:
        """The rows of a named statement. Its parameters are exactly those that its header declares."""
        return await self.carry_out(statement(name), parameters)

    async def carry_out(self, chosen: Statement, parameters: Mapping[str, object]) -> list[Row]:
        """The rows of a statement. Its parameters are exactly those that it declares."""
        result = await _sent(self._transaction, chosen, parameters)
        rows = await _rows(result)
        if self._writes and chosen.name not in BESIDE_THE_TAXONOMY:
            self.alters_taxonomy |= _changed_data((await result.consume()).counters)
        return rows


async def _sent(
    runner: AsyncManagedTransaction | AsyncSession, chosen: Statement, parameters: Mapping[str, object]
) -> AsyncResult:
    if parameters.keys() != chosen.parameters:
        raise TypeError(f"{chosen.name} takes {sorted(chosen.parameters)}, not {sorted(parameters)}")
    return await runner.run(chosen.text, dict(parameters))


async def _rows(result: AsyncResult) -> list[Row]:
    # Statements answer values and maps, never nodes: `record.data()` would walk through every vector for nothing.
    return [dict(zip(record.keys(), record.values(), strict=True)) for record in await result.fetch(MOST_ROWS)]


def _changed_data(counters: SummaryCounters) -> bool:
    """Whether a statement wrote anything but indexes and constraints, beside which no data may be written."""
    created = counters.nodes_created or counters.relationships_created or counters.labels_added
    deleted = counters.nodes_deleted or counters.relationships_deleted or counters.labels_removed
    return bool(created or deleted or counters.properties_set)


class Graph:
    """A Neo4j database. Any number of processes may use the same one."""

    def __init__(self, driver: AsyncDriver, timeout_s: float) -> None:
        self._driver = driver
        self._timeout_s = timeout_s

    @classmethod
    def connect(cls, uri: str, user: str, password: str, timeout_s: float) -> Self:
        """A graph at an address; nothing is sent before the first statement. Raises ConfigurationError."""
        try:
            driver = AsyncGraphDatabase.driver(
                uri,
                auth=(user, password),
                connection_timeout=timeout_s,
                connection_acquisition_timeout=timeout_s,
                max_transaction_retry_time=timeout_s,
                notifications_min_severity=NotificationMinimumSeverity.OFF,
                user_agent="graph-service",
            )
        except (DriverError, ValueError) as error:
            raise ConfigurationError(f"NEO4J_URI cannot be used: {error}") from error
        return cls(driver, timeout_s)

    @property
    def driver(self) -> AsyncDriver:
        """The driver, for who installs the schema."""
        return self._driver

    async def close(self) -> None:
        """Give the connections back."""
        await self._driver.close()

    async def read(self, name: str, **parameters: object) -> list[Row]:
        """The rows of one reading statement; a cluster's follower may answer."""
        return await self.carry_out(statement(name), parameters)

    async def carry_out(self, chosen: Statement, parameters: Mapping[str, object]) -> list[Row]:
        """The rows of one reading statement. Its parameters are exactly those that it declares.

        Neo4j is asked once, where a transaction that is begun and committed takes three times. What fails in passing,
        and is known to before Neo4j counts as away, is tried again by way of such a transaction.
        """
        began = time.monotonic()
        async with self._typed_errors():
            try:
                async with self._driver.session(default_access_mode=READ_ACCESS) as session:
                    return await _rows(await _sent(session, chosen, parameters))
            except (DriverError, Neo4jError) as error:
                if not error.is_retryable() or time.monotonic() - began > self._timeout_s:
                    raise
        return await self.reading(lambda transaction: transaction.carry_out(chosen, parameters))

    async def write(self, name: str, **parameters: object) -> list[Row]:
        """The rows of one writing statement."""
        return await self.writing(lambda transaction: transaction.run(name, **parameters))

    async def reading(self, work: Callable[[Transaction], Awaitable[Answer]]) -> Answer:
        """The answer of several reading statements over one state of the graph."""
        async with self._typed_errors(), self._driver.session() as session:
            return await session.execute_read(lambda transaction: work(Transaction(transaction)))

    async def looking(self, work: Callable[[Graph], Awaitable[Answer]]) -> Answer:
        """The answer of reading work on this graph, whose statements come one after the other in one transaction."""
        return await self.reading(lambda transaction: work(_Within(self._driver, self._timeout_s, transaction)))

    async def writing(self, work: Callable[[Transaction], Awaitable[Answer]]) -> Answer:
        """The answer of several statements, all written or none. The work may be called again after a deadlock."""

        async def stamped(transaction: AsyncManagedTransaction) -> Answer:
            writing = Transaction(transaction, writes=True)
            answer = await work(writing)
            if writing.alters_taxonomy:
                # The last thing that is locked: who waits for it holds up nobody else.
                await writing.run(STAMP)
            return answer

        async with self._typed_errors(), self._driver.session() as session:
            return await session.execute_write(stamped)

    async def rehearsing(self, work: Callable[[Graph], Awaitable[Answer]]) -> Answer:
        """The answer of work on a graph that is this one, but for what the work writes: all of it is taken back.

        Others see none of it, and wait for what it has locked. The work may be called again after a deadlock, and
        its statements come one after the other.
        """

        async def taken_back(transaction: AsyncManagedTransaction) -> None:
            rehearsal = _Within(self._driver, self._timeout_s, Transaction(transaction))
            raise _TakenBack(await work(rehearsal))

        try:
            async with self._typed_errors(), self._driver.session() as session:
                await session.execute_write(taken_back)
        except _TakenBack as done:
            return cast(Answer, done.answer)
        raise AssertionError("a rehearsal ends by being taken back")

    async def is_ready(self) -> bool:
        """Whether Neo4j answers right now."""
        try:
            await self.read("schema/ping")
        except StoreError:
            return False
        return True

    @asynccontextmanager
    async def _typed_errors(self) -> AsyncIterator[None]:
        try:
            yield
        except (ServiceUnavailable, SessionExpired, TimeoutError) as error:
            raise StoreUnavailable(
                "Neo4j does not answer; it is asked again at the next call. Is it running?"
            ) from error
        except AuthError as error:
            raise ConfigurationError("Neo4j refused the login; check NEO4J_USER and NEO4J_PASSWORD") from error
        except ConnectionAcquisitionTimeoutError as error:
            raise StoreUnavailable("every connection to Neo4j is in use; send the request again in a moment") from error
        except TransientError as error:
            raise StoreUnavailable("Neo4j is too busy for this; nothing was written, send it again") from error
        except UnicodeEncodeError as error:
            raise InvalidInput("a text has characters that are no text (lone surrogates); send UTF-8") from error
        except (DriverError, Neo4jError) as error:
            raise StoreError(f"Neo4j could not carry out a statement ({type(error).__name__})") from error


class _Within(Graph):
    """A graph whose statements are all of one transaction."""

    def __init__(self, driver: AsyncDriver, timeout_s: float, transaction: Transaction) -> None:
        super().__init__(driver, timeout_s)
        self._transaction = transaction

    async def carry_out(self, chosen: Statement, parameters: Mapping[str, object]) -> list[Row]:
        return await self._transaction.carry_out(chosen, parameters)

    async def reading(self, work: Callable[[Transaction], Awaitable[Answer]]) -> Answer:
        return await work(self._transaction)

    async def writing(self, work: Callable[[Transaction], Awaitable[Answer]]) -> Answer:
        return await work(self._transaction)


class _TakenBack(Exception):
    """Leaves a managed transaction, which is how the driver takes one back, with the answer of its work."""

    def __init__(self, answer: object) -> None:
        super().__init__()
        self.answer = answer
