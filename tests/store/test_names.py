import pytest

from yiju.store.names import name_key, people_of


@pytest.mark.parametrize(
    "written", ["Li Lei", "LI  LEI（采购部）", "Ｌｉ Ｌｅｉ", "Li Lei <li@a.cn>", "li lei [外部]"]
)
def test_one_name_has_one_key(written: str) -> None:
    assert name_key(written) == "li lei"


def test_senders_receivers_authors_and_speakers_count() -> None:
    attributes = {
        "from": "王工 <WANG@b.cn>",
        "to": '"李, 雷" <li@a.cn>, zhao@a.cn',
        "cc": "孙砚秋 <sun@a.cn>",
        "author": "周岚、吴桐",
        "subject": "钱一",
        "speakers": "在别处说话的人",
    }
    assert set(people_of(attributes, ["陈经理（华东）", ""])) == {
        *("王工", "wang@b.cn", "李, 雷", "li@a.cn", "zhao@a.cn", "孙砚秋", "sun@a.cn"),
        *("周岚", "吴桐", "陈经理"),
    }
    assert people_of({}, []) == ()
