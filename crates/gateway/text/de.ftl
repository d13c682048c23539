### Die Texte des Zugangsdienstes. Einfache Wörter, kurze Sätze; die Person wird gesiezt.

party-name = Anmeldung bei Behörden

## Wählen, wie man sich anmeldet

choose-title = Anmelden: { $service }
choose-level-low = { $service }: Der Dienst muss nicht sehr sicher wissen, wer Sie sind.
choose-level-substantial = { $service }: Der Dienst muss sicher wissen, wer Sie sind.
choose-level-high = { $service }: Der Dienst muss sehr sicher wissen, wer Sie sind.
choose-level-name = Niveau { $level }
choose-methods-title = Wie möchten Sie sich anmelden?
choose-app = { $provider }
choose-app-how = Sie bestätigen auf Ihrem Telefon.
choose-card = { $provider }
choose-card-how = Sie verwenden Ihre Karte, ein Kartenlesegerät und Ihre PIN.
choose-data-title = Was erfährt der Dienst „{ $service }“?
choose-data-none = Nur einen Code, an dem der Dienst Sie wiedererkennt. Andere Dienste kennen Sie unter einem anderen Code.
choose-data-code = ein Code, an dem der Dienst Sie wiedererkennt
choose-data-policy = Was der Dienst „{ $service }“ mit Ihren Daten macht
choose-cancel = Abbrechen und zurück: { $service }
choose-none-title = Sie können sich jetzt nicht anmelden: { $service }
choose-none = Der Dienst „{ $service }“ verlangt das Niveau „{ $level }“. Im Moment erreicht keine Art der Anmeldung dieses Niveau. Das ist nicht Ihre Schuld. Versuchen Sie es später noch einmal oder wenden Sie sich an den Dienst.
choose-none-back = Zurück: { $service }
choose-unaccredited = { $provider } darf im Augenblick nicht verwendet werden: Die Behörde lässt es nicht zu, oder wir können das nicht überprüfen. Das ist nicht Ihre Schuld. Melden Sie sich auf andere Weise an oder versuchen Sie es später erneut.
choose-session-title = Sie sind schon angemeldet
choose-session-who = Sie sind angemeldet als { $name }.
choose-session-go = Weiter als { $name }
choose-session-other = Oder melden Sie sich neu an

wait-title = Einen Moment
wait = Wir prüfen die Antwort. Diese Seite geht von selbst weiter.

