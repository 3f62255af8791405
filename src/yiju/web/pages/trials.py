"""``/trials``: set up a blind trial, watch it being made, and read its result."""

from collections.abc import Mapping, Sequence

from nicegui import ui

from yiju.errors import YijuError
from yiju.sandbox.changes import allowed_models, make_changes
from yiju.sandbox.trial_results import Result, result_of
from yiju.sandbox.trial_tally import FEWEST, FEWEST_CUSTOMERS
from yiju.sandbox.trials import Trial, list_trials, progress_of, run_trial, start_trial
from yiju.sandbox.voting import next_ballot
from yiju.store.access import reviewed_units
from yiju.store.types import Viewer
from yiju.web.deps import page_house, page_viewer
from yiju.web.house import House
from yiju.web.pages.frame import Keys, frame, page
from yiju.web.pages.theme import KINDS, Text, alert, aside, box, button, chip, empty, link, moment, told
from yiju.web.pages.trial_chart import interval
from yiju.web.pages.whatif_parts import known_prompts, sheet, switch_rows, tabs

_PROMPTS = ("visit-strategy", "talk-track", "answer", "repair")


def register() -> None:
    """Add the pages."""

    @page("/trials", heads=True)
    async def listed() -> None:
        viewer, house = await page_viewer(), page_house()
        found = await aside(list_trials, house.store.sql, viewer)
        known = await aside(known_prompts, house, viewer)
        with frame(viewer, "沙盒推演", here="whatif", subtitle="启用之前，先在过去的建议上盲测"):
            sheet()
            tabs("trials")
            with box("y-bench"):
                _form(house, viewer, known)
                _list(found)

    @page("/trials/{trial_id}", heads=True)
    async def one(trial_id: str, peek: str = "") -> None:
        viewer, house = await page_viewer(), page_house()
        found = await aside(result_of, house.store.sql, viewer, trial_id)
        waiting = await aside(next_ballot, house.store.sql, viewer, trial_id)
        keys = Keys().add("v", "去投票", lambda: ui.navigate.to(f"/trials/{trial_id}/vote"))
        with frame(viewer, "盲测", here="whatif", keys=keys, subtitle="；".join(found.trial.changes.told())):
            sheet()
            await _progress(house, found)
            if waiting and not peek:
                _hidden(found, waiting.total - waiting.number + 1)
            else:
                with box("y-stack loose"):
                    _result(found)


def _form(house: House, viewer: Viewer, known: Mapping[str, Sequence[int]]) -> None:
    units = sorted(reviewed_units(viewer))
    models = allowed_models(house.settings)
    with box("y-card y-pad y-stack"):
        Text("h2", "新的盲测")
        Text("p", "只改要比的那一项。两边都用今天的资料各做一遍，看不出哪边是新的。", "y-small y-soft")
        unit = ui.select(units, value=units[0], label="单元").props("outlined dense").classes("y-wide")
        versions = {"": "不变"} | {f"{n}={v}": f"{n} v{v}" for n in _PROMPTS for v in known.get(n, [])}
        prompt = ui.select(versions, value="", label="提示词").props("outlined dense").classes("y-wide")
        offered = {"": "不变", **{m: m for m in models}}
        model = ui.select(offered, value="", label="模型").props("outlined dense").classes("y-wide")
        modes = {"": "不变", "extractive": "摘编"} | ({"llm": "大模型"} if models else {})
        mode = ui.select(modes, value="", label="方式").props("outlined dense").classes("y-wide")
        if not models:
            prompt.disable()
            model.disable()
        with box("", "details").classes("y-details y-small"):
            Text("summary", "检索开关")
            switches = switch_rows()
        exemplars = ui.checkbox("新的一边不用评审范例")
        kind = (
            ui.select({"": "全部", **KINDS}, value="", label="建议种类")
            .props("outlined dense")
            .classes("y-wide")
        )
        count = (
            ui.number("条数", value=20, min=1, max=200, precision=0).props("outlined dense").classes("y-wide")
        )
        seed = ui.number("随机种子（留空自动）", min=0, precision=0).props("outlined dense").classes("y-wide")

        async def start() -> None:
            with told():
                who = await page_viewer()
                changes = make_changes(
                    prompts=[prompt.value] if prompt.value else [],
                    retrieval=[f"{name}={one.value}" for name, one in switches.items() if one.value],
                    model=model.value or "",
                    mode=mode.value or "",
                    exemplars="off" if exemplars.value else "",
                )
                trial = await aside(
                    start_trial,
                    house.store.sql,
                    who,
                    unit.value,
                    changes,
                    count=int(count.value or 0),
                    kinds=(kind.value,) if kind.value else (),
                    seed=None if seed.value is None else int(seed.value),
                )
                _run(house, who, trial.id)
                ui.navigate.to(f"/trials/{trial.id}")

        button("开始", start, "primary")


