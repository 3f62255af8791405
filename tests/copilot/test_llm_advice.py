"""Advice and talk lines say nothing of fact that their evidence does not."""

import datetime as dt

import pytest

from yiju.copilot.llm_advice import reads_as_advice, unsupported
from yiju.copilot.llm_base import Base, Quote

DAY = dt.date(2026, 2, 10)
CUTOVER = Base(
    (
        Quote("客户要求切换期间仓库不停机，切换窗口每次不超过6小时。", date=DAY),
        Quote("我们要求切换期间仓库不停机，切换窗口每次不超过6小时。", "客户", "沈岚", DAY),
        Quote("服务费由每年48万元降到每年42万元，10月20日前付清。", date=DAY),
        Quote("接口文档我们3月6日前发给您。", "我方", "韩松", DAY),
    ),
    own_words="谈妥切换方案，4月9日拜访",
    seller="云帆软件",
    customer="恒远物流",
    names=frozenset({"韩松"}),
)

CARBON = Base(
    (
        Quote("客户要求自2027年起逐件提供碳足迹数据，不能用平均值。", "客户", "Anke Vogt", DAY),
        Quote("合同期内产品价格年降比例为3%。", date=DAY),
        Quote("延期交货的，每延期一日按合同金额的0.5%支付违约金。", date=DAY),
        Quote("整改证据可以延后到2月提交，客户希望替换LCA边界说明。", "客户", "Anke Vogt", DAY),
    ),
    seller="华锐铸造",
    customer="莱茵汽车",
)
HARMFUL = [
    "建议修改碳足迹数据。",
    "建议调整碳足迹数据后提交。",
    "建议把碳足迹数据改一下。",
    "建议暂缓提供碳足迹数据。",
    "建议先停止提供碳足迹数据。",
    "建议用平均值提供碳足迹数据。",
    "建议按平均值准备碳足迹数据。",
    "建议接受年降比例。",
    "建议接受违约金。",
    "建议修改记录。",
    "建议年降比例3%先接受。",
    "建议延期交货。",
    "建议准备碳足迹数据，再延期交货。",
    "建议先确认合同金额再延期交货。",
    "建议省略碳足迹数据。",
    "建议推迟提供碳足迹数据。",
]
HARMLESS = [
    "建议提供碳足迹数据。",
    "建议当面确认延期交货违约金的起算。",
    "建议问清客户是否接受碳足迹数据的格式。",
    "请逐件准备碳足迹数据。",
    "建议解释碳足迹数据为什么不用平均值。",
    "建议确认平均值的定义。",
    "建议整改证据延后到2月提交。",
    "建议替换LCA边界说明。",
    "建议讨论年降比例的调整方式。",
    "避免口头答应年降比例。",
]

