"""A specialist dropped in as a file while the program runs, on real servers."""

import asyncio
import json
import shutil
from email.message import EmailMessage
from pathlib import Path

from emailassist.domain.triage import WarningKind
from emailassist.domain.views import Listing
from tests.support.containment import Mail, World
from tests.support.mail import ME
from tests.support.openai_server import Reply, Seen, completion

EXAMPLES = Path(__file__).parents[2] / "instructions" / "examples"
BILL = "Dear Clara,\n\nplease pay 1.249,00 EUR for invoice 2026-0042 by 3 December 2026.\n\nTom\n"
INVOICE = {
    "vendor": "Pay at https://evil.example/now",
    "number": "2026-0042",
    "amount": 1249,
    "currency": "EUR",
    "due_date": "2026-12-03",
}
REST = {
    "category": "to-do",
    "priority": "normal",
    "needs_reply": False,
    "reason": "Tom wants to be paid.",
    "confidence": 0.9,
    "language": "en",
    "summary": "Tom wants to be paid by 3 December 2026.",
    "specialists": ["invoice", "invented"],
    "facts": [],
    "text": "Tom wants to be paid.",
    "ok": True,
    "problems": [],
}


def _says(seen: Seen) -> Reply:
    about_invoices = "vendor" in seen.schema.get("properties", {})
    return completion(INVOICE if about_invoices else REST)


def _mail() -> Mail:
    message = EmailMessage()
    message["From"] = "Tom Reed <tom@reed.example>"
    message["To"] = f"{ME.name} <{ME.email}>"
    message["Subject"] = "Boards"
    message["Message-ID"] = "<0@containment.example>"
    message["Date"] = "Wed, 18 Nov 2026 09:00:00 +0000"
    message.set_content(BILL)
    return Mail("bill", message.as_bytes())


async def test_a_file_dropped_in_works_with_the_next_triage(tmp_path: Path) -> None:
    world = World(tmp_path, [_mail()], _says)
    own = world.home / "instructions"
    shutil.rmtree(own)
    async with world:
        [key] = await world.engine.list_keys(Listing())
        await world.engine.triage(keys=[key])
        before = (await world.engine.detail(key)).triage
        assert before is not None
        assert before.findings == ()
        own.mkdir()
        await asyncio.to_thread(shutil.copy, EXAMPLES / "invoice.md", own)
        await world.engine.triage(keys=[key])
        triage = (await world.engine.detail(key)).triage
        assert triage is not None
        [finding] = triage.findings
        assert [(each.name, each.value, each.is_sure) for each in finding.values] == [
            ("number", "2026-0042", True),
            ("amount", "1249", True),
            ("currency", "EUR", True),
            ("due_date", "2026-12-03", True),
        ]
        [left_out] = [w.text for w in triage.warnings if w.kind is WarningKind.UNGROUNDED]
        assert "“Invoice”" in left_out
        (own / "invoice.md").write_text("---\nname: invoice\n", encoding="utf-8")
        [file] = [f for f in await world.engine.instructions.all() if f.is_own]
        assert file.problem.startswith("invoice.md:3")
        assert file.enabled  # the last good version is in force
        prompts = json.dumps([seen.prompt for seen in world.model.seen])
        assert "the message is or brings an invoice" in prompts
