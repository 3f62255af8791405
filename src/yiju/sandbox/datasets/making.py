"""What every form of example is made with: a suggestion at a time, its claims, and what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from yiju.copilot.llm_verify import verify_by_rules
from yiju.copilot.talk import find_scene, scene_names
from yiju.sandbox.datasets.grounds import Grounds
from yiju.sandbox.datasets.judged import Judged, Verdict
from yiju.sandbox.datasets.laying import Layer
from yiju.sandbox.datasets.types import Draft, Filters, Level, Tally
from yiju.store.types import Claim, Section, Suggestion


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

    def supported(self, claims: Sequence[Claim]) -> bool | None:
        """Whether the verifier supports every rewritten fact of these; None where there is none."""
        checks = [check for claim in claims if (check := self._supported(claim)) is not None]
        return all(checks) if checks else None

    def _supported(self, claim: Claim) -> bool | None:
        verdict = self.verdict(claim)
        if verdict is None or verdict.ruling != "edit" or claim.nature != "fact":
            return None
        spans = self.grounds.spans(claim) or []
        customer = self.judged.customer
        verify = verify_by_rules(
            (customer.name, *customer.aliases),
            side=lambda item: self.grounds.side(customer, item),
            seller=self.grounds.seller_of(customer).name,
            customer=customer.name,
        )
        return verify(verdict.rewrite, [span.evidence(n) for n, span in enumerate(spans, 1)]).supported

    def draft(
        self,
        form: str,
        what: str,
        line: dict[str, Any],
        level: Level,
        claims: Sequence[Claim],
        documents: frozenset[str],
        prompt: str = "",
    ) -> Draft | None:
        """An example of these claims, or None where a filter leaves it out.

        Args:
            what: tells it from the suggestion's others of this form, for ever.
        """
        suggestion = self.judged.suggestion
        if self.filters.prompt and not prompt.startswith(self.filters.prompt):
            self.tally.out("other_prompt")
            return None
        supported = self.supported(claims)
        if self.filters.supported and supported is False:
            self.tally.out("rewrite_unsupported")
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
            documents=documents,
            scene=_scene(suggestion),
            prompt=prompt,
            prompts=suggestion.prompts,
            agreement=min((one.agreement for one in verdicts), default=1.0),
            supported=supported,
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
