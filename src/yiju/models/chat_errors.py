"""What went wrong with a chat endpoint, in words a rep can act on."""

import re

from yiju.errors import BAD_ADDRESS, ModelUnavailable, address, without_secrets

_REFUSED_HINT = "请检查 YIJU_LLM_BASE_URL，或去掉它改用摘录模式。"


class EndpointDown(ModelUnavailable):
    """The next call to this endpoint would fail in the same way: do not ask it again in this request."""


class Left(EndpointDown):
    """Nobody waits for the answer any more: the next would not be waited for, either."""

    def __init__(self) -> None:
        super().__init__("已取消，没有等大模型答完。")


class NoTools(ModelUnavailable):
    """This endpoint, or this model, takes no tools: nor will it the next time."""

    def __init__(self) -> None:
        super().__init__("这个大模型不支持调用工具。", hint="换一个支持工具调用（tools）的模型即可。")


class Interrupted(ModelUnavailable):
    """The connection broke in the middle of an answer. Worth one more try."""


class ServerFailed(ModelUnavailable):
    """The server has a fault of its own, whatever it was asked: 5xx, or an error in mid-answer."""


def explain(error: Exception, *, url: str, model: str, key: str = "") -> ModelUnavailable:
    """Turn a client library's exception into a message that names the cause and the setting to look at.

    Of the URL only scheme, host and port are told; the server's own words are quoted without keys.
    """
    import openai

    if isinstance(error, ModelUnavailable):
        return error
    url = address(url)
    if isinstance(error, openai.APITimeoutError) or type(error).__name__.endswith("Timeout"):
        return timed_out(url)
    if isinstance(error, openai.APIStatusError):
        return _by_status(error, url=url, model=model, key=key)
    if isinstance(error, openai.APIConnectionError):
        why, known = _root(error, key)
        quoted = "" if known else f"：{why}"
        return EndpointDown(f"连不上大模型服务 {url}：{why}。", hint=_REFUSED_HINT, quoted=quoted)
    if isinstance(error, openai.APIError):
        said = f"：{_short(error.message, key)}"
        return ServerFailed(f"大模型服务在回答途中报错{said}", quoted=said)
    if isinstance(error, ValueError):  # an event of the stream that is not JSON
        return Interrupted(f"大模型服务 {url} 返回的数据流不是 JSON，无法读取。")
    if isinstance(error, TypeError | KeyError | IndexError | AttributeError):
        return ModelUnavailable(f"大模型服务 {url} 返回的结构不符合 OpenAI 接口，无法读取。")
    return Interrupted(f"大模型服务 {url} 的回答中途断开（{type(error).__name__}）。")


def check_address(url: str) -> None:
    """Refuse a URL that no client can use, before a client quotes it. Raises EndpointDown."""
    if address(url) == BAD_ADDRESS:
        raise EndpointDown("YIJU_LLM_BASE_URL 的地址写法不对。", hint=_REFUSED_HINT)


def timed_out(url: str) -> EndpointDown:
    """The whole time allowed for a call has passed."""
    return EndpointDown(
        f"大模型服务 {address(url)} 在规定时间内没有答完。",
        hint="可调大 YIJU_LLM_TIMEOUT，或换一个更快的模型。",
    )


def retryable(error: Exception) -> bool:
    """Whether the same request may succeed a moment later: 429, 5xx, a broken connection."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        return False
    if isinstance(error, openai.RateLimitError):
        return getattr(error, "code", None) != "insufficient_quota"
    return isinstance(error, openai.InternalServerError | openai.APIConnectionError)


def retry_after(error: Exception) -> float | None:
    """Seconds the server asks to wait (``Retry-After``, RFC 9110 §10.2.3, in its seconds form)."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None


