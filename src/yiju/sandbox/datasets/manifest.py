"""What a snapshot says of itself: what it was asked for, what it holds, and by what it can be checked."""

import datetime as dt
import hashlib
import json
from typing import Any

from yiju import __version__
from yiju.sandbox.datasets.build import Built
from yiju.sandbox.datasets.card import card_of
from yiju.sandbox.datasets.folder import CARD, EXAMPLES, FORMAT, MANIFEST, sha256
from yiju.sandbox.datasets.types import Example


def files_of(built: Built) -> dict[str, bytes]:
    """The training files and the side file, by path; a split without examples has no file."""
    lines: dict[str, list[str]] = {}
    side = []
    for example in built.examples:
        own = lines.setdefault(example.path, [])
        own.append(example.text)
        side.append(json.dumps(about(example, len(own)), ensure_ascii=False))
    files = {path: _joined(texts) for path, texts in sorted(lines.items())}
    return files | {EXAMPLES: _joined(side)}


def about(example: Example, number: int) -> dict[str, Any]:
    """What stands beside a line. ``number``: its line in its file, from 1."""
    draft = example.draft
    return {
        "id": example.id,
        "split": example.split,
        "file": example.path,
        "line": number,
        "form": draft.form,
        "level": draft.level,
        "suggestion": draft.suggestion_id,
        "claims": list(draft.claims),
        "annotations": list(draft.annotations),
        "verdicts": list(draft.verdicts),
        "through": draft.through,
        "agreement": draft.agreement,
        "reviewers": len(draft.reviewers),
        "unit": draft.unit,
        "units": list(draft.units),
        "customer_id": draft.customer_id,
        "group": example.group,
        "created": draft.created.astimezone(dt.UTC).isoformat(),
        "scene": draft.scene,
        "prompt": draft.prompt,
        "prompts": list(draft.prompts),
        "supported": draft.supported,
        "masked": example.masked,
        "sha256": example.sha256,
    }


def content_sha256(built: Built, files: dict[str, bytes]) -> str:
    """Of what was asked for and what came of it: two runs that give the same have the same."""
    told: list[object] = [FORMAT, built.filters.kind, built.filters.told, not built.filters.keep_personal]
    told += [[name, sha256(content)] for name, content in sorted(files.items())]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def whole(
    built: Built, files: dict[str, bytes], *, dataset_id: str, version: int, by: str
) -> dict[str, bytes]:
    """All the files of a snapshot: with its card and its manifest."""
    manifest = manifest_of(built, files, dataset_id=dataset_id, version=version, by=by)
    files = files | {CARD: card_of(built, manifest).encode()}
    manifest["files"][CARD] = {"sha256": sha256(files[CARD]), "bytes": len(files[CARD])}
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    return files | {MANIFEST: text.encode()}


def manifest_of(
    built: Built, files: dict[str, bytes], *, dataset_id: str, version: int, by: str
) -> dict[str, Any]:
    """The manifest, but for the card's own line."""
    masked: dict[str, int] = {}
    left_out, units = built.left_out, set(built.units)
    for example in built.examples:
        for kind, many in example.masked.items():
            masked[kind] = masked.get(kind, 0) + many
    return {
        "format": FORMAT,
        "id": dataset_id,
        "kind": built.filters.kind,
        "version": version,
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "by": by,
        "units": list(built.units),
        "filters": built.filters.told,
        "counts": {
            "examples": len(built.examples),
            **built.counts,
            "suggestions": len({one.draft.suggestion_id for one in built.examples}),
            "customers": len({one.group for one in built.examples}),
            "judged_suggestions": sum(units.issuperset(one.units) for one in built.judged),
        },
        "left_out": left_out,
        "split": {
            "by": "customer and time",
            "test_from": built.division.cut.astimezone(dt.UTC).isoformat() if built.division.cut else None,
        },
        "prompts": sorted({one.draft.prompt for one in built.examples} - {""}),
        "masking": {
            "on": not built.filters.keep_personal,
            "reason": built.filters.keep_personal,
            "masked": dict(sorted(masked.items())),
        },
        "consent": {name: left_out.get(name, 0) for name in ("opted_out", "customer_opted_out")},
        "code": {"yiju": __version__},
        "content_sha256": content_sha256(built, files),
        "files": {
            name: {"sha256": sha256(content), "bytes": len(content), "lines": content.count(b"\n")}
            for name, content in sorted(files.items())
        },
    }


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
