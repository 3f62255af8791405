"""关键人与决策链: the customer's people, their part in the decision, and what each last said of weight."""

from yiju.copilot.cues import cue
from yiju.copilot.draft import Draft, fact
from yiju.copilot.findings import Findings
from yiju.copilot.material import Span
from yiju.copilot.salience import choose, recency, substance


def people(findings: Findings, taken: list[Span]) -> list[Draft]:
    """The customer's people: title, part in the decision, and what each last said of weight."""
    drafts: list[Draft] = []
    for index, person in enumerate(findings.people[:6]):
        spans: list[Span] = [s for s in person.decision_spans if s not in taken][:1]
        if not spans:
            ranked = [
                (
                    recency(findings.material, s)
                    + substance(findings.material, s)
                    + 0.8 * bool(cue("concern").search(s.text)),
                    s,
                )
                for s in person.said
                if len(s.text) >= 14 and substance(findings.material, s) > 0
            ]
            spans = choose(sorted(ranked, key=lambda p: -p[0]), 1, taken=taken)
        if person.title_span and person.title_span not in spans:
            flags = _label(person.name, person.title_span)
            drafts.append(fact(f"title:{index}", person.title_span, limit=70, flags=flags))
            taken.append(person.title_span)
        taken.extend(spans)
        drafts += [fact(f"person:{index}", span, flags=_label(person.name, span)) for span in spans]
    return drafts


def _label(name: str, span: Span) -> tuple[str, ...]:
    """Names the person a line is about, where the line itself does not begin with them."""
    return () if span.speaker and (span.speaker in name or name in span.speaker) else (f"about:{name}",)
