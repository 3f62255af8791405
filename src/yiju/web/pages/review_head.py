"""The title of a suggestion under review: whose, what, when, by whom, made how."""

from yiju.copilot.sameness import told
from yiju.sandbox.features import subject_of
from yiju.store.labels import left_out
from yiju.web.pages.review_state import Review
from yiju.web.pages.theme import KINDS, Text, box, chip, link, time_tag
from yiju.web.pages.wording import maker_of


def show_title(review: Review) -> None:
    """Draw it."""
    suggestion = review.suggestion
    with box("y-head y-review-head"):
        with box("y-row"):
            link("待评审", "/", "y-small y-back")
            Text("h1", suggestion.customer)
            chip(KINDS[suggestion.kind])
            if suggestion.replay_of:
                chip("沙盒推演", "note")
        if subject := subject_of(suggestion):
            Text("div", subject, "y-subject")
        with box("y-row y-small y-soft y-sub"):
            Text("span", suggestion.user)
            time_tag(suggestion.created_at)
            Text("span", maker_of(suggestion))
            cited = sum(len(claim.citations) for claim in review.claims)
            Text(
                "span",
                f"论断 {len(review.claims)} 条 · 依据 {cited} 处 · {left_out(suggestion)}",
                "y-num",
            )
            if suggestion.sameness:
                Text("span", told(suggestion.sameness), "y-num")
            link("沙盒推演", f"/whatif/{suggestion.replay_of or suggestion.id}", "y-push")
            link("比较版本", f"/compare?left={suggestion.id}")
            link("这个客户的时间线", f"/timeline?suggestion={suggestion.id}")
