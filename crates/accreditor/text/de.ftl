party-name = Behörde für digitale Identität

level-low = Niedrig
level-substantial = Substanziell
level-high = Hoch

state-draft = Entwurf
state-submitted = Eingereicht
state-in-review = In Prüfung
state-refused = Abgelehnt
state-ahead = Erteilt, beginnt später
state-granted = Akkreditiert
state-suspended = Ausgesetzt
state-withdrawn = Entzogen
state-expired = Abgelaufen
state-renewed = Erneuert

measure-take-up = Prüfung begonnen
measure-hand-back = Dem Anbieter zurückgegeben
measure-grant = Erteilt
measure-renew = Erneuert
measure-refuse = Abgelehnt
measure-suspend = Ausgesetzt
measure-reinstate = Aussetzung aufgehoben
measure-withdraw = Entzogen

act-take-up = Die Prüfung beginnen
act-hand-back = Dem Anbieter zurückgeben
act-grant = Erteilen
act-refuse = Ablehnen
act-suspend = Aussetzen
act-reinstate = Die Aussetzung aufheben
act-withdraw = Entziehen

register-title = Wer Menschen anmelden darf
register-lead = Nur Anbieter, die diese Behörde akkreditiert hat, werden Ihnen angeboten, wenn Sie sich beim Staat anmelden. Hier sehen Sie, welche das sind und warum.
register-none = Kein Anbieter ist akkreditiert.
register-span = vom { $from } bis { $until }
register-check = Prüfen Sie selbst
register-json = Das Register für Programme (JSON)
register-feed = Jede neue Entscheidung (Atom-Feed)
register-ledger = Der signierte Stand unseres Hauptbuchs
register-witnessed = mitsigniert von { $witnesses }
register-federation = Unsere Erklärung als Vertrauensanker
register-apply = Für Anbieter: beantragen oder weiterführen
register-desk = Für Bedienstete
register-back = Zurück zum Register

fact-state = Stand
fact-provider = Anbieter
fact-level = Sicherheitsniveau
fact-since = Seit
fact-until = Bis
fact-span = Akkreditierung
fact-reminder = Erinnerung

decisions-title = Entscheidungen
decisions-lead = Von der letzten Entscheidung zurück zur ersten Erteilung.
decision-when = Entschieden am { $decided }, gilt ab { $effect }
decision-receipt = Beweis, dass das Hauptbuch Entscheidung { $number } enthält
steps-title = Verlauf der Akte

mark-title = Vertrauenssiegel
mark-lead = Wer dieses Siegel trägt, darf Menschen auf dem Sicherheitsniveau „{ $level }“ anmelden.
mark-text = Die Behörde signiert ein Siegel für drei Jahre und kann es jederzeit aussetzen oder entziehen. Ein Siegel zählt nur, solange die Behörde es aktiv nennt.

dossiers-title = Ihre Akten
dossiers-back = Zurück zu Ihren Akten
dossiers-none = Sie haben noch keine Akte.
apply-title = Eine Akte eröffnen
apply-lead = Für eine erste Akkreditierung, für eine Erneuerung in den letzten zwölf Monaten oder für ein höheres Niveau. Sie können sie Schritt für Schritt ausfüllen und einreichen, wenn sie vollständig ist.
apply-organisation = Name Ihrer Organisation
apply-entity = Adresse Ihres Dienstes in der Föderation
apply-entity-hint = Die https-Adresse, unter der Ihre Entitätskonfiguration steht, ohne Schrägstrich am Ende.
apply-email = Ihre E-Mail-Adresse
apply-level = Beantragtes Niveau
apply-open = Die Akte eröffnen

desk-title = Der Schalter
desk-lead = Jede eingereichte Akte. Was auf jemanden wartet, steht vorn.
desk-back = Zurück zum Schalter
desk-none = Es wurde nichts eingereicht.
note-proposed = Wartet auf eine zweite Person: { $measure }
note-yours = Wartet auf Ihre Zustimmung: { $measure }, vorgeschlagen von { $officer }
note-submitted = Eingereicht am { $at }; die Prüfung hat noch nicht begonnen
note-incident = Vorfall: { $title }. { $owed }
note-incident-late = Ein Bericht ist überfällig: { $title }. { $owed }
note-ends = Endet am { $until }
reminded = Beide Seiten wurden { $months } vor dem Ende erinnert, am { $sent }
months = { $count ->
    [one] { $count } Monat
   *[other] { $count } Monate
}

