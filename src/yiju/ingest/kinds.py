"""Guess what sort of source a document is, from its words, its name and its form.

Each rule adds its weight to a kind's score where its pattern is found: in the file's name, in the head (title
and opening), or anywhere in the sample, there as many times as ``need`` says. The highest score wins if it
reaches ``THRESHOLD``; a document nothing speaks for is a note. Rules describe kinds, never single documents.
"""

# ruff: noqa: E501 (one rule a line)

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from yiju.ingest.place_names import readable
from yiju.store.types import Kind

THRESHOLD = 3.0
_HEAD, _SAMPLE, _TAIL = 500, 30_000, 3_000
_SHORT = 1_500


@dataclass(frozen=True, slots=True)
class Rule:
    """``weight`` points for ``kind`` where ``pattern`` is found ``need`` times in ``zone``."""

    kind: Kind
    weight: float
    zone: Literal["name", "head", "title", "any"]
    pattern: re.Pattern[str]
    need: int = 1


def _rule(
    kind: Kind, weight: float, zone: Literal["name", "head", "title", "any"], pattern: str, need: int = 1
) -> Rule:
    return Rule(kind, weight, zone, re.compile(pattern, re.IGNORECASE | re.MULTILINE), need)


# A line that is a title: nothing in it but itself.
_LINE, _END = r"^[^，。；,;\n]{0,60}", r"[^，。；,;\n]{0,20}$"

