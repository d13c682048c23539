### De teksten van de toegangspoort. Gewone woorden, korte zinnen; we spreken mensen aan met "u".

party-name = Aanmelden bij de overheid

## Kiezen hoe u zich aanmeldt

choose-title = Aanmelden bij { $service }
choose-level-low = { $service } hoeft niet heel zeker te weten wie u bent.
choose-level-substantial = { $service } moet zeker weten wie u bent.
choose-level-high = { $service } moet heel zeker weten wie u bent.
choose-level-name = Niveau { $level }
choose-methods-title = Hoe wilt u zich aanmelden?
choose-app = { $provider }
choose-app-how = U bevestigt op uw telefoon.
choose-card = { $provider }
choose-card-how = U gebruikt uw kaart, een kaartlezer en uw pincode.
choose-data-title = Wat krijgt { $service } te weten?
choose-data-none = Alleen een code waaraan de dienst u herkent. Andere diensten kennen u onder een andere code.
choose-data-code = een code waaraan de dienst u herkent
choose-data-policy = Wat { $service } met uw gegevens doet
choose-cancel = Annuleren en terug naar { $service }
choose-none-title = U kunt zich nu niet aanmelden bij { $service }
choose-none = { $service } vraagt het niveau “{ $level }”. Op dit moment haalt geen enkele manier van aanmelden dat niveau. Dat is niet uw fout. Probeer het later opnieuw of neem contact op met de dienst.
choose-none-back = Terug naar { $service }
choose-unaccredited = { $provider } mag nu niet gebruikt worden: de autoriteit erkent ze op dit ogenblik niet, of we kunnen dat niet nagaan. Dat is niet uw fout. Meld u op een andere manier aan, of probeer het later opnieuw.
choose-session-title = U bent al aangemeld
choose-session-who = U bent aangemeld als { $name }.
choose-session-go = Verdergaan als { $name }
choose-session-other = Of meld u opnieuw aan

wait-title = Een ogenblik
wait = We controleren het antwoord. Deze pagina gaat vanzelf verder.

notice-app_expired = Niemand heeft op tijd bevestigd op de telefoon. U bent niet aangemeld. U kunt het opnieuw proberen.
notice-unreachable = We kunnen de app op dit moment niet bereiken. U bent niet aangemeld. Probeer het over enkele minuten opnieuw.
notice-answer_not_accepted = We kregen een antwoord dat we niet kunnen vertrouwen. U bent niet aangemeld. Probeer het opnieuw. Gaat het weer mis? Neem dan contact op met de maker van de app.
notice-level_not_reached = U hebt getoond wie u bent, maar deze manier is niet sterk genoeg voor deze dienst. Probeer het opnieuw: gebruik de toegangssleutel (passkey) op uw telefoon, of open de dienst op de telefoon zelf.
notice-card_revoked = Uw kaart is niet meer geldig: ze is als verloren of gestolen gemeld, of vervangen. U bent niet aangemeld. Gebruik uw nieuwe kaart of meld u op een andere manier aan. Hebt u dat niet zelf gemeld? Neem dan contact op met uw gemeente.
notice-card_expired = Uw kaart is vervallen en kan niet meer dienen om u aan te melden. U bent niet aangemeld. Meld u op een andere manier aan en vraag bij uw gemeente een nieuwe kaart.
notice-card_not_yet_valid = Uw kaart is nog niet geldig. U bent niet aangemeld. Meld u op een andere manier aan tot uw kaart geldig is.
notice-card_replaced = Dit is een oude kaart: u hebt intussen een nieuwere gekregen. U bent niet aangemeld. Probeer opnieuw met uw nieuwste kaart.
notice-card_unknown_authority = We kennen de instantie niet die deze kaart heeft uitgegeven, en kunnen de kaart dus niet aanvaarden. U bent niet aangemeld. Probeer opnieuw met uw identiteitskaart, of meld u op een andere manier aan.
notice-card_authority_ended = De instantie die uw kaart heeft uitgegeven is zelf niet meer geldig, en dus kunnen we niet op de kaart vertrouwen. Dat is niet uw fout. U bent niet aangemeld. Meld u op een andere manier aan en vraag bij uw gemeente een nieuwe kaart.
notice-card_wrong_kind = Het gekozen certificaat dient niet om u aan te melden. U bent niet aangemeld. Probeer opnieuw en kies het certificaat voor authenticatie, niet dat voor handtekeningen.
notice-card_unreadable = We kunnen niet lezen wat op deze kaart staat. U bent niet aangemeld. Probeer opnieuw, of meld u op een andere manier aan.
notice-card_not_proved = Uw kaart heeft niet ondertekend wat we haar vroegen te ondertekenen. U bent niet aangemeld. Probeer opnieuw. Kwam u hier via een link in een bericht? Sluit dan deze pagina en begin opnieuw bij de dienst.
notice-card_too_late = Dat duurde te lang, of het werd twee keer verstuurd. U bent niet aangemeld. Probeer opnieuw met uw kaart.
notice-card_not_shown = Uw browser heeft ons geen kaart getoond. U bent niet aangemeld. Steek uw kaart in de lezer, probeer opnieuw en kies het certificaat van uw kaart wanneer uw browser erom vraagt. Vraagt uw browser niets? Sluit dan al zijn vensters, open hem opnieuw en begin opnieuw bij de dienst.
notice-card_no_answer = We kunnen nu niet nagaan of uw kaart nog geldig is, omdat de kaartinstantie niet antwoordt. Deze dienst moet daar zeker van zijn, en dus bent u niet aangemeld. Dat is niet uw fout. Probeer over enkele minuten opnieuw, of meld u op een andere manier aan.

