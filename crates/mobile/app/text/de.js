export default {
  "language.label": "Sprache",

  "bar.label": "Hauptmenü",
  "bar.home": "Start",
  "bar.scan": "Scannen",
  "bar.history": "Verlauf",
  "bar.more": "Mehr",

  "confirm.no": "Nein, zurück",

  "error.offline":
    "Es besteht keine Verbindung. Prüfen Sie Ihre mobilen Daten oder das WLAN und versuchen Sie es erneut.",
  "error.failure":
    "Auf unserer Seite ist etwas schiefgelaufen. Warten Sie einen Moment und versuchen Sie es erneut.",
  "error.key_dismissed":
    "Ihr Telefon hat nicht bestätigt, dass Sie es sind. Tippen Sie auf die Taste, um es erneut zu versuchen.",
  "error.key_exists":
    "Dieses Telefon hat schon einen Schlüssel für Sie. Gehen Sie zurück und wählen Sie „Anmelden“.",
  "offline.title": "Keine Verbindung",
  "failed.title": "Das hat nicht geklappt",
  "failed.again": "Erneut versuchen",

  "welcome.title": "Willkommen bei Beffroi",
  "welcome.text":
    "Mit dieser App melden Sie sich bei öffentlichen Diensten an, sicher und ohne Passwort.",
  "welcome.code": "Aktivierungscode",
  "welcome.code_hint": "Sie erhalten ihn von Ihrer Bank oder im Gemeindehaus.",
  "welcome.code_missing": "Geben Sie zuerst den Aktivierungscode ein.",
  "welcome.button": "Weiter",
  "welcome.by_card": "Kein Code? Holen Sie sich einen mit Ihrem Personalausweis",
  "welcome.back": "Schon auf diesem Telefon in Gebrauch?",

  "signed_out.title": "Melden Sie sich wieder an",
  "signed_out.text":
    "Dieses Telefon erkennt Sie nicht mehr. Melden Sie sich mit Ihrem Fingerabdruck, Ihrem Gesicht oder dem Code Ihres Telefons an.",
  "signed_out.button": "Anmelden",
  "signed_out.new": "Neues Telefon?",
  "signed_out.new_text":
    "Dann brauchen Sie einen neuen Aktivierungscode von Ihrer Bank oder Ihrer Gemeinde.",
  "signed_out.enrol": "Ich habe einen Aktivierungscode",

  "blocked.title": "Ihre App ist gesperrt",
  "blocked.text": "Niemand kann sich mehr damit anmelden, auf keinem Telefon.",
  "blocked.what_now":
    "Um die App wieder zu benutzen, bitten Sie Ihre Bank oder Ihre Gemeinde um einen neuen Aktivierungscode. Danach wählen Sie einen neuen fünfstelligen Code.",
  "blocked.enrol": "Ich habe einen neuen Aktivierungscode",

  "unsupported.title": "Dieser Browser kann keinen Schlüssel aufbewahren",
  "unsupported.text":
    "Öffnen Sie diese Seite in einem aktuellen Chrome, Safari, Edge oder Firefox, auf einem Telefon mit Bildschirmsperre.",

  "enrol.step": "Schritt {at} von {of}",
  "enrol.key_title": "Erstellen Sie einen Schlüssel auf diesem Telefon",
  "enrol.hello": "Guten Tag, {name}.",
  "enrol.key_text":
    "Ihr Telefon erstellt jetzt einen Schlüssel, den nur Sie benutzen können: mit Ihrem Fingerabdruck, Ihrem Gesicht oder dem Code Ihres Telefons. Dieser Schlüssel bleibt immer in Ihrer Hand.",
  "enrol.not_you":
    "Sie sind nicht {name}? Dann hören Sie hier auf und sagen Sie es der Stelle, die Ihnen den Code gab.",
  "enrol.key_button": "Schlüssel erstellen",
  "enrol.code_title": "Wählen Sie einen fünfstelligen Code",
  "enrol.code_text":
    "Manchmal fragen wir auch nach diesem Code, zum Beispiel bevor Sie Ihre Gesundheitsdaten sehen. Sagen Sie ihn niemandem.",
  "enrol.code_label": "Ihr neuer Code",
  "enrol.code_hint": "5 Ziffern. Nehmen Sie keinen Geburtstag.",
  "enrol.code_button": "Weiter",
  "enrol.code_length": "Der Code muss 5 Ziffern haben.",
  "enrol.code_weak": "Dieser Code ist zu leicht zu erraten. Wählen Sie einen anderen.",
  "enrol.repeat_title": "Geben Sie den Code noch einmal ein",
  "enrol.repeat_label": "Dieselben 5 Ziffern",
  "enrol.repeat_button": "Fertig",
  "enrol.repeat_back": "Einen anderen Code wählen",
  "enrol.repeat_differs":
    "Das ist nicht derselbe Code. Geben Sie ihn erneut ein oder wählen Sie einen anderen.",
  "enrol.device": "Telefon",
  "enrol.done_title": "Ihre App ist bereit",
  "enrol.done_text": "Ab jetzt melden Sie sich mit diesem Telefon bei öffentlichen Diensten an.",
  "enrol.done_notify": "Soll dieses Telefon Ihnen sagen, wenn eine Anfrage auf Sie wartet?",
  "enrol.done_notify_button": "Ja, Mitteilungen einrichten",
  "enrol.done_button": "Jetzt nicht",

  "home.title": "Start",
  "home.hello": "Guten Tag, {name}",
  "home.empty": "Nichts wartet auf Sie",
  "home.empty_text":
    "Melden Sie sich auf einer Website an und wählen Sie die App. Scannen Sie dann den QR-Code, den Sie dort sehen.",
  "home.waits": "Wartet auf Ihre Antwort",
  "home.asked_by": "Angefragt von {partner}",
  "home.arrived": "Eine neue Anfrage wartet auf Ihre Antwort.",
  "home.scan": "QR-Code scannen",
  "home.settles":
    "Dieses Telefon wurde neben einem anderen oder an dessen Stelle hinzugefügt. Ab {when} können Sie es auf der höchsten Stufe benutzen.",

  "added.title": "Ein zweites Telefon auf Ihren Namen",
  "added.text": "Jemand hat am {when} {name} auf Ihren Namen eingerichtet. Waren Sie das?",
  "added.settles": "Bis {when} kann es nicht auf der höchsten Stufe benutzt werden.",
  "added.refuse": "Das war ich nicht: jenes Telefon sperren",
  "added.mine": "Das war ich",

  "refused.title": "Jenes Telefon ist gesperrt",
  "refused.text": "Niemand kann es mehr in Ihrem Namen benutzen.",
  "refused.card":
    "Jemand hatte Ihren Personalausweis und dessen PIN. Melden Sie die Karte sofort als gestohlen.",
  "refused.registrar":
    "Jemand hat sich als Sie ausgegeben. Sagen Sie es sofort Ihrer Bank oder Ihrer Gemeinde.",
  "refused.button": "Zum Anfang",

  "hint.away": "Ausblenden",
  "hint.install.title": "Die App griffbereit halten",
  "hint.install.text":
    "Tippen Sie in Ihrem Browser auf „Teilen“ und dann auf „Zum Home-Bildschirm“.",
  "hint.install.button": "Installieren",
  "hint.notify.title": "Wissen, wenn eine Anfrage wartet",
  "hint.notify.text":
    "Dieses Telefon kann eine Mitteilung zeigen, wenn Sie etwas bestätigen müssen.",
  "hint.notify.button": "Mitteilungen einrichten",

  "level.low": "Niedrig: für Dinge mit wenig Risiko",
  "level.substantial": "Substanziell: stärker als ein Passwort",
  "level.high": "Hoch: das Stärkste, das es gibt",

  "time.minutes": "Noch {minutes} Min. {seconds} Sek.",
  "time.seconds": "Noch {seconds} Sek.",

  "question.title": "Bei „{service}“ anmelden?",
  "question.partner": "Angefragt von",
  "question.level": "Sicherheit",
  "question.claims": "Erhält",
  "question.claims_none": "Keine persönlichen Daten",
  "question.match": "Zwei Ziffern vom anderen Bildschirm",
  "question.match_missing":
    "Geben Sie die zwei Ziffern ein, die Sie auf dem anderen Bildschirm sehen.",
  "question.match_wrong":
    "Das sind nicht die Ziffern auf dem anderen Bildschirm. Sie können es noch einmal versuchen.",
  "question.code": "Ihr fünfstelliger Code",
  "question.code_missing": "Geben Sie Ihren Code mit 5 Ziffern ein.",
  "question.code_wrong":
    "Dieser Code ist falsch. Drei falsche Codes hintereinander sperren die App.",
  "question.approve": "Zustimmen",
  "question.decline": "Ablehnen",
  "question.report": "Das war ich nicht",
  "question.warning":
    "Stimmen Sie nur dem zu, was Sie selbst begonnen haben, nie für jemanden, der Sie anruft oder Ihnen schreibt.",
  "question.home": "Zum Anfang",

  "approved.title": "Zugestimmt",
  "approved.text": "Sie sind bei „{service}“ angemeldet.",
  "approved.back": "Machen Sie auf dem anderen Bildschirm weiter.",
  "approved.back_here": "Wir bringen Sie zurück zur Website.",
  "approved.back_button": "Zurück zur Website",
  "approved.back_by_hand":
    "Gehen Sie in Ihrem Browser zurück zur Website. Dort geht es von selbst weiter.",

  "declined.title": "Abgelehnt",
  "declined.text": "Niemand wurde angemeldet und keine Daten wurden übermittelt.",

  "reported.title": "Danke für Ihre Meldung",
  "reported.text": "Wir haben die Anmeldung gestoppt. Keine Daten wurden übermittelt.",
  "reported.what_now":
    "Haben Sie etwas anderem zugestimmt, dem Sie nicht trauen, oder jemandem Ihren Code gesagt? Dann sperren Sie jetzt Ihre App.",
  "reported.block": "Die App sperren",

  "match_failed.title": "Die Ziffern stimmen nicht",
  "match_failed.text":
    "Wir haben diese Anmeldung gestoppt. Niemand wurde angemeldet und keine Daten wurden übermittelt.",
  "match_failed.what_now":
    "Haben Sie sie selbst begonnen? Dann beginnen Sie auf der Website von vorn. Wenn nicht, versucht vielleicht jemand, sich als Sie anzumelden.",

  "over.title": "Diese Anfrage ist vorbei",
  "over.text":
    "Sie wurde beantwortet, gestoppt oder ist zu alt. Wollen Sie sich noch anmelden, beginnen Sie auf der Website von vorn.",

  "scan.title": "QR-Code scannen",
  "scan.text":
    "Öffnen Sie die Kamera Ihres Telefons und richten Sie sie auf den QR-Code auf dem anderen Bildschirm. Tippen Sie dann auf den Link, der erscheint.",
  "scan.camera": "Hier scannen",
  "scan.video": "Bild der Kamera",
  "scan.looking": "Die Kamera ist an. Richten Sie sie auf den QR-Code.",
  "scan.no_camera":
    "Die Kamera ist hier nicht verfügbar. Erlauben Sie sie in den Einstellungen Ihres Browsers, oder benutzen Sie die Kamera-App Ihres Telefons.",
  "scan.other": "Oder den Link einfügen",
  "scan.link": "Link aus dem QR-Code",
  "scan.link_hint": "Kopieren Sie den Link, den Ihre Kamera-App zeigt, und fügen Sie ihn hier ein.",
  "scan.link_button": "Öffnen",
  "scan.not_ours":
    "Das gehört nicht zu Beffroi. Trauen Sie ihm nicht. Scannen Sie den Code auf der Anmeldeseite der Website.",

  "history.title": "Verlauf",
  "history.empty": "Sie haben noch keine Anfrage beantwortet.",
  "history.receipt": "Nachweis",
  "history.receipt_of": "Nachweis: {service}, {when}",
  "history.ledger":
    "Jede weitergegebene Antwort steht in einem öffentlichen Register, das niemand unbemerkt ändern kann. Ein Nachweis belegt es.",
  "history.check": "Einen Nachweis prüfen",
  "history.unknown": "Ist etwas dabei, das Sie nicht waren?",
  "history.unknown_text":
    "Dann sperren Sie Ihre App. Niemand kann sie benutzen, bis Sie sie neu aktivieren.",
  "history.block": "Die App sperren",

  "outcome.approved": "Zugestimmt",
  "outcome.declined": "Abgelehnt",
  "outcome.reported": "Von Ihnen gemeldet",
  "outcome.expired": "Nicht rechtzeitig beantwortet",
  "outcome.cancelled": "Auf der Website gestoppt",
  "outcome.blocked": "Verweigert: App gesperrt",

  "more.title": "Mehr",
  "more.person": "Name",
  "more.phone": "Dieses Telefon",
  "more.level": "Sicherheit",
  "more.devices": "Meine Telefone",
  "more.notifications": "Mitteilungen",
  "more.blocking": "Die App sperren",
  "more.install":
    "Wählen Sie im Menü Ihres Browsers „Installieren“ oder „Zum Startbildschirm hinzufügen“. Ist die App schon auf Ihrem Startbildschirm, brauchen Sie nichts zu tun.",

  "devices.title": "Meine Telefone",
  "devices.text":
    "Diese Telefone können in Ihrem Namen antworten. Entfernen Sie eines, das Sie verloren haben oder nicht mehr benutzen.",
  "devices.since": "Seit {day}",
  "devices.used": "Zuletzt benutzt am {day}",
  "devices.this": "Dieses Telefon",
  "devices.remove": "{name} entfernen",
  "devices.sure": "{name} entfernen?",
  "devices.sure_this":
    "Sie können sich dann mit diesem Telefon nicht mehr anmelden, bis Sie es neu aktivieren.",
  "devices.sure_other": "Niemand kann sich dann noch mit diesem Telefon anmelden.",
  "devices.yes": "Ja, entfernen",
  "devices.removed": "{name} wurde entfernt.",
  "devices.settles": "Auf der höchsten Stufe ab {when}",
  "devices.blocked": "Gesperrt",
  "devices.codes": "Aktivierungscodes",
  "devices.codes_text": "Niemand hat sie bisher benutzt. Ziehen Sie zurück, was Sie nicht kennen.",
  "devices.withdraw": "Diesen Code zurückziehen",
  "devices.withdrawn": "Der Code wurde zurückgezogen.",
  "devices.by_card": "Ein Telefon mit Ihrem Personalausweis hinzufügen oder ersetzen",

  "blocking.title": "Die App sperren",
  "blocking.text":
    "Haben Sie Ihr Telefon verloren, oder kennt jemand Ihren Code? Sperren Sie die App sofort.",
  "blocking.one": "Niemand kann sich mehr mit Ihrer App anmelden, auf keinem Telefon.",
  "blocking.two": "Ihre Daten bleiben bei den Diensten sicher.",
  "blocking.three": "Um die App wieder zu benutzen, brauchen Sie einen neuen Aktivierungscode.",
  "blocking.button": "Die App sperren",
  "blocking.sure": "Die App jetzt sperren?",
  "blocking.sure_text":
    "Sie können das nicht selbst rückgängig machen. Sie brauchen dann einen neuen Aktivierungscode von Ihrer Bank oder Ihrer Gemeinde.",
  "blocking.yes": "Ja, sperren",

  "notifications.title": "Mitteilungen",
  "notifications.text":
    "Dieses Telefon kann eine Mitteilung zeigen, wenn eine Anfrage auf Sie wartet, auch wenn die App geschlossen ist.",
  "notifications.privacy":
    "In der Mitteilung steht nicht, wer fragt und wozu: Das lesen Sie in der App. Sie können die Mitteilungen jederzeit ausschalten.",
  "notifications.state_on": "Mitteilungen sind an.",
  "notifications.state_off": "Mitteilungen sind aus.",
  "notifications.state_denied":
    "Ihr Telefon lässt Beffroi keine Mitteilungen zeigen. Sie können das in den Einstellungen Ihres Browsers ändern.",
  "notifications.state_unsupported":
    "Dieser Browser kann keine Mitteilungen zeigen. Fügen Sie die App auf einem iPhone zuerst dem Home-Bildschirm hinzu.",
  "notifications.on": "Einschalten",
  "notifications.off": "Ausschalten",
  "notifications.started": "Mitteilungen sind an.",
  "notifications.stopped": "Mitteilungen sind aus.",
};