evidence-title = Nachweise
evidence-lead = Mindestens eine Datei jeder Art, je bis zu 10 MB.
evidence-security-policy = Sicherheitskonzept
evidence-audit-report = Prüfbericht
evidence-penetration-test = Penetrationstest
evidence-conformity-results = Konformitätsergebnisse
evidence-continuity-plan = Kontinuitätsplan
evidence-none = Noch nichts
evidence-file = Datei: { $kind }
evidence-add = Die Datei hinzufügen

contacts-title = Ansprechpersonen
contacts-acts = Kümmert sich um die Akte
contacts-waits = Noch nicht angemeldet
contacts-remove = { $name } entfernen
contacts-name = Name
contacts-email = E-Mail-Adresse
contacts-invite = Jemanden aus Ihrer Organisation einladen
contacts-invite-lead = Die Person erhält per E-Mail einen Link, der einmal und sieben Tage lang gilt, und kümmert sich nach dem Anmelden mit Ihnen um diese Akte.
contacts-add = Die Einladung senden
submit-title = Einreichen
submit-lead = Ist die Akte eingereicht, kann sie nur noch geändert werden, wenn jemand von der Behörde sie Ihnen zurückgibt.
submit-do = Die Akte einreichen

invitation-title = Eine Einladung
invitation-lead = { $by } lädt Sie ein, sich bei dieser Behörde um die Akte von { $organisation } zu kümmern.
invitation-text = Sie sehen alles darin und können für die Organisation handeln. Nehmen Sie nur an, wenn Sie dort arbeiten.
invitation-accept = Die Einladung annehmen
invitation-over = Diese Einladung gilt nicht mehr: Sie wurde benutzt, ist abgelaufen oder wurde zurückgezogen. Bitten Sie um eine neue.

officer-title = Was Sie tun können
officer-proposed = { $officer } schlägt vor: { $measure }, ab { $effect }
officer-own = Sie haben das vorgeschlagen. Eine zweite Person muss zustimmen.
officer-confirm = Zustimmen und entscheiden
officer-drop = Den Vorschlag fallen lassen
officer-propose = Eine Entscheidung vorschlagen
officer-four-eyes = Sie zählt erst, wenn eine zweite Person zustimmt.
officer-measure = Entscheidung
officer-effect = Gilt ab
officer-effect-hint = Leer lassen für sofort. Nur eine Erteilung, die Aufhebung einer Aussetzung und ein Entzug können ab einem späteren Tag gelten. Tage beginnen um Mitternacht UTC.
officer-reason = Begründung
officer-reason-hint = Der Anbieter liest sie, und das Register veröffentlicht sie mit einer Entscheidung über eine Akkreditierung. Nennen Sie keine Person.
officer-propose-do = Vorschlagen
officer-suspend = Sofort aussetzen
officer-suspend-lead = Das gilt sofort und überall, ohne zweite Person. Niemand kann sich mehr mit diesem Anbieter anmelden.
officer-suspend-do = Jetzt aussetzen

incidents-title = Vorfälle
incident-noticed = Bemerkt am { $noticed }
incident-owed = Als Nächstes: { $step }, bis { $due }
incident-nothing-owed = Es steht nichts mehr aus.
step-early-warning = Frühwarnung (24 Stunden)
step-notification = Meldung (72 Stunden)
step-final-report = Abschlussbericht (ein Monat)
step-note = Notiz
incident-step = Art des Berichts
incident-text = Bericht
incident-send = Den Bericht senden
incident-close = Den Vorfall abschließen
incident-new = Einen Vorfall melden
incident-new-lead = Sie haben 24 Stunden für eine Frühwarnung, 72 Stunden für eine Meldung und einen weiteren Monat für den Abschlussbericht.
incident-title = Was geschah, in einer Zeile
incident-noticed-on = Bemerkt am
incident-open = Melden

