"""A command line that is wrong: said in Chinese, and as JSON where that was asked for."""

import re
import sys
from typing import Any, NoReturn

from yiju.cli.output import print_json, say

_HAN = re.compile(r"[\u4e00-\u9fff]")
_CHINESE = (
    (r"Missing option '([^']+)'.*", r"缺少选项 \1"),
    (r"Missing argument '([^']+)'.*", r"缺少参数 \1"),
    (r"Missing parameter: (\S+).*", r"缺少参数 \1"),
    (r"No such option:? '?([^\s'.]+)'?\.?(?: Did you mean (\S+?)\?)", r"没有选项 \1，是不是 \2？"),
    (
        r"No such option:? '?([^\s'.]+)'?\.?(?: \(Possible options: (.*)\))",
        r"没有选项 \1，是不是其中之一：\2",
    ),
    (r"No such option:? '?([^\s'.]+)'?\.?(?: .*)?", r"没有选项 \1"),
    (r"No such command '([^']*)'.*", r"没有命令 \1"),
    (r"Option '?([^']+?)'? requires an argument.*", r"选项 \1 后面要写一个值"),
    (r"Option '?([^']+?)'? does not take a value.*", r"选项 \1 后面不能写值"),
    (r"Got unexpected extra argument\S* \((.*)\)", r"多出了参数：\1"),
    (r"Missing command\.", "缺少子命令"),
    (r"Invalid value: (.*)", r"\1"),
)
_VALUE = re.compile(r"Invalid value for '([^']+)'(?: / '[^']+')*(?: \(env var: '[^']*'\))?: (.*)", re.DOTALL)


def fail_usage(error: Any) -> NoReturn:
    """Say what is wrong with the command line, and how it is used; exit 2.

    Args:
        error: the command-line library's usage error.
    """
    message = str(error.format_message()).strip()
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        print(message, file=sys.stderr)
        sys.exit(2)
    said = _in_chinese(message, error.__cause__)
    path = context.command_path if context is not None else "yiju"
    hint = f"用法见 {path} --help"
    if "--json" in sys.argv[1:]:
        print_json({"error": said, "hint": hint})
    say(f"错误：{said}", error=True)
    say(f"　　　{hint}", error=True)
    sys.exit(2)


def _in_chinese(message: str, cause: BaseException | None) -> str:
    """What the library says; of a value that it could not read, what is wrong with it."""
    if found := _VALUE.fullmatch(message):
        return f"{found[1]} 的值不对：{_wrong(found[2], cause)}"
    said = (re.sub(form, to, message) for form, to in _CHINESE if re.fullmatch(form, message, re.DOTALL))
    return next(said, message)


def _wrong(what: str, cause: BaseException | None) -> str:
    from pydantic import ValidationError

    from yiju.invalid import first_wrong

    if isinstance(cause, ValidationError):
        return first_wrong(cause)[1]
    return what if _HAN.search(what) else "写法不对"
