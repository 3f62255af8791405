"""What counts as personal data, and what must not."""

import time

import pytest

from yiju.privacy import find
from yiju.privacy.checks import is_id_card, is_luhn

ID = "11010519491231002X"
"""The example of GB 11643-1999."""
CARD = "6222021234567890128"


def _kinds(text: str, *known: str) -> list[tuple[str, str]]:
    return [(span.kind, span.value) for span in find(text, known)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("电话13812345678，请回", ("mobile", "13812345678")),
        ("手机：138-1234-5678。", ("mobile", "138-1234-5678")),
        ("+86 138 1234 5678", ("mobile", "+86 138 1234 5678")),
        ("(+86)13912345678", ("mobile", "(+86)13912345678")),
        ("打１３８１２３４５６７８", ("mobile", "１３８１２３４５６７８")),
        ("打138—1234—5678", ("mobile", "138—1234—5678")),
        ("手机 138 12 34 56 78", ("mobile", "138 12 34 56 78")),
        ("座机 021-68881234 转 802", ("landline", "021-68881234 转 802")),
        ("(0512)6288-1234", ("landline", "(0512)6288-1234")),
        ("+86-21-68881234", ("landline", "+86-21-68881234")),
        ("传真：68881234", ("landline", "68881234")),
        (f"身份证{ID}。", ("id_card", ID)),
        (f"号码：{ID[:6]} {ID[6:14]} {ID[14:].lower()}", ("id_card", "110105 19491231 002x")),
        ("卡号 4111 1111 1111 1111", ("bank_card", "4111 1111 1111 1111")),
        ("打到4111111111111111", ("bank_card", "4111111111111111")),
        ("发票已寄，账号 4111111111111111", ("bank_card", "4111111111111111")),
        ("护照号 E12345678 入境", ("passport", "E12345678")),
        ("车牌沪A·12345停门口", ("plate", "沪A·12345")),
        ("苏E12345D进厂", ("plate", "苏E12345D")),
        ("写给 li.lei@rhein.example.com。", ("email", "li.lei@rhein.example.com")),
        ("微信号：lilei_2026", ("account", "lilei_2026")),
        ("寄到上海市浦东新区张江路88号3号楼501室。", ("address", "上海市浦东新区张江路88号3号楼501室")),
        ("住在翠苑小区3栋2单元501室", ("address", "翠苑小区3栋2单元501室")),
        ("请王工确认", ("name", "王工")),
        ("李总监同意", ("name", "李总监")),
        ("陈经理说", ("name", "陈经理")),
        ("由顾院长亲自负责", ("name", "顾院长")),
        ("梁总，我个人说一句", ("name", "梁总")),
        ("王总会来吗", ("name", "王总")),
        ("方主任不同意", ("name", "方主任")),
    ],
)
def test_personal_data_is_found(text: str, expected: tuple[str, str]) -> None:
    assert _kinds(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "销售额13812345678元，同比增长",
        "零件号AB13812345678",
        "比率13812345678.5",
        "订单号 4111111111111111 已发货",
        "发票号码4111111111111111",
        "4111111111111112",
        "110105194912310021",
        "110105194902310021",
        "20240101123000",
        "2024-01-15 至 2024-03-20",
        "IATF16949 与 VDA6.3、GB/T 19001-2016",
        "护照办理需要两周",
        "云B2B平台",
        "第8.2条 付款期60天",
        "施工方案已定，高工评审，员工培训，化工园区",
        "本周总结、最高总价、钱总额、合同总价、分钟工作",
        "张总部、李工程、王总成本、陈总量",
        "对方经理、双方主管、责任主任、关于院长、资金总量、日常主管",
        "产线在苏州工业园区扩建，沿江路改造",
        "400-820-8888 客服热线",
        "价格1.38亿元，共13,812,345,678件",
        "Price list v1.2@2024",
    ],
)
def test_what_is_none_is_left_alone(text: str) -> None:
    assert _kinds(text) == []


def test_known_names_are_found_wherever_they_stand() -> None:
    text = "李建国同意，Anna  Weber也同意；Annabel没有；陈晓燕说李建国不在。"
    assert _kinds(text, "李建国", "Anna Weber", "Anna", "陈晓燕", "客户", "发言人1") == [
        ("name", "李建国"),
        ("name", "Anna  Weber"),
        ("name", "陈晓燕"),
        ("name", "李建国"),
    ]


def test_a_known_name_holds_before_the_shorter_one_and_its_title() -> None:
    assert _kinds("李建国总监来了", "李建国", "建国") == [("name", "李建国")]


def test_check_digits() -> None:
    assert is_id_card(ID) and not is_id_card(ID.replace("X", "1"))
    assert not is_id_card("99010519491231002X") and not is_id_card("11010519490231002X")
    assert is_luhn("4111111111111111") and not is_luhn("4111111111111112")


HOSTILE = [
    "1" * 1_000_000,
    "138 1234 " * 110_000,
    "a" * 1_000_000,
    "a@" * 500_000,
    "a.@a." * 200_000,
    "路1号" * 330_000,
    "一" * 1_000_000,
    "上海市浦东路" * 160_000,
    "护照护照电话微信" * 125_000,
    "王总工" * 330_000,
    "6222 " * 200_000,
    "(+86)-0" * 140_000,
    " " * 1_000_000,
    "市" * 1_000_000,
    "市区路" * 330_000,
    "a点" * 500_000,
    "\u200b1" * 500_000,
    "李 建 国 " * 160_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:8]))
def test_a_megabyte_of_anything_is_read_in_seconds(text: str) -> None:
    known = [f"李{chr(0x4E00 + n)}国" for n in range(300)]
    started = time.perf_counter()
    find(text, known)
    assert time.perf_counter() - started < 15


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("请打13800138000个人手机", "13800138000"),
        ("13800138000只在白天接", "13800138000"),
        ("转13800138000台州办事处", "13800138000"),
        ("13800138000元旦值班，13800138000万达广场", "13800138000"),
        ("1.13800138000 张三", "13800138000"),
        ("名单。12.13800138000", "13800138000"),
        ("M.13800138000", "13800138000"),
        ("表格：\n138\n0013\n8000", "138\n0013\n8000"),
        ("138 0013\r\n  8000", "138 0013\r\n  8000"),
        ("电话138\n00138000", "138\n00138000"),
        ("加我微信zhangsan88", "zhangsan88"),
        ("微信 zhang_san8。", "zhang_san8"),
        ("QQ12345678", "12345678"),
        ("打01062345678找他", "01062345678"),
        ("051262881234转801", "051262881234转801"),
        ("010-62345678台账", "010-62345678"),
    ],
)
def test_words_and_marks_beside_a_number_do_not_hide_it(text: str, value: str) -> None:
    assert {span.value for span in find(text)} == {value}


@pytest.mark.parametrize(
    "text",
    [
        "合计13800138000元",
        "共13800138000套",
        "产能13800138000件/年",
        "金额为13800138000万。",
        "额度1.13800138000",
        "圆周率3.14159265358",
        "Nr.13800138000",
        "用微信支付 微信iPhone版 wx_login 微信App2",
        "编号01062345678",
        "A01062345678",
    ],
)
def test_amounts_decimals_and_part_numbers_are_still_none(text: str) -> None:
    assert find(text) == []
