"""The ways in which mails give orders to an AI, in English, Spanish, French and German.

Owns: patterns as data, each with the clause by which a person is told. Must not: hold logic.

A sign is certain if hardly anybody writes so to a person; the others are what people write to
each other, too, and count only as a reason to look twice.
"""
# ruff: noqa: RUF001 - other languages have other letters

import re
from dataclasses import dataclass
from typing import Final

from emailassist.local.required import Searched

_GAP: Final = r"[^.!?\n]{0,50}?"
_PREVIOUS: Final = (
    r"(?:previous|prior|above|earlier|preceding|past|existing|original|initial|your|all|any|system"
    r"|former|other)"
)
_ORDERS: Final = (
    r"(?:instructions?|prompts?|directions?|orders?|directives?|guidelines?|rules|commands?"
    r"|guardrails?|constraints|programming|training|context)"
)


@dataclass(frozen=True, slots=True)
class InjectionSign:
    """One way of giving orders, and how a person is told about it."""

    ways: tuple[Searched, ...]
    seen: str
    certain: bool

    def found_in(self, text: str, lowered: str) -> bool:
        """Whether the text does it; `lowered` is the text in lower case."""
        return any(way.found_in(text, lowered) for way in self.ways)


def _sign(seen: str, *alternatives: str, certain: bool = True) -> InjectionSign:
    patterns = (re.compile(each, re.IGNORECASE | re.MULTILINE) for each in alternatives)
    return InjectionSign(tuple(map(Searched.of, patterns)), seen, certain)


_IGNORES: Final = "it tells the reader to ignore earlier instructions"
_SPEAKS: Final = "it speaks to an AI or an assistant program"
_FAKES: Final = "it contains markers that fake a conversation with an AI"
_ANNOUNCES: Final = "it announces new instructions in the middle of the mail"
_DICTATES: Final = "it orders an answer to contain or hide something"
_ASKS: Final = "it asks for your mail or data to be passed on or deleted"
_FILES: Final = "it tells a program how to file this mail"

_AI: Final = (
    r"(?:ai|a\.i\.|llm|language model|chat ?bot|(?:ai|email|mail|virtual) (?:assistant|agent"
    r"|model|system)s?)"
)

_READER: Final = (
    r"(?:ai|llm|automated)[ -](?:e-?mail |mail |reading )?"
    r"(?:assistants?|agents?|tools?|systems?|models?|bots?|readers?|programs?|summari[sz]ers?)"
)