def _run(house: House, viewer: Viewer, trial_id: str) -> None:
    house.work.begin(f"trial:{trial_id}", lambda: run_trial(house.workshop(viewer), trial_id))


def _list(found: Sequence[Trial]) -> None:
    with box("y-card y-list"):
        for one in found:
            with link("", f"/trials/{one.id}", "y-item"), box("y-grow y-stack tight"):
                Text("div", "；".join(one.changes.told()), "y-break")
                told = f"{moment(one.at)} · {one.by} · {one.unit} · {len(one.suggestions)} 条"
                Text("div", told, "y-small y-soft y-num")
        if not found:
            empty("还没有盲测", "在左边选一项改变，开始第一次。")


async def _progress(house: House, found: Result) -> None:
    trial, total = found.trial, len(found.trial.suggestions)
    if found.made + len(found.failed) == total and not found.failed:
        return
    with box("y-card y-pad y-stack tight y-after-gap"):
        bar = ui.linear_progress(value=found.made / total, show_value=False)
        line = Text("div", "", "y-small y-soft y-num").props('role="status"')

        async def show() -> bool:
            going = house.work.goes_on(f"trial:{trial.id}")
            now = await aside(progress_of, house.store.sql, await page_viewer(), trial.id)
            bar.set_value(now.done / total)
            failed = f"，{len(now.failed)} 条没做成" if now.failed else ""
            line.set_text(f"已做 {now.done}/{total} 对{failed}{'，进行中 …' if going else '，已停下'}")
            if now.done > found.made and not going:
                ui.navigate.to(f"/trials/{trial.id}")
            return going

        async def tick() -> None:
            if not ui.context.client.has_socket_connection:
                return  # nobody looks
            try:
                going = await show()
            except YijuError:  # signed out meanwhile, or no longer theirs
                going = False
            if not going:
                timer.cancel()

        await show()
        timer = ui.timer(1.5, tick)
        for suggestion, error in found.failed.items():
            Text("div", f"{suggestion}：{error}", "y-small y-soft y-break")

        async def again() -> None:
            with told():
                _run(house, await page_viewer(), trial.id)
                ui.navigate.to(f"/trials/{trial.id}")

        if not house.work.goes_on(f"trial:{trial.id}"):
            button("接着做", again, "small")


def _hidden(found: Result, left: int) -> None:
    with box("y-card y-pad y-stack"):
        Text("h2", f"还有 {left} 对等您投票")
        Text("p", "投完之前不显示结果，免得影响判断；边投边看也会夸大显著性。", "y-soft")
        with box("y-row"):
            link("去投票", f"/trials/{found.trial.id}/vote", "y-btn primary")
            link("不投了，看结果", f"/trials/{found.trial.id}?peek=1", "y-small")


def _result(found: Result) -> None:
    with box("y-card y-pad y-stack"):
        with box("y-row"):
            Text("h2", "投票结果")
            chip("显著更好" if found.significant else "还不能下结论", "good" if found.significant else "warn")
        for line in found.warnings:
            alert(line)
        with box("y-row y-num"):
            for label, value in (
                ("新的胜", found.wins), ("新的负", found.losses), ("分不出", found.ties - found.identical),
                ("两边一样", found.identical), ("客户胜", found.customers_won),
                ("客户负", found.customers_lost), ("票", found.votes), ("投票人", len(found.voters)),
            ):  # fmt: skip
                Text("span", f"{label} {value}", "y-small")
            told = f"p = {found.p:.4f}，按客户 p = {found.p_customers:.4f}（精确符号检验，双侧）"
            Text("span", told, "y-small y-push")
        ui.echart(interval(found), renderer="svg").classes("y-chart-short")
        Text(
            "p",
            "一条建议算一次观察，几人投同一对先取平均，文字相同的几对算一对；同一个客户的几条再取平均。"
            f"全投完、至少 {FEWEST} 对和 {FEWEST_CUSTOMERS} 家客户分出胜负、按建议和客户都 p<0.05 才算显著。",
            "y-small y-soft",
        )
    with box("y-card y-pad y-stack tight"):
        Text("h2", "自动测量")
        with box("y-scroll"), box("y-table", "table"):
            with box("", "thead"), box("", "tr"):
                for head in ("", "原条件", "新条件"):
                    Text("th", head)
            with box("", "tbody"):
                for one in found.measures:
                    with box("", "tr"):
                        Text("td", f"{one.name}（{one.unit}）" if one.unit else one.name, "y-small y-soft")
                        for figure in (one.baseline, one.changed):
                            Text("td", "—" if figure is None else f"{figure:.3g}", "y-num")
    if found.significant:
        link("去启用", f"/promotions?trial={found.trial.id}", "y-btn primary")
