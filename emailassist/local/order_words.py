"""The words of bare orders, in English, Spanish and French.

Owns: patterns as data, matched against one sentence at a time. Must not: hold logic.
"""

from typing import Final

from emailassist.local.cased import Caseless

IMPERATIVE: Final = Caseless(
    r"^(?:[-*•\d.)\s]{0,6})(?:\w+(?:,| [-–]|:) (?:just )?)?(?:(?:and|also|so|then|ok|well|just"
    r"|first|next"
    r"|finally)[, ]+){0,2}(?:(?:when you (?:have|get|find) (?:a|the) (?:minute|moment|chance|time)"
    r"|when you can|if you can|before [^,]{3,60}),? )?"
    r"(?:send|call|check(?! (?:done|in)\b)|review|forward|confirm|provide|take a look"
    r"|look (?:at|into|over)(?! (?:those|that|this|him|her|them)\b)"
    r"|find out|find|get|add|fix|update|respond|reply|remind|keep me|schedule|set up|print"
    r"|sign|complete|submit|prepare|upload|enter|read(?! (?:more|on)\b)|fill|return|make|put"
    r"|bring|ask|follow up"
    r"|talk to|try to|see if|remove|change|use|run|verify|ensure|include|arrange|book|pay(?! \d)"
    r"|approve|draft|help|give|show|pick (?:a|an|one|the|up)|choose|see what you"
    r"|let(?! me (?!know|have|see|hear)|ter| me know if you have)|tell|plan to|go ahead"
    r"|drop (?:the|your|it|that|them|me|us)|leave (?:the|your|them|their|a)|hand (?:in|over|the"
    r"|your)"
    r"|renew|replace|cancel (?:the|your|it)|collect (?:the|your|them|it)|attach (?:the|your|it)"
    r"|feel free to (?:call|edit|add|change))\b",
    r"^(?:[-*•\d.)¡¿\s]{0,6})(?:\w+(?:,|\s?:) )?(?:(?:y|también|además|luego)[, ]+)?"
    r"(?:(?:en cuanto puedas|en cuanto pueda|cuando puedas|cuando pueda|si puedes|antes de nada"
    r"|de paso),? )?(?:envía|manda|revisa"
    r"|mira(?! (?:qué|que|cómo)\b)"
    r"|prepara|actualiza|sube|rellena|firma|completa|confirma|recuerda|llama|comprueba|corrige"
    r"|añade|trae|reserva|paga|pide|pregunta|enviad|mandad|revisad|preparad|subid|rellenad"
    r"|deja (?:el|la|los|las|tu|tus)|mete (?:a|el|la|los|las)|pon (?:el|la|los|las|tu)|haz (?:el"
    r"|la|una?)"
    r"|imprime|apunta|renueva|adjunta(?! (?:el|la|los|las|un)\b)|devuelve (?:el|la|los|las|tu)"
    r"|enviá|mandá|revisá|prepará|actualizá|subí|rellená|completá|firmá|confirmá|llamá|traé|pagá"
    r"|pedí (?:el|la|un|una)|preguntá|dejá|poné|hacé|meté|imprimí|renová|mirá(?! (?:qué|que"
    r"|cómo)\b)"
    r"|envíen|manden|revisen|preparen|actualicen|suban|rellenen|completen|firmen|confirmen|llamen"
    r"|traigan|dejen|pongan|impriman|pónganse"
    r"|traed|envíe|revise|complete|firme|rellene|confirme|prepare (?:el|la)|deje (?:el|la|los|las"
    r"|su)"
    r"|ponga (?:el|la|los|las|su)|suba|adjunte)\b(?!:)",
    r"^(?:[-*•\d.)¡¿\s]{0,6})(?:(?:estimad[oa]s? |querid[oa]s? )?\w+(?:,|\s?:) |(?:cuando|si"
    r"|en cuanto)"
    r" pued\w+, )?(?:(?:y|también|además|luego)[, ]+)?(?:llamad|firmad|reenvía|reenvíe|verifica"
    r"|verifique|repasa|repase|mide|mida|compruebe|comprobad|avisa|avise|avisad|agrega|agregue"
    r"|arregla"
    r"|arregle|corrija|sustituye|sustituya|actualice|responde|responda|responded|contesta|conteste"
    r"|contestad|imprima|presenta|presente|introduce|introduzca|devuelva|haz|haga|haced|hagan|poned"
    r"|traiga|llévate|lleva|lleve|llevad|llame|pida|pedid|habla con|quita|elimina|elimine|borra"
    r"|borre"
    r"|cambia|cambie|cambiad|asegúrate|asegúrese|incluye|incluya|reserve|pague|pagad|aprueba"
    r"|apruebe"
    r"|redacta|redacte|dale|dadle|dele|elige|elija|dejad|recoge|recoja|recoged|pasa a|pase a|pasad"
    r"|entra en|entre en|entrad en|cierra|cierre|guarda(?! este)|retira|retire|cancela|cancele"
    r"|anula"
    r"|anule|apunte|apúntate|apuntaos|anota|anote|sella|selle|aporte|entrega|entregue|encarga"
    r"|encargue"
    r"|busca|busque|saca|saque|mueve|mueva|ejecuta|usa|fijate|avisá)\b"
    r"(?!(?: de)? (?:electrónica|digital|online|anual)|:| del? )"
    r"|^\W{0,6}(?:\w+, )?(?:(?:y|también|además|luego)[, ]+)?(?!pel[ií]c|esc[áa]nd"
    r"|ch[áa]nda)[a-zñ]{1,7}"
    r"[áéíó][a-zñ]{1,4}(?<!u)(?:me|nos|selo|sela|l[oa]s?|les?)\b(?= \w)",
    r"^(?:[-*•\d.)\s]{0,6})(?:\w+(?:,|\s?:) )?(?:(?:et|puis|aussi|donc)[, ]+)?"
    r"(?:(?:dès que (?:tu as|vous avez) (?:un moment|le temps|une minute)|quand (?:tu peux"
    r"|vous pouvez)"
    r"|dès que possible),? )?(?:envoie|envoyez"
    r"|vérifie|vérifiez"
    r"|regarde|regardez|prépare|préparez|complète|complétez|signe|signez|ajoute|ajoutez"
    r"|corrige|corrigez|relis|relisez|remplis|remplissez|apporte|apportez|réserve|réservez"
    r"|inscris|inscrivez|mets|mettez|laisse (?:le|la|les|ton|ta|tes)|laissez (?:le|la|les|votre"
    r"|vos)"
    r"|imprime|imprimez|récupère|récupérez|transmets|transmettez|renvoie|renvoyez|remplace"
    r"|remplacez"
    r"|supprime|supprimez|renouvelle|renouvelez|rends (?:le|la|les|ton|ta|tes)"
    r"|rendez (?:le|la|les|votre|vos)|joins|joignez"
    r"|appelle|appelez|pense à|pensez à|dépose|déposez)\b",
    r"^(?:[-*•\d.)\s]{0,6})(?:(?:ch[eè]re?s? )?\w+(?:,|\s?:) |(?:quand|si|dès que) (?:tu peux"
    r"|vous pouvez), )?(?:(?:et|puis|aussi|donc)[, ]+)?(?:transfère|transférez|rappelle|rappelez"
    r"|contrôlez|révise|révisez|confirme|confirmez|fournis|fournissez|fais|faites|refais|refaites"
    r"|remets|remettez|réponds|répondez|préviens|prévenez|planifie|planifiez|organise|organisez"
    r"|termine|terminez|soumets|soumettez|téléverse|téléversez|saisis|saisissez|entrez|lis"
    r"|lisez(?! (?:plus|la suite|aussi))|retourne|retournez|relance|relancez|parle[sz]?[- ]en"
    r"|essaie"
    r"|essayez|vois si|voyez si|retire|retirez|enlève|enlevez|changez|lance|lancez|assure-toi"
    r"|assurez-vous|veille à|veillez à|inclus|incluez|paie|payez|réglez|approuve|approuvez|valide"
    r"|validez|rédige|rédigez|aide|aidez|montre|montrez|choisis|choisissez|laisse|laissez|prévois"
    r"|prévoyez|notez|gardez|rangez|videz|déplace|déplacez|scanne|scannez|photocopie|photocopiez"
    r"|viens|prends|prenez|reporte|reportez|décale|décalez|annule|annulez|demandez|cherchez|allez"
    r"|va (?:chercher|voir)|passez|ferme|fermez|ouvrez|coupez|tamponnez|relève|relevez|débranche"
    r"|débranchez)\b(?!-vous|[- ]je|:| que\b| ci-joint)"
    r"|^(?:[-*•\d.)\s]{0,6})(?:\w+, )?(?:(?:et|puis|aussi|donc)[, ]+)?(?:passe|note|règle|réserve"
    r"|garde|classe|change|coupe|range|vide|porte|trouve|cherche|commande|demande|donne|dis|entre"
    r"|contrôle|ouvre|utilise)(?:[- ](?:le|la|les|l['’]|lui|leur|y|en)\b|[- ]moi\b| (?:ton|ta|tes"
    r"|mon|ma|mes|bien|une?|à|prendre) )",
)
"""A bare order at the start of a sentence."""