INJECTION_SIGNS: Final = (
    _sign(
        _IGNORES,
        rf"\b(?:ignore|disregard|forget|override|bypass|overlook|neglect"
        rf"|drop)\b\s(?:\w+\s){{0,3}}?{_PREVIOUS}\s(?:\w+\s){{0,3}}?{_ORDERS}\b",
        rf"\b(?:ignore|disregard|forget) (?:everything|anything|all)\b{_GAP}\b(?:above|before"
        rf"|previously|earlier|told|said|prior)\b",
        r"\b(?:ignora|ignore|ignorad|olvida|olvide|olvidad|descarta"
        r"|omite)\b (?:\w+ ){0,3}?(?:instrucciones|órdenes|indicaciones|directrices)\b",
        r"\b(?:ignore[sz]?|ignorer|oublie[sz]?|oublier|ne tenez pas compte"
        r"|faites abstraction)\b (?:\w+ ){0,4}?(?:instructions|consignes|ordres|directives)\b",
        r"\b(?:ignoriere?|ignorieren sie|vergiss|vergessen sie"
        r"|missachte)\b (?:\w+ ){0,4}?(?:anweisungen|instruktionen|befehle|vorgaben)\b",
        r"\b(?:ignora|dimentica) (?:\w+ ){0,4}?istruzioni\b|\bignore (?:\w+ ){0,4}?instruções\b",
        r"\bnegeer (?:\w+ ){0,4}?instructies\b|\bignorera (?:\w+ ){0,3}?instruktioner\b"
        r"|\b(?:z?ignoruj) (?:\w+ ){0,3}?instrukcje\b|\btalimatları? (?:yok say|görmezden gel)"
        r"|\bигнорируй(?:те)? (?:\w+ ){0,3}?(?:инструкции|указания)\b",
        r"忽略.{0,12}(?:指令|指示|说明)|指示.{0,8}無視|지시.{0,6}무시|تجاهل.{0,12}(?:التعليمات|الأوامر)",
    ),
    _sign(
        _IGNORES,
        r"\byour (?:new|real|actual|updated) (?:instructions?|task|goal|objective|role"
        r"|purpose) (?:is|are)\b",
        r"\b(?:ignoriere?|vergiss) (?:\w+ ){0,4}?regeln\b"
        r"|\b(?:ignora|olvida|omite) (?:\w+ ){0,3}?reglas\b|\boublie[sz]? (?:\w+ ){0,3}?règles\b",
        certain=False,
    ),
    _sign(
        _SPEAKS,
        rf"\bif you(?:['’]re| are) (?:an? |the )?(?:\w+ ){{0,2}}?{_AI}\b",
        rf"\b(?:note|notice|memo|message|instructions?|directive|reminder|warning) (?:for|to)"
        rf" (?:\w+ ){{0,2}}?(?:{_READER}|chat ?bots?|language models?|llms?)\b",
        r"\byou are (?:hereby )?(?:authori[sz]ed|permitted|allowed|empowered) to act (?:for|on"
        r" behalf of|in the name of) (?:the |your |this )?(?:recipient|user|owner|reader)\b",
        r"\b(?:nota|aviso|mensaje|instrucci(?:ón|ones)) (?:para|a) (?:\w+ ){0,2}?(?:asistentes?"
        r"|agentes?|sistemas?|herramientas?|programas?|modelos?) (?:de (?:ia|inteligencia"
        r" artificial|lenguaje)|automatizad[oa]s?)\b",
        r"\b(?:note|avis|message|consignes?|instructions?) (?:pour|à l['’]attention des?|à|aux)"
        r" (?:\w+ ){0,2}?(?:assistante?s?|agents?|systèmes?|outils?|programmes?|modèles?)"
        r" (?:d['’]ia|ia|d['’]intelligence artificielle|de langage|automatis[ée]e?s?)\b",
        rf"\b(?:to|dear|hey|hello|hi|attention|note to|message for|instructions? (?:for|to)"
        rf"|addressed to)\b,?:? (?:you, )?(?:the |any |all )?{_AI}s?(?:\s*[,:;.!\n]"
        rf"|\s+(?:reading|processing|that|which|who|summari[sz]ing)\b)",
        r"\byou are (?:now )?(?:an? |in )?(?:\w+ ){0,3}?(?:jailbroken|unrestricted"
        r"|developer mode|dan\b)",
        r"\b(?:you are|act as|acting as|pretend (?:to be|you)|roleplay as|behave as"
        r"|from now on,? you)\b(?: now)? (?:an? |the )?(?:unrestricted|uncensored|evil|dan)\b",
        r"\bsi (?:eres|es usted|usted es) (?:un |una )?(?:\w+ ){0,2}?(?:ia"
        r"|inteligencia artificial|asistente de (?:ia|correo)|modelo de lenguaje)\b",
        r"\bcomo (?:asistente de (?:ia|correo)|ia"
        r"|modelo de lenguaje)\b,? (?:\w+ ){0,3}?(?:debes|debe|tienes|tiene|reenvía|envía"
        r"|responde)\b",
        r"\bsi (?:tu es|vous êtes|t['’]es) (?:une? |l['’])?(?:\w+ ){0,2}?(?:ia"
        r"|intelligence artificielle|assistante? (?:ia|de messagerie)|modèle de langage)\b",
        r"\ben tant qu['’](?:assistante? (?:ia|de messagerie)|ia|intelligence artificielle)\b",
        r"\b(?:wenn|falls) (?:du|sie) (?:eine? )?(?:\w+ ){0,2}?(?:ki|ki-assistent"
        r"|sprachmodell)\b",
    ),
    _sign(
        _SPEAKS,
        r"\bif you(?:['’]re| are) (?:an? |the )?(?:\w+ ){0,2}?(?:assistant|bot|agent|model"
        r"|automated)\b",
        r"\bas an? (?:\w+ )?(?:ai|language model|llm|assistant"
        r"|ai agent)\b,? (?:\w+ ){0,3}?(?:you|must|should|please|forward|send|reply|do)\b",
        r"\b(?:dear|hey|hello|hi|attention|note to|message for|instructions? (?:for|to)"
        r"|addressed to)\b,?:? (?:you, )?(?:the |any |all )?(?:ai|llm|language model"
        r"|email assistant|mail assistant|chatbots?|ai models?|assistant model)s?\b",
        r"\byou are (?:now )?(?:an? |in )?(?:\w+ ){0,3}?(?:ai|assistant|chatbot|language model"
        r"|debug mode|dev mode)\b",
        r"\b(?:ai|llm) (?:assistants?|models?|agents?|systems?|summari[sz]ers?"
        r"|readers?)\b,? (?:must|should|shall|please|need to|have to|reading this"
        r"|processing this|that reads?|are (?:instructed|required))",
        r"\b(?:you are|act as|acting as|pretend (?:to be|you)|roleplay as|behave as"
        r"|from now on,? you)\b(?: now| are)? (?:an? |the )?(?:admin|root|developer|system"
        r"|my grandm)\b",
        r"\bsi (?:eres|es usted|usted es) (?:un |una )?(?:\w+ ){0,2}?(?:asistente|modelo|agente"
        r"|bot)\b",
        r"\bcomo (?:asistente|agente)\b,? (?:\w+ ){0,3}?(?:debes|tienes|reenvía|envía|responde)\b",
        r"\b(?:asistente|agente|modelo) (?:de|con) (?:ia|inteligencia artificial|lenguaje"
        r"|correo|email)\b[,:]? (?:\w+ ){0,4}?(?:debes?|debe|tienes?|reenvía|envía|responde"
        r"|marca|ignora|clasifica|contesta)\b",
        r"\bsi (?:tu es|vous êtes|t['’]es) (?:une? |l['’])?(?:\w+ ){0,2}?(?:assistante?|modèle"
        r"|agent|bot|robot)\b",
        r"\ben tant qu['’](?:assistante?|agent|modèle)\b",
        r"\b(?:assistante?|agent|modèle) (?:ia|d['’]ia|de messagerie"
        r"|de langage)\b[,:]? (?:\w+ ){0,4}?(?:dois|doit|devez|transfère|transférez|envoie"
        r"|envoyez|réponds|répondez|ignore)\b",
        r"\b(?:wenn|falls) (?:du|sie) (?:eine? )?(?:\w+ ){0,2}?(?:assistent|agent|bot)\b",
        r"\bals (?:ki|assistent|sprachmodell|ki-assistent)\w*\b",
        r"\b(?:ki|ai)[- ](?:assistent|agent|system)\w*\b[,:]? (?:\w+ ){0,4}?(?:musst|muss"
        r"|sollst|leite|sende|antworte)\b",
        r"\b(?:ai )?assistant[,:] (?:please |you must |you should |now )?(?:forward|send|reply"
        r"|ignore|delete|mark|classify|summari[sz]e|include|add|tell|do|list|print|write"
        r"|respond)\b",
        certain=False,
    ),
    _sign(
        _FAKES,
        r"<\|?/?(?:system|user|assistant|im_start|im_end|endoftext|end_of_(?:section|document"
        r"|text|turn)|start_of_(?:section|turn)|start_header_id|eot_id|sys|inst|instructions?"
        r"|information|end_of_document|admin|untrusted|prompt|tool_call|function_call)\|?>",
        r"\[/?(?:INST|SYSTEM|ASSISTANT|SYS|ADMIN)\]|<<\s?/?SYS\s?>>",
        r"#{2,}\s?\(?(?:system|assistant|user|instruction|new)[ _]?(?:message|prompt"
        r"|instructions?|task)\)?",
        r"^\s{0,4}(?:system|assistant|developer)\s?(?:message|prompt|override"
        r"|instruction)\s?:\s",
    ),
    _sign(
        _FAKES,
        r"^\s{0,4}(?:system|assistant|developer)\s?(?:notice)?\s?:\s",
        r"\b(?:begin|end|start)(?:ning)? (?:of )?(?:the )?(?:system prompt|document|user input"
        r"|email context|untrusted)\b",
        r"\bsystem (?:prompt|message|override|instruction)s?\b",
        certain=False,
    ),
    _sign(
        _ANNOUNCES,
        r"\b(?:new|updated|urgent|important|priority|additional|special|hidden|secret|real"
        r"|experimental)(?: \w+)?(?: new)? (?:instructions?|tasks?|directives?"
        r"|procedure)\b\s?(?:\*{0,4}|:)\s*(?:\n|:|\*)",
        r"\b(?:following|these|this) (?:instructions?|directives?)\b (?:\w+ ){0,3}?(?:exactly"
        r"|strictly|carefully|first|instead|immediately)\b|\bstrictly adhere to\b",
        r"\bbefore you (?:can )?(?:solve|complete|finish|continue|start"
        r"|answer)\b[^.\n]{0,40}\btask\b",
        r"\b(?:the user|the owner|user) has (?:already )?(?:approved|authori[sz]ed|confirmed"
        r"|consented)\b",
        r"\bnuevas? (?:instrucciones|órdenes|tarea)\b\s?:|\bnouvelles? (?:instructions?"
        r"|consignes?|tâches?)\b\s?:|\bneue (?:anweisung|aufgabe)(?:en)?\b\s?:",
        r"^\s{0,3}(?:TODO|TASK|INSTRUCTION|COMMAND)\s?:\s",
        certain=False,
    ),
    _sign(
        _DICTATES,
        r"\b(?:respond|reply|answer|output|print|repeat|say|write|reveal|show|return"
        r"|leak)\b[^.\n]{0,30}\b(?:system prompt|your (?:prompt|instructions|configuration"
        r"|memory))\b",
        r"!\[[^\]\n]{0,40}\]\(https?://[^)\n]{0,200}\?[^)\n]{0,40}=",
    ),
    _sign(
        _DICTATES,
        r"\b(?:include|insert|add|append|put|embed|mention|end|begin|start"
        r"|finish)\b[^.\n]{0,60}\b(?:in|to|into|with|of|at the end of) (?:your|the|each"
        r"|every) (?:next |final )?(?:response|reply|answer|output|summary|replies)\b",
        r"\bin your (?:response|reply|answer|output|summary)\b[^.\n]{0,80}\b(?:include|mention"
        r"|suggest|encourage|promote|recommend|emphasi[sz]e|integrate|express|hint|use|write"
        r"|substitute|replace|translate)",
        r"\b(?:your|the) (?:response|reply|answer|output|summary)\b (?:\w+ ){0,2}?(?:must"
        r"|should|shall|needs? to|has to) (?:\w+ ){0,2}?(?:contain|include|be|start|begin|end"
        r"|say|mention)\b",
        r"\b(?:respond|reply|answer|output|print|repeat|say|write|reveal|show|return"
        r"|leak)\b[^.\n]{0,30}\b(?:only|exactly|verbatim|nothing else|your rules)\b",
        r"\b(?:modify|craft|encode|encrypt|translate|phrase|rephrase|format|structure|infuse"
        r"|integrate|inject|introduce|enhance|adjust|alter|tailor|frame|weave|incorporate|anagram"
        r"|substitute|remove|replace|provide|use|apply|render|combine|scramble|misspell|reverse"
        r"|augment|represent|convert|swap)\b[^.\n]{0,60}\b(?:your|the) (?:message|response|reply"
        r"|answer|output|responses|answers)\b",
        r"\b(?:do not|don['’]t|never|without) (?:tell|mention|inform|reveal|notify|alert|warn"
        r"|show|summari[sz]e)(?:ing)?\b[^.\n]{0,30}\b(?:user|owner|anyone|recipient"
        r"|this (?:instruction|message|note)|anything)\b",
        r"\b(?:reply|respond|answer) (?:in|with|using|only in) (?:reverse|emojis?|code|cipher"
        r"|morse|base ?64|rhymes?|riddles)\b",
        r"\b(?:call|use|invoke|run|execute"
        r"|trigger)\b (?:the )?`?(?:\w{1,30}_\w{1,30}(?:_\w{1,30})?|tool|function|\w+\(\))`?",
        certain=False,
    ),
    _sign(
        _ASKS,
        r"\b(?:forward|send|e-?mail|exfiltrate|upload|copy|leak|post"
        r"|bcc)\b[^.\n]{0,40}\b(?:all|every|unread|last \w+|user['’]?s?|contents? of|inbox"
        r"|api keys?|passwords?|credentials|security code)\b[^.\n]{0,120}\b(?:to"
        r"|a)\b[^.\n]{0,12}[\w.+-]{1,64}@[\w-]{1,60}\.",
        r"\b(?:delete|remove) the file with id\b",
        r"\b(?:reenv[ií]a|reenvíe|envía|manda|borra"
        r"|elimina)\b[^.\n]{0,30}\b(?:todos los (?:correos|mensajes|emails)|todo el (?:buzón"
        r"|correo)|las contraseñas|los contactos|la bandeja)\b[^.\n]{0,60}@",
        r"\b(?:transfère|transférez|transférer|envoie|envoyez|supprime"
        r"|supprimez)\b[^.\n]{0,30}\b(?:tous les (?:courriels|messages|e-?mails|mails)"
        r"|toute la boîte|les mots de passe|les contacts)\b[^.\n]{0,60}@",
    ),
    _sign(
        _ASKS,
        r"\b(?:forward|send|e-?mail|exfiltrate|upload|copy|leak|post"
        r"|bcc)\b[^.\n]{0,40}\b(?:entire|full|complete|customer list|contacts|tokens?"
        r"|secret|text)\b[^.\n]{0,120}\b(?:to"
        r"|a)\b[^.\n]{0,12}[\w.+-]{1,64}@[\w-]{1,60}\.",
        r"\b(?:delete|remove|erase|archive|trash)\b (?:all |every |the |this "
        r"|any )(?:\w+ ){0,3}?(?:e-?mails?|messages?|files?|inbox|events?"
        r"|threads?)\b[^.\n]{0,60}\b(?:inbox|from|after|without|then|cloud|drive|permanently"
        r"|calendar)\b",
        r"\b(?:reenv[ií]a|reenvíe|envía|manda|borra"
        r"|elimina)\b[^.\n]{0,30}\b(?:todos los (?:correos|mensajes|emails)|todo el (?:buzón"
        r"|correo)|las contraseñas|los contactos|la bandeja)\b",
        r"\b(?:transfère|transférez|transférer|envoie|envoyez|supprime"
        r"|supprimez)\b[^.\n]{0,30}\b(?:tous les (?:courriels|messages|e-?mails|mails)"
        r"|toute la boîte|les mots de passe|les contacts)\b",
        r"\b(?:leite|leiten sie|sende|lösche|löschen sie)\b[^.\n]{0,30}\b(?:alle (?:e-?mails"
        r"|nachrichten|mails)|passwörter|kontakte|das postfach)\b",
        certain=False,
    ),
    _sign(
        _FILES,
        r"\b(?:classify|categori[sz]e|label|mark|treat|flag|rate|sort) (?:this|the) (?:e-?mail"
        r"|message|mail)\b[^.\n]{0,20}\b(?:as|with)\b",
        r"\b(?:clasifica|marca|etiqueta|trata) (?:este|el) (?:correo|mensaje|email) (?:como|con)\b",
        r"\b(?:classe[rz]?|marque[rz]?|traite[rz]?|étiquette[rz]?) ce (?:message|courriel|mail"
        r"|e-?mail) comme\b",
        r"\b(?:stufe|markiere|behandle|klassifiziere) diese (?:nachricht|e-?mail|mail) als\b",
        certain=False,
    ),
)