def rejected_parameter(error: Exception) -> str:
    """Which optional request field a 400/422 complains of: ``temperature``, ``response_format``,
    ``stream_options`` or nothing."""
    import openai

    if not isinstance(error, openai.BadRequestError | openai.UnprocessableEntityError):
        return ""
    said = str(error).lower()
    for name, words in _OPTIONAL.items():
        if any(word in said for word in words):
            return name
    return ""


_TOOL = r"\b(?:tools?|tool[_ -]?(?:use|calls?|calling|choice)|function[_ -]?call(?:s|ing)?)\b(?![\[.:])"
_NO = r"\b(?:not (?:\w+ )?(?:supported|available|permitted|allowed|enabled|implemented)|unsupported|disabled)"
_FIELD = r"\b(?:tools|tool_choice)\b(?![\[.])"
_NO_TOOLS = re.compile(
    rf"(?:does|do|did)(?:n't| not)(?: \w+)? (?:support|accept|allow|take)[^.]{{0,40}}{_TOOL}"
    rf"|{_TOOL}[^.]{{0,40}}?{_NO}"
    rf"|un(?:supported|known|recognized|expected|permitted)[^.]{{0,60}}{_FIELD}"
    rf"|extra (?:inputs|fields)[^.]{{0,60}}{_FIELD}|{_FIELD}[^.]{{0,40}}\bextra (?:inputs|fields)"
    r"|tool[_ -]choice[\"' ]*requires|no endpoints found that support tool"
    r"|不支持[^。]{0,12}(?:工具|函数调用|tools?\b|function)|(?:工具|函数)调用[^。]{0,8}(?:不支持|未开启|未启用)",
    re.IGNORECASE,
)
"""A refusal of tools as such. A complaint about one of them, or about a request's length, is none."""
_TOO_LONG = re.compile(
    r"context (?:length|window)|too (?:long|large)|maximum .{0,20}(?:length|tokens)|reduce the length"
    r"|上下文|过长",
    re.IGNORECASE,
)
_OPTIONAL = {
    "temperature": ("temperature",),
    "stream_options": ("stream_options", "include_usage"),
    "response_format": ("response_format", "json_schema", "json schema", "structured output", "grammar"),
}


def _by_status(error: Exception, *, url: str, model: str, key: str) -> ModelUnavailable:
    status = getattr(error, "status_code", 0)
    told = str(error)
    if status in (400, 404, 422, 501) and _NO_TOOLS.search(told) and not _TOO_LONG.search(told):
        return NoTools()
    if status in (401, 403):
        return EndpointDown(
            f"大模型服务 {url} 拒绝了访问（{status}）。",
            hint="请检查 YIJU_LLM_API_KEY 是否正确、是否有该模型的权限。",
        )
    if status == 404:
        return EndpointDown(
            f"大模型服务 {url} 上没有模型“{model}”（404）。",
            hint="请检查 YIJU_LLM_MODEL 与 YIJU_LLM_BASE_URL（地址一般以 /v1 结尾）。",
        )
    if status == 429:
        return EndpointDown(f"大模型服务 {url} 限流或额度不足（429），重试后仍未成功。", hint="请稍后再试。")
    if status >= 500:
        return ServerFailed(f"大模型服务 {url} 内部出错（{status}），重试后仍未成功。")
    said = f"：{_short(str(error), key)}"
    return ModelUnavailable(f"大模型服务 {url} 不接受这个请求（{status}）{said}", quoted=said)


def _root(error: BaseException, key: str) -> tuple[str, bool]:
    """The cause, and whether the words are ours alone."""
    while error.__cause__ is not None:
        error = error.__cause__
    said = str(error).lower()
    if "refused" in said:
        return "连接被拒绝，服务可能没有启动", True
    if "name or service" in said or "getaddrinfo" in said or "name resolution" in said:
        return "找不到这个主机名", True
    return _short(str(error), key) or type(error).__name__, False


def _short(text: str, key: str, most: int = 120) -> str:
    line = " ".join(without_secrets(text, key).split())
    return line if len(line) <= most else line[: most - 1] + "…"
