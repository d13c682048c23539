sign-in-log-in = Anmelden
sign-in-log-out = Abmelden
sign-in-as = Angemeldet als { $name }
sign-in-again = Noch einmal versuchen
sign-in-back = Zurück zum Anfang

sign-in-over-title = Sie sind nicht angemeldet
sign-in-over-text = Ihre Sitzung ist beendet, oder Sie haben sich noch nicht angemeldet. Zu Ihrer Sicherheit endet sie nach einer halben Stunde ohne Nutzung.

sign-in-declined-title = Sie haben die Anmeldung abgelehnt
sign-in-declined-text = Uns wurde nichts mitgeteilt. Haben Sie es sich anders überlegt? Sie können es noch einmal versuchen.
sign-in-reported-title = Sie haben diese Anmeldung gemeldet
sign-in-reported-text = Uns wurde nichts mitgeteilt. Wenn Sie diese Anmeldung nicht selbst begonnen haben, schließen Sie diese Seite.
sign-in-cancelled-title = Die Anmeldung wurde abgebrochen
sign-in-cancelled-text = Uns wurde nichts mitgeteilt.
sign-in-expired-title = Die Anmeldung hat zu lange gedauert
sign-in-expired-text = Zu Ihrer Sicherheit muss eine Anmeldung binnen weniger Minuten abgeschlossen sein. Beginnen Sie neu, wenn Sie so weit sind.
sign-in-blocked-title = Ihre App ist gesperrt
sign-in-blocked-text = Der Code war zu oft falsch. Richten Sie die App mit einem neuen Aktivierungscode neu ein, bevor Sie sich anmelden.
sign-in-level-title = Diese Anmeldung ist nicht sicher genug
sign-in-level-text = Diese Seite verlangt eine sicherere Art der Anmeldung als die, die Sie benutzt haben.
sign-in-foreign-title = Diese Anmeldung wurde nicht hier begonnen
sign-in-foreign-text = Sie gehört zu einem anderen Browser, oder sie wurde schon benutzt. Beginnen Sie neu auf dieser Website.
sign-in-unreachable-title = Die Anmeldung ist zurzeit nicht möglich
sign-in-unreachable-text = Der Anmeldedienst des Staates ist nicht erreichbar. Versuchen Sie es in einigen Minuten wieder.
sign-in-refused-title = Die Anmeldung ist nicht gelungen
sign-in-refused-text = Der Anmeldedienst des Staates hat Sie nicht eingelassen. Uns wurde nichts mitgeteilt.
