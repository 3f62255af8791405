"""People as they are addressed: by surname and title."""

import re

_PERSON = re.compile(
    r"(?<![A-Za-z])(?!施工|金工)[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭鲁韦马苗方"
    r"俞任袁柳鲍史唐费廉薛雷贺倪汤罗毕郝安常于时傅齐康伍余顾孟黄萧尹姚邵汪毛米戴宋庞熊纪舒屈项祝董梁杜阮"
    r"蓝闵季贾江童颜郭梅林徐邱骆高夏蔡田樊胡凌霍万柯卢莫房丁邓龚程邢裴陆翁荀甄段侯谷车叶白黎乔温庄瞿阎习"
    r"向古易廖耿关欧聂曾沙岳石崔龙尚农文]"
    r"(?:总(?![价额计共量数部公经监裁则体是])|工(?![作艺期厂程序装资商业具人伤会])|董(?!事)"
    r"|经理|主任|院长|博士|部长|总监|处长|科长|老师|书记|主席|行长|厂长|局长|女士|先生|医生|教授)"
)
"""罗总, 赵工; not 施工, 赵总价: what is built, and what it costs, is nobody."""


def called(text: str) -> list[str]:
    """The people that a text calls by surname and title, as written."""
    return [match.group() for match in _PERSON.finditer(text)]
