"""Small writing tasks with outcomes that code can check.

Whether a model may write for the person is found by trying, not by its name. Each task gives
a text and rules that any competent writer follows without thinking: keep these facts, leave
those out, write in that language, be shorter than the source.

Owns: the tasks and their checks, pure functions. Must not: ask a model.
"""

import re
from dataclasses import dataclass

PASSES_NEEDED = 3
"""Of the four tasks: one slip is allowed, guessing does not get that far."""

_FUNCTION_WORDS = {
    "en": "the and is are to of for with we you will that this it on at your",
    "es": "el la los las de que y en un una por para con su le lo se del es al no",
    "fr": "le la les de des et en un une pour avec que vous nous est sur votre du au je à",
}


@dataclass(frozen=True, slots=True)
class WritingTask:
    """What to ask and how to judge: all of `must`, none of `must_not` (regular expressions).

    `language` is ISO 639-1; lengths are in words.
    """

    name: str
    instruction: str
    text: str
    language: str
    must: tuple[str, ...]
    must_not: tuple[str, ...]
    shortest: int
    longest: int

    @property
    def prompt(self) -> str:
        return f"{self.instruction}\n\n{self.text}"


TASKS = (
    WritingTask(
        name="a one-sentence summary",
        instruction="Summarise this message in one English sentence of at most 25 words. Keep the "
        "name, the amount and the day. Write only the sentence.",
        text="Hi team, as some of you have heard, the supplier's visit went well and we had lunch "
        "at the new place by the river. Marta Ruiz will send the signed offer over 4,350 euros on "
        "Thursday, after her manager has read it once more. The weather was awful. Best, Jon",
        language="en",
        must=(r"\bmarta\b", r"4[.,  ]?350", r"\bthursday\b"),
        must_not=(r"\bweather\b", r"\blunch\b", r"\bdear\b"),
        shortest=7,
        longest=32,
    ),
    WritingTask(
        name="a reply in Spanish",
        instruction="Write a short, polite reply in Spanish to this message, at most 50 words. "
        "Accept the meeting on Tuesday at 10:30 and say that Elena comes too. Do not mention the "
        "budget. Write only the reply.",
        text="Hola, ¿podríamos vernos el martes a las 10:30 para hablar del contrato y del "
        "presupuesto? ¿Vendrá alguien contigo? Un saludo, Andrés",
        language="es",
        must=(r"\bmartes\b", r"10[:.h]\s?30|diez y media", r"\belena\b"),
        must_not=(r"presupuesto", r"\btuesday\b", r"\bpodríamos vernos\b"),
        shortest=8,
        longest=70,
    ),
    WritingTask(
        name="an answer in French",
        instruction="Réponds en français, en une seule phrase, à la question du message. "
        "N'écris que la réponse.",
        text="Bonjour, le bureau de Lyon ferme à 17 h 45 le vendredi et à 19 h les autres jours ; "
        "celui de Lille ferme toujours à 18 h. Question : à quelle heure le bureau de Lyon "
        "ferme-t-il le vendredi ?",
        language="fr",
        must=(r"17\s?(?:h|:|heures)\s?45", r"lyon|vendredi|bureau|ferme"),
        must_not=(r"\b19\b", r"\b18\b", r"\blille\b"),
        shortest=1,
        longest=25,
    ),
    WritingTask(
        name="a refusal that keeps to the facts",
        instruction="Rewrite these notes as a polite English message of two or three sentences. "
        "Use every fact once and add no other names, dates or numbers. Write only the message.",
        text="- to: Mr Okafor\n- we cannot deliver order 7719 this week\n- reason: a part is "
        "missing\n- new delivery day: 14 June",
        language="en",
        must=(r"okafor", r"\b7719\b", r"\b14(?:th)?(?: of)? june\b|\bjune 14(?:th)?\b", r"\bpart"),
        must_not=(r"(?m)^\s*-\s", r"\b(?!7719\b|14\b)\d+\b"),
        shortest=15,
        longest=80,
    ),
)


def passes(task: WritingTask, answer: str) -> bool:
    """Whether `answer` obeys every rule of the task."""
    words = re.findall(r"[^\W\d_]+|\d+", answer)
    return (
        task.shortest <= len(words) <= task.longest
        and all(re.search(rule, answer, re.IGNORECASE) for rule in task.must)
        and not any(re.search(rule, answer, re.IGNORECASE) for rule in task.must_not)
        and reads_as(answer, task.language)
    )


def reads_as(text: str, language: str) -> bool:
    """Whether no other of the three languages has more of its small words in `text`."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    counts = {
        code: sum(word in small.split() for word in words)
        for code, small in _FUNCTION_WORDS.items()
    }
    return counts[language] == max(counts.values())
