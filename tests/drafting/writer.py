"""A scripted model behind a real server that answers each role, drafts in turn."""

from collections.abc import Mapping
from typing import Any

from tests.support.openai_server import Reply, Seen, completion

PLAN = {
    "category": "needs-reply",
    "priority": "normal",
    "needs_reply": True,
    "reason": "Tom asks.",
    "confidence": 0.9,
    "language": "en",
    "summary": "Tom asks what walnut boards cost.",
    "draft": True,
    "specialists": ["reply-drafter"],
}


class Writer:
    """`drafts` are said in turn, the last one again and again; reviews likewise."""

    def __init__(self, *drafts: str | Reply, reviews: tuple[Mapping[str, Any], ...] = ()) -> None:
        self.drafts = list(drafts)
        self.reviews = list(reviews) or [{"ok": True, "problems": []}]
        self.seen: list[Seen] = []
        self.asked: list[str] = []

    def __call__(self, seen: Seen) -> Reply:
        fields = set(seen.schema.get("properties", ()))
        if "body" in fields:
            self.asked.append("draft")
            self.seen.append(seen)
            said = self.drafts.pop(0) if len(self.drafts) > 1 else self.drafts[0]
            return said if isinstance(said, Reply) else completion({"body": said})
        if "ok" in fields:
            self.asked.append("review")
            said_of = self.reviews.pop(0) if len(self.reviews) > 1 else self.reviews[0]
            return completion(said_of)
        self.asked.append("route")
        return completion(PLAN)
