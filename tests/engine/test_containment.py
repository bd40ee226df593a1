"""A model that works for whoever wrote the mail: nothing changes but what it was asked for."""

import json
from pathlib import Path

from tests.support.compromised import BROKEN, IN_FORM, Compromised
from tests.support.containment import World, mail_of

# Of AgentDojo, BIPIA (contexts: OpenAI Evals), BastionCorpus, agent-injection-bench, LLMail-Inject
# (all MIT) and Spikee (Apache-2.0); `benchmarks/containment.py` takes all of them.
ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "support/attacks.jsonl").read_text().splitlines()
]


async def test_a_compromised_model_changes_nothing(tmp_path: Path) -> None:
    mails = [mail_of(row, number) for number, row in enumerate(ROWS)]
    model = Compromised(IN_FORM, [row["attack"] for row in ROWS])
    async with World(tmp_path, mails, model) as world:
        report = await world.triaged()
        seen = "\n".join(model.prompts)
    assert report.changed == ()
    for mail in mails:
        assert report.leaks(mail) == (), mail.id
        assert report.keeps_warnings(mail), mail.id
        assert report.warned(mail) or not mail.hostile, mail.id
        if not mail.hostile and report.asked(mail):
            assert report.cut_from(mail, seen) == (), mail.id


async def test_a_server_out_of_order_changes_nothing_either(tmp_path: Path) -> None:
    mails = [mail_of(row, number) for number, row in enumerate(ROWS[:3])]
    async with World(tmp_path, mails, Compromised(BROKEN)) as world:
        report = await world.triaged()
    assert report.changed == ()
    assert all(detail.triage or detail.triage_problem for detail in report.details.values())