DELIVERS: Final = Caseless(
    r"\b(?:complete|fill|submit|enter your|enter the|return (?:it|them|the|your)|sign(?! (?:in"
    r"|out|up"
    r" (?:sheet|board)))|approve|review|upload|register|book (?:a|your)|pay|renew|send|forward"
    r"|provide"
    r"|confirm|update|arrange|process|hand in|answer|prepare|correct|choose|vote|nominate|order"
    r"|attach"
    r"|declare|enrol|transfer|reset|change your|make an appointment|let (?:me|us) have)\b",
    r"\b(?:complet|rellen|cumpliment|entreg|firm|aprob|revis|sub[aeiu]|inscrib|inscríb|reserv"
    r"|pag[au]"
    r"|renov|renuev|env[ií]|mand[ae]|remit|confirm|actuali[cz]|introduc|introdúc|correg|corrij"
    r"|elij|elig"
    r"|vot[ae]|adjunt|declar|devuel|devolv|aport|registr|apunt[aeá]|cambi[ae] (?:tu|su|vuestra"
    r"|la) contr"
    r"|solicit)\w*\b",
    r"\b(?:compl[eé]t|rempli|saisi|soumett|(?:rendre|rendez|rends) (?:le|la|les|votre|vos|ton)"
    r"|sign(?!al|e de)"
    r"|approuv|valid|relire|relis|dépos|inscri|réserv|pay|régl|renouvel|envo[iy]|transm|confirm"
    r"|mett(?:re|ez) à jour|corrig|chois|vot[eo]|join(?:dre|s|ez|gnez)|déclar|retourn|fourn|remett"
    r"|prépar)\w*\b",
)
"""Something is to be handed in, decided or paid."""

FORBIDS: Final = Caseless(
    r"\b(?:do not|don't|dont|never|refrain from|avoid|not to)\b",
    r"\b(?:no (?:\w+(?:[aeiáéí]r|[aeá]n|[aeéá]is)|se)\b|eviten?|evitad|nunca)\b",
    r"\b(?:ne (?:pas|plus|jamais|rien)|(?:ne|n['’])\s?\w+ (?:pas|plus)|évitez|éviter)\b",
)
"""Something is not to be done."""
