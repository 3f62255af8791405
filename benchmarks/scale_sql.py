"""What a paragraph takes in SQL: ``python -m benchmarks.scale_sql --paragraphs 100000 [--database URL]``.

Documents of generated contracts and calls are written by the very function that ingestion writes with; each
chunk gets a vector of random numbers in the cache. No index is made: see ``benchmarks.scale``.
"""

import argparse
import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from benchmarks.bench_common import machine

from yiju.ingest.index import stage
from yiju.ingest.places import Source
from yiju.ingest.reading import Piece, Reading, lay_out
from yiju.store import tables
from yiju.store.customers import ensure_customer
from yiju.store.database import Database, batched, insert_ignore
from yiju.store.types import Kind, Locator, Role

_PER_DOCUMENT = 50
_DOCUMENTS_AT_ONCE = 200
_DIM = 384
_WORDS = (
    "交付 样件 价格 年降 付款 验收 质量 轻量化 压铸 模具 节拍 产能 成本 拆分 合同 条款 违约 索赔 投产 认证 "
    "供应商 采购 会议 确认 书面 邮件 技术 规格 偏差 审核 碳足迹 排放 回收 铝材 物流 包装 备件 服务 响应 培训"
).split()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paragraphs", type=int, default=100_000)
    parser.add_argument("--database", default="", help="an empty database; default: SQLite in a new folder")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = chosen.database or f"sqlite:///{folder}/yiju.db"
        sql = Database.open(url, lock_folder=Path(folder) / "locks")
        try:
            found = {"machine": machine(), **fill(sql, chosen.paragraphs), **sizes(sql, Path(folder))}
        finally:
            sql.close()
    found["bytes a paragraph"] = round(found["bytes"] / found["paragraphs"])
    print(json.dumps(found, indent=1, ensure_ascii=False))


def fill(sql: Database, paragraphs: int) -> dict[str, Any]:
    """Write documents of fifty paragraphs, published, with vectors in the cache."""
    draw = random.Random(7)
    noise = np.random.default_rng(7)
    customer = ensure_customer(sql, "规模客户", "main")
    chunks = characters = 0
    cpu = time.process_time()
    numbers = range(paragraphs // _PER_DOCUMENT)
    for some in batched([str(number) for number in numbers], _DOCUMENTS_AT_ONCE):
        with sql.write() as connection:
            for number in some:
                reading = _reading(draw, int(number))
                place = f"file:///srv/客户资料/规模客户/合同/{number}.pdf"
                written = stage(connection, Source(place, place, f"{int(number):064x}", customer), reading)
                chunks += written.chunks
                characters += len(reading.text)
            texts = connection.scalars(
                sa.select(tables.chunks.c.text_sha256).where(tables.chunks.c.dense_model.is_(None))
            ).all()
            rows = [
                {
                    "model": "random-384",
                    "text_sha256": text,
                    "vector": noise.random(_DIM, np.float32).astype("<f4").tobytes(),
                }
                for text in texts
            ]
            insert_ignore(connection, tables.embeddings, rows)
            new = tables.chunks.c.dense_model.is_(None)
            connection.execute(sa.update(tables.chunks).where(new).values(dense_model="random-384"))
            staged = tables.documents.c.state == "staged"
            connection.execute(sa.update(tables.documents).where(staged).values(state="current"))
    return {
        "paragraphs": len(numbers) * _PER_DOCUMENT,
        "chunks": chunks,
        "characters a paragraph": round(characters / (len(numbers) * _PER_DOCUMENT), 1),
        "cpu seconds": round(time.process_time() - cpu, 1),
    }


def _reading(draw: random.Random, number: int) -> Reading:
    pieces: list[Piece] = []
    clause, heading = 0, ""
    for at in range(_PER_DOCUMENT):
        if at % 10 == 0:
            clause += 1
            heading = f"第{clause}条 {''.join(draw.sample(_WORDS, 3))}"
            pieces.append(Piece(heading, Locator(page=1 + at // 12), Role.HEADING))
            continue
        text = "".join(draw.choices(_WORDS, k=draw.randint(12, 70))) + f"{draw.randint(1, 999_999)}。"
        place = Locator(page=1 + at // 12, paragraph=at % 12 + 1, clause=f"第{clause}.{at % 10}条")
        pieces.append(Piece(text, place, Role.BODY, (heading,)))
    text, laid = lay_out(pieces)
    return Reading(text, laid, f"采购合同{number}", "scale-1", "pdf", Kind.CONTRACT, pages=5)


def sizes(sql: Database, folder: Path) -> dict[str, Any]:
    """Bytes in all and by table, indexes included."""
    wanted = ("documents", "paragraphs", "chunks", "embeddings")
    if sql.is_sqlite:
        sql.scrub()
        whole = sum(file.stat().st_size for file in folder.glob("yiju.db*"))
        return {"bytes": whole, "by table": {}}
    with sql.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM FULL ANALYZE"))
        by_table = {
            name: connection.scalar(sa.select(sa.func.pg_total_relation_size(name))) for name in wanted
        }
        whole = connection.scalar(sa.text("SELECT pg_database_size(current_database())"))
    return {"bytes": whole, "by table": by_table}


if __name__ == "__main__":
    main()
