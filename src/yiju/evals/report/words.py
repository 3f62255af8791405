"""Chinese names of suites, metrics, classes and stages; what has none is shown as it is."""

SUITES = {
    "retrieval": "检索",
    "citation": "依据标签",
    "strategy": "拜访策略",
    "talk": "话术",
    "ask": "问答",
    "support": "论断核对",
    "injection": "注入防护",
    "terms": "行业术语",
    "sameness": "千人千面",
    "judged": "评委",
    "sandbox": "决策沙盘",
}

METRICS = {
    "right": "全对",
    "recall@1": "第 1 条找到",
    "recall@5": "前 5 条找到",
    "recall@10": "前 10 条找到",
    "mrr@10": "首个命中的倒数名次",
    "ndcg@10": "排序质量",
    "sealed": "无越权",
    "cited": "引对出处",
    "facts": "说全事实",
    "clean": "没有不该说的",
    "answered": "作答",
    "refused": "如实拒答",
    "citation_recall": "论断有依据",
    "citation_precision": "依据用得上",
    "anchored": "引文对得上原文",
    "shown": "起草的展示了多少",
    "tag": "标签写对",
    "kept": "该留的留下",
    "caught": "该拦的拦住",
    "met": "达到期望",
    "dropped": "草稿留用",
    "resisted": "未被诱导",
    "served": "仍答正事",
    "same": "异写同义",
    "find": "异写能找到",
    "different": "各不雷同",
    "id_context_precision": "检索到的有多少对",
    "id_context_recall": "该检索到的有多少",
    "faithfulness": "回答忠于引文（ragas）",
    "answer_relevancy": "回答切题（ragas）",
    "context_precision": "有用的排在前（ragas）",
    "judge_citation_recall": "论断有依据（模型评）",
    "judge_citation_precision": "依据用得上（模型评）",
}

CLASSES = {
    "single": "单一事实",
    "multi": "多份资料",
    "dated": "时间",
    "conflict": "冲突",
    "stale": "旧版",
    "table": "表格",
    "people": "人物",
    "negation": "否定",
    "unanswerable": "无从作答",
    "out_of_rights": "越权",
    "alias": "别名",
    "date": "日期",
    "english": "英文",
    "keyword": "关键词",
    "lay_wording": "口语说法",
    "long_question": "长问题",
    "name": "人名地名",
    "number": "数字",
    "paraphrase": "换个说法",
    "sealed": "越权",
    "two_places": "两处出处",
}

STAGES = {
    "world": "建立样例库",
    "score": "评分",
    "search": "检索",
    "retrieve": "检索",
    "read": "读取",
    "compose": "成文",
    "draft": "起草",
    "verify": "核对",
    "cite": "引用",
    "route": "分派",
    "judge": "评委",
    "case": "整例",
    "rest": "其余",
}


def suite_name(suite: str) -> str:
    """检索 for ``retrieval``."""
    return SUITES.get(suite, suite)


def metric_name(metric: str) -> str:
    """前 10 条找到 for ``recall@10``."""
    return METRICS.get(metric, metric)


def class_name(class_: str) -> str:
    """单一事实 for ``single``."""
    return CLASSES.get(class_, class_)


def stage_name(stage: str) -> str:
    """A stage's name, or the suite's where time is told by suite."""
    return STAGES.get(stage) or suite_name(stage)
