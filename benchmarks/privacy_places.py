"""Made-up plates, addresses and accounts for ``benchmarks.privacy``, and what a company may be known by."""

import random

from benchmarks.privacy_values import REGIONS, WIDE, digits, pick, torn

_PLATES = "京沪津渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SERIAL = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
_DOMAINS = "rhein-auto.com huarui.com.cn qq.com 163.com mail.example.cn vip.sina.com gmail.com north-power.io"
_WHO = "li.lei wanglei zhang_san2 anna.weber sales01 Chen.Gong j.vogt+cn 13lucky k8s-admin LIUYANG"
_PLACES = (
    ("江苏省", "苏州市", "工业园区"),
    ("", "上海市", "浦东新区"),
    ("广东省", "深圳市", "南山区"),
    ("", "北京市", "海淀区"),
    ("浙江省", "杭州市", "余杭区"),
    ("山东省", "青岛市", "黄岛区"),
    ("吉林省", "长春市", "绿园区"),
    ("", "昆山市", "玉山镇"),
    ("四川省", "成都市", "武侯区"),
    ("湖北省", "武汉市", "洪山区"),
    ("广西壮族自治区", "柳州市", "鱼峰区"),
    ("", "", ""),
)
_ROADS = (
    "张江路 星湖街 科苑大道 中山北路 人民南路 文一西路 长江中路 解放路"
    " 珞喻路 天府大道 东风大街 滨海一路 曹安公路"
)
_ESTATES = "翠苑小区 金色家园 阳光花园 海悦公寓 湖滨新村 东方雅苑"
_TOWERS = "国贸大厦 环球广场 腾飞大厦 星光广场"


def plate(rng: random.Random) -> str:
    """A licence plate."""
    head = rng.choice(_PLATES) + rng.choice("ABCDEFGHJKLMN")
    tail = "".join(rng.choices(_SERIAL, weights=[1] * 24 + [6] * 10, k=5))
    if sum(c.isdigit() for c in tail) < 2:
        tail = tail[:2] + digits(rng, 3)
    green = rng.choice("DF") + rng.choice(_SERIAL) + digits(rng, 4)
    forms = (
        head + tail,
        head + tail,
        f"{head}·{tail}",
        f"{head} {tail}",
        f"{head}-{tail}",
        head + green,
        f"{head}·{green}",
        f"{head}{digits(rng, 4)}{rng.choice('挂学警')}",
        head + tail.translate(WIDE),
        f"{head}{digits(rng, 5)}{rng.choice('DF')}",
    )
    return rng.choice(forms)


def mail(rng: random.Random) -> str:
    """A mail address."""
    who, where = pick(rng, _WHO), pick(rng, _DOMAINS)
    address = f"{who}@{where}"
    return rng.choice(
        (
            address,
            address,
            address,
            f"{who}＠{where}",
            address.translate(WIDE),
            f"{who} @ {where}",
            f"{who}(at){where}",
            torn(rng, address),
            address.upper(),
        )
    )


def account(rng: random.Random) -> str:
    """An id of a messenger."""
    letters = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randrange(4, 8)))
    return f"{letters}{rng.choice(('_', '', '-'))}{digits(rng, rng.randrange(2, 5))}"


def address(rng: random.Random) -> str:
    """Where somebody lives or works, to the door or the street."""
    province, city, district = rng.choice(_PLACES)
    front = rng.choice((province + city + district, city + district, city, ""))
    number = rng.randrange(1, 1999)
    road, estate, tower = pick(rng, _ROADS), pick(rng, _ESTATES), pick(rng, _TOWERS)
    room = rng.choice(
        (
            "",
            f"{rng.randrange(1, 30)}号楼{rng.randrange(101, 2909)}室",
            f"{rng.randrange(1, 20)}栋{rng.randrange(1, 5)}单元{rng.randrange(101, 999)}",
            f"{rng.randrange(2, 40)}楼",
            f"{rng.choice('ABC')}座{rng.randrange(201, 3009)}室",
        )
    )
    said = "".join("零一二三四五六七八九"[int(c)] for c in str(rng.randrange(11, 99)))
    forms = (
        f"{front}{road}{number}号{room}",
        f"{front}{road}{number}号{room}",
        f"{front}{road}{number}弄{rng.randrange(1, 90)}号{rng.randrange(101, 909)}室",
        f"{front}{estate}{rng.randrange(1, 60)}栋{rng.randrange(1, 4)}单元{rng.randrange(101, 1909)}室",
        f"{front}{road}{number}号{tower}{rng.randrange(2, 40)}楼",
        f"{front}{road}{said}号",
        f"{front}{tower}{rng.choice('ABC')}座{rng.randrange(201, 2909)}室",
        f"{front}{road}{number}-{rng.randrange(1, 9)}号",
    )
    whole = f"{city}{district}{road}"
    return rng.choice((*forms, whole)) if city and district else rng.choice(forms)


def credit_code(rng: random.Random) -> str:
    """A company's unified social credit code, check character and all."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "91" + pick(rng, REGIONS) + "".join(rng.choices(signs, weights=[6] * 10 + [1] * 21, k=9))
    left = sum(signs.index(c) * pow(3, n, 31) for n, c in enumerate(body)) % 31
    return body + signs[(31 - left) % 31]
