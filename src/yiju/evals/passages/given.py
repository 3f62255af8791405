"""Vectors made beforehand: an ``.npz`` with ``ids`` and ``vectors``, brought into the corpus's order."""

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from yiju.errors import YijuError
from yiju.evals.passages.lines import unreadable
from yiju.evals.passages.records import Corpus
from yiju.store.vectors.base import Dense

_FORM = "需要 ids（文字或整数，n 个）和 vectors（float16/32/64，n × 维数），用 numpy.savez 写。"
_ZIP = b"PK"
_BLOCK = 4096


def read_vectors(path: Path, corpus: Corpus) -> Dense:
    """One vector a passage, float32, shape ``(len(corpus), dim)``; vectors of other ids are left out.

    Pickled objects are refused: reading them would run code. Raises YijuError naming what is wrong.
    """
    ids, vectors = _arrays(path)
    if vectors.ndim != 2 or not vectors.shape[1]:
        raise YijuError(f"{path.name} 的 vectors 形状是 {vectors.shape}，不是（n, 维数）。", hint=_FORM)
    if vectors.dtype.kind != "f":
        raise YijuError(f"{path.name} 的 vectors 类型是 {vectors.dtype}，不是小数。", hint=_FORM)
    if ids.ndim != 1:
        raise YijuError(f"{path.name} 的 ids 形状是 {ids.shape}，不是一列。", hint=_FORM)
    if len(ids) != len(vectors):
        raise YijuError(f"{path.name} 有 {len(ids)} 个 ids，{len(vectors)} 个向量。", hint=_FORM)
    if ids.dtype.kind not in "iuU":
        raise YijuError(f"{path.name} 的 ids 类型是 {ids.dtype}，不是文字或整数。", hint=_FORM)
    row = {str(one): at for at, one in enumerate(ids.tolist())}
    if len(row) != len(ids):
        raise YijuError(f"{path.name} 的 ids 里有 {len(ids) - len(row)} 个重复。", hint=_FORM)
    missing = [one for one in corpus.ids if one not in row]
    if missing:
        raise YijuError(
            f"{path.name} 缺 {len(missing)} 段的向量（共 {len(corpus)} 段），例如 {missing[0]}。",
            hint="去掉 --vectors（由向量模型算），或加 --embedder none（只比关键词）。",
        )
    return _in_order(path, corpus, vectors, [row[one] for one in corpus.ids])


def _arrays(path: Path) -> tuple["np.ndarray[Any, Any]", "np.ndarray[Any, Any]"]:
    try:
        with path.open("rb") as raw:
            if raw.read(len(_ZIP)) != _ZIP:  # numpy would take any such file for a pickle
                raise YijuError(f"{path.name} 不是 .npz。", hint=_FORM)
        with np.load(path, allow_pickle=False) as found:
            absent = [key for key in ("ids", "vectors") if key not in found.files]
            if absent:
                raise YijuError(
                    f"{path.name} 里没有 {'、'.join(absent)}；有的是：{'、'.join(found.files) or '无'}。",
                    hint=_FORM,
                )
            return found["ids"], found["vectors"]
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error, KeyError) as error:
        if "pickle" not in str(error):
            raise unreadable(path, error, _FORM) from error
        why = "里面是 Python 对象（pickle），读它等于运行它，所以不读"
        raise YijuError(f"读不了 {path}：{why}", hint=_FORM) from error


def _in_order(path: Path, corpus: Corpus, vectors: "np.ndarray[Any, Any]", rows: list[int]) -> Dense:
    ordered = np.empty((len(rows), vectors.shape[1]), dtype=np.float32)
    for at in range(0, len(rows), _BLOCK):
        some = vectors[rows[at : at + _BLOCK]].astype(np.float32)
        for why, bad in (
            ("含 NaN 或无穷大", ~np.isfinite(some).all(axis=1)),
            ("全是零", ~some.any(axis=1)),
        ):
            if bad.any():
                which = corpus.ids[at + int(np.argmax(bad))]
                raise YijuError(f"{path.name} 里 {which} 的向量{why}。", hint="重新算这些向量。")
        ordered[at : at + len(some)] = some
    return ordered
