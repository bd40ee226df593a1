"""Why a category was chosen, in a sentence for the person.

Owns: naming the strongest sign, quoting the ask or the warning where one decided. Must not:
choose a category.
"""

from emailassist.domain.task import TriageTask
from emailassist.local.asks import body_of, needs_reply, read_asks, shortened
from emailassist.local.evidence import strongest_reason
from emailassist.local.phishing import phishing_signs


def reason_for(task: TriageTask, category: str, signs: frozenset[str]) -> str:
    """One sentence that is true of this message, which shows these `signs`.

    '' when only its wording speaks for the category.
    """
    if category == "needs-reply" and "asks" in signs:
        return needs_reply(task)[2]
    if category == "spam-phishing" and "fraud-sign" in signs:
        return phishing_signs(task.message)[0]
    reason = strongest_reason(signs, category)
    if not reason:
        return ""
    if category == "to-do" and "orders" in signs:
        order = read_asks(body_of(task))[0].sentence.flat
        return f"It asks you to do something: “{shortened(order)}”"
    return f"{reason[0].upper()}{reason[1:]}."
