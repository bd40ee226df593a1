"""What frauds of many languages promise or threaten with.

Owns: patterns as data: English, Spanish, French, German, Portuguese, Dutch, Italian, Polish and
Swedish, a line each. Must not: hold logic; none of them is proof by itself.
"""

from typing import Final

from emailassist.local.cased import Caseless


def _any(*alternatives: str) -> Caseless:
    return Caseless(*(rf"\b(?:{each})" for each in alternatives))


PRIZE_SURVEY: Final = _any(
    r"(?:survey|questionnaire|questions)\b.{0,160}?\b(?:reward|prize|gift card|win|receive|free)\b",
    r"(?:win|claim|receive|get)\b.{0,60}?\b(?:gift card|brand[- ]new|reward|free)\b.{0,160}?"
    r"\bsurvey",
    r"(?:encuesta|cuestionario)\b.{0,160}?\b(?:premio|regalo|recompensa|gratis|recib\w+|gan\w+)\b",
    r"(?:sondage|questionnaire|enquête)\b.{0,160}?\b(?:cadeau|récompense|gratuit\w*|gagn\w+"
    r"|remport\w+)\b",
    r"(?:recevoir|gagner|remporter|réclamer)\b.{0,160}?\bsondage",
    r"umfrage\b.{0,160}?\b(?:geschenk\w*|gewinn\w*|belohnung|gratis|kostenlos\w*|erhalten)\b",
    r"(?:gewinn\w+|erhalten|belohnung)\b.{0,160}?\bumfrage",
    r"(?:pesquisa|questionário)\b.{0,160}?\b(?:prêmio|brinde|recompensa|grátis|ganh\w+)\b",
    r"(?:enquête|onderzoek|vragenlijst)\b.{0,160}?\b(?:win|beloning|prijs|cadeau\w*|gratis)\b",
    r"(?:sondaggio|questionario)\b.{0,160}?\b(?:premio|regalo|gratis|vinc\w+|ricev\w+)\b",
    r"ankiet\w+\b.{0,160}?\b(?:nagrod\w+|wygra\w+|za darmo|prezent)\b",
    r"enkät\w*\b.{0,160}?\b(?:vinn\w*|belöning|gåva|gratis)\b",
    r"(?:gan\w+|recib\w+|llév\w+|consig\w+)\b.{0,60}?\b(?:tarjeta (?:de )?regalo|regalo|gratis"
    r"|premio)\b.{0,160}?\bencuesta",
    r"(?:gagnez|recevez|remportez|réclamez|cadeau)\b.{0,160}?\b(?:sondage|questionnaire|enquête)",
)
"""A few questions for a present."""
LAW: Final = _any(
    r"(?:court|legal|judicial) (?:summons|notice|notification)\b|to the defendant\b"
    r"|(?:legal|court) proceedings (?:will be|have been|against you)",
    r"(?:notificación|citación|intimación|requerimiento) judicial|procedimiento judicial contra",
    r"convocation (?:judiciaire|en justice)|(?:brigade|gendarmerie|europol|interpol)\b.{0,200}?"
    r"\b(?:poursuites?|infractions?|convocation)",
    r"gerichtliche (?:vorladung|mahnung|benachrichtigung)|vorladung (?:vor|zum) gericht",
    r"intima(?:ção|cao) (?:eletr[ôo]nica|judicial)|notifica(?:ção|cao) (?:extra)?judicial"
    r"|mandado de (?:intima|prisão)|processo (?:criminal|trabalhista) contra",
    r"(?:dagvaarding|deurwaarder|dwangbevel)\b",
    r"(?:citazione|notifica|ingiunzione) giudiziaria|atto giudiziario",
    r"wezwanie (?:sądowe|do sądu)|postępowanie sądowe przeciw",
    r"(?:stämning\w*|kronofogden)\b",
    r"citatorio|(?:acciones legales|proceso (?:judicial|penal)|demanda) (?:en su contra"
    r"|contra usted)|orden de (?:arresto|detención)|(?:europol|interpol"
    r"|policía)\b.{0,200}?\b(?:delitos?|citación|infracciones)",
    r"citation à comparaître|(?:procédure|poursuites) (?:judiciaires?|pénales?) (?:(?:sera|seront"
    r"|a été|ont été) (?:engag|lanc|ouvert)\w+|(?:contre|à) vous|à votre encontre)"
    r"|mandat d['’]arrêt|notification judiciaire",
)
"""Courts and police do not write to strangers by e-mail."""
GRANT: Final = _any(
    r"(?:you|your (?:e-?mail|address|name))\b.{0,60}?\b(?:randomly )?(?:selected|chosen)\b.{0,80}?"
    r"\b(?:grant|donation|donate|fund|winner|beneficiar\w+|receive)",
    r"(?:dear|hello) (?:beloved|beneficiary|lucky|winner|fund owner|scam victim)|dying bed"
    r"|(?:humanitarian|charit\w+) (?:project|work|fund|donation).{0,160}?\b(?:million|fund|estate)"
    r"|(?:transfer|release) of (?:the |your )?(?:fund|sum)s?\b|next of kin|late (?:husband|client)"
    r"|risk[- ]free (?:deal|venture|business|transaction)|scintillating|lucrative (?:deal|business)"
    r"|business proposal.{0,160}?\b(?:million|percent|confidential)|restitution payment"
    r"|compensation fund|contract payment|unclaimed (?:fund|inheritance|estate)",
    r"(?:su|tu) (?:correo|dirección)\b.{0,60}?\bseleccionad\w+\b|donación de.{0,40}?\b(?:millones"
    r"|mil)|heredero|herencia\b.{0,80}?\bmillon",
    r"votre adresse\b.{0,60}?\b(?:sélectionnée|choisie|tirée)\b|don de.{0,40}?\b(?:millions?|000)"
    r"|(?:mon|feu) (?:défunt )?mari\b.{0,160}?\b(?:fonds|somme)",
    r"ihre (?:e-?mail|adresse)\b.{0,60}?\bausgewählt\b|spende von.{0,40}?\b(?:million|000)"
    r"|verstorbene\w* (?:mann|kunde)",
    r"seu (?:e-?mail|endereço)\b.{0,60}?\bselecionado\b|doa(?:ção|r)\b.{0,60}?\b(?:milh|carid)"
    r"|oportunidade de negócio.{0,60}?\blucrativ",
    r"uw (?:e-?mail|adres)\w*\b.{0,60}?\b(?:geselecteerd|gekozen)|donatie van|erfenis\b",
    r"il (?:suo|tuo) indirizzo\b.{0,60}?\bselezionat|donazione di|eredità\b.{0,80}?\bmilion",
    r"darowizn\w+\b.{0,60}?\bmilion|spadek\b.{0,80}?\bmilion",
    r"donation på|arv\b.{0,80}?\bmiljon",
    r"(?:querid|estimad)[oa] (?:beneficiari|elegid|amad)[oa]|lecho de muerte|enfermedad terminal"
    r"|(?:obras?|proyectos?) (?:humanitari|benéfic|caritativ)[oa]s?.{0,160}?\b(?:millones|fondos?)"
    r"|(?:transferencia|liberación) de (?:los |sus |estos )?fondos|pariente más cercano|(?:difunto"
    r"|fallecido) (?:esposo|marido|cliente)|(?:esposo|marido|cliente) (?:difunto|fallecido)"
    r"|negocio (?:lucrativo|sin riesgos?)|propuesta de negocios?.{0,160}?\b(?:millones"
    r"|confidencial)|fondo de compensación|fondos no reclamados",
    r"ch(?:er|ère) (?:bien-aimée?|bénéficiaire|élue?)|lit de mort|phase terminale|(?:projet"
    r"|œuvres?|actions?) (?:humanitaires?|caritatives?|de charité).{0,160}?\b(?:millions?|fonds"
    r"|somme)|(?:transfert|déblocage) (?:de |des |de ces |du )(?:fonds|sommes?)|plus proche parent"
    r"|(?:défunt|feu mon) (?:mari|client|époux)|(?:mari|époux|client) (?:décédé|défunt)"
    r"|affaire (?:sans risques?|lucrative)|proposition d['’]affaires?.{0,160}?\b(?:millions?"
    r"|confidentiel)|fonds (?:d['’]indemnisation|de compensation|non réclamés)",
)
"""Money from a stranger."""
COIN: Final = _any(
    r"(?:air ?drop|token (?:allocation|distribution|presale|claim)|free tokens?|claim (?:your )?"
    r"(?:tokens?|airdrop|rewards?|coins?)|(?:verify|validate|connect|synchroni[sz]e|secure)"
    r" (?:your )?(?:wallet|nano|ledger)|wallets? (?:has|have|will be|is|are)"
    r" (?:not (?:yet )?been verified|closed|suspended|limited|restricted|blocked)"
    r"|wallet (?:verification|validation|synchroni[sz]ation)|eligible wallets?|staking rewards?"
    r"|(?:extra|bonus|free|double) (?:xrp|eth|btc|usdt|sol|bnb)"
    r"|(?:withdraw|inactive)\b[^.\n]{0,30}\d[\d.,]* ?(?:btc|bitcoins?|eth|usdt)"
    r"|redistribution of (?:escrowed )?tokens|(?:recovery|seed) phrase)\b",
    r"(?:reclam\w+|recib\w+|verifi\w+)\b.{0,30}?\b(?:tokens|criptomonedas|billetera|monedero)\b",
    r"(?:réclam\w+|recev\w+|vérifi\w+)\b.{0,30}?\b(?:jetons|cryptomonnaies?|portefeuille)\b",
    r"(?:btc|bitcoin|krypto)[- ]?(?:auszahlung|guthaben|bonus)",
    r"(?:resgat\w+|verifi\w+)\b.{0,30}?\b(?:tokens|criptomoedas|carteira)\b",
    r"(?:verifi|valid|sincroni|asegur|conect)\w+ (?:su|tu) (?:billetera|monedero|wallet|cartera)"
    r"|frase (?:semilla|de recuperación)|tokens gratis|(?:billetera|monedero|wallet) (?:ha sido"
    r"|será|está) (?:suspendid|bloquead|limitad|restringid)",
    r"(?:valid|synchronis|sécuris|connect|vérifi)\w+ (?:votre|ton) (?:portefeuille|wallet)"
    r"|phrase (?:de récupération|secrète)|jetons (?:gratuits|offerts)|(?:portefeuille"
    r"|wallet) (?:a été|est|sera) (?:suspendu|bloqué|limité|restreint)",
)
"""Crypto money for nothing, or a wallet to be confirmed."""
SEX: Final = _any(
    r"(?:hot|lonely|sexy|naughty|horny|ukrainian|russian|asian)\b.{0,20}?\b(?:girls?|women|woman"
    r"|ladies|singles|brides?|milfs?)\b|so lonely and|erectile|(?:harder|longer|stronger) erection"
    r"|\bed (?:solution|treatment|pill|med)s?\b|in and out of the sheets|libido|bongacams",
    r"(?:chicas|mujeres|solteras) (?:calientes|cerca|rusas)|citas (?:calientes|sin compromiso)",
    r"(?:filles|femmes|célibataires) (?:chaudes|près de|ukrainiennes|russes)|rencontres? coquines?",
    r"(?:heiße|einsame) (?:frauen|singles|girls)|seitensprung",
    r"mulheres (?:solteiras|quentes)|encontros? (?:quentes|casuais)",
    r"(?:spannende|stoute|geile) (?:flirt|date|vrouw\w*|contacten)|sexy ?flirt\w*|ervaren vrouw"
    r"|(?:zou|durf|wil) jij (?:mij|een)\b.{0,40}?\b(?:daten|vrouw|los)\b",
    r"(?:ragazze|donne) (?:calde|single|vicine)|incontri (?:piccanti|hot)",
    r"disfunción eréctil|problemas de erección|(?:chicas?|mujer(?:es)?) (?:sol[ao]s?|maduras"
    r"|cerca de ti)|libido",
    r"dysfonction érectile|(?:troubles?|problèmes?) (?:de l['’]érection|érectiles?)"
    r"|femmes? (?:seules|mûres|près de chez)",
)
CURE: Final = _any(
    r"(?:weight[- ]loss|lose weight|fat burn\w*|melt fat|belly fat|keto|ozempic|semaglutide"
    r"|tirzepatide|wegovy|joint (?:pain|health)|back pain|neuropathy|tinnitus|blood sugar|toenail"
    r"|cbd (?:gummies|oil)|carb ritual|(?:10|ten|\d+)[- ]second (?:trick|ritual))\b",
    r"(?:perder|bajar de) peso|adelgaza\w+|quema(?:r|dor de) grasa",
    r"(?:perdre du poids|perte de poids|brûle\w* (?:les )?graisses?|minceur)\b",
    r"(?:abnehmen|fettverbrennung|gelenkschmerzen)\b",
    r"(?:perder peso|emagrec\w+)\b",
    r"(?:afvallen|afslanken|gewicht verliezen|pijnlijke .{0,20}?voeten)\b",
    r"(?:dimagrire|perdere peso|brucia grassi)\b",
    r"(?:schudn\w+|odchudza\w+)\b",
    r"(?:gå ner i vikt|bantning)\b",
    r"dolor(?:es)? (?:articular(?:es)?|de espalda|de rodillas?)|azúcar en (?:la )?sangre|acúfenos"
    r"|artrosis|vientre plano|aceite de cbd|truco de \d+ segundos",
    r"(?:douleurs? (?:articulaires?|au dos|dorsales?)|mal de dos|acouphènes?|glycémie|arthrose"
    r"|ventre plat|huile de cbd|astuce (?:de|en) \d+ secondes)\b",
)
PRIZE: Final = _any(
    r"(?:exclusive|amazing|special) (?:reward|prize)s?\b|(?:you|you've|you have) (?:been )?(?:won"
    r"|chosen|selected)\b|(?:gift|reward) (?:card|kit|package)s? (?:inside|waiting|for you)"
    r"|free (?:spins?|kit|gift|sample|membership) (?:kit|inside|waiting|for you|limited)"
    r"|loyalty (?:program|reward).{0,60}?\bfree\b|welcome bonus|casino|jackpot",
    r"(?:ha|has) (?:sido (?:seleccionad|elegid)|ganado)|su (?:premio|recompensa)|giros gratis",
    r"vous avez (?:gagné|été (?:sélectionn|chois|tiré))|votre (?:récompense|lot|cadeau) (?:vous"
    r"|est|exclusif)|opportunité unique de recevoir|kit .{0,30}?gratuit|tours gratuits",
    r"sie (?:haben gewonnen|wurden ausgewählt|sind ausgewählt)|ihre (?:belohnung|chance, eine)"
    r"|antworten & gewinnen|einmalige\w* gelegenheit|exklusive\w* .{0,30}?geschenk|freispiele",
    r"(?:você|voce) (?:ganhou|foi (?:selecionado|sorteado|escolhido))|(?:seu|saldo|resgate|pontos)"
    r"\b.{0,20}?\b(?:prêmio|liberado|acumulados|dispon[ií]vel|imediato)|saldo (?:liberado|dispon)",
    r"(?:u|je) (?:heeft|hebt|bent) (?:gewonnen|gekozen|geselecteerd|uitgekozen)|(?:win|kans op|jouw"
    r"|verlot\w+)\b.{0,40}?\bcadeau(?:kaart|bon)|jouw kans op|gratis spins|welkomst(?:bonus|boost"
    r"|pakket)|beloning(?:en)?\b.{0,30}?\b(?:claim|wacht|ontvang)|win (?:een|vandaag)",
    r"(?:hai|ha) vinto|sei stat[oa] (?:scelt|selezionat)|il tuo premio|giri gratis",
    r"(?:wygrałeś|wygrała|zostałeś wybran)|twoja nagroda|darmowe spiny",
    r"du har (?:vunnit|blivit utvald)|din belöning|gratissnurr",
    r"(?:ha|has) (?:sido premiad|resultado (?:ganador|seleccionad))|(?:reclam[ea]|canje[ea]"
    r"|cobre) (?:su|tu) (?:premio|recompensa|regalo)|bono de bienvenida"
    r"|tarjeta (?:de )?regalo (?:gratis|te espera|le espera)|regalo (?:gratis|exclusivo) (?:te|le"
    r"|para)|muestra gratis",
    r"vous (?:êtes|serez) (?:le|la|l['’]une?|notre) (?:heureu\w+ )?gagnante?|heureu(?:x"
    r"|se) gagnante?|(?:réclame|récupére)[zr] (?:votre|ton) (?:prix|lot|cadeau|récompense|gain)"
    r"|bonus de bienvenue|carte[- ]cadeau (?:gratuite|vous attend|à gagner)|cadeau gratuit"
    r"|échantillon gratuit",
)
"""Something won, without having played."""
REACHED: Final = _any(
    r"we(?:['’]ve| have)? (?:been )?(?:tried|trying) to (?:reach|contact) you|final (?:attempt"
    r"|reminder) to (?:reach|deliver)",
    r"hemos (?:estado )?(?:trata|intenta)\w+ (?:de )?(?:comunicarnos|contactar)",
    r"nous avons (?:essayé|tenté) de vous (?:joindre|contacter)",
    r"wir haben (?:mehrfach )?versucht,? sie zu erreichen",
    r"tentamos (?:entrar em contato|contact)",
    r"(?:wij|we) hebben (?:geprobeerd|getracht) (?:u|je)\b.{0,4}?te bereiken",
    r"abbiamo (?:provato|cercato) (?:a|di) contattar",
    r"(?:intentamos|tratamos de|no hemos (?:podido|logrado)) (?:comunicarnos|contactar"
    r"|localizar)\w*|último intento (?:de|para) (?:entrega|contact)",
    r"nous (?:tentons|essayons) de vous (?:joindre|contacter)|nous n['’]avons pas (?:pu"
    r"|réussi à) vous (?:joindre|contacter)|dernière tentative (?:de livraison|pour vous)",
)
"""A stranger who says that they tried before."""
THREAT: Final = _any(
    r"(?:photos|videos|files|data|account|mailbox|subscription|membership)\b.{0,30}?\b(?:will be"
    r" (?:deleted|removed|closed|terminated)|has expired|is full)\b",
    r"(?:fotos|archivos|cuenta|suscripción|buzón)\b.{0,30}?\b(?:será[n]? (?:eliminad|borrad|cerrad"
    r"|cancelad)|ha (?:caducado|expirado|vencido)|está llen)",
    r"(?:photos|fichiers|compte|abonnement|boîte)\b.{0,30}?\b(?:seront? (?:supprim|ferm|effac)"
    r"|a expiré|est (?:pleine?|saturée?|expiré))",
    r"(?:fotos|dateien|konto|abonnement|postfach)\b.{0,30}?\b(?:(?:wird|werden) (?:gelöscht"
    r"|geschlossen|gesperrt)|ist (?:abgelaufen|voll))",
    r"(?:cpf|conta|cartão|acesso|valor|transfer[êe]ncia)\b.{0,40}?\b(?:bloquead|suspens|irregular"
    r"|restri[çc]|cancelad|interromp)",
    r"(?:foto['’]?s|bestanden|rekening|account|abonnement|bankpas|mailbox)\b.{0,40}?\b(?:verwijderd"
    r"|geblokkeerd|verlopen|verloopt|gesloten|opgeschort|vol)\b|bevestig uw (?:online )?(?:toegang"
    r"|gegevens|identiteit|rekening)",
    r"(?:foto|file|conto|account|carta|abbonamento|casella)\b.{0,40}?\b(?:eliminat|bloccat|sospes"
    r"|scadut|disattivat|piena)|(?:verifica|conferma|aggiorna) (?:i tuoi|i suoi|il tuo|il suo)"
    r" (?:dati|account|conto)",
    r"(?:konto|karta|dostęp|skrzynka)\b.{0,40}?\b(?:zablokowan|zawieszon|wygas)|potwierd\w+"
    r" (?:swoje )?(?:dane|tożsamość)",
    r"(?:konto|kort|åtkomst|brevlåda)\w*\b.{0,40}?\b(?:spärrat|blockerat|upphör|fullt?)"
    r"|bekräfta (?:din|ditt) (?:identitet|konto)",
    r"(?:vídeos?|videos|datos|almacenamiento|membresía"
    r"|correos?)\b.{0,30}?\b(?:será[n]? (?:eliminad|borrad|cerrad|cancelad|desactivad)"
    r"|ha (?:caducado|expirado|vencido)|está llen)|(?:cuenta|suscripción"
    r"|buzón)\b.{0,30}?\bserá[n]? (?:desactivad|suspendid|permanentemente)",
    r"(?:données|messagerie|adhésion|vidéos|stockage|espace)\b.{0,30}?\b(?:seront? (?:supprim|ferm"
    r"|effac|désactiv)|a expiré|est (?:plein|satur))|(?:compte|abonnement|boîte"
    r"|messagerie)\b.{0,30}?\bseront? (?:désactiv|suspend|résili|clôtur|définitivement)",
)
"""Something of the reader's that is about to be lost."""
DELIVERY: Final = _any(
    r"(?:delivery|package|parcel|shipment)\b.{0,40}?\b(?:attempt (?:failed|unsuccessful)|on hold"
    r"|pending|could not be delivered|is waiting|failed)|schedule (?:a |your )?re-?delivery",
    r"(?:entrega|paquete|envío)\b.{0,40}?\b(?:pendiente|fallid|retenid|no (?:se )?(?:pudo|ha"
    r" podido))",
    r"(?:livraison|colis)\b.{0,40}?\b(?:en attente|échou|retenu|n['’]a pas pu|suspendu)",
    r"(?:paket|sendung|zustell)\w*\b.{0,40}?\b(?:fehlgeschlagen\w*|ausstehend|zurückgehalten"
    r"|wartet)",
    r"(?:encomenda|entrega|objeto)\b.{0,40}?\b(?:pendente|retid|taxad|aguard|falh)",
    r"(?:pakket|bezorging|zending)\b.{0,40}?\b(?:mislukt|wacht|vastgehouden|niet (?:worden )?"
    r"bezorgd)",
    r"(?:pacco|consegna|spedizione)\b.{0,40}?\b(?:in (?:attesa|sospeso)|fallit|trattenut|non"
    r" riuscit)",
    r"(?:paczk|przesyłk)\w+\b.{0,40}?\b(?:zatrzyman|oczekuj|nieudan)",
    r"(?:paket|leverans)\w*\b.{0,40}?\b(?:misslyckad|väntar|kvarhållen)",
    r"(?:encomienda|paquete|entrega)\b.{0,40}?\b(?:detenid|en espera|no entregad|bloquead)"
    r"|reprogram\w+ (?:su |la |tu )?entrega",
    r"(?:paquet|envoi|colis)\b.{0,40}?\b(?:bloqué|en souffrance|non livré|en attente|retenu)"
    r"|reprogramm\w+ (?:votre |la )?livraison",
)
"""A parcel that waits for the reader to do something."""
