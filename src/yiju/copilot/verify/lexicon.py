"""Words that steer meaning, and words that carry none. Chinese and English."""
# ruff: noqa: E501  (tables: one entry or group a line)

from enum import StrEnum


class Marker(StrEnum):
    """What a small word does to the statement around it."""

    NOT = "not"
    MUST = "must"
    MAY = "may"
    PLAN = "plan"
    DONE = "done"
    ONLY = "only"
    IF = "if"
    STOP = "stop"
    """A verb that undoes the one after it; a content word besides."""
    WHETHER = "whether"
    EXCEPT = "except"
    HEDGE = "hedge"
    """Says that it is so only nearly, or only so far; a content word besides."""
    FORMER = "former"
    """Says that it was so once."""


CONTENT_MARKERS = frozenset({Marker.STOP, Marker.HEDGE})
"""Markers that are words of weight: a claim that has one must find it in its quote."""


_MARKERS = {
    Marker.NOT: (
        "不 未 没 没有 无 非 勿 莫 不是 不会 不能 不可 不应 不该 不需 不需要 不用 不必 不再 不予 不得 不许 不准 不让 不曾 不宜 不愿 不便 "
        "不能够 不可以 未能 未曾 未予 未有 未经 无法 无需 无须 毋须 毋需 尚未 并未 从未 仍未 还未 并不 并非 绝不 决不 毫不 毫无 从不 "
        "禁止 严禁 拒不 没能 没法 还没 还没有 仍没有 不太 不具备 未必 难以 难言 难称 难说 难谈 很难 极难 难于 不见得 不大会 不太会 算不上 谈不上 称不上 并无 均不 均未 概不 皆不 "
        "not no never without neither nor cannot none prohibited forbidden"
    ),
    Marker.STOP: "拒绝 拒 谢绝 婉拒 回绝 推辞 推迟 延迟 延缓 延后 延期 推后 推延 拖延 暂缓 缓 暂停 叫停 搁置 终止 忘记 忘了 漏 取消 中止 停止 停 免除 免于 避免 放弃 撤回 撤销 refuse refused cancel cancelled suspended suspend stop stopped avoid",
    Marker.HEDGE: (
        "原则上 原则 口头 口头上 勉强 勉强能 险些 差点 差点儿 差一点 几乎 近乎 初步 基本 基本上 大体 大体上 大致 试图 企图 名义上 表面上 理论上 形式上 暂时 暂 暂且 "
        "almost nearly barely reluctantly verbally tentatively"
    ),
    Marker.FORMER: "原 原为 原定 原先 原来 原本 原系 此前 先前 早先 从前 以往 当年 早年 过去 昔日 前任 曾 曾经 曾为 曾任 former formerly previously",
    Marker.EXCEPT: "除 除了 except excluding",
    Marker.WHETHER: "是否 能否 可否 会否 有无 whether",
    Marker.MUST: "必然 必定 必将 肯定 势必 必须 须 应 应当 应该 需 需要 务必 必需 均应 均须 must shall should required ought",
    Marker.MAY: "可 可以 能够 能 可能 或许 也许 或将 有可能 may might could can possibly perhaps",
    Marker.PLAN: (
        "将 拟 计划 预计 打算 准备 有望 力争 争取 即将 将要 将会 考虑 意向 预期 有意 希望 期望 拟于 暂定 待 有待 尚待 亟待 等待 仍待 须待 尚需 "
        "will would plan plans planned intend intends expect expects expected intended hope hopes likely"
    ),
    Marker.DONE: "已 已经 业已 已于 早已 均已 已有 already completed done",
    Marker.ONLY: "仅 只 仅限 只能 只有 仅仅 唯一 only solely",
    Marker.IF: (
        "如 如果 若 若是 倘若 假如 假使 假若 倘若 倘使 假设 万一 但凡 凡 凡是 每当 一旦 除非 只要 如若 如有 如需 如遇 若有 若需 倘 要是 前提 "
        "if unless provided subject once"
    ),
}
MARKERS: dict[str, Marker] = {word: marker for marker, words in _MARKERS.items() for word in words.split()}
# Modal words that say doubt, not leave: kept apart from permission when markers are compared.
MAYBE = frozenset("可能 或许 也许 或将 有可能 might possibly perhaps".split())

