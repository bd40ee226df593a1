"""Words that are names and something else, too.

Owns: the lists. Must not: hold names that are nothing but names.
"""

from typing import Final


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


PARTICLES: Final = _split(
    "de del la las los el y e da das do dos di du des le les van von der den ter ten zu zur of"
    " the al bin ibn san santa st saint mac mc jr sr ii iii phd md mba"
)
"""Parts of names that say nothing of whose they are."""

NEVER_NAMES: Final = _split(
    "mail email gmail outlook via on behalf me you yo tu moi vous und and or y et the list inbox"
    " ceo cto cfo coo vp hr it pr phd iphone ipad android mobile sent"
)

ROLES: Final = _split(
    "team avisos aviso seguridad securite alertas boletin facturation agenda build builds"
    " support service services servicio servicios noreply reply donotreply newsletter news"
    " info information admin administrator billing sales marketing customer cliente clientes"
    " client clients care help helpdesk notification notifications notificaciones alert alerts"
    " account accounts cuenta security office hello contact contacto mailer daemon postmaster"
    " webmaster bounce orders order pedidos store shop bank banco banque inc ltd llc gmbh ag"
    " sa sl srl corp company co group grupo groupe club university universidad institute"
    " department equipo equipe ventas facturas invoice invoices receipt receipts jobs careers"
    " recruiting press events list lists community digest updates update bot system automated"
    " robot bookings reservations membership subscriptions payroll hr compras atencion soporte"
    " facturacion comunicaciones promo promotions offers ofertas deals rewards airlines hotel"
    " hotels insurance energy"
)
"""Words that say that a sender is no person."""

ALSO_WORDS: Final = _split(
    # English
    "will may mark rose grace hope bill pat art frank joy faith dawn april june august jack drew"
    " chase grant rich miles summer autumn ray sky dean guy gene ivy iris jasmine lily olive ruby"
    " pearl amber crystal violet daisy heather holly honey angel christian carol penny rob sue nick"
    " don dick josh victor wade warren woody king prince duke earl bishop baker cook carter taylor"
    " mason fisher hunter miller potter walker turner parker page price power powers rice reed"
    " stone wood woods hill field fields ford brook brooks lake banks bush park street young long"
    " short small little strong best good swift sharp wise white black brown green gray grey red"
    " day week winter snow frost rain bell ball bond cash case church cross english french german"
    " irish love lane law major moon sun star noble north west east south new rush sands sales"
    " mary-day max min sage bay bee chance charity chip cliff clay colt dash dot eve fern flora"
    " gale happy harmony jade jay jean jewel lance mercy merry mike misty norm olive patience peter"
    " prudence randy reef robin rocky rusty sandy scout skip solo sterling storm sunny tab temple"
    " terry trinity tripp tuesday wednesday monday friday saturday sunday vale van viola wren cole"
    " marsh mills moss nunn paine peace pike pool pope post pound reader rivers rod rose ross"
    " sellers shields singer skinner slater speaker spears steel steele stout tanner teller tower"
    " weaver webb wells wheeler may ward waters weeks wolf wright york date text data name call"
    " china israel chad jordan georgia paris london france india austin dallas houston madison"
    " sydney florence lima santiago victoria regards mini mac bob buck pan ann ham pen ted ken gil"
    # Spanish
    " sol luz pilar dolores mercedes consuelo esperanza rosario paz cruz angel angeles santos"
    " blanco rubio delgado moreno calvo bravo bueno leal cortes rey reyes marques guerrero herrero"
    " zapatero iglesias torres castillo casas casa campo campos prado rios rio fuente fuentes mar"
    " marina montes monte sierra valle vega flores rosa ramos leon lobo toro cordero gallo nieves"
    " pascual domingo abril julio enero mayo blanca alba aurora estrella gracia victoria amparo"
    " concepcion asuncion gracias franco real caro rico lleno feliz prieto cano rojo roja verde"
    " sala salas serrano redondo manso marin mora moral parra pino puente rubi salud soledad vera"
    " vicente oliva olivera paloma perla piedad remedios rocio salvador segura tierra villa"
    # French
    " pierre fleur claire blanche marguerite aurore petit grand roux blanc noir brun roy roi"
    " boucher boulanger marchand meunier chevalier duc poisson renard fontaine riviere bois champ"
    " printemps mai avril juin aime desire parfait bon bonnet charpentier colin desire dominique"
    " jolie lacroix lune marin marine maison moulin perle prune soleil tailleur vigne ville"
)
"""Words that count as names only where they are written like one."""
