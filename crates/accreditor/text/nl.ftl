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

measure-take-up = Onderzoek begonnen
measure-hand-back = Teruggegeven aan de aanbieder
measure-grant = Toegekend
measure-renew = Vernieuwd
measure-refuse = Geweigerd
measure-suspend = Geschorst
measure-reinstate = Schorsing opgeheven
measure-withdraw = Ingetrokken

act-take-up = Het onderzoek beginnen
act-hand-back = Teruggeven aan de aanbieder
act-grant = Toekennen
act-refuse = Weigeren
act-suspend = Schorsen
act-reinstate = De schorsing opheffen
act-withdraw = Intrekken

register-title = Wie mensen mag aanmelden
register-lead = Alleen aanbieders die deze autoriteit heeft erkend, worden aangeboden als u zich bij de overheid aanmeldt. Hier ziet u welke dat zijn, en waarom.
register-none = Er is geen aanbieder erkend.
register-span = van { $from } tot { $until }
register-check = Controleer het zelf
register-json = Het register voor programma's (JSON)
register-feed = Elke nieuwe beslissing (Atom-feed)
register-ledger = De ondertekende top van ons grootboek
register-witnessed = medeondertekend door { $witnesses }
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
fact-reminder = Herinnering

decisions-title = Beslissingen
decisions-lead = Van de laatste beslissing terug naar de eerste toekenning.
decision-when = Beslist op { $decided }, geldt vanaf { $effect }
decision-receipt = Bewijs dat het grootboek beslissing { $number } bevat
steps-title = Verloop van het dossier

mark-title = Vertrouwensmerk
mark-lead = Wie dit merk draagt, mag mensen aanmelden op het betrouwbaarheidsniveau “{ $level }”.
mark-text = De autoriteit ondertekent een merk voor drie jaar en kan het op elk moment schorsen of intrekken. Een merk telt alleen zolang de autoriteit het actief noemt.

dossiers-title = Uw dossiers
dossiers-back = Terug naar uw dossiers
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
desk-back = Terug naar het loket
desk-none = Er is niets ingediend.
note-proposed = Wacht op een tweede ambtenaar: { $measure }
note-yours = Wacht op uw akkoord: { $measure }, voorgesteld door { $officer }
note-submitted = Ingediend op { $at }; het onderzoek is nog niet begonnen
note-incident = Incident: { $title }. { $owed }
note-incident-late = Een verslag is te laat: { $title }. { $owed }
note-ends = Eindigt op { $until }
reminded = Beide partijen zijn { $months } voor het einde herinnerd, op { $sent }
months = { $count ->
    [one] { $count } maand
   *[other] { $count } maanden
}

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
contacts-acts = Beheert het dossier
contacts-waits = Nog niet aangemeld
contacts-remove = { $name } verwijderen
contacts-name = Naam
contacts-email = E-mailadres
contacts-invite = Een collega uitnodigen
contacts-invite-lead = Uw collega krijgt per mail een link die één keer en zeven dagen geldt, en beheert dit dossier mee na het aanmelden.
contacts-add = De uitnodiging versturen
submit-title = Indienen
submit-lead = Eens ingediend kan het dossier alleen nog worden gewijzigd als een ambtenaar het u teruggeeft.
submit-do = Het dossier indienen

invitation-title = Een uitnodiging
invitation-lead = { $by } nodigt u uit om het dossier van { $organisation } bij deze autoriteit mee te beheren.
invitation-text = U ziet er alles in en kunt voor de organisatie handelen. Aanvaard alleen als u er werkt.
invitation-accept = De uitnodiging aanvaarden
invitation-over = Deze uitnodiging geldt niet meer: ze is gebruikt, vervallen of ingetrokken. Vraag een nieuwe.

