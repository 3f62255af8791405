"""A small general list of words that may stand for one another, and of opposites. Nothing of any one trade."""
# ruff: noqa: E501  (tables: one entry or group a line)

_GROUPS = (
    # rise and fall
    "上升 增加 提高 提升 上涨 增长 上调 升高 调高 升 涨 增 提 increase increased rise raise raised grow grew up",
    "下降 减少 降低 下滑 下跌 下调 降 跌 减 调低 缩减 削减 回落 decrease decreased reduce reduced fall fell decline declined cut lower down",
    "增至 提高到 增加到 升至 提升至 提升到 提高至 增长到 增长至 上升到 上升至 上涨到 涨至 上调至 调高至 上涨至 提至 升到",
    "降至 降到 减至 减少到 下降到 下降至 降低到 下调至 跌至 降低至 减少至 下滑至",
    "高于 大于 多于 超过 超出",
    "低于 小于 少于",
    # plain verbs
    "说 表示 称 指出 写道 介绍 透露 强调 提到 认为 said says say stated",
    "包括 包含 含 include includes including",
    "要求 请求 require request ask",
    "提供 供给 provide supply",
    "提交 递交 呈交 submit",
    "签订 签署 签 签约 订立 sign",
    "支付 付 付款 缴纳 交纳 缴付 pay",
    "购买 采购 选购 buy purchase",
    "承诺 保证 答应 commit promise",
    "确认 确定 confirm",
    "发送 寄送 发给 send",
    "开始 启动 start begin",
    "举行 召开 举办 hold",
    "约定 规定 载明",
    "担任 出任 就任",
    "采用 使用 运用 采取",
    "获得 取得 获取 obtain",
    "设立 成立 建立 组建",
    "担忧 担心 忧虑",
    # plain nouns
    "公司 企业 company",
    "占比 比例 比重",
    "总额 总金额 总价",
    "费用 开支 cost fee",
    "员工 职工 employee",
    "营收 营业收入",
    "招标文件 标书",
    "截止日期 截止时间 截止日",
    "全部 所有 全体 一切 all",
    "立即 马上 即刻 立刻",
    "每天 每日 每一天 逐日",
    "每周 每星期",
    "每月 每个月 逐月",
    "每年 每一年 逐年 年年",
    "最低 最少",
    "最高 最多",
    "电话 来电",
    "电子邮件 邮件 e-mail email mail",
)  # fmt: skip
GROUP: dict[str, str] = {word: group.split()[0] for group in _GROUPS for word in group.split()}
_OPPOSITES = (
    ("上升", "下降"), ("增至", "降至"), ("高于", "低于"), ("早于", "晚于"), ("提前", "推迟"), ("提前", "延后"), ("提前", "延期"),
    ("买入", "卖出"), ("扩大", "缩小"), ("上半年", "下半年"), ("流入", "流出"), ("盈利", "亏损"), ("同意", "反对"), ("同意", "拒绝"),
    ("合格", "不合格"), ("最高", "最低"), ("上限", "下限"), ("增加", "减少"), ("进口", "出口"), ("加强", "减弱"), ("有效", "无效"),
    ("收入", "支出"), ("接受", "拒绝"), ("支持", "反对"), ("以上", "以下"), ("之前", "之后"), ("前", "后"), ("上升", "降至"), ("增至", "下降"),
)  # fmt: skip
OPPOSITE: dict[str, frozenset[str]] = {}
for _one, _other in _OPPOSITES:
    OPPOSITE[_one] = OPPOSITE.get(_one, frozenset()) | {_other}
    OPPOSITE[_other] = OPPOSITE.get(_other, frozenset()) | {_one}


MEMBERS: dict[str, tuple[str, ...]] = {
    group.split()[0]: tuple(word for word in group.split() if not word.isascii()) for group in _GROUPS
}
DIRECTIONS = frozenset({"上升", "下降", "增至", "降至", "高于", "低于"})


def word_key(word: str) -> str:
    """The word by which ``word`` is compared: its group's first, else itself in small letters."""
    lower = word.lower()
    return GROUP.get(lower, lower)
