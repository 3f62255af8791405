"""The token estimate never falls below a real tokenizer's count."""

import os
from pathlib import Path
from typing import Any

import pytest

from yiju.models.tokens import count_tokens

TEXTS = {
    "prose": "招标修订版将 ESG 权重由 5% 提高到 15%，请贵司于 2026 年 1 月 31 日前提交碳足迹核算报告。" * 5,
    "marks": "……——“”‘’《》【】〔〕、。，！？；：（）％￥·",
    "numbers": "1,234,567.89元 2026-01-15 12:30:45 3.14159265 合计￥98,000.00",
    "codes": "VDA6.3 IATF16949 PPAP XKCDQZ a94a8fe5ccb19ba61c4c0873d391e987 QmXoypizjW3WknFiJnKLwHCnL72",
    "english": "The supplier shall provide a carbon footprint for every part from 2027 onwards.\n" * 3,
    "rare": "龘靐齉爩鱻麤龗灪龖𠮷𡃁㐀㐁 繁體中文測試",
    "emoji": "😀🎉👍🏽 ①②③ ㈱ é ñ ü ß Ω 한국어 ひらがな",
    "json": '{"statements": [{"nature": "fact", "text": "价格为3%", "evidence": ["E1", "E2"]}]}',
    "blank": "",
}


@pytest.fixture(scope="module")
def o200k() -> Any:
    llama_index = pytest.importorskip("llama_index.core")
    tiktoken = pytest.importorskip("tiktoken")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(Path(llama_index.__file__).parent / "_static" / "tiktoken_cache")
    return tiktoken.get_encoding("o200k_base")


@pytest.mark.parametrize("name", TEXTS)
def test_never_below_a_real_count(o200k: Any, name: str) -> None:
    assert count_tokens(TEXTS[name]) >= len(o200k.encode(TEXTS[name]))


def test_not_wildly_above_for_chinese_prose() -> None:
    assert count_tokens(TEXTS["prose"]) <= len(TEXTS["prose"])