officer-title = Wat u kunt doen
officer-proposed = { $officer } stelt voor: { $measure }, vanaf { $effect }
officer-own = U hebt dit voorgesteld. Een andere ambtenaar moet akkoord gaan.
officer-confirm = Akkoord gaan en beslissen
officer-drop = Het voorstel laten vallen
officer-propose = Een beslissing voorstellen
officer-four-eyes = Ze telt pas als een andere ambtenaar akkoord gaat.
officer-measure = Beslissing
officer-effect = Geldt vanaf
officer-effect-hint = Laat leeg voor onmiddellijk. Alleen een toekenning, de opheffing van een schorsing en een intrekking kunnen vanaf een latere dag gelden. Dagen beginnen om middernacht UTC.
officer-reason = Reden
officer-reason-hint = De aanbieder leest ze, en het register maakt ze bekend bij een beslissing over een erkenning. Noem geen persoon.
officer-propose-do = Voorstellen
officer-suspend = Onmiddellijk schorsen
officer-suspend-lead = Dit geldt meteen en overal, zonder tweede ambtenaar. Niemand kan zich nog met deze aanbieder aanmelden.
officer-suspend-do = Nu schorsen

incidents-title = Incidenten
incident-noticed = Vastgesteld op { $noticed }
incident-owed = Volgende: { $step }, tegen { $due }
incident-nothing-owed = Er moet niets meer worden gemeld.
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
refusal-only-at-once = Dit geldt onmiddellijk: laat de dag leeg.
refusal-proposer-gone = Wie dit heeft voorgesteld, mag er niet meer over beslissen. Laat het voorstel vallen en doe een nieuw.
refusal-not-yours = Andere mensen beheren deze aanbieder. Vraag hun om u uit te nodigen.
refusal-not-in-force = Er is geen erkenning van kracht waarvoor dit kan.
refusal-not-suspended = Er is niets geschorst.
refusal-after-its-end = Die dag valt na het einde van de erkenning.
refusal-too-early = Een vernieuwing kan worden aangevraagd in de laatste twaalf maanden van een erkenning.
refusal-another-under-way = Er is al een dossier voor deze aanbieder waarover nog niet beslist is.
told-entity = Het adres klopt niet. Het moet met https:// beginnen en mag niet eindigen op een schuine streep, een query of een fragment.
told-name = Geef een naam van hoogstens 200 tekens.
told-email = Het e-mailadres klopt niet.
told-contact-acts = Iemand met dit adres beheert het dossier al.
told-too-many-contacts = Er zijn 20 contactpersonen; verwijder er eerst één.
told-too-many-invitations = U hebt veel uitnodigingen verstuurd. Probeer het over een uur opnieuw.
told-last-contact = Er zou niemand overblijven om het dossier te beheren. Nodig eerst een collega uit, die moet aanvaarden.
told-too-many-drafts = U hebt vijf dossiers die nog niet ingediend zijn. Werk er eerst één af.
told-file = Het bestand kon niet worden aangenomen: kies een bestand dat niet leeg is en niet groter dan 10 MB.
told-too-many-files = Er zitten 40 bestanden in dit dossier; er kunnen er geen meer bij.
told-text = Schrijf iets, en niet te veel.
told-nothing-proposed = Er is niets meer voorgesteld: iemand anders was sneller.
told-already-proposed = Er is al iets voorgesteld. Beslis daar eerst over.
done-invited = De uitnodiging is onderweg.

mail-reminder-subject = De erkenning van { $organisation } eindigt op { $until }
mail-reminder-body = De erkenning van { $organisation } eindigt op { $until }, over { $months } of minder. Daarna kan niemand zich er nog mee aanmelden. Een vernieuwing kan worden aangevraagd in het dossier: { $link }
mail-invitation-subject = { $by } nodigt u uit om het dossier van { $organisation } te beheren
mail-invitation-body = { $by } nodigt u uit om het dossier van { $organisation } bij de autoriteit voor digitale identiteit te beheren. Open deze link binnen zeven dagen, meld u aan en aanvaard: { $link } Hij geldt één keer. Werkt u niet voor deze organisatie, dan hoeft u niets te doen.
