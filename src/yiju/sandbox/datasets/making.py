"""What every form of example is made with: a suggestion at a time, its claims, and what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from yiju.copilot.grounded import brings_in
from yiju.copilot.llm_verify import verify_by_rules
from yiju.copilot.material import Span
from yiju.copilot.talk import find_scene, scene_names
from yiju.copilot.taste import Point
from yiju.sandbox.datasets.grounds import Grounds
from yiju.sandbox.datasets.judged import Judged, Verdict
from yiju.sandbox.datasets.laying import Layer, Situation
from yiju.sandbox.datasets.told_of import unproven
from yiju.sandbox.datasets.types import Draft, Filters, Level, Tally
from yiju.store.types import Claim, Section, Suggestion

_COURTESY = "请问您好谢谢感谢"
"""Words that say nothing, and that word classes take for names."""


@dataclass(frozen=True)
class Maker:
    """One suggestion's examples in the making. What cannot be one is counted in ``tally``."""

    judged: Judged
    grounds: Grounds
    layer: Layer
    filters: Filters
    tally: Tally

    @property
    def sections(self) -> tuple[Section, ...]:
        """Those that hold something."""
        return tuple(section for section in self.judged.suggestion.sections if section.claims)

    def verdict(self, claim: Claim) -> Verdict | None:
        """What holds for a claim."""
        return self.judged.verdicts.get(claim.id)

    def rewritten(self, claim: Claim) -> bool:
        """Whether a claim was rewritten."""
        verdict = self.verdict(claim)
        return verdict is not None and verdict.ruling == "edit"

    def facts_before(self, section: Section, claims: Sequence[Claim]) -> list[Claim]:
        """The facts that advice of a section may rest on: those shown before it that nobody rejected."""
        if all(claim.nature == "fact" for claim in claims):
            return []
        found: list[Claim] = []
        for one in self.sections:
            if one == section:
                break
            found += [c for c in one.claims if c.nature == "fact" and self._may_be_read(c)]
        return [claim.model_copy(update={"text": self.judged.text(claim)}) for claim in found]

    def _may_be_read(self, claim: Claim) -> bool:
        verdict = self.verdict(claim)
        readable = self.grounds.spans(claim) is not None
        return readable and claim.id not in self.judged.unfit and (not verdict or verdict.ruling != "reject")

    def out(self, reason: str, many: int = 1) -> None:
        """Count something of this suggestion that was left out."""
        self.tally.out(reason, self.judged.units, many)

    def holds(self, claims: Sequence[Claim], situation: Situation | None) -> bool:
        """Whether these may be an example as far as their rewrites go."""
        return self.filters.unsupported or not any(self.unsupported(claims, situation).values())

    def unsupported(self, claims: Sequence[Claim], situation: Situation | None) -> dict[str, str]:
        """By id of each rewritten claim, why it may not be taught, as a reason; empty where it may.

        A fact must be supported by what it cites. Advice must bring in nothing that its prompt does not say:
        no figure, date, name or promise, and nothing that somebody did, said or agreed. Of eval cases, which
        quote no advice, it is not looked at.
        """
        found = {}
        for claim in claims:
            verdict = self.verdict(claim)
            if verdict is None or verdict.ruling != "edit":
                continue
            if claim.nature == "fact":
                found[claim.id] = "" if self._supported(claim, verdict) else "rewrite_unsupported"
            elif situation is not None:
                found[claim.id] = self._ungrounded(claim, verdict, situation)
        return found

    def _supported(self, claim: Claim, verdict: Verdict) -> bool:
        return self._proves(verdict.rewrite, self.grounds.spans(claim) or [])

    def _proves(self, text: str, spans: Sequence[Span]) -> bool:
        customer = self.judged.customer
        verify = verify_by_rules(
            (customer.name, *customer.aliases),
            side=lambda item: self.grounds.side(customer, item),
            seller=self.grounds.seller_of(customer).name,
            customer=customer.name,
        )
        return verify(text, [span.evidence(n) for n, span in enumerate(spans, 1)]).supported

    def _ungrounded(self, claim: Claim, verdict: Verdict, situation: Situation) -> str:
        """Why rewritten advice may not be taught, as a reason; empty where it may."""
        words = [situation.words, _COURTESY]
        if self._stands_on(claim, situation):
            words.append(claim.text)
        known = Point("", claim.nature, claim.role, "\n".join(words), (), situation.grounds)
        customer = self.judged.customer
        names = {customer.name, *customer.aliases, *self.grounds.names(customer)}
        if brings_in(verdict.rewrite, known, names):
            return "rewrite_ungrounded"
        said = [known.text, *(ground.text for ground in known.grounds), *(g.quote for g in known.grounds)]
        spans = self.grounds.at((ground.paragraph_id, ground.start, ground.end) for ground in known.grounds)
        proves = partial(self._proves_any, spans=spans)
        return "rewrite_unproven" if unproven(verdict.rewrite, said, names, proves) else ""

    def _proves_any(self, text: str, spans: Sequence[Span]) -> bool:
        return any(self._proves(text, [span]) for span in spans)

    def _stands_on(self, claim: Claim, situation: Situation) -> bool:
        """Whether all that the draft rested on stands in the prompt as it was: then its words are known."""
        by_id = {one.id: one for section in self.sections for one in section.claims}
        for base in (by_id.get(one) for one in claim.rests_on):
            if base is None:
                return False
            places = {(cited.paragraph_id, cited.start, cited.end) for cited in base.citations}
            quoted = places and places <= situation.evidence.keys()
            if not quoted and (base.id not in situation.facts or self.rewritten(base)):
                return False
        return bool(claim.rests_on)

    def draft(
        self,
        form: str,
        what: str,
        line: dict[str, Any],
        level: Level,
        claims: Sequence[Claim],
        situation: Situation | None,
        documents: frozenset[str] = frozenset(),
    ) -> Draft | None:
        """An example of these claims, or None where a filter leaves it out.

        Args:
            what: tells it from the suggestion's others of this form, for ever.
            situation: its prompt; None of an eval case, whose ``documents`` are given.
        """
        suggestion = self.judged.suggestion
        prompt = situation.label if situation else ""
        if self.filters.prompt and not prompt.startswith(self.filters.prompt):
            self.out("other_prompt")
            return None
        checked = self.unsupported(claims, situation)
        wrong = [reason for reason in checked.values() if reason]
        if wrong and not self.filters.unsupported:
            self.out(wrong[0])
            return None
        verdicts = [found for claim in claims if (found := self.verdict(claim)) is not None]
        through: Literal["claim", "suggestion"] = (
            "suggestion" if any(one.through == "suggestion" for one in verdicts) else "claim"
        )
        return Draft(
            key="\n".join((form, suggestion.id, what)),
            form=form,
            line=line,
            level=level,
            suggestion_id=suggestion.id,
            unit=suggestion.unit,
            units=self.judged.units,
            customer_id=self.judged.customer.id,
            created=suggestion.created_at,
            claims=tuple(claim.id for claim in claims),
            annotations=tuple(dict.fromkeys(a for one in verdicts for a in one.annotations)),
            reviewers=tuple(dict.fromkeys(r for one in verdicts for r in one.reviewers)),
            verdicts=tuple(one.ruling for one in verdicts),
            through=through,
            documents=situation.documents if situation else documents,
            scene=_scene(suggestion),
            prompt=prompt,
            prompts=suggestion.prompts,
            agreement=min((one.agreement for one in verdicts), default=1.0),
            supported=not wrong if checked else None,
        )


def _scene(suggestion: Suggestion) -> str:
    """A talk track's scene, where it is a known one (free words may name somebody); else what it is."""
    if suggestion.kind != "talk":
        return suggestion.kind
    name = find_scene(suggestion.request.get("scene", "")).name
    return name if name in scene_names() else "talk"


def told(messages: Sequence[dict[str, str]], answer: dict[str, Any]) -> dict[str, Any]:
    """A chat line: the prompt's messages, then the assistant's answer (an object until it is written)."""
    return {"messages": [*map(dict, messages), {"role": "assistant", "content": answer}]}
