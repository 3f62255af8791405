"""Cases of what a viewer may not know: most are told to whoever may know, else a refusal proves nothing."""

from yiju.evals.suites import SUITES
from yiju.evals.suites.ask import AskCase, run
from yiju.evals.world import World


def test_most_are_answered_by_whoever_may_know(eval_world: World) -> None:
    known = (case for case in SUITES["ask"].cases() if isinstance(case, AskCase))
    cases = [case for case in known if case.class_ == "out_of_rights"]
    assert len(cases) >= 25
    seeing = {"boss": cases, "rep_trial": [case for case in cases if case.id.startswith("at-")]}
    answered = {
        case.id
        for viewer, theirs in seeing.items()
        for case in theirs
        if not run(eval_world, case.model_copy(update={"viewer": viewer})).given["refused"]
    }
    assert {"am-137", "am-138", "am-139"} <= answered
    assert len(answered) * 3 >= len(cases) * 2, sorted({case.id for case in cases} - answered)
