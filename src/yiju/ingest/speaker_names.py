"""Which words before a colon or a time are a speaker's name, and which are labels and nouns."""

import re

NUMBERED = re.compile(
    r"^(?:说话人|发言人|讲话人|未知发言人|speaker|spk)\s*[\dA-Za-z一二三四五六七八九十]*$", re.IGNORECASE
)
FIELD = re.compile(
    r"主题|标题|名称|时间|日期|地点|参会|参加|与会|出席|参与|主持(?!人)|记录|录音|录制|时长|会议(?!室)|电话|地址|邮箱|"
    r"甲方|乙方|摘要|关键词|备注|说明|结论|总结|原因|注|附件|来源|问题|要点|待办|议题|议程|开始|结束|"
    r"\b(?:subject|date|time|title|attendees|participants|location|notes?|duration|from|to|cc)\b",
    re.IGNORECASE,
)
"""Labels that stand before a colon like a name, and are none."""
_OF_TIME = re.compile(
    r"时间|日期|开始|结束|时长|录制|录音|录像|会议(?!室)|地点|截止|截至|上传|更新|发布|导出|生成|创建|"
    r"(?:今天|昨天|前天|明天|上午|下午|晚上|中午|凌晨|早上|星期.|周[一二三四五六日末]|约|在|于|到|至|自|从)$|"
    r"\b(?:date|time|start|end|duration|recorded|until|due|at|on|by|from|to)\b",
    re.IGNORECASE,
)
"""Words before a clock time that are no speaker's."""
_NOUN = re.compile(
    r"的|如下|以下|[、()（）]?(?:方案|价格|报价|预算|金额|单价|总价|成本|费用|周期|交期|进度|计划|任务|目标|安排|要求|需求|建议|意见|"
    r"情况|现状|背景|风险|竞品|对手|优势|劣势|优点|缺点|亮点|难点|痛点|范围|内容|方式|条件|付款|质保|质量|安全|管理|程序|"
    r"提示|通知|公告|链接|网址|账号|密码|编号|型号|规格|数量|单位|客户名|联系人?|负责人?|经办人?|责任人?|授权代表|法定代表人|抄送|收件|发件|温度|关键|施工|姓名|职位|职务|部门|"
    r"公司|手机|传真|邮编|性别|年龄|行业|网站|产品|品牌|版本|状态)$|"
    r"^(?:第.{1,4}|[一二三四五六七八九十]{1,3}[、.．）)].*|答|问|回答|提问|回复|另外|还有|首先|其次|再次|最后|总之|例如|比如|其中|此外|同时|"
    r"因此|所以|但是|不过|其他|其它|合计|小计|共计|下一步|下周|本周|[qa]|ps|faq|price|"
    r"delivery|warranty|payment|budget|total|quantity|scope|risks?|actions?|owner|deadline|status|"
    r"next steps?|agenda|summary|question|answer|problem|solution|company|name|phone|address|email|p\.s\.|"
    r"https?|re|fw|fwd|tel|web|mes|erp|sap)$",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"^(?:[\u4e00-\u9fff]{1,3}(?:董事长|总经理|副总|总监|总工|总|经理|部长|主任|主管|处长|科长|局长|院长|厂长|所长|校长|行长|会计|"
    r"工程师|工|老师|教授|医生|博士|律师|书记|队长|组长|店长|站长|秘书|助理|先生|女士|小姐|老板|哥|姐|董)|[老小阿][\u4e00-\u9fff])$"
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
    "韦贾夏付方白邹孟熊秦邱江尹薛闫段雷侯龙史黎贺顾毛郝龚邵万覃武钱戴严莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷"
    "詹申耿关兰焦俞左柳甘祝包宁符阮舒纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳欧管柴蒙鲍华喻祁房蒲滕屈饶解牟艾尤穆阳时司"
    "古吉车项冀郁楚闵褚娄裘卓池应冷邬仇祖费简卞岑沙丛晏戚苟"
)  # fmt: skip
_DOUBLE = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "皇甫",
    "令狐",
    "东方",
    "司徒",
    "夏侯",
    "尉迟",
    "公孙",
    "慕容",
    "长孙",
)
_HAN = re.compile(r"^[\u4e00-\u9fff·]+$")
_HAS_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(
    r"^(?:(?:Mr|Ms|Mrs|Dr|Prof)\.? )?[A-ZÀ-Þ][\w'’-]*[a-zß-ÿ]\.?(?: (?:(?:von|van|de|der|di|la|[A-Z]\.?) ?)*"
    r"[A-ZÀ-Þ][\w'’.-]*){1,3}$"
)
_WORD = re.compile(r"^[A-ZÀ-Þ][a-zß-ÿ'’-]+$")
_PART = re.compile(
    r"^(?:[我对]方?|客户|客服|销售|采购|技术|商务|售前|售后|主持人|老板|领导|会议室.{0,6}|[甲乙丙A-D])$"
)
_COMPANY = re.compile(r"^(?P<name>[^（(]+?)\s*[（(](?P<company>[^）)]+)[）)]$")
_MOST_HAN, _MOST_LATIN = 12, 40


def split_company(name: str) -> tuple[str, str]:
    """``王工（华轻）`` → name and company; the company is empty where none stands in brackets."""
    match = _COMPANY.match(name)
    if not match:
        return name, ""
    company = match["company"].strip()
    return match["name"], "" if company.isdigit() else company  # 「王工(10001)」: a number in a chat program


def could_be_name(label: str) -> bool:
    """Whether what stands before a colon may be a speaker: short, no label and no usual noun."""
    name, _ = split_company(label)
    return _short(name) and not FIELD.search(name) and not _NOUN.search(name)


def could_be_timed(label: str) -> bool:
    """The same of what stands beside a time alone, where hosts and parties speak too."""
    name, _ = split_company(label)
    return _short(name) and not _OF_TIME.search(name)


def is_titled(label: str) -> bool:
    """陈总, 王部长, 李工, 老周, 说话人2: a person without doubt."""
    name, _ = split_company(label)
    return NUMBERED.match(name) is not None or (_TITLED.match(name) is not None and could_be_name(name))


def is_likely(label: str) -> bool:
    """Whether it may well be a person's: also one Latin word, and what people are called by their part."""
    name, _ = split_company(label)
    called = _PART.match(name) or _WORD.match(name)
    return is_personal(label) or (called is not None and could_be_name(name))


def is_personal(label: str) -> bool:
    """Whether it looks like a person's name: a surname and one or two characters, a title, Latin words."""
    name, _ = split_company(label)
    if not could_be_name(name):
        return False
    if _HAN.match(name):
        family = 2 if name.startswith(_DOUBLE) else 1 if name[0] in _SURNAMES else 0
        return is_titled(name) or (family > 0 and 1 <= len(name) - family <= 2)
    return NUMBERED.match(name) is not None or _LATIN.match(name) is not None


def _short(name: str) -> bool:
    return 0 < len(name) <= (_MOST_HAN if _HAS_HAN.search(name) else _MOST_LATIN)