refusal-not-now = Das geht in dem Stand, in dem die Akte ist, nicht.
refusal-evidence-missing = Es fehlen Nachweise: Von jeder Art ist mindestens eine Datei nötig.
refusal-same-officer = Sie haben das selbst vorgeschlagen. Eine zweite Person muss zustimmen.
refusal-own-dossier = Sie handeln selbst für diesen Anbieter und können deshalb nicht über ihn entscheiden.
refusal-no-reason = Schreiben Sie eine Begründung.
refusal-reason-too-long = Die Begründung ist zu lang: höchstens 4000 Zeichen.
refusal-level = Dieses Niveau kann hier nicht erteilt werden: Wählen Sie substanziell oder hoch, und nicht mehr als beantragt.
refusal-effect-too-late = Eine Erteilung muss innerhalb von zwölf Monaten beginnen.
refusal-only-at-once = Das gilt sofort: Lassen Sie den Tag leer.
refusal-proposer-gone = Wer das vorgeschlagen hat, darf darüber nicht mehr entscheiden. Lassen Sie den Vorschlag fallen und machen Sie einen neuen.
refusal-not-yours = Um diesen Anbieter kümmern sich andere. Bitten Sie diese, Sie einzuladen.
refusal-not-in-force = Es ist nichts in Kraft, worauf sich das beziehen könnte.
refusal-not-suspended = Es ist nichts ausgesetzt.
refusal-after-its-end = Dieser Tag liegt nach dem Ende der Akkreditierung.
refusal-too-early = Eine Erneuerung kann in den letzten zwölf Monaten einer Akkreditierung beantragt werden.
refusal-another-under-way = Für diesen Anbieter gibt es eine Akte, über die noch nicht entschieden ist.
told-entity = Die Adresse stimmt nicht. Sie muss mit https:// beginnen und darf nicht mit Schrägstrich, Abfrage oder Fragment enden.
told-name = Geben Sie einen Namen mit höchstens 200 Zeichen an.
told-email = Die E-Mail-Adresse stimmt nicht.
told-contact-acts = Jemand mit dieser Adresse kümmert sich schon um die Akte.
told-too-many-contacts = Es gibt 20 Ansprechpersonen; entfernen Sie zuerst eine.
told-too-many-invitations = Sie haben viele Einladungen gesendet. Versuchen Sie es in einer Stunde noch einmal.
told-last-contact = Niemand würde sich mehr um die Akte kümmern. Laden Sie zuerst jemanden ein, der annehmen muss.
told-too-many-drafts = Sie haben fünf Akten, die nicht eingereicht sind. Schließen Sie zuerst eine davon ab.
told-file = Die Datei konnte nicht angenommen werden: Wählen Sie eine Datei, die nicht leer und nicht größer als 10 MB ist.
told-too-many-files = In dieser Akte sind 40 Dateien; mehr gehen nicht.
told-text = Schreiben Sie etwas, und nicht zu viel.
told-nothing-proposed = Es ist nichts mehr vorgeschlagen: Jemand war schneller.
told-already-proposed = Es ist schon etwas vorgeschlagen. Entscheiden Sie zuerst darüber.
done-invited = Die Einladung ist unterwegs.

mail-reminder-subject = Die Akkreditierung von { $organisation } endet am { $until }
mail-reminder-body = Die Akkreditierung von { $organisation } endet am { $until }: noch höchstens { $months }. Danach kann sich niemand mehr damit anmelden. Eine Erneuerung kann in der Akte beantragt werden: { $link }
mail-invitation-subject = { $by } lädt Sie ein, sich um die Akte von { $organisation } zu kümmern
mail-invitation-body = { $by } lädt Sie ein, sich bei der Behörde für digitale Identität um die Akte von { $organisation } zu kümmern. Öffnen Sie diesen Link innerhalb von sieben Tagen, melden Sie sich an und nehmen Sie an: { $link } Er gilt einmal. Wenn Sie nicht für diese Organisation arbeiten, tun Sie nichts.