## De identiteitskaart

card-name = Identiteitskaart
card-title = Aanmelden bij { $service } met uw identiteitskaart
card-step-reader = Sluit uw kaartlezer aan en steek uw kaart erin.
card-step-press = Druk op de knop “Mijn kaart lezen”.
card-step-pin = Er gaat een venster van uw computer open. Kijk na of het deze website noemt, en typ daar de pincode van uw kaart.
card-read = Mijn kaart lezen
card-waiting = We wachten op uw kaart. Kijk naar het venster dat op uw computer openging.
card-other = Een andere manier kiezen
card-script = Uw kaart zo gebruiken vraagt JavaScript, en dat staat uit in uw browser. Zet het aan, of kies een andere manier om u aan te melden.
card-script-browser = JavaScript staat uit in uw browser. U kunt uw kaart toch gebruiken, met de knop “Mijn browser de kaart laten lezen” hieronder.
card-browser-title = Zonder Web eID
card-browser-what = Uw browser kan uw kaart ook zelf vragen, als de software van uw kaartlezer hem de kaart aanbiedt (PKCS#11, of de sleutelopslag van uw computer). Hij toont dan een lijst van certificaten: kies het certificaat voor authenticatie en typ uw pincode.
card-browser-read = Mijn browser de kaart laten lezen
card-install = Web eID installeren (opent in een nieuw tabblad)
card-problem-extension = Uw browser kan uw kaart nog niet lezen: de extensie Web eID ontbreekt. Installeer Web eID op deze computer, zet de extensie aan in uw browser en laad daarna deze pagina opnieuw.
card-problem-app = De extensie Web eID zit in uw browser, maar haar programma ontbreekt op deze computer. Installeer Web eID en laad daarna deze pagina opnieuw.
card-problem-update = Uw versie van Web eID is te oud. Installeer de nieuwste en laad daarna deze pagina opnieuw.
card-problem-cancelled = U bent gestopt met het lezen van de kaart. U bent niet aangemeld. U kunt opnieuw proberen, of een andere manier kiezen. Is uw pincode geblokkeerd na drie foute pogingen? Laat ze dan deblokkeren bij uw gemeente.
card-problem-waited = Kaart en pincode kwamen niet op tijd. U bent niet aangemeld. Kijk na of de kaartlezer aangesloten is en uw kaart erin zit, met de chip naar voren, en probeer dan opnieuw.
card-problem-reader = De kaartlezer kan niet gebruikt worden. U bent niet aangemeld. Kijk na of hij aangesloten is en uw kaart erin zit, sluit andere programma’s die de kaart gebruiken, en probeer dan opnieuw.
card-problem-blocked = Uw pincode is geblokkeerd na drie foute pogingen. U bent niet aangemeld. Laat ze deblokkeren bij uw gemeente. Kies tot dan een andere manier om u aan te melden.
card-problem-insecure = Uw browser vindt de verbinding met deze website niet veilig, en dus mag de kaart niet gebruikt worden. U bent niet aangemeld. Ga terug naar de dienst en begin opnieuw.
card-problem-unreachable = We zijn op dit moment niet bereikbaar. U bent niet aangemeld. Controleer uw verbinding en probeer dan opnieuw.
card-problem-failed = Het lezen van de kaart ging mis. U bent niet aangemeld. Haal de kaart eruit, steek ze er weer in en probeer dan opnieuw.

## De kaartlezer van een demoland

reader-title = Geen kaartlezer? Dit is een demo.
reader-what = De mensen van dit demoland zijn verzonnen. U kunt hun kaarten gebruiken met een kaartlezer op deze pagina, en zien wat er gebeurt als een kaart verloren of een pincode fout is.
reader-cards = De kaarten en hun pincodes (opent in een nieuw tabblad)
reader-use = De kaartlezer op deze pagina gebruiken
reader-asks = De kaartlezer vraagt uw pincode
reader-for = U meldt zich aan bij
reader-card = Kaart in de lezer
reader-empty = Geen kaart
reader-pin = Pincode
reader-pin-hint = Vier tot twaalf cijfers. Na drie foute pogingen is de kaart geblokkeerd.
reader-confirm = Bevestigen
reader-cancel = Annuleren
reader-pin-missing = Typ de pincode van de kaart.
reader-card-missing = Steek een kaart in de lezer.
reader-pin-wrong = Die pincode is fout. Resterende pogingen:
reader-pin-blocked = De pincode is geblokkeerd na drie foute pogingen. Druk op “Annuleren”.
reader-gone = De kaart antwoordt niet. Probeer opnieuw, of druk op “Annuleren”.

## Een aanmelding die voorbij is

over-title = Deze aanmelding is voorbij
over-answered = U hebt deze aanmelding al gebruikt voor { $service }. Wilt u verdergaan? Begin dan opnieuw bij de dienst.
over-cancelled = U hebt deze aanmelding gestopt. { $service } heeft geen gegevens gekregen. Wilt u zich toch aanmelden? Begin dan opnieuw bij de dienst.
over-declined = U hebt deze aanmelding geweigerd in de app. { $service } heeft geen gegevens gekregen. Wilt u zich toch aanmelden? Begin dan opnieuw bij de dienst.
over-reported = U hebt deze aanmelding gemeld in de app. { $service } heeft geen gegevens gekregen. Bedankt voor uw melding.
over-blocked = Uw app is geblokkeerd. Daarom is deze aanmelding gestopt. { $service } heeft geen gegevens gekregen. Stel de app opnieuw in en begin dan opnieuw bij de dienst.
over-no_method = Geen enkele manier van aanmelden haalde het niveau dat { $service } vraagt.
over-other_person = { $service } startte deze aanmelding voor iemand anders dan u. Wilt u verdergaan? Begin dan opnieuw bij de dienst.
over-expired-title = Deze aanmelding duurde te lang
over-expired = Voor uw veiligheid moet een aanmelding binnen { $minutes } minuten klaar zijn. Begin opnieuw bij { $service }.
over-service = Naar { $service }

refused-not_accredited-title = Deze app mag nu niet gebruikt worden
refused-not_accredited = { $provider } heeft op dit moment geen toelating om mensen aan te melden. Daarom hebben we uw aanmelding gestopt. { $service } heeft geen gegevens gekregen.
refused-unknown_person-title = We vinden u niet in het Rijksregister
refused-unknown_person = U hebt getoond wie u bent, maar het Rijksregister kent u niet onder dat nummer. We kunnen u niet aanmelden. Neem contact op met uw gemeente als u denkt dat dit een vergissing is.
refused-deceased-title = U kunt u met deze identiteit niet aanmelden
refused-deceased = Volgens het Rijksregister is deze persoon overleden, en dus kan niemand zich onder deze naam aanmelden. { $service } heeft geen gegevens gekregen. Is dat een vergissing? Neem contact op met uw gemeente.
refused-under_age-title = U kunt u nog niet aanmelden bij { $service }
refused-under_age = { $service } is er alleen voor mensen vanaf een bepaalde leeftijd, en uit het Rijksregister blijkt niet dat u zo oud bent. { $service } heeft geen gegevens gekregen. Klopt uw geboortedatum niet? Neem contact op met uw gemeente.
refused-method_blocked-title = U blokkeerde deze manier om u aan te melden
refused-method_blocked = U meldde een aanmelding die niet van u was, en daarom is deze manier geblokkeerd. { $service } kreeg geen gegevens. Meld u op een andere manier aan en hef de blokkering op uw eigen pagina bij de aanmelddienst op.
refused-back = Terug naar { $service }

unknown-login-title = We kennen deze aanmelding niet in deze browser
unknown-login = Dat kan gebeuren als u een link opent die voor iemand anders bedoeld was, als uw browser cookies weigert, of als de aanmelding al een tijd voorbij is. U bent niet aangemeld. Begin opnieuw bij de dienst waar u wilt zijn.
unknown-login-cookies = Gebeurt dit elke keer? Sta dan cookies toe voor deze website.

## Een vraag die we niet kunnen aanvaarden

denied-title = We kunnen deze aanmelding niet starten
denied = De dienst heeft u naar hier gestuurd op een manier die we niet kunnen aanvaarden. U bent niet aangemeld en niemand heeft gegevens gekregen. Het is niet uw fout. Ga terug naar de dienst en probeer het opnieuw. Gaat het weer mis? Neem dan contact op met de dienst.
denied-detail = Voor wie de dienst beheert

## Uw eigen pagina's

front-title = Eén aanmelding voor alle overheidsdiensten
front-what = Met deze aanmelding toont u aan overheidsdiensten wie u bent. U kiest hoe, bijvoorbeeld met de app op uw telefoon. Een dienst ziet alleen de gegevens die nodig zijn, en u ziet vooraf welke dat zijn.
front-step-1-title = Begin bij de dienst
front-step-1 = Ga naar de dienst die u wilt gebruiken en kies “Aanmelden”. De dienst stuurt u naar hier.
front-step-2-title = Toon wie u bent
front-step-2 = We zeggen u welke dienst het vraagt, hoe zeker die moet weten wie u bent en wat die te weten krijgt.
front-step-3-title = Ga verder bij de dienst
front-step-3 = We sturen u terug. Een tijdlang hoeft u zich bij andere diensten niet opnieuw aan te melden.
front-see = Uw eigen aanmeldingen bekijken
front-see-why = Wilt u weten waar u zich hebt aangemeld en welke gegevens zijn doorgegeven? Meld u hier aan om het te zien.
front-safe-title = Blijf veilig
front-safe = We bellen u nooit op en sturen u nooit een link om u aan te melden. Meld u alleen aan als u daar zelf mee begonnen bent.

own-title = Uw aanmeldingen
own-who = U bent aangemeld als { $name }.
own-sessions-title = Waar u aangemeld bent
own-session-here = Deze browser
own-session-elsewhere = Een andere browser
own-session-since = Aangemeld sinds { $moment }
own-session-used = Laatst gebruikt op { $moment }
own-session-level = Niveau { $level }, { $method }
own-session-services = Gebruikt voor { $services }
own-session-end-elsewhere = Daar afmelden
own-log-out = Afmelden
own-trail-title = Uw laatste aanmeldingen
own-trail-none = Er zijn nog geen aanmeldingen.
own-trail-data = Doorgegeven gegevens: { $data }
own-trail-answered = { $method }, niveau { $level }
own-trail-reused = { $method }, niveau { $level }; u was al aangemeld
own-trail-refused = Niet aangemeld: { $reason }
own-trail-data-none = alleen uw code
own-trail-more = Oudere aanmeldingen tonen
own-trail-receipt = Bewijs
own-trail-ledger = Elke aanmelding staat in een openbaar register dat niemand ongezien kan wijzigen. Een bewijs toont dat aan.
own-trail-check = Een bewijs nakijken
own-list-title = Ontbreekt er een aanmelding?
own-list-why = Uw aanmeldingen krijgen elk jaar een nummer, vanaf 1, en elk nummer staat met zijn aanmelding in het openbare register. Was een aanmelding uit deze lijst weggelaten, dan zou haar nummer ontbreken.
own-list-whole = { $year }: er ontbreekt er geen, van nummer 1 tot en met nummer { $listed }.
own-list-broken = { $year }: deze lijst heeft { $listed } van de { $entered } aanmeldingen die het register telt. Laat het ons weten.
own-list-receipts = Alle bewijzen van { $year }
own-list-newest = Het hoogste nummer hoort bij uw laatste aanmelding. Wilt u zeker weten dat er geen na komt, meld u dan af en hier opnieuw aan: die aanmelding krijgt het volgende nummer.
own-trail-dispute = Dit was ik niet
own-trail-wrong = Staat hier een aanmelding die u niet kent? Kies er “Dit was ik niet” naast.

reason-cancelled = u hebt gestopt
reason-declined = u hebt geweigerd in de app
reason-reported = u hebt het gemeld in de app
reason-blocked = uw app is geblokkeerd
reason-no_method = geen manier van aanmelden haalde het niveau
reason-not_accredited = de app had geen toelating
reason-unknown_person = niet gevonden in het Rijksregister
reason-other_person = de dienst verwachtte iemand anders
reason-deceased = volgens het Rijksregister is deze persoon overleden
reason-under_age = niet oud genoeg voor de dienst
reason-method_blocked = u had deze manier geblokkeerd

## Afmelden

logout-title = Wilt u zich afmelden?
logout-asked-by = { $service } vraagt ons om u af te melden.
logout-what = U bent dan afgemeld in deze browser. Diensten die een bericht kunnen krijgen, krijgen dat meteen.
logout-yes = Afmelden
logout-no = Aangemeld blijven
logged-out-title = U bent afgemeld
logged-out = U bent afgemeld in deze browser. Diensten die een bericht kunnen krijgen, krijgen dat nu. Gebruiken anderen dit toestel ook? Sluit dan ook de browser.
logged-out-front = Naar de startpagina
logout-denied-title = We kunnen deze link niet volgen
logout-denied = Een dienst heeft u naar hier gestuurd om u af te melden, op een manier die we niet kunnen aanvaarden. U kunt zich afmelden op uw eigen pagina.

## Woorden die op meer plaatsen staan

level-low = laag
level-substantial = substantieel
level-high = hoog
method-app = met de app
method-card = met de identiteitskaart

data-name = naam
data-birthdate = geboortedatum
data-national_number = rijksregisternummer
data-locale = taal
data-email = e-mailadres
data-phone_number = telefoonnummer
data-address = adres

moment = { $day } { $month } { $year }, { $time }
month-1 = januari
month-2 = februari
month-3 = maart
month-4 = april
month-5 = mei
month-6 = juni
month-7 = juli
month-8 = augustus
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december

no-receipt-title = Dat bewijs bestaat niet
no-receipt-what = We kennen op dit adres geen aanmelding van u, of ze dateert van voor het register.
no-receipt-back = Naar uw aanmeldingen

own-blocked-app = De app is hier voor u geblokkeerd
own-blocked-card = Uw identiteitskaart is hier voor u geblokkeerd
own-blocked-what = U meldde een aanmelding die niet van u was. U toonde zonet op een andere manier dat u het bent.
own-blocked-how = U meldde een aanmelding die niet van u was. Om de blokkering op te heffen, meldt u zich op een andere manier aan op het hoogste niveau.
own-unblock-app = De app weer gebruiken
own-unblock-card = De kaart weer gebruiken

dispute-title = Dit was ik niet
dispute-which = U zegt dat u zich op { $moment } niet hebt aangemeld bij { $service }.
dispute-then = Als u bevestigt:
dispute-block-app = wordt de app hier voor u geblokkeerd, zodat niemand er zich in uw naam mee kan aanmelden
dispute-block-card = wordt uw identiteitskaart hier voor u geblokkeerd, zodat niemand er zich in uw naam mee kan aanmelden
dispute-sessions = eindigen al uw aanmeldingen, in elke browser
dispute-case = openen we een dossier en krijgt u het nummer ervan
dispute-confirm = Blokkeren en melden
dispute-back = Terug
disputed-title = Het is geblokkeerd
disputed-app = Niemand kan zich hier nog met de app in uw naam aanmelden.
disputed-card = Niemand kan zich hier nog met uw identiteitskaart in uw naam aanmelden.
disputed-case = Uw dossier heeft het nummer
disputed-now-app = Blokkeer nu ook de app op uw telefoon, en verwittig de aanbieder ervan. Keur geen vraag goed die u niet zelf begon.
disputed-now-card = Meld uw kaart nu ook als verloren bij de kaartautoriteit als ze niet in uw handen is, en verander de pincode als iemand die zag.
disputed-again = Hebt u alles weer zelf in handen? Meld u op een andere manier aan en hef de blokkering op uw pagina op. Hebt u geen andere manier, neem dan contact op met de helpdesk en geef het nummer van uw dossier.
disputed-home = Naar uw aanmeldingen
no-dispute-title = Die aanmelding bestaat niet
no-dispute-what = We kennen hier geen aanmelding van u die u kunt melden.
