"""The table of the desk's database, its making, and the renewal of an older one.

Belongs here: columns, indexes and how to connect. Events are written in store.py.
"""

from collections import Counter
from collections.abc import Callable
from urllib.parse import quote

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    Index,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    create_engine,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from orchestration.desk.kinds import Decision, topic
from orchestration.errors import LeadhouseError

METADATA = MetaData()
DECISIONS = Table(
    "decisions",
    METADATA,
    Column("event_id", String(36), primary_key=True),
    Column("decided_at", DateTime, nullable=False),
    Column("decided_by", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject_id", String(200), nullable=False),
    Column("object_id", String(200)),
    Column("reason", String(2000)),
    Column("payload", Text),
    # What the event is about, and its place among the events about it: no two can have
    # one place, which is how the database itself tells two deciders apart.
    Column("topic", String(450)),
    Column("topic_sequence", Integer),
)
PLACES = Index(
    "decisions_topic_places",
    DECISIONS.c.topic,
    DECISIONS.c.topic_sequence,
    unique=True,
)
_ADDED = ("payload", "topic", "topic_sequence")
_SECONDS_TO_CONNECT = 10
_SECONDS_TO_WAIT = 30
# Any number that no other program of the database locks by: "desk" as hexadecimal.
_LOCK_KEY = 0x6465736B


def open_engine(url: str) -> tuple[Engine, Callable[[Exception], str]]:
    """The database, and how to say an error of it without its password."""
    try:
        parsed = make_url(url)
        is_sqlite = parsed.get_backend_name() == "sqlite"
        engine = create_engine(
            parsed,
            pool_pre_ping=not is_sqlite,
            connect_args={"timeout": _SECONDS_TO_WAIT}
            if is_sqlite
            else {"connect_timeout": _SECONDS_TO_CONNECT},
        )
    except (ArgumentError, NoSuchModuleError) as error:
        raise LeadhouseError(
            "desk.url in leadhouse.yml is no database URL, such as "
            "postgresql+psycopg://user:password@host/database."
        ) from error
    except ModuleNotFoundError as error:
        raise LeadhouseError(
            f"The desk's database needs the package {error.name}: "
            "pip install 'leadhouse[postgresql]'."
        ) from error
    shown = parsed.render_as_string(hide_password=True)

    def sentence(error: Exception) -> str:
        said = " ".join(str(error.__cause__ or error).split()).rstrip(".")
        password = str(parsed.password or "")
        for secret in {password, quote(password, safe="")} - {""}:
            said = said.replace(secret, "***")
        return f"The desk store {shown} cannot be used: {said}."

    return engine, sentence


def prepare_tables(engine: Engine) -> None:
    """Makes the table where there is none, and gives an older one what it lacks."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"select pg_advisory_xact_lock({_LOCK_KEY})"))
        METADATA.create_all(connection, tables=[DECISIONS])
        present = {c["name"] for c in inspect(connection).get_columns("decisions")}
        for name in _ADDED:
            if name not in present:
                kind = DECISIONS.c[name].type.compile(engine.dialect)
                connection.execute(
                    text(f"alter table decisions add column {name} {kind}")
                )
        _place_events(connection)
        PLACES.create(connection, checkfirst=True)


def _place_events(connection: Connection) -> None:
    """Says of events that an earlier version wrote what they are about."""
    unplaced = select(DECISIONS.c.event_id).where(DECISIONS.c.topic.is_(None)).limit(1)
    if connection.execute(unplaced).first() is None:
        return
    rows = list(
        connection.execute(
            select(DECISIONS).order_by(DECISIONS.c.decided_at, DECISIONS.c.event_id)
        ).mappings()
    )
    topics: dict[str, str] = {}
    places: Counter[str] = Counter()
    for row in rows:
        if row["topic"] is not None:
            places[row["topic"]] = max(places[row["topic"]], row["topic_sequence"])
    for row in rows:
        about = topics[row["event_id"]] = row["topic"] or _topic_of_row(row, topics)
        if row["topic"] is None:
            places[about] += 1
            connection.execute(
                DECISIONS.update()
                .where(DECISIONS.c.event_id == row["event_id"])
                .values(topic=about, topic_sequence=places[about])
            )


def _topic_of_row(row: RowMapping, topics: dict[str, str]) -> str:
    if row["kind"] == "undo":
        return topics.get(row["object_id"], f"event:{row['object_id']}")
    return topic(
        Decision(row["kind"], row["subject_id"], "", object_id=row["object_id"])
    )