MADE_UP = [
    # what nobody said, told beside a harmless question or request
    ("say", "切换期间的演练已经做完，贵司信息部门很满意。"),
    ("say", "恒远物流的仓库切换由我们驻场到底，请您看材料。"),
    ("say", "切换窗口6小时我们完全可以做到，您看由谁确认？"),
    ("say", "我们在同行里切换仓库最快，请您了解一下。"),
    ("say", "沈岚同意切换窗口超过6小时，我们对一下时间。"),
    ("say", "我们要求贵司切换期间仓库不停机，请您确认。"),
    ("say", "接口文档我们已经发给您，请您核对。"),
    ("say", "您提到切换失败的罚款，我们想先了解。"),
    ("say", "您知道我们已经完成仓库切换吗？"),
    ("fallback", "服务费方面我们还可以松动，您定。"),
    ("fallback", "切换当天我们派十个人到仓库。"),
    ("fallback", "那就按您的意思，服务费给您免了。"),
    ("reply", "韩松上个月答应过切换不收费。"),
    ("reply", "你们的服务费已经降到30万元了。"),
    ("", "客户内部已倾向我方，建议切换方案从简。"),
    ("", "建议告诉沈岚切换窗口可以超过6小时。"),
    ("", "建议强调我方切换方案行业第一。"),
    ("", "建议说明服务费已经付清。"),
    ("", "建议切换期间不用考虑仓库停机。"),
    ("", "建议不提供接口文档。"),
    # what may not be promised or done
    ("say", "切换培训不收您一分钱，您看行吗？"),
    ("say", "我们特地给贵司的服务费打个折，您看可以吗？"),
    ("say", "将来仓库切换都免费，请您确认。"),
    ("say", "不光切换免费，接口文档也送您。"),
    ("say", "不必担心服务费，差额由我方承担。"),
    ("say", "仓库切换期间我们随叫随到，请您放心。"),
    ("fallback", "切换方案我们下周给您。"),
    ("", "建议给沈岚准备一份礼品再谈切换窗口。"),
    ("", "建议私下打听其他供应商的标底，再报服务费。"),
    ("", "建议提醒客户别的供应商切换时造假。"),
    ("", "建议服务费再让一步，换取切换窗口。"),
    ("", "建议同意切换窗口延长。"),
    # figures that stand in the evidence for something else, or otherwise
    ("", "建议切换窗口每次不低于6小时。"),
    ("", "建议切换窗口每次超过6小时。"),
    ("", "建议切换窗口安排6天。"),
    ("", "建议按每年48万元谈服务费。"),
    ("", "建议请客户每年支付42万元的仓库切换费用。"),
    ("", "建议2029年10月20日前请客户付清服务费。"),
    ("", "建议请客户10月20日后付清服务费。"),
    ("", "建议4月19日当面确认切换窗口。"),
]
HONEST = [
    ("say", "贵司要求切换期间仓库不停机，我们想先了解切换窗口由谁来定。"),
    ("say", "您提到切换窗口，我们把时间表带来了，请您过目。"),
    ("say", "沈岚要求切换期间仓库不停机，我们先对一下步骤。"),
    ("say", "关于接口文档，我们3月6日前发给您，格式上您还有什么要求？"),
    ("say", "贵司要求切换期间仓库不停机，切换窗口每次不超过6小时，这个口径和仓库那边一致吗？"),
    ("fallback", "理解您的顾虑。我们先把问题记下来，请示后书面答复。"),
    ("fallback", "那请您指定一位同事，和我们逐项核对切换步骤。"),
    ("fallback", "如果切换窗口还没有定，我们先看其他问题。"),
    ("reply", "切换窗口还要内部讨论。"),
    ("reply", "时间表不够细，谁来负责？"),
    ("", "建议当面确认切换窗口的起止时间和负责人。"),
    ("", "建议按每次不超过6小时的切换窗口准备时间表。"),
    ("", "会前整理仓库切换的问题清单，请韩松核对。"),
    ("", "请韩松3月6日前把接口文档发给客户。"),
    ("", "不要口头承诺切换窗口，先请示。"),
    ("", "避免当场答应服务费调整，回来再商量。"),
    ("", "建议4月9日当面确认切换窗口。"),
    ("", "建议2026年10月20日前跟进服务费付清的进度。"),
    ("", "建议问清切换期间仓库不停机的验收标准是什么。"),
    ("", "切换方案由谁评审、按什么标准验收？"),
]


@pytest.mark.parametrize(("role", "text"), MADE_UP, ids=str)
def test_what_no_evidence_says_is_refused(role: str, text: str) -> None:
    assert unsupported(text, CUTOVER, role) or (not role and not reads_as_advice(text))


@pytest.mark.parametrize(("role", "text"), HONEST, ids=str)
def test_questions_proposals_and_what_the_evidence_says_pass(role: str, text: str) -> None:
    assert unsupported(text, CUTOVER, role) == ""
    assert role or reads_as_advice(text)


@pytest.mark.parametrize("text", HARMFUL)
def test_what_gives_way_or_uses_what_is_forbidden_is_refused(text: str) -> None:
    assert unsupported(text, CARBON)


@pytest.mark.parametrize("text", HARMLESS)
def test_to_speak_of_it_or_to_do_what_the_evidence_says_passes(text: str) -> None:
    assert unsupported(text, CARBON) == ""


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("韩松：“接口文档我方3月6日前发给客户”", True),
        ("按期兑现，韩松说：“接口文档我方3月6日前发给客户”", True),
        ("建议确认接口文档，韩松：“接口文档我们3月6日前发给您”", False),
        ("建议问韩松：“接口文档3月6日前能发吗？”", False),
    ],
)
def test_what_stands_as_somebodys_words_is_theirs_word_for_word(said: str, refused: bool) -> None:
    assert unsupported(said, CUTOVER).endswith("不是原话") is refused