notice-app_expired = Niemand hat rechtzeitig auf dem Telefon bestätigt. Sie sind nicht angemeldet. Sie können es noch einmal versuchen.
notice-unreachable = Wir können die App im Moment nicht erreichen. Sie sind nicht angemeldet. Versuchen Sie es in einigen Minuten noch einmal.
notice-answer_not_accepted = Wir haben eine Antwort bekommen, der wir nicht trauen können. Sie sind nicht angemeldet. Versuchen Sie es noch einmal. Wenn es wieder nicht klappt, wenden Sie sich an den Anbieter der App.
notice-level_not_reached = Sie haben gezeigt, wer Sie sind, aber diese Art ist für diesen Dienst nicht sicher genug. Versuchen Sie es noch einmal: Benutzen Sie den Passkey auf Ihrem Telefon, oder öffnen Sie den Dienst auf dem Telefon selbst.
notice-card_revoked = Ihre Karte ist nicht mehr gültig: Sie wurde als verloren oder gestohlen gemeldet oder ersetzt. Sie sind nicht angemeldet. Verwenden Sie Ihre neue Karte oder melden Sie sich anders an. Haben Sie das nicht selbst gemeldet? Wenden Sie sich an Ihre Gemeinde.
notice-card_expired = Ihre Karte ist abgelaufen und kann nicht mehr zum Anmelden dienen. Sie sind nicht angemeldet. Melden Sie sich anders an und beantragen Sie bei Ihrer Gemeinde eine neue Karte.
notice-card_not_yet_valid = Ihre Karte ist noch nicht gültig. Sie sind nicht angemeldet. Melden Sie sich anders an, bis Ihre Karte gültig ist.
notice-card_replaced = Das ist eine alte Karte: Sie haben inzwischen eine neuere erhalten. Sie sind nicht angemeldet. Versuchen Sie es mit Ihrer neuesten Karte.
notice-card_unknown_authority = Wir kennen die Stelle nicht, die diese Karte ausgestellt hat, und können die Karte deshalb nicht annehmen. Sie sind nicht angemeldet. Versuchen Sie es mit Ihrem Personalausweis oder melden Sie sich anders an.
notice-card_authority_ended = Die Stelle, die Ihre Karte ausgestellt hat, ist selbst nicht mehr gültig. Deshalb können wir uns auf die Karte nicht verlassen. Das ist nicht Ihr Fehler. Sie sind nicht angemeldet. Melden Sie sich anders an und beantragen Sie bei Ihrer Gemeinde eine neue Karte.
notice-card_wrong_kind = Das gewählte Zertifikat ist nicht das zum Anmelden. Sie sind nicht angemeldet. Versuchen Sie es noch einmal und wählen Sie das Zertifikat für die Authentifizierung, nicht das für Unterschriften.
notice-card_unreadable = Wir können nicht lesen, was auf dieser Karte steht. Sie sind nicht angemeldet. Versuchen Sie es noch einmal oder melden Sie sich anders an.
notice-card_not_proved = Ihre Karte hat nicht unterschrieben, was wir von ihr verlangt haben. Sie sind nicht angemeldet. Versuchen Sie es noch einmal. Kamen Sie über einen Link in einer Nachricht hierher? Dann schließen Sie diese Seite und beginnen Sie beim Dienst von vorn.
notice-card_too_late = Das hat zu lange gedauert oder wurde zweimal gesendet. Sie sind nicht angemeldet. Versuchen Sie es noch einmal mit Ihrer Karte.
notice-card_not_shown = Ihr Browser hat uns keine Karte gezeigt. Sie sind nicht angemeldet. Stecken Sie Ihre Karte in das Lesegerät, versuchen Sie es noch einmal und wählen Sie ihr Zertifikat, wenn Ihr Browser danach fragt. Fragt Ihr Browser nicht? Dann schließen Sie alle seine Fenster, öffnen Sie ihn neu und beginnen Sie wieder beim Dienst.
notice-card_no_answer = Wir können jetzt nicht feststellen, ob Ihre Karte noch gültig ist, weil die Kartenstelle nicht antwortet. Dieser Dienst muss sich sicher sein, deshalb sind Sie nicht angemeldet. Das ist nicht Ihr Fehler. Versuchen Sie es in ein paar Minuten noch einmal oder melden Sie sich anders an.

## Der Personalausweis

