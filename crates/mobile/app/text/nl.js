export default {
  "language.label": "Taal",

  "bar.label": "Hoofdmenu",
  "bar.home": "Start",
  "bar.scan": "Scannen",
  "bar.history": "Overzicht",
  "bar.more": "Meer",

  "confirm.no": "Nee, ga terug",

  "error.offline": "Er is geen verbinding. Controleer uw mobiele data of wifi en probeer opnieuw.",
  "error.failure": "Er ging iets mis aan onze kant. Wacht even en probeer opnieuw.",
  "error.key_dismissed":
    "Uw telefoon heeft niet bevestigd dat u het bent. Tik op de knop om opnieuw te proberen.",
  "error.key_exists": "Deze telefoon heeft al een sleutel voor u. Ga terug en kies “Aanmelden”.",
  "offline.title": "Geen verbinding",
  "failed.title": "Dat is niet gelukt",
  "failed.again": "Opnieuw proberen",

  "welcome.title": "Welkom bij Beffroi",
  "welcome.text":
    "Met deze app meldt u zich aan bij overheidsdiensten, veilig en zonder wachtwoord.",
  "welcome.code": "Activeringscode",
  "welcome.code_hint": "U krijgt ze van uw bank of op het gemeentehuis.",
  "welcome.code_missing": "Vul eerst de activeringscode in.",
  "welcome.button": "Verder",
  "welcome.by_card": "Geen code? Vraag er een met uw identiteitskaart",
  "welcome.back": "Al in gebruik op deze telefoon?",

  "signed_out.title": "Meld u opnieuw aan",
  "signed_out.text":
    "Deze telefoon herkent u niet meer. Meld u aan met uw vingerafdruk, uw gezicht of de code van uw telefoon.",
  "signed_out.button": "Aanmelden",
  "signed_out.new": "Nieuwe telefoon?",
  "signed_out.new_text":
    "Dan hebt u een nieuwe activeringscode nodig van uw bank of uw gemeentehuis.",
  "signed_out.enrol": "Ik heb een activeringscode",

  "blocked.title": "Uw app is geblokkeerd",
  "blocked.text": "Niemand kan er nog mee aanmelden, op geen enkele telefoon.",
  "blocked.what_now":
    "Wilt u de app weer gebruiken? Vraag uw bank of uw gemeentehuis een nieuwe activeringscode. Daarna kiest u een nieuwe code van 5 cijfers.",
  "blocked.enrol": "Ik heb een nieuwe activeringscode",

  "unsupported.title": "Deze browser kan geen sleutel bewaren",
  "unsupported.text":
    "Open deze pagina in een recente Chrome, Safari, Edge of Firefox, op een telefoon met schermvergrendeling.",

  "enrol.step": "Stap {at} van {of}",
  "enrol.key_title": "Maak een sleutel op deze telefoon",
  "enrol.hello": "Dag {name}.",
  "enrol.key_text":
    "Uw telefoon maakt nu een sleutel die alleen u kunt gebruiken: met uw vingerafdruk, uw gezicht of de code van uw telefoon. U houdt die sleutel altijd zelf in handen.",
  "enrol.not_you": "Bent u niet {name}? Stop dan hier en verwittig wie u de code gaf.",
  "enrol.key_button": "Maak de sleutel",
  "enrol.code_title": "Kies een code van 5 cijfers",
  "enrol.code_text":
    "Soms vragen we ook deze code, bijvoorbeeld voor u uw gezondheidsgegevens ziet. Geef ze aan niemand door.",
  "enrol.code_label": "Uw nieuwe code",
  "enrol.code_hint": "5 cijfers. Gebruik geen geboortedatum.",
  "enrol.code_button": "Verder",
  "enrol.code_length": "De code moet 5 cijfers hebben.",
  "enrol.code_weak": "Deze code is te makkelijk te raden. Kies een andere.",
  "enrol.repeat_title": "Typ de code nog eens",
  "enrol.repeat_label": "Dezelfde 5 cijfers",
  "enrol.repeat_button": "Klaar",
  "enrol.repeat_back": "Een andere code kiezen",
  "enrol.repeat_differs": "Dit is niet dezelfde code. Typ ze opnieuw of kies een andere.",
  "enrol.device": "Telefoon",
  "enrol.done_title": "Uw app is klaar",
  "enrol.done_text": "Vanaf nu meldt u zich met deze telefoon aan bij overheidsdiensten.",
  "enrol.done_notify": "Mag deze telefoon het zeggen als er een vraag op u wacht?",
  "enrol.done_notify_button": "Ja, meldingen instellen",
  "enrol.done_button": "Nu niet",

  "home.title": "Start",
  "home.hello": "Dag {name}",
  "home.empty": "Er wacht niets op u",
  "home.empty_text":
    "Meld u aan op een website en kies de app. Scan dan de QR-code die u daar ziet.",
  "home.waits": "Wacht op uw antwoord",
  "home.asked_by": "Gevraagd door {partner}",
  "home.arrived": "Er wacht een nieuwe vraag op uw antwoord.",
  "home.scan": "Scan een QR-code",
  "home.settles":
    "Deze telefoon is toegevoegd naast een andere of in de plaats ervan. Vanaf {when} kunt u hem op het hoogste niveau gebruiken.",

  "added.title": "Een tweede telefoon op uw naam",
  "added.text": "Iemand heeft op {when} {name} op uw naam ingesteld. Was u dat?",
  "added.settles": "Tot {when} kan die telefoon niet op het hoogste niveau gebruikt worden.",
  "added.refuse": "Dat was ik niet: blokkeer die telefoon",
  "added.mine": "Dat was ik",

  "refused.title": "Die telefoon is geblokkeerd",
  "refused.text": "Niemand kan hem nog op uw naam gebruiken.",
  "refused.card":
    "Iemand had uw identiteitskaart en de pincode. Meld de kaart meteen als gestolen.",
  "refused.registrar":
    "Iemand heeft zich voor u uitgegeven. Verwittig meteen uw bank of uw gemeentehuis.",
  "refused.button": "Naar het begin",

  "hint.away": "Verberg dit",
  "hint.install.title": "Houd de app bij de hand",
  "hint.install.text": "Tik in uw browser op “Deel” en dan op “Zet op beginscherm”.",
  "hint.install.button": "Installeren",
  "hint.notify.title": "Weet wanneer er een vraag wacht",
  "hint.notify.text": "Deze telefoon kan een melding tonen als u iets moet bevestigen.",
  "hint.notify.button": "Meldingen instellen",

  "level.low": "Laag: voor zaken met weinig risico",
  "level.substantial": "Substantieel: sterker dan een wachtwoord",
  "level.high": "Hoog: het sterkste dat er is",

  "time.minutes": "Nog {minutes} min {seconds} s",
  "time.seconds": "Nog {seconds} s",

  "question.title": "Aanmelden bij {service}?",
  "question.partner": "Gevraagd door",
  "question.level": "Beveiliging",
  "question.claims": "Ontvangt",
  "question.claims_none": "Geen persoonsgegevens",
  "question.match": "Twee cijfers van het andere scherm",
  "question.match_missing": "Typ de twee cijfers die u op het andere scherm ziet.",
  "question.match_wrong":
    "Dit zijn niet de cijfers op het andere scherm. U kunt nog één keer proberen.",
  "question.code": "Uw code van 5 cijfers",
  "question.code_missing": "Typ uw code van 5 cijfers.",
  "question.code_wrong":
    "Deze code is fout. Na drie foute codes na elkaar wordt de app geblokkeerd.",
  "question.approve": "Goedkeuren",
  "question.decline": "Weigeren",
  "question.report": "Dit was ik niet",
  "question.warning":
    "Keur alleen goed wat u zelf begonnen bent: nooit voor iemand die u belt of schrijft.",
  "question.home": "Naar het begin",

  "approved.title": "Goedgekeurd",
  "approved.text": "U bent aangemeld bij {service}.",
  "approved.back": "Ga verder op het andere scherm.",
  "approved.back_here": "We brengen u terug naar de website.",
  "approved.back_button": "Terug naar de website",
  "approved.back_by_hand": "Ga in uw browser terug naar de website. Die gaat vanzelf verder.",

  "declined.title": "Geweigerd",
  "declined.text": "Niemand werd aangemeld en er werden geen gegevens gedeeld.",

  "reported.title": "Bedankt voor uw melding",
  "reported.text": "We hebben de aanmelding gestopt. Er werden geen gegevens gedeeld.",
  "reported.what_now":
    "Hebt u iets anders goedgekeurd dat u niet vertrouwt, of hebt u uw code aan iemand gegeven? Blokkeer dan nu uw app.",
  "reported.block": "De app blokkeren",

  "match_failed.title": "De cijfers kloppen niet",
  "match_failed.text":
    "We hebben deze aanmelding gestopt. Niemand werd aangemeld en er werden geen gegevens gedeeld.",
  "match_failed.what_now":
    "Bent u er zelf mee begonnen? Begin dan opnieuw op de website. Zo niet, dan probeert misschien iemand zich als u aan te melden.",

  "over.title": "Deze vraag is voorbij",
  "over.text":
    "Ze is beantwoord, gestopt of te oud. Wilt u zich nog aanmelden? Begin dan opnieuw op de website.",

  "scan.title": "Scan een QR-code",
  "scan.text":
    "Open de camera van uw telefoon en richt ze op de QR-code op het andere scherm. Tik dan op de link die verschijnt.",
  "scan.camera": "Hier scannen",
  "scan.video": "Beeld van de camera",
  "scan.looking": "De camera staat aan. Richt ze op de QR-code.",
  "scan.no_camera":
    "De camera kan hier niet gebruikt worden. Sta ze toe in de instellingen van uw browser, of gebruik de camera-app van uw telefoon.",
  "scan.other": "Of plak de link",
  "scan.link": "Link uit de QR-code",
  "scan.link_hint": "Kopieer de link die uw camera-app toont en plak hem hier.",
  "scan.link_button": "Openen",
  "scan.not_ours":
    "Dit hoort niet bij Beffroi. Vertrouw het niet. Scan de code op de aanmeldpagina van de website.",

  "history.title": "Overzicht",
  "history.empty": "U hebt nog geen vragen beantwoord.",
  "history.receipt": "Bewijs",
  "history.receipt_of": "Bewijs: {service}, {when}",
  "history.ledger":
    "Elk antwoord dat werd doorgegeven, staat in een openbaar register dat niemand ongemerkt kan wijzigen. Een bewijs toont dat aan.",
  "history.check": "Een bewijs nakijken",
  "history.unknown": "Staat er iets bij dat u niet was?",
  "history.unknown_text":
    "Blokkeer dan uw app. Niemand kan ze gebruiken tot u ze opnieuw activeert.",
  "history.block": "De app blokkeren",

  "outcome.approved": "Goedgekeurd",
  "outcome.declined": "Geweigerd",
  "outcome.reported": "Door u gemeld",
  "outcome.expired": "Niet op tijd beantwoord",
  "outcome.cancelled": "Gestopt op de website",
  "outcome.blocked": "Geweigerd: app geblokkeerd",

  "more.title": "Meer",
  "more.person": "Naam",
  "more.phone": "Deze telefoon",
  "more.level": "Beveiliging",
  "more.devices": "Mijn telefoons",
  "more.notifications": "Meldingen",
  "more.blocking": "De app blokkeren",
  "more.install":
    "Kies in het menu van uw browser “Installeren” of “Toevoegen aan startscherm”. Staat de app al op uw startscherm, dan hoeft u niets te doen.",

  "devices.title": "Mijn telefoons",
  "devices.text":
    "Deze telefoons kunnen in uw naam antwoorden. Verwijder een telefoon die u kwijt bent of niet meer gebruikt.",
  "devices.since": "Sinds {day}",
  "devices.used": "Laatst gebruikt op {day}",
  "devices.this": "Deze telefoon",
  "devices.remove": "{name} verwijderen",
  "devices.sure": "{name} verwijderen?",
  "devices.sure_this":
    "U kunt zich dan niet meer aanmelden met deze telefoon, tot u ze opnieuw activeert.",
  "devices.sure_other": "Niemand kan zich dan nog aanmelden met die telefoon.",
  "devices.yes": "Ja, verwijderen",
  "devices.removed": "{name} is verwijderd.",
  "devices.settles": "Op het hoogste niveau vanaf {when}",
  "devices.blocked": "Geblokkeerd",
  "devices.codes": "Activeringscodes",
  "devices.codes_text": "Deze codes heeft nog niemand gebruikt. Trek in wat u niet kent.",
  "devices.withdraw": "Deze code intrekken",
  "devices.withdrawn": "De code is ingetrokken.",
  "devices.by_card": "Een telefoon toevoegen of vervangen met uw identiteitskaart",

  "blocking.title": "De app blokkeren",
  "blocking.text": "Bent u uw telefoon kwijt, of kent iemand uw code? Blokkeer de app meteen.",
  "blocking.one": "Niemand kan nog aanmelden met uw app, op geen enkele telefoon.",
  "blocking.two": "Uw gegevens blijven veilig bij de diensten.",
  "blocking.three": "Om de app weer te gebruiken hebt u een nieuwe activeringscode nodig.",
  "blocking.button": "De app blokkeren",
  "blocking.sure": "De app nu blokkeren?",
  "blocking.sure_text":
    "U kunt dit niet zelf ongedaan maken. U hebt dan een nieuwe activeringscode nodig van uw bank of uw gemeentehuis.",
  "blocking.yes": "Ja, blokkeren",

  "notifications.title": "Meldingen",
  "notifications.text":
    "Deze telefoon kan een melding tonen als er een vraag op u wacht, ook als de app gesloten is.",
  "notifications.privacy":
    "In de melding staat niet wie iets vraagt of waarom: dat leest u in de app. U kunt meldingen altijd weer uitzetten.",
  "notifications.state_on": "Meldingen staan aan.",
  "notifications.state_off": "Meldingen staan uit.",
  "notifications.state_denied":
    "Uw telefoon laat Beffroi geen meldingen tonen. U kunt dat veranderen in de instellingen van uw browser.",
  "notifications.state_unsupported":
    "Deze browser kan geen meldingen tonen. Zet op een iPhone de app eerst op uw beginscherm.",
  "notifications.on": "Aanzetten",
  "notifications.off": "Uitzetten",
  "notifications.started": "Meldingen staan aan.",
  "notifications.stopped": "Meldingen staan uit.",
};