_RULES = (
    # Calls: speakers at times are found by the reader; here only minutes that say they are a recording.
    _rule(Kind.CALL, 4, "title", r"(?:通话|电话|录音|语音|会议).{0,6}(?:转写|转录|逐字稿|文字稿|实录|记录稿)|\btranscript\b"),
    _rule(Kind.CALL, 3, "name", r"通话|录音|转写|逐字稿|transcript"),
    _rule(Kind.CALL, 3, "any", r"^\s*[\[【(（]?\d{1,2}:\d{2}(?::\d{2})?[\]】)）]?\s*\S{1,20}[:：]", 3),
    # Mail
    _rule(Kind.MAIL, 3, "head", r"^\s*(?:发件人|寄件者|from)\s*[:：]\s*\S"),
    _rule(Kind.MAIL, 2, "head", r"^\s*(?:收件人|收件者|to)\s*[:：]\s*\S"),
    _rule(Kind.MAIL, 1, "head", r"^\s*(?:主题|主旨|subject)\s*[:：]\s*\S"),
    _rule(Kind.MAIL, 1, "head", r"^\s*(?:抄送|发送时间|sent|cc)\s*[:：]\s*\S"),
    # Contracts
    _rule(Kind.CONTRACT, 4, "title", r"^.{0,40}(?:合同|协议|协议书|订单|备忘录|补充条款)(?:书|文本|范本)?(?:[（(].{0,20}[)）])?\s*$"),
    _rule(Kind.CONTRACT, 4, "title", r"^.{0,60}\b(?:agreement|contract|lease|amendment|addendum|memorandum of understanding)\b.{0,30}$"),
    _rule(Kind.CONTRACT, 2, "name", r"合同|协议|agreement|contract"),
    _rule(Kind.CONTRACT, 2, "head", r"(?:甲\s*方|买\s*方|需\s*方|委托方|采购方|定作方|出租方)\s*(?:[（(][^）)]{0,20}[)）])?\s*[:：]"),
    _rule(Kind.CONTRACT, 2, "head", r"(?:乙\s*方|卖\s*方|供\s*方|受托方|供应方|承揽方|承租方)\s*(?:[（(][^）)]{0,20}[)）])?\s*[:：]"),
    _rule(Kind.CONTRACT, 2, "any", r"^\s*第[一二三四五六七八九十百\d]+条", 4),
    _rule(Kind.CONTRACT, 1, "any", r"违约责任|争议解决|不可抗力|保密义务|本合同|本协议", 3),
    _rule(Kind.CONTRACT, 2, "head", r"\b(?:by and (?:between|among)|witnesseth|whereas|hereinafter|\(the [“\"]agreement[”\"]\))"),
    _rule(Kind.CONTRACT, 2, "any", r"\b(?:hereto|hereof|herein|thereof|governing law|indemnif\w+|shall not|party shall)\b", 8),
    _rule(Kind.CONTRACT, 2, "head", r"\b(?:this|the)\s+[“\"(]?(?:[\w-]+\s+){0,3}(?:agreement|contract|amendment)\b"),
    _rule(Kind.CONTRACT, 1, "any", r"\bshall\b", 15),
    # Tenders
    _rule(Kind.TENDER, 5, "head", rf"{_LINE}(?:(?:招标|采购|磋商|谈判|询价|比选|遴选|投标|竞价)\s*(?:文\s*件|公\s*告|邀\s*请|须\s*知|需\s*求|通知书)|招\s+标\s+文\s+件|标\s*书){_END}"),
    _rule(Kind.TENDER, 3, "name", r"招标|采购(?:文件|公告|需求)|投标|磋商文件|询价|标书|tender|\brf[pqi]\b|\bbid\b"),
    _rule(Kind.TENDER, 2, "any", r"投标人|供应商须知|投标文件|招标人|采购人|采购代理机构", 8),
    _rule(Kind.TENDER, 2, "any", r"评标(?:办法|方法|标准|委员会)|评分(?:标准|办法|细则|因素)|投标保证金|开标(?:时间|地点)|最高限价", 2),
    _rule(Kind.TENDER, 4, "head", r"\b(?:request for (?:proposals?|quotations?|tenders?|information)|invitation (?:to|for) (?:bids?|tenders?)|tender (?:documents?|notice))\b"),
    _rule(Kind.TENDER, 2, "any", r"\bbidders?\b|\btenderers?\b", 5),
    # Reports
    _rule(Kind.REPORT, 5, "head", rf"{_LINE}(?:年度报告|年\s*报|半年报|季报|可持续发展(?:报告|报表)|社会责任报告|环境、社会(?:及|和|与)(?:公司)?(?:管治|治理)|\besg\s*(?:年度)?报告|白皮书|蓝皮书|研究报告|评估报告|分析报告|调研报告|审计报告|报告书){_END}"),
    _rule(Kind.REPORT, 5, "head", rf"{_LINE}\b(?:(?:annual|sustainability|esg|csr|integrated|impact|non-?financial|interim|research) report\b|white ?paper){_END}"),
    _rule(Kind.REPORT, 3, "title", r"报告\s*$|\breport\s*$"),
    _rule(Kind.REPORT, 2, "name", r"报告|年报|半年报|白皮书|\besg\b|report|whitepaper"),
    _rule(Kind.REPORT, 1, "any", r"关于本报告|报告期内|利益相关方|\bGRI\b|董事长致辞|目\s*录|重要性议题|about this report|stakeholders?", 2),
    # News
    _rule(Kind.NEWS, 4, "head", r"(?:本报|本刊|本网|[\u4e00-\u9fff]{2,8}(?:社|网|报))?[\u4e00-\u9fff]{0,8}\d{1,2}月\d{1,2}日(?:[\u4e00-\u9fff]{0,6}电|讯|消息)|(?:本报|本网)讯|^\s*[\u4e00-\u9fff]{2,8}(?:社|网|报)\S{0,10}讯"),
    _rule(Kind.NEWS, 3, "head", r"[（(](?:本报|本网|特约|见习|通讯员|实习)?\s*记者\s*[^）)\n]{1,20}[）)]|^\s*(?:本报|本网|见习)?记者[\s:：]|/prnewswire/|businesswire|globe ?newswire"),
    _rule(Kind.NEWS, 3, "head", r"(?:来源|稿源|信息来源|文章来源)\s*[:：]\s*\S|责任编辑|责编"),
    _rule(Kind.NEWS, 2, "any", r"责任编辑|责编|^\s*[（(]?(?:编辑|作者|记者|来源)\s*[:：]|据(?:悉|了解|报道|介绍)|(?:记者|媒体)(?:获悉|了解到|采访)|日前|近日"),
    _rule(Kind.NEWS, 1, "any", r"表示[，：,:]|\bsaid\b|\btold\b|\bannounced\b|宣布", 2),
    _rule(Kind.NEWS, 2, "name", r"新闻|快讯|要闻|报道|news|press"),
    # Posts
    _rule(Kind.POST, 3, "any", r"(?:^|\s)#[^\s#]{2,30}#|(?:^|\s)#[A-Za-z\u4e00-\u9fff][\w\u4e00-\u9fff]{1,30}(?=\s|$|#)"),
    _rule(Kind.POST, 2, "any", r"(?:^|\s)#[A-Za-z\u4e00-\u9fff][\w\u4e00-\u9fff]{1,30}(?=\s|$|#)|#[^\s#]{2,30}#", 2),
    _rule(Kind.POST, 4, "head", r"linked\s?in|领英|朋友圈|微博|小红书|公众号动态|视频号|twitter|\bx\.com\b|脉脉|知乎"),
    _rule(Kind.POST, 3, "any", r"(?<!\d)\d{1,9}\s{0,3}(?:个?赞|次点赞|条评论|次转发|reactions?|likes?|comments?|reposts?)|(?:点赞|转发|评论)\s*[:：]?\s*\d+|👍\s*\d+"),
    _rule(Kind.POST, 2, "any", r"[\U0001F300-\U0001FAFF\u2600-\u27BF]", 2),
    _rule(Kind.POST, 2, "name", r"朋友圈|微博|领英|linkedin|post|动态|帖"),
    # Notes, so that minutes of a visit that mention a contract stay minutes.
    _rule(Kind.NOTE, 5, "title", rf"{_LINE}(?:纪要|备忘|笔记|周报|日报|月报|小结|拜访记录|会议记录|走访记录|跟进记录|工作记录|待办|\b(?:minutes|notes|memo)\b){_END}"),
    _rule(Kind.NOTE, 2, "name", r"纪要|笔记|周报|日报|拜访|备忘|记录|minutes|notes?|memo"),
)  # fmt: skip