card-name = Personalausweis
card-title = Mit dem Personalausweis bei { $service } anmelden
card-step-reader = Schließen Sie Ihr Kartenlesegerät an und stecken Sie Ihre Karte hinein.
card-step-press = Drücken Sie auf „Meine Karte lesen“.
card-step-pin = Auf Ihrem Computer öffnet sich ein Fenster. Prüfen Sie, ob es diese Website nennt, und tippen Sie dort die PIN Ihrer Karte ein.
card-read = Meine Karte lesen
card-waiting = Wir warten auf Ihre Karte. Sehen Sie in das Fenster, das sich auf Ihrem Computer geöffnet hat.
card-other = Anders anmelden
card-script = So können Sie Ihre Karte nur mit JavaScript verwenden, und das ist in Ihrem Browser ausgeschaltet. Schalten Sie es ein oder melden Sie sich anders an.
card-script-browser = JavaScript ist in Ihrem Browser ausgeschaltet. Sie können Ihre Karte trotzdem verwenden, mit der Schaltfläche „Meinen Browser die Karte lesen lassen“ unten.
card-browser-title = Ohne Web eID
card-browser-what = Ihr Browser kann Ihre Karte auch selbst abfragen, wenn die Software Ihres Kartenlesers sie ihm anbietet (PKCS#11, oder der Schlüsselspeicher Ihres Computers). Er zeigt dann eine Liste von Zertifikaten: Wählen Sie das zur Authentifizierung und geben Sie Ihre PIN ein.
card-browser-read = Meinen Browser die Karte lesen lassen
card-install = Web eID installieren (öffnet sich in einem neuen Tab)
card-problem-extension = Ihr Browser kann Ihre Karte noch nicht lesen: Die Erweiterung Web eID fehlt. Installieren Sie Web eID auf diesem Computer, schalten Sie die Erweiterung in Ihrem Browser ein und laden Sie dann diese Seite neu.
card-problem-app = Die Erweiterung Web eID ist in Ihrem Browser, aber ihr Programm fehlt auf diesem Computer. Installieren Sie Web eID und laden Sie dann diese Seite neu.
card-problem-update = Ihre Version von Web eID ist zu alt. Installieren Sie die neueste und laden Sie dann diese Seite neu.
card-problem-cancelled = Sie haben das Lesen der Karte abgebrochen. Sie sind nicht angemeldet. Sie können es noch einmal versuchen oder sich anders anmelden. Ist Ihre PIN nach drei falschen Versuchen gesperrt? Lassen Sie sie bei Ihrer Gemeinde entsperren.
card-problem-waited = Karte und PIN kamen nicht rechtzeitig. Sie sind nicht angemeldet. Prüfen Sie, ob das Kartenlesegerät angeschlossen ist und Ihre Karte mit dem Chip voran darin steckt, und versuchen Sie es dann noch einmal.
card-problem-reader = Das Kartenlesegerät lässt sich nicht verwenden. Sie sind nicht angemeldet. Prüfen Sie, ob es angeschlossen ist und Ihre Karte darin steckt, schließen Sie andere Programme, die die Karte verwenden, und versuchen Sie es dann noch einmal.
card-problem-blocked = Ihre PIN ist nach drei falschen Versuchen gesperrt. Sie sind nicht angemeldet. Lassen Sie sie bei Ihrer Gemeinde entsperren. Melden Sie sich bis dahin anders an.
card-problem-insecure = Ihr Browser hält die Verbindung mit dieser Website nicht für sicher, deshalb darf die Karte nicht verwendet werden. Sie sind nicht angemeldet. Gehen Sie zum Dienst zurück und beginnen Sie von vorn.
card-problem-unreachable = Wir sind im Moment nicht erreichbar. Sie sind nicht angemeldet. Prüfen Sie Ihre Verbindung und versuchen Sie es dann noch einmal.
card-problem-failed = Das Lesen der Karte ist misslungen. Sie sind nicht angemeldet. Nehmen Sie die Karte heraus, stecken Sie sie wieder hinein und versuchen Sie es dann noch einmal.

## Das Kartenlesegerät eines Demolandes

reader-title = Kein Kartenlesegerät? Das hier ist eine Demo.
reader-what = Die Menschen dieses Demolandes sind erfunden. Sie können ihre Karten mit einem Lesegerät auf dieser Seite verwenden und sehen, was geschieht, wenn eine Karte verloren oder eine PIN falsch ist.
reader-cards = Die Karten und ihre PINs (öffnet sich in einem neuen Tab)
reader-use = Das Lesegerät auf dieser Seite verwenden
reader-asks = Das Kartenlesegerät fragt nach Ihrer PIN
reader-for = Sie melden sich an bei
reader-card = Karte im Lesegerät
reader-empty = Keine Karte
reader-pin = PIN
reader-pin-hint = Vier bis zwölf Ziffern. Nach drei falschen Versuchen ist die Karte gesperrt.
reader-confirm = Bestätigen
reader-cancel = Abbrechen
reader-pin-missing = Tippen Sie die PIN der Karte ein.
reader-card-missing = Stecken Sie eine Karte in das Lesegerät.
reader-pin-wrong = Diese PIN ist falsch. Verbleibende Versuche:
reader-pin-blocked = Die PIN ist nach drei falschen Versuchen gesperrt. Drücken Sie auf „Abbrechen“.
reader-gone = Die Karte antwortet nicht. Versuchen Sie es noch einmal oder drücken Sie auf „Abbrechen“.

## Eine Anmeldung, die vorbei ist

over-title = Diese Anmeldung ist vorbei
over-answered = Sie haben diese Anmeldung schon benutzt: { $service }. Um weiterzumachen, beginnen Sie neu beim Dienst.
over-cancelled = Sie haben diese Anmeldung abgebrochen. Der Dienst „{ $service }“ hat keine Daten bekommen. Wenn Sie sich doch anmelden möchten, beginnen Sie neu beim Dienst.
over-declined = Sie haben diese Anmeldung in der App abgelehnt. Der Dienst „{ $service }“ hat keine Daten bekommen. Wenn Sie sich doch anmelden möchten, beginnen Sie neu beim Dienst.
over-reported = Sie haben diese Anmeldung in der App gemeldet. Der Dienst „{ $service }“ hat keine Daten bekommen. Danke für Ihre Meldung.
over-blocked = Ihre App ist gesperrt. Darum wurde diese Anmeldung abgebrochen. Der Dienst „{ $service }“ hat keine Daten bekommen. Richten Sie die App neu ein und beginnen Sie dann neu beim Dienst.
over-no_method = Keine Art der Anmeldung erreichte das Niveau, das der Dienst „{ $service }“ verlangt.
over-other_person = Der Dienst „{ $service }“ hat diese Anmeldung für eine andere Person begonnen. Um weiterzumachen, beginnen Sie neu beim Dienst.
over-expired-title = Diese Anmeldung hat zu lange gedauert
over-expired = Zu Ihrer Sicherheit muss eine Anmeldung in { $minutes } Minuten fertig sein. Beginnen Sie neu beim Dienst „{ $service }“.
over-service = Zum Dienst: { $service }

refused-not_accredited-title = Diese App darf im Moment nicht benutzt werden
refused-not_accredited = { $provider } ist im Moment nicht zugelassen, Personen anzumelden. Darum haben wir Ihre Anmeldung abgebrochen. Der Dienst „{ $service }“ hat keine Daten bekommen.
refused-unknown_person-title = Wir finden Sie nicht im Nationalregister
refused-unknown_person = Sie haben gezeigt, wer Sie sind, aber das Nationalregister kennt Sie nicht unter dieser Nummer. Wir können Sie nicht anmelden. Wenden Sie sich an Ihre Gemeinde, wenn Sie das für einen Irrtum halten.
refused-deceased-title = Mit dieser Identität können Sie sich nicht anmelden
refused-deceased = Laut Nationalregister ist diese Person verstorben; deshalb kann sich niemand unter diesem Namen anmelden. { $service } hat keine Daten erhalten. Ist das ein Irrtum? Wenden Sie sich an Ihre Gemeinde.
refused-under_age-title = Sie können sich bei { $service } noch nicht anmelden
refused-under_age = { $service } ist nur für Menschen ab einem bestimmten Alter, und aus dem Nationalregister geht nicht hervor, dass Sie so alt sind. { $service } hat keine Daten erhalten. Ist Ihr Geburtsdatum falsch? Wenden Sie sich an Ihre Gemeinde.
refused-method_blocked-title = Sie haben diesen Weg der Anmeldung gesperrt
refused-method_blocked = Sie haben eine Anmeldung gemeldet, die nicht Ihre war, deshalb ist dieser Weg gesperrt. { $service } hat keine Daten erhalten. Melden Sie sich auf einem anderen Weg an und heben Sie die Sperre auf Ihrer eigenen Seite beim Anmeldedienst auf.
refused-back = Zurück: { $service }

unknown-login-title = Wir kennen diese Anmeldung in diesem Browser nicht
unknown-login = Das kann passieren, wenn Sie einen Link öffnen, der für jemand anderen gedacht war, wenn Ihr Browser Cookies ablehnt oder wenn die Anmeldung schon länger vorbei ist. Sie sind nicht angemeldet. Beginnen Sie neu bei dem Dienst, den Sie benutzen möchten.
unknown-login-cookies = Passiert das jedes Mal? Dann erlauben Sie Cookies für diese Website.

## Eine Anfrage, die wir nicht annehmen können

denied-title = Wir können diese Anmeldung nicht beginnen
denied = Der Dienst hat Sie auf eine Weise hierher geschickt, die wir nicht annehmen können. Sie sind nicht angemeldet und niemand hat Daten bekommen. Es ist nicht Ihre Schuld. Gehen Sie zurück zum Dienst und versuchen Sie es noch einmal. Wenn es wieder nicht klappt, wenden Sie sich an den Dienst.
denied-detail = Für die Betreiber des Dienstes

## Ihre eigenen Seiten

front-title = Eine Anmeldung für alle Behörden
front-what = Mit dieser Anmeldung zeigen Sie Behörden, wer Sie sind. Sie wählen, wie, zum Beispiel mit der App auf Ihrem Telefon. Ein Dienst sieht nur die Daten, die er braucht, und Sie sehen vorher, welche das sind.
front-step-1-title = Beginnen Sie beim Dienst
front-step-1 = Gehen Sie zu dem Dienst, den Sie benutzen möchten, und wählen Sie „Anmelden“. Der Dienst schickt Sie hierher.
front-step-2-title = Zeigen Sie, wer Sie sind
front-step-2 = Wir sagen Ihnen, welcher Dienst fragt, wie sicher er wissen muss, wer Sie sind, und was er erfährt.
front-step-3-title = Machen Sie beim Dienst weiter
front-step-3 = Wir schicken Sie zurück. Eine Zeit lang müssen Sie sich bei anderen Diensten nicht neu anmelden.
front-see = Ihre eigenen Anmeldungen ansehen
front-see-why = Möchten Sie wissen, wo Sie sich angemeldet haben und welche Daten weitergegeben wurden? Melden Sie sich hier an, um es zu sehen.
front-safe-title = Bleiben Sie sicher
front-safe = Wir rufen Sie nie an und schicken Ihnen nie einen Link zum Anmelden. Melden Sie sich nur an, wenn Sie selbst damit begonnen haben.

own-title = Ihre Anmeldungen
own-who = Sie sind angemeldet als { $name }.
own-sessions-title = Wo Sie angemeldet sind
own-session-here = Dieser Browser
own-session-elsewhere = Ein anderer Browser
own-session-since = Angemeldet seit { $moment }
own-session-used = Zuletzt benutzt: { $moment }
own-session-level = Niveau { $level }, { $method }
own-session-services = Benutzt für { $services }
own-session-end-elsewhere = Dort abmelden
own-log-out = Abmelden
own-trail-title = Ihre letzten Anmeldungen
own-trail-none = Es gibt noch keine Anmeldungen.
own-trail-data = Weitergegebene Daten: { $data }
own-trail-answered = { $method }, Niveau { $level }
own-trail-reused = { $method }, Niveau { $level }; Sie waren schon angemeldet
own-trail-refused = Nicht angemeldet: { $reason }
own-trail-data-none = nur Ihr Code
own-trail-more = Ältere Anmeldungen zeigen
own-trail-receipt = Nachweis
own-trail-ledger = Jede Anmeldung steht in einem öffentlichen Register, das niemand unbemerkt ändern kann. Ein Nachweis belegt das.
own-trail-check = Einen Nachweis prüfen
own-list-title = Fehlt eine Anmeldung?
own-list-why = Ihre Anmeldungen werden jedes Jahr ab 1 nummeriert, und jede Nummer steht mit ihrer Anmeldung im öffentlichen Register. Wäre eine Anmeldung in dieser Liste ausgelassen, so fehlte ihre Nummer.
own-list-whole = { $year }: keine fehlt, von Nummer 1 bis Nummer { $listed }.
own-list-broken = { $year }: Diese Liste hat { $listed } der { $entered } Anmeldungen, die das Register zählt. Bitte melden Sie uns das.
own-list-receipts = Alle Nachweise von { $year }
own-list-newest = Die höchste Nummer gehört zu Ihrer neuesten Anmeldung. Um sicher zu sein, dass keine danach kommt, melden Sie sich ab und hier neu an: Diese Anmeldung erhält die nächste Nummer.
own-trail-dispute = Das war ich nicht
own-trail-wrong = Sehen Sie hier eine Anmeldung, die Sie nicht kennen? Wählen Sie daneben „Das war ich nicht“.

reason-cancelled = Sie haben abgebrochen
reason-declined = Sie haben in der App abgelehnt
reason-reported = Sie haben sie in der App gemeldet
reason-blocked = Ihre App ist gesperrt
reason-no_method = keine Art der Anmeldung erreichte das Niveau
reason-not_accredited = die App war nicht zugelassen
reason-unknown_person = nicht im Nationalregister gefunden
reason-other_person = der Dienst erwartete eine andere Person
reason-deceased = laut Nationalregister ist diese Person verstorben
reason-under_age = nicht alt genug für den Dienst
reason-method_blocked = Sie hatten diesen Weg gesperrt

## Abmelden

logout-title = Möchten Sie sich abmelden?
logout-asked-by = Der Dienst „{ $service }“ bittet uns, Sie abzumelden.
logout-what = Sie sind dann in diesem Browser abgemeldet. Dienste, die wir benachrichtigen können, erfahren es sofort.
logout-yes = Abmelden
logout-no = Angemeldet bleiben
logged-out-title = Sie sind abgemeldet
logged-out = Sie sind in diesem Browser abgemeldet. Dienste, die wir benachrichtigen können, erfahren es jetzt. Benutzen andere dieses Gerät auch? Dann schließen Sie auch den Browser.
logged-out-front = Zur Startseite
logout-denied-title = Wir können diesem Link nicht folgen
logout-denied = Ein Dienst hat Sie zum Abmelden hierher geschickt, auf eine Weise, die wir nicht annehmen können. Sie können sich auf Ihrer eigenen Seite abmelden.

## Wörter, die an mehreren Stellen stehen

level-low = niedrig
level-substantial = substanziell
level-high = hoch
method-app = mit der App
method-card = mit dem Personalausweis

data-name = Name
data-birthdate = Geburtsdatum
data-national_number = Nationalregisternummer
data-locale = Sprache
data-email = E-Mail-Adresse
data-phone_number = Telefonnummer
data-address = Adresse

moment = { $day }. { $month } { $year }, { $time }
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember

no-receipt-title = Diesen Nachweis gibt es nicht
no-receipt-what = Wir kennen unter dieser Adresse keine Anmeldung von Ihnen, oder sie ist von vor dem Register.
no-receipt-back = Zu Ihren Anmeldungen

own-blocked-app = Die App ist hier für Sie gesperrt
own-blocked-card = Ihr Personalausweis ist hier für Sie gesperrt
own-blocked-what = Sie haben eine Anmeldung gemeldet, die nicht Ihre war. Sie haben soeben auf einem anderen Weg gezeigt, dass Sie es sind.
own-blocked-how = Sie haben eine Anmeldung gemeldet, die nicht Ihre war. Um die Sperre aufzuheben, melden Sie sich auf einem anderen Weg auf dem höchsten Niveau an.
own-unblock-app = Die App wieder benutzen
own-unblock-card = Die Karte wieder benutzen

dispute-title = Das war ich nicht
dispute-which = Sie sagen, dass Sie sich am { $moment } nicht bei { $service } angemeldet haben.
dispute-then = Wenn Sie bestätigen:
dispute-block-app = wird die App hier für Sie gesperrt, sodass sich niemand mehr in Ihrem Namen damit anmelden kann
dispute-block-card = wird Ihr Personalausweis hier für Sie gesperrt, sodass sich niemand mehr in Ihrem Namen damit anmelden kann
dispute-sessions = enden alle Ihre Anmeldungen, in jedem Browser
dispute-case = eröffnen wir einen Fall und nennen Ihnen seine Nummer
dispute-confirm = Sperren und melden
dispute-back = Zurück
disputed-title = Es ist gesperrt
disputed-app = Niemand kann sich hier mehr mit der App in Ihrem Namen anmelden.
disputed-card = Niemand kann sich hier mehr mit Ihrem Personalausweis in Ihrem Namen anmelden.
disputed-case = Ihr Fall hat die Nummer
disputed-now-app = Sperren Sie jetzt auch die App auf Ihrem Telefon und benachrichtigen Sie ihren Anbieter. Bestätigen Sie keine Anfrage, die Sie nicht selbst begonnen haben.
disputed-now-card = Melden Sie jetzt auch Ihre Karte bei der Kartenbehörde als verloren, wenn Sie sie nicht in der Hand haben, und ändern Sie die PIN, wenn jemand sie gesehen hat.
disputed-again = Haben Sie alles wieder selbst in der Hand? Melden Sie sich auf einem anderen Weg an und heben Sie die Sperre auf Ihrer Seite auf. Haben Sie keinen anderen Weg, wenden Sie sich mit der Nummer Ihres Falls an den Helpdesk.
disputed-home = Zu Ihren Anmeldungen
no-dispute-title = Diese Anmeldung gibt es nicht
no-dispute-what = Wir kennen hier keine Anmeldung von Ihnen, die gemeldet werden kann.
