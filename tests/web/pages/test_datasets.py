"""The datasets page in a real browser: count, make, look, check, download, delete."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.stored import settings_for
from tests.support.trainable import BOTH, furnish, judge, reworded, strategy
from tests.support.walk import PHONE, serving, token_for, visiting
from yiju.store.store import Store
from yiju.store.users import save_user

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def served(chromium: Browser, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A few verdicts in two units, served; a head of both, and a rep."""
    assert chromium.is_connected()
    folder = tmp_path / "data"
    with Store.open(settings_for(folder)) as store:
        furnish(store)
        for name, role in (("both", "director"), ("rep", "rep"), ("boss", "admin")):
            save_user(store.sql, name, roles=[role], units=["main", "west"], actor="test")
        for day, (name, customer, unit) in enumerate(
            (("s1", "莱茵汽车", "main"), ("s2", "川岳检验", "west"), ("s3", "云杉纸业", "main"))
        ):
            strategy(store, name, customer, unit, days=day)
            judge(store, BOTH, name, "c0")
            judge(store, BOTH, name, "c1", "edit", rewrite=reworded(customer, unit, 1))
    with serving(folder) as address:
        yield folder, address


def test_from_count_to_deletion(served: tuple[Path, str], chromium: Browser) -> None:
    folder, address = served
    with visiting(chromium, address, token=token_for(folder, "both")) as visit:
        page = visit.page
        visit.open("/datasets")
        expect(page.get_by_text("还没有数据集")).to_be_visible()
        expect(page.get_by_text("共 6 个样本，3 条评过的建议")).to_be_visible()
        expect(page.get_by_text("没有收进来：没有评审结论 3")).to_be_visible()
        expect(page.get_by_label("保留个人信息")).to_have_count(0)
        visit.fits()
        page.get_by_role("combobox", name="单元").click()
        page.get_by_role("option", name="west").click()
        expect(page.get_by_text("共 2 个样本，1 条评过的建议")).to_be_visible()
        page.get_by_role("button", name="存成新版本").click()
        page.wait_for_url("**/datasets/sft-v1")
        visit.live()
        expect(page.get_by_role("heading", name="划分 Splits")).to_be_visible()
        expect(page.get_by_role("cell", name="川岳检验")).to_be_visible()
        page.keyboard.press("v")
        expect(page.get_by_text("核对过了：2 个样本，文件、格式、划分、来历都对。")).to_be_visible()
        with page.expect_download() as waiting:
            page.get_by_text("下载 zip").click()
        held = zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes()))
        assert {"sft-v1/train.jsonl", "sft-v1/manifest.json", "sft-v1/README.md"} <= set(held.namelist())
        page.get_by_role("button", name="删除…").click()
        page.get_by_label("为什么删除").fill("试完了")
        page.get_by_role("button", name="删除", exact=True).click()
        expect(page.get_by_text("文件已删除", exact=True)).to_be_visible()
        visit.open("/datasets")
        expect(page.locator(".y-item").get_by_text("已删除")).to_be_visible()
        visit.clean()


def test_what_cannot_be_exported_is_told_and_a_phone_will_do(
    served: tuple[Path, str], chromium: Browser
) -> None:
    folder, address = served
    with visiting(chromium, address, PHONE, token_for(folder, "boss")) as visit:
        visit.open("/datasets")
        expect(visit.page.get_by_text("共 6 个样本")).to_be_visible()
        expect(visit.page.get_by_label("保留个人信息的理由")).to_be_visible()
        visit.page.get_by_role("combobox", name="评审人数").click()
        visit.page.get_by_role("option", name="至少 5 人评审").click()
        expect(visit.page.get_by_text("这样选没有样本，存不成版本。")).to_be_visible()
        expect(visit.page.get_by_role("button", name="存成新版本")).to_be_disabled()
        visit.fits()
        visit.clean()


def test_a_day_is_picked_in_chinese_whatever_the_browser_speaks(
    served: tuple[Path, str], chromium: Browser
) -> None:
    folder, address = served
    with visiting(chromium, address, token=token_for(folder, "both"), locale="en-US") as visit:
        page = visit.page
        visit.open("/datasets")
        expect(page.get_by_text("共 6 个样本")).to_be_visible()
        field = page.get_by_label("评审日期不早于", exact=True)
        page.get_by_role("button", name="评审日期不早于：打开日历").click()
        calendar = page.locator(".q-date")
        expect(calendar.get_by_text("周一", exact=True)).to_be_visible()
        calendar.get_by_role("button", name="15", exact=True).click()
        expect(calendar).to_be_hidden()
        expect(field).to_have_value(re.compile(r"20\d\d-\d\d-15"))
        field.fill("2099年1月1日")
        expect(page.get_by_text("这样选没有样本，存不成版本。")).to_be_visible()
        expect(page.get_by_text("没有收进来：评审早于所选日期 6")).to_be_visible()
        field.fill("1/2/2099")
        expect(page.get_by_text("按年-月-日写，如 2026-03-10", exact=True)).to_be_visible()
        expect(page.get_by_role("button", name="存成新版本")).to_be_disabled()
        field.fill("")
        expect(page.get_by_text("共 6 个样本")).to_be_visible()
        visit.clean()


@pytest.mark.parametrize("path", ["/datasets", "/datasets/sft-v1"])
def test_reps_are_told_that_it_is_not_for_them(
    served: tuple[Path, str], chromium: Browser, path: str
) -> None:
    folder, address = served
    with visiting(chromium, address, token=token_for(folder, "rep")) as visit:
        visit.open(path)
        expect(visit.page.get_by_text("这一页只给主管和管理员。")).to_be_visible()