# A word that begins like a negation and is none. Only these: any other 不X, 未X, 无X, 非X is split in two.
NOT_NEGATIVE = frozenset(
    "不锈钢 不仅 不但 不断 不同 不久 不少 不论 不管 不动产 不可抗力 不过 不止 不只 不单 不光 不乏 不愧 不禁 不时 不惜 不妨 不同于 不要紧 "
    "不仅仅 不得不 不可或缺 不言而喻 不约而同 不动声色 差不多 非常 非洲 非但 非凡 非遗 非得 无锡 无人机 无线 无论 无疑 无非 无人驾驶 无线电 "
    "无纺布 无缝 无菌 未来 未婚 未遂 未尝 否则 与否 不定期 不限于 包括但不限于 不一 不一样 不锈 不良 不利 不足 "
    "没收 没落 没准 没辙 没劲 没谱 没戏 没事 没错 没关系 没问题 没什么 没完没了 没头没脑 没没无闻 不可避免 无偿 无效 无形 无关 无损 无尘 无机 无机物 无烟 无障碍 非公 非标 非标准 非金属".split()
)
# Words that only begin like a condition or a duty.
NOT_CONDITION = frozenset(
    "如下 如何 如此 如期 如实 如今 如同 如意 如图 如旧 如常 如愿 如数 如约 若干 若是 如果 如若".split()
)
NOT_EXCEPTION = (
    "除非",
    "除了",
    "除此",
    "除尘",
    "除湿",
    "除锈",
    "除草",
    "除法",
    "除夕",
    "除冰",
    "除霜",
    "除臭",
    "除名",
)
NOT_DUTY = (
    "应用",
    "应急",
    "应收",
    "应付",
    "应对",
    "应聘",
    "应届",
    "应税",
    "应答",
    "应邀",
    "应当",
    "应该",
    "须知",
    "应运",
    "应战",
    "应变",
)
# Saying words: they may open a clause that the quote does not open so.
SAYING = frozenset("说 表示 称 指出 写道 提到 认为 介绍 透露 强调 据悉 获悉 得知 提及 请".split())
NEGATIVE_PREFIXES = ("不", "未", "无", "非", "没")
# 将 before one of these is the future; before a noun it is only the object's mark (将文件提交).
ADVERBS_AFTER_WILL = frozenset(
    "于 在 会 被 由 对 从 向 按 以 按照 根据 继续 进一步 不 不再 全面 陆续 正式 首次 同步 逐步 再次 通过 为 与 和 再 可 并 共 持续 分别 重点 大力 着力 积极 努力 主要 全部 最终 优先 立即 依法 同 给".split()
)

# Particles, prepositions, conjunctions, pronouns: they come and go.
FUNCTION = frozenset(
    (
        "的 地 得 了 着 过 之 其 该 此 这 那 本 并 且 而 和 与 及 或 或者 以及 并且 而且 在 于 对 为 以 "
        "由 从 至 到 把 被 向 给 等 也 都 还 又 就 才 更 很 太 较 比较 十分 非常 均 则 即 乃 所 关于 "
        "有关 相关 对于 根据 按照 依照 依据 按 依 经 因 因为 由于 因此 所以 从而 同时 此外 另外 其中 上述 "
        "如下 下列 前述 目前 当前 现 现在 今后 后 前 中 里 内 上 下 外 间 时 我 我们 你 你们 他 他们 她 "
        "她们 它 它们 您 咱们 一些 一个 一种 每 各 某 另 再 便 却 但 但是 不过 然而 虽然 尽管 可是 并将 左右 "
        "约 大约 那么 那个 这个 这些 那些 这样 那样 这里 那里 吗 呢 吧 啊 嗯 呀 哦 嘛 哈 呃 据 随着 直到 "
        "直至 随后 之后 之前 以后 以前 以来 截至 截止 自 朝 往 跟 同 连 除了 除 不仅 不但 甚至 例如 比如 诸如"
    ).split()
)
ENGLISH_FUNCTION = frozenset(
    (
        "a an the of to in on at by for from with and or as is are was "
        "were be been being it its this that these those we our us you "
        "your they their them he she his her i my me there here which "
        "who whom whose what when where while into onto upon about "
        "also so such than then but if has have had do does did s t re "
        "ve ll d per via said says just very more most any some each "
        "both other out up down over"
    ).split()
)
# Verbs and nouns that say little: they may be added, but not in the place of a word that says more.
LIGHT = frozenset(
    (
        "通过 是 系 有 有着 具有 做 做出 作出 进行 予以 加以 给予 开展 用 用于 作为 成为 属于 包括 包含 含 达 达到 "
        "让 使 令 使得 方面 情况 部分 时候 期间 大家 说 表示 称 指出 提到 认为 介绍 透露 强调 "
        "得知 获悉 提及 据悉 来 去 起 起来 下来 上来 出 出来 请 例 为止 特别 尤其 个 些 自己 有些"
    ).split()
)
PASSIVE = frozenset("被 由 受 遭 经 为 by".split())
ROLES = frozenset(
    "甲方 乙方 丙方 丁方 我方 我司 我们 贵方 贵司 贵公司 对方 你方 双方 买方 卖方 供方 需方 采购人 投标人 招标人 中标人 供应商 采购商 承包人 发包人 "
    "承租人 出租人 出卖方 买受方 出让方 受让方 委托方 受托方 委托人 受托人 采购方 供货方 客户 业主 总包 分包 监理 用户 买受人 出卖人 代理机构 采购代理机构 评标委员会 磋商小组 "
    "supplier buyer seller customer contractor licensor licensee client vendor company party".split()
)
