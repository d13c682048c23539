party-name = Autoriteit voor digitale identiteit

level-low = Laag
level-substantial = Substantieel
level-high = Hoog

state-draft = Ontwerp
state-submitted = Ingediend
state-in-review = In onderzoek
state-refused = Geweigerd
state-ahead = Toegekend, begint later
state-granted = Erkend
state-suspended = Geschorst
state-withdrawn = Ingetrokken
state-expired = Verlopen
state-renewed = Vernieuwd

measure-grant = Toegekend
measure-refuse = Geweigerd
measure-suspend = Geschorst
measure-reinstate = Schorsing opgeheven
measure-withdraw = Ingetrokken

register-title = Wie mensen mag aanmelden
register-lead = Alleen aanbieders die deze autoriteit heeft erkend, worden aangeboden als u zich bij de overheid aanmeldt. Hier ziet u welke dat zijn, en waarom.
register-none = Er is geen aanbieder erkend.
register-span = van { $from } tot { $until }
register-check = Controleer het zelf
register-json = Het register voor programma's (JSON)
register-feed = Elke nieuwe beslissing (Atom-feed)
register-ledger = De ondertekende top van ons grootboek
register-federation = Onze verklaring als vertrouwensanker
register-apply = Voor aanbieders: aanvragen of opvolgen
register-desk = Voor ambtenaren
register-back = Terug naar het register

fact-state = Toestand
fact-provider = Aanbieder
fact-level = Betrouwbaarheidsniveau
fact-since = Sinds
fact-until = Tot
fact-span = Erkenning

decisions-title = Beslissingen
decisions-lead = Van de laatste beslissing terug naar de eerste toekenning.
decision-when = Beslist op { $decided }, geldt vanaf { $effect }
decision-receipt = Bewijs dat het grootboek beslissing { $number } bevat

mark-title = Vertrouwensmerk
mark-lead = Wie dit merk draagt, mag mensen aanmelden op het betrouwbaarheidsniveau “{ $level }”.
mark-text = De autoriteit ondertekent een merk voor drie jaar en kan het op elk moment schorsen of intrekken. Een merk telt alleen zolang de autoriteit het actief noemt.

dossiers-title = Uw dossiers
dossiers-none = U hebt nog geen dossier.
apply-title = Een dossier openen
apply-lead = Voor een eerste erkenning, voor een vernieuwing in de laatste twaalf maanden, of voor een hoger niveau. U kunt het stap voor stap invullen en indienen als het volledig is.
apply-organisation = Naam van uw organisatie
apply-entity = Adres van uw dienst in de federatie
apply-entity-hint = Het https-adres waar uw entiteitsconfiguratie staat, zonder schuine streep op het einde.
apply-email = Uw e-mailadres
apply-level = Niveau dat u aanvraagt
apply-open = Het dossier openen

desk-title = Het loket
desk-lead = Elk dossier dat is ingediend. Wat op iemand wacht, staat vooraan.
desk-none = Er is niets ingediend.
note-proposed = Wacht op een tweede ambtenaar: { $measure }
note-incident = Incident: { $title }
note-incident-late = Een verslag is te laat: { $title }
note-ends = Eindigt op { $until }

evidence-title = Bewijsstukken
evidence-lead = Minstens één bestand van elke soort, tot 10 MB elk.
evidence-security-policy = Veiligheidsbeleid
evidence-audit-report = Auditverslag
evidence-penetration-test = Penetratietest
evidence-conformity-results = Conformiteitsresultaten
evidence-continuity-plan = Continuïteitsplan
evidence-none = Nog niets
evidence-file = Bestand: { $kind }
evidence-add = Het bestand toevoegen

contacts-title = Contactpersonen
contacts-name = Naam
contacts-email = E-mailadres
contacts-add = Een contactpersoon toevoegen
submit-lead = Eens ingediend kan het dossier alleen nog worden gewijzigd als een ambtenaar het u teruggeeft.
submit-do = Het dossier indienen

