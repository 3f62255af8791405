"""The pages: links resolve, commands exist, nothing in the repository speaks of one machine."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import typer

from yiju.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")])
_FENCED = re.compile(r"^(`{3,})[^\n]*\n(.*?)^\1\s*$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(yiju [^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_MACHINE = re.compile(r"(?<![\w.~/-])/(?:" + "|".join(("work", "root", "home", "Users")) + r")/[\w.-]+")
_REGISTRIES = tuple(
    f"{name}.{domain}"
    for name, domain in (
        ("pypi", "org"), ("files.pythonhosted", "org"), ("registry.npmjs", "org"), ("proxy.golang", "org"),
        ("conda.anaconda", "org"), ("mirrors.aliyun", "com"), ("tuna.tsinghua.edu", "cn"),
    )
)  # fmt: skip


def _links(text: str) -> Iterator[str]:
    for link in _LINK.findall(_FENCED.sub("", text)):
        if not re.match(r"[a-z][a-z0-9+.-]*:", link):
            yield link


def _anchors(text: str) -> set[str]:
    """Headings as the usual Markdown hosts make anchors of them."""
    plain = (re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", found) for found in _HEADING.findall(text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_relative_links_resolve(page: Path) -> None:
    text = page.read_text("utf-8")
    for link in _links(text):
        place, _, anchor = link.partition("#")
        target = (page.parent / place) if place else page
        assert target.exists(), f"{page.name}: {link} leads nowhere"
        assert target.resolve().is_relative_to(ROOT), f"{page.name}: {link} leads out of the repository"
        if anchor and target.suffix == ".md":
            assert anchor in _anchors(target.read_text("utf-8")), f"{page.name}: no heading for {link}"


def _commands(text: str) -> Iterator[list[str]]:
    """The words after ``yiju`` of every command in code, comments and what follows a pipe left out."""
    for _, block in _FENCED.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            found = re.match(r"\s*(?:\$\s+)?(?:[A-Z_]+=\S+\s+)*(?:\S*/)?yiju(?:\s+(.*))?$", line)
            if found:
                yield _words(found[1] or "")
    for line in _INLINE.findall(_FENCED.sub("", text)):
        yield _words(line.removeprefix("yiju "))


def _words(line: str) -> list[str]:
    line = re.split(r"\s[|>]|\s&&|;", re.sub(r"[\s\u3000]#.*$", "", line))[0]
    return shlex.split(line)


@lru_cache(maxsize=1)
def _root() -> Any:
    return typer.main.get_command(app)


def _problem(words: list[str]) -> str:
    """What is wrong with a command line, or nothing."""
    command = _root()
    while subcommands := getattr(command, "commands", None):
        if not words or words[0] == "--help":
            return ""
        if words[0] not in subcommands:
            return f"no command {words[0]!r}"
        command, words = subcommands[words[0]], words[1:]
    options = {name: one for one in command.params for name in (*one.opts, *one.secondary_opts)}
    at = 0
    while at < len(words):
        name, equals, _ = words[at].partition("=")
        at += 1
        if not name.startswith("--") or name == "--help":
            continue
        if name not in options:
            return f"{command.name} has no option {name}"
        if not options[name].is_flag and not equals:
            if at >= len(words) or words[at].startswith("--"):
                return f"{name} lacks its value"
            at += 1
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_shown_exist(page: Path) -> None:
    for words in _commands(page.read_text("utf-8")):
        problem = _problem(words)
        assert not problem, f"{page.name}: yiju {' '.join(words)}: {problem}"


def test_a_wrong_command_would_be_found() -> None:
    shown = [
        "$ yiju ingest a.pdf --client X  # 说明",
        "yiju inquire",
        "YIJU_DATA=x yiju sources --data y | head",
    ]
    text = "\n".join(["```sh", *shown, "```"])
    assert [_problem(words) for words in _commands(text)] == [
        "ingest has no option --client", "no command 'inquire'", ""
    ]  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_and_modules_shown_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    code = "\n".join([*(block for _, block in _FENCED.findall(text)), *re.findall(r"`([^`\n]+)`", text)])
    for target in re.findall(r"^\s*(?:\$\s+)?make ([a-z]+)", code, re.MULTILINE):
        assert target in targets, f"{page.name}: no target {target}"
    for module in re.findall(r"python3? -m (benchmarks\.\w+)", code):
        assert (ROOT / (module.replace(".", "/") + ".py")).is_file(), f"{page.name}: no module {module}"


def _tracked() -> list[Path]:
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, timeout=30
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.decode("utf-8").split("\0") if name]


def test_no_file_speaks_of_one_machine() -> None:
    """No absolute paths of a developer's machine, and no package registry's address."""
    found: list[str] = []
    for path in _tracked():
        try:
            text = path.read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # not text, or moved away a moment ago
        for match in _MACHINE.finditer(text):
            found.append(f"{path.relative_to(ROOT)}: {match.group()}")
        found += [f"{path.relative_to(ROOT)}: {host}" for host in _REGISTRIES if host in text]
    assert not found, "\n".join(found)


def test_machine_paths_would_be_found() -> None:
    slash = "/"
    assert _MACHINE.search(f"see {slash}work/main") and _MACHINE.search(f"'{slash}root/.cache'")
    assert not _MACHINE.search("https://example.com/home/page") and not _MACHINE.search("src/work/x")
