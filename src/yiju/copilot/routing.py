"""Which way a question takes before anything is searched: asked back, answered from rows, or neither."""

import datetime as dt
from collections.abc import Sequence

from yiju.copilot.accounts import named_in, names_of
from yiju.copilot.asking import follows
from yiju.copilot.defining import compose_definition
from yiju.copilot.question import Question
from yiju.copilot.retrieve import Reader
from yiju.copilot.rows.answer import compose_holders, compose_rows, which
from yiju.copilot.rows.route import route_of
from yiju.copilot.rows.titles import title_asked
from yiju.copilot.strategy import Composed
from yiju.copilot.unasked import ask_back
from yiju.store.types import Customer, Document


def without_search(
    reader: Reader,
    question: Question,
    accounts: Sequence[Customer],
    documents: Sequence[Document],
    today: dt.date,
) -> Composed | None:
    """What is told by the glossary, asked back or answered from rows; None where the evidence answers."""
    if told := compose_definition(question.text, reader.glossary(accounts)):
        return told
    if back := ask_back(question, accounts, documents):
        return back
    if len(accounts) > 1 and follows(question.text) and not named_in(question.text, accounts):
        return which(accounts)  # upon nothing: whoever asks knows of whom, and all at once is no answer
    names = names_of(accounts)
    if wanted := route_of(question.text, names):
        return compose_rows(wanted, reader, accounts, today, question.text)
    if asked := title_asked(question.text, names):
        return compose_holders(asked[0], reader, accounts, today, ours=asked[1])
    return None