officer-title = Wat u kunt doen
officer-proposed = { $officer } stelt voor: { $measure }, vanaf { $effect }
officer-own = U hebt dit voorgesteld. Een andere ambtenaar moet akkoord gaan.
officer-confirm = Akkoord gaan en beslissen
officer-drop = Het voorstel laten vallen
officer-take-up = Het onderzoek beginnen
officer-hand-back = Teruggeven aan de aanbieder
officer-propose = Een beslissing voorstellen
officer-four-eyes = Ze telt pas als een andere ambtenaar akkoord gaat.
officer-measure = Beslissing
officer-effect = Geldt vanaf
officer-effect-hint = Laat leeg voor onmiddellijk. Dagen beginnen om middernacht UTC.
officer-reason = Reden
officer-reason-hint = Ze wordt bekendgemaakt in het register. Noem geen persoon.
officer-propose-do = Voorstellen
officer-suspend = Onmiddellijk schorsen
officer-suspend-lead = Dit geldt meteen en overal, zonder tweede ambtenaar. Niemand kan zich nog met deze aanbieder aanmelden.
officer-suspend-do = Nu schorsen

incidents-title = Incidenten
incident-noticed = Vastgesteld op { $noticed }
incident-owed = Volgende: { $step }, tegen { $due }
incident-nothing-owed = Er is niets meer verschuldigd.
step-early-warning = Vroegtijdige waarschuwing (24 uur)
step-notification = Melding (72 uur)
step-final-report = Eindverslag (één maand)
step-note = Nota
incident-step = Soort verslag
incident-text = Verslag
incident-send = Het verslag versturen
incident-close = Het incident afsluiten
incident-new = Een incident melden
incident-new-lead = U hebt 24 uur voor een vroegtijdige waarschuwing, 72 uur voor een melding en nog een maand voor het eindverslag.
incident-title = Wat er gebeurde, in één regel
incident-noticed-on = Vastgesteld op
incident-open = Melden

refusal-not-now = Dit kan niet in de fase waarin het dossier zich bevindt.
refusal-evidence-missing = Er ontbreken bewijsstukken: van elke soort is minstens één bestand nodig.
refusal-same-officer = U hebt dit zelf voorgesteld. Een andere ambtenaar moet akkoord gaan.
refusal-own-dossier = U treedt zelf op voor deze aanbieder, dus kunt u er niet over beslissen.
refusal-no-reason = Schrijf een reden op.
refusal-reason-too-long = De reden is te lang: hoogstens 4000 tekens.
refusal-level = Dit niveau kan hier niet worden toegekend: kies substantieel of hoog, en niet meer dan aangevraagd.
refusal-effect-too-late = Een toekenning moet binnen twaalf maanden beginnen.
refusal-not-in-force = Er is niets van kracht waarop dit kan slaan.
refusal-not-suspended = Er is niets geschorst.
refusal-after-its-end = Die dag valt na het einde van de erkenning.
refusal-too-early = Een vernieuwing kan worden aangevraagd in de laatste twaalf maanden van een erkenning.
refusal-another-under-way = Er is al een dossier voor deze aanbieder dat nog niet beslist is, of dat andere mensen beheren.
told-entity = Het adres klopt niet. Het moet met https:// beginnen en mag niet eindigen op een schuine streep, een query of een fragment.
told-name = Geef een naam van hoogstens 200 tekens.
told-email = Het e-mailadres klopt niet.
told-file = Het bestand kon niet worden aangenomen: kies een bestand dat niet leeg is en niet groter dan 10 MB.
told-too-many-files = Er zitten 40 bestanden in dit dossier; er kunnen er geen meer bij.
told-text = Schrijf iets, en niet te veel.
told-nothing-proposed = Er is niets meer voorgesteld: iemand anders was sneller.
told-already-proposed = Er is al iets voorgesteld. Beslis daar eerst over.

mail-reminder-subject = De erkenning van { $organisation } eindigt op { $until }
mail-reminder-body = De erkenning van { $organisation } eindigt op { $until }, over { $months } maand(en) of minder. Daarna kan niemand zich er nog mee aanmelden. Een vernieuwing kan worden aangevraagd in het dossier: { $link }
