"""What is over is forgotten, and what still counts is not."""

import datetime as dt

import sqlalchemy as sa

from yiju.bots.notices import note
from yiju.bots.tidying import tidy
from yiju.store.bot_tables import notices
from yiju.store.database import Database


def _keys(sql: Database) -> set[str]:
    with sql.read() as connection:
        return set(connection.scalars(sa.select(notices.c.key)))


def test_what_was_told_on_a_day_is_forgotten_after_a_month_and_what_was_told_of_a_thing_after_a_year(
    sql: Database,
) -> None:
    now = dt.datetime.now(dt.UTC)
    dated = {
        "digest:ann:2026-01-02",
        "contract:ann:2026-01-02",
        "commitment:ann:2026-01-02",
        "stranger:w:c:x",
        "newcomer:w:c:x",
        "alarm:lost",
    }
    lasting = {"told:ann:s1", "sight:c:1:ann"}
    for days, keys in ((31, dated | lasting), (29, {f"{key}/fresh" for key in dated | lasting})):
        note(sql, keys, "ann", "digest", now - dt.timedelta(days=days))
    tidy(sql)
    kept = lasting | {f"{key}/fresh" for key in dated | lasting}
    assert _keys(sql) == kept
    with sql.write() as connection:
        connection.execute(sa.update(notices).values(at=now - dt.timedelta(days=366)))
    tidy(sql)
    assert _keys(sql) == {"sight:c:1:ann", "sight:c:1:ann/fresh"}
