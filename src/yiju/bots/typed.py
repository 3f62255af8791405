"""What somebody typed, as it can be matched: one width, one script for command words, no politeness."""

from dataclasses import dataclass

import regex

_SIGNS = dict(zip("「『」』“”‘’｡､﹐﹕﹖〜", '""""""\'\'。、,:?~', strict=True))
_SHORT = dict(
    zip(
        "訪術話據採納駁訂閱幫諾辦戶記對會後結沒頁條麼嗎這個請給標見說講來問現還寫準備東樣體資料談單認",
        "访术话据采纳驳订阅帮诺办户记对会后结没页条么吗这个请给标见说讲来问现还写准备东样体资料谈单认",
        strict=True,
    )
)
"""Signs of one form; what command words are made of, from full to short script."""
_NAMES = dict(
    zip(
        "檢積藝勵贏蘭車團電機業廠國華聯實製藥醫療館務發達億萬寶貝馬龍鳳飛鐵鋼銀錢鎮長門開關陽陰險隊際陸陳隨難雲風馳驗駿"
        "驅點齊齒龐嶽嶺島崗峽濟滬漢測澤潤濱灣瀾灤燈爾環瑪產畢異當盧監盤眾矽碼確礦禮種稅穩紅紀純紙級細終組統經"
        "維綠網線編緣縣總績繼續纖聖聲職膠臨興舊蘇蘋蔣號衛裝訊設計許證識譽議讓豐財貨貿費賀賓賢賴輝輕輪輸運遠選"
        "遷郵鄭鄧醬釀釋鈉鋰鋁銅錦鍋鏈鏡鑄閩閣陝雙離雜靈靜頂順預領頭願顧飯飲騰魯魚鮮鳥麗麥黃齡創劃劉劍劑勁勝勞"
        "勢動協厲參吳員啟喬圍圓圖場塊塗壓壞壢優僑傑傳價儀儲兩專導層屬岡崑幣幹廣廳強彈彙徑從復態應懷戰拋換擇擬"
        "攜數斷無晉曆書楊極楓榮構槍樂樓樹橋檔櫃歐歷歸氣決沖況洩湯溫滅滾滿漸潔潛為烏熱營爍爐爭獎獨獲瑋瓊禦",
        "检积艺励赢兰车团电机业厂国华联实制药医疗馆务发达亿万宝贝马龙凤飞铁钢银钱镇长门开关阳阴险队际陆陈随难云风驰验骏"
        "驱点齐齿庞岳岭岛岗峡济沪汉测泽润滨湾澜滦灯尔环玛产毕异当卢监盘众硅码确矿礼种税稳红纪纯纸级细终组统经"
        "维绿网线编缘县总绩继续纤圣声职胶临兴旧苏苹蒋号卫装讯设计许证识誉议让丰财货贸费贺宾贤赖辉轻轮输运远选"
        "迁邮郑邓酱酿释钠锂铝铜锦锅链镜铸闽阁陕双离杂灵静顶顺预领头愿顾饭饮腾鲁鱼鲜鸟丽麦黄龄创划刘剑剂劲胜劳"
        "势动协厉参吴员启乔围圆图场块涂压坏坜优侨杰传价仪储两专导层属冈昆币干广厅强弹汇径从复态应怀战抛换择拟"
        "携数断无晋历书杨极枫荣构枪乐楼树桥档柜欧历归气决冲况泄汤温灭滚满渐洁潜为乌热营烁炉争奖独获玮琼御",
        strict=True,
    )
)
"""The same of what companies are called."""
_CIRCLED = dict(zip("①②③④⑤⑥⑦⑧⑨", "123456789", strict=True))
_SAME = str.maketrans(_SIGNS | _NAMES | _SHORT | _CIRCLED)
_UNSEEN = regex.compile(r"[\p{Cf}\p{Cc}--[\n\t]]", regex.VERSION1)
_HELLO = regex.compile(
    r"(?:你好|您好|哈[喽啰]|hello|hi|嗨|早上好|上午好|下午好|晚上好|在吗|在不在)[啊呀哈]?[\s,，。!！~:：、?？]+"
)
_PLEASE = regex.compile(
    r"(?:(?:请问|请|麻烦|劳驾|拜托|辛苦)(?:你|您|一?下)?|(?:帮|替)(?:我|忙|一?下)+|帮个忙|给我|"
    r"(?P<asks>能不能|能否|可不可以|可以|能|方便)(?=.{0,4}(?:帮|替|给|把|来|看|查|写|做|出|准备|列|发|生成|整理))|"
    r"我?(?:想要|想|需要|要)(?!求|是|约|点|么|素|害)|我(?=来))[\s,，]*"
)
_DO = regex.compile(
    r"(?:再|先|快)?(?:看一?[看下]|查一?[查下]|写|做|准备|生成|出|列|整理|发|弄|搞|拟|推荐|提供|来|查看|显示|打开|看|查|要)"
    r"(?:一?[份个条下套些版张]|出来?|一出)*(?:关于)?[\s,，]*"
)
_MARKS = " ,，。!！~;；、"
_TAILS = tuple(
    "一下子 一下 吧 谢谢你 谢谢您 谢谢 发给我 发我 多谢 谢了 感谢 哈 哦 喔 呗 啊 呀 嘛 咯 哟".split()
)
"""What stands at the end of a request, and says nothing."""
_ASKED = regex.compile(
    r"(?:[吗嘛吧么]|可以吗|行吗|好吗|好不好)?[\s,，]*[?？]+$|(?:可以吗|行吗|好吗|好不好|吗)$"
)
_ASKING = regex.compile(
    r"[?？]|吗$|吗[\s,，。!！]|呢$|什么|多少|为何|怎么|怎样|如何|是否|有没有|是不是|能不能|可不可以|会不会|要不要|"
    r"哪[些个位里天年月种家款份条次]|哪儿|谁|几[个点号月天时次家条份年位]|多久|多大|多长|何时|吧\?|啥|咋"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A text and its folded form, character by character. ``wished``: it was put as a request (能不能…吗)."""

    text: str
    key: str
    wished: bool = False

    def part(self, start: int, end: int | None = None) -> "Typed":
        """A stretch of both, without blanks around."""
        text, key = self.text[start:end], self.key[start:end]
        left = len(key) - len(key.lstrip())
        right = len(key.rstrip())
        return Typed(text[left:right], key[left:right], self.wished)

    @property
    def asks(self) -> bool:
        """Whether it reads as a question."""
        return _ASKING.search(self.key) is not None


def fold(text: str) -> str:
    """The text with one width and case, as many characters as before."""
    return "".join(map(_fold, text)).translate(_SAME)


def _fold(char: str) -> str:
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E:
        char = chr(code - 0xFEE0)
    elif char.isspace():
        char = " "
    low = char.lower()
    return low if len(low) == 1 else char


def read_typed(text: str) -> Typed:
    """What was typed, without unseen characters, mentions and doubled blanks."""
    words = _UNSEEN.sub("", text).split()
    first = next((at for at, word in enumerate(words) if word[0] != "@"), len(words))
    last = next((at for at in range(len(words), first, -1) if words[at - 1][0] != "@"), first)
    clean = " ".join(words[first:last])
    return Typed(clean, fold(clean))


def bare(typed: Typed) -> Typed:
    """It without a greeting, 请帮我…一下 and marks at its end; as it was, where nothing else is in it."""
    now = typed
    if match := _HELLO.match(now.key):
        now = now.part(match.end())
    now = now.part(1) if now.key[:1] in "/#" else now
    wished = False
    while (match := _PLEASE.match(now.key)) and match.end() < len(now.key):
        wished = wished or match["asks"] is not None
        now = now.part(match.end())
    asked = _ASKED.search(now.key) if wished else None
    now = now.part(0, asked.start()) if asked and asked.start() else now
    now = _without_tail(now)
    now = Typed(now.text, now.key, wished)
    return now if now.key else typed


def _without_tail(typed: Typed) -> Typed:
    end = len(typed.key)
    while True:
        cut = len(typed.key[:end].rstrip(_MARKS))
        tail = next((one for one in _TAILS if typed.key.endswith(one, 0, cut)), "")
        if not tail or cut - len(tail) < 2:
            return typed.part(0, cut) if cut else typed
        end = cut - len(tail)


def unmarked(typed: Typed) -> Typed:
    """It without marks at its end."""
    return typed.part(0, len(typed.key.rstrip(f".{_MARKS}"))) if typed.key else typed


def without_greeting(typed: Typed) -> Typed:
    """It without 你好， in front."""
    match = _HELLO.match(typed.key)
    return typed.part(match.end()) if match and match.end() < len(typed.key) else typed


def without_doing(typed: Typed) -> Typed:
    """It without a leading 看一下, 写一份, 准备…."""
    match = _DO.match(typed.key)
    return typed.part(match.end()) if match and match.end() < len(typed.key) else typed