def guess_kind(text: str, path: Path, format: str = "", attributes: Mapping[str, str] | None = None) -> Kind:
    """The kind a person would file this document under; ``NOTE`` where nothing speaks for another.

    Args:
        text: the document's text.
        path: its file name counts, its folder does not.
        format: the form it was read from: ``eml``, ``pdf``, ``srt`` …
        attributes: what the reader found.
    """
    attributes = attributes or {}
    if format == "eml" or "message_id" in attributes:
        return Kind.MAIL
    if format in ("srt", "vtt", "json") or attributes.get("speakers"):
        return Kind.CALL
    scores = score_kinds(text, path)
    if format in ("html", "htm"):
        scores[Kind.NEWS] += 1
    if format in ("pdf", "docx") or len(text) > _SHORT:
        scores[Kind.POST] = 0.0 if len(text) > 2 * _SHORT else scores[Kind.POST] - 2
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] >= THRESHOLD else Kind.NOTE


def score_kinds(text: str, path: Path) -> dict[Kind, float]:
    """Points of every kind, for an explanation or a test."""
    head = text[:_HEAD]
    sample = text if len(text) <= _SAMPLE + _TAIL else text[:_SAMPLE] + "\n" + text[-_TAIL:]
    title = "\n".join([line for line in head.split("\n") if line.strip()][:4])
    zones = {"name": readable(path.stem).replace("_", " "), "head": head, "title": title, "any": sample}
    scores = dict.fromkeys(Kind, 0.0)
    for rule in _RULES:
        found = islice(rule.pattern.finditer(zones[rule.zone]), rule.need)
        if sum(1 for _ in found) >= rule.need:
            scores[rule.kind] += rule.weight
    return scores
