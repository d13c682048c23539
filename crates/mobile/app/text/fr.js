export default {
  "language.label": "Langue",

  "bar.label": "Menu principal",
  "bar.home": "Accueil",
  "bar.scan": "Scanner",
  "bar.history": "Historique",
  "bar.more": "Plus",

  "confirm.no": "Non, retour",

  "error.offline":
    "Il n’y a pas de connexion. Vérifiez vos données mobiles ou le Wi-Fi, puis réessayez.",
  "error.failure": "Un problème est survenu de notre côté. Attendez un instant et réessayez.",
  "error.key_dismissed":
    "Votre téléphone n’a pas confirmé que c’est bien vous. Touchez le bouton pour réessayer.",
  "error.key_exists":
    "Ce téléphone a déjà une clé pour vous. Revenez en arrière et choisissez « Se connecter ».",
  "offline.title": "Pas de connexion",
  "failed.title": "Cela n’a pas marché",
  "failed.again": "Réessayer",

  "welcome.title": "Bienvenue sur Beffroi",
  "welcome.text":
    "Avec cette application, vous vous connectez aux services publics, en sécurité et sans mot de passe.",
  "welcome.code": "Code d’activation",
  "welcome.code_hint": "Vous le recevez de votre banque ou à la maison communale.",
  "welcome.code_missing": "Tapez d’abord le code d’activation.",
  "welcome.button": "Continuer",
  "welcome.by_card": "Pas de code ? Demandez-en un avec votre carte d’identité",
  "welcome.back": "Déjà utilisée sur ce téléphone ?",

  "signed_out.title": "Connectez-vous à nouveau",
  "signed_out.text":
    "Ce téléphone ne vous reconnaît plus. Connectez-vous avec votre empreinte, votre visage ou le code de votre téléphone.",
  "signed_out.button": "Se connecter",
  "signed_out.new": "Nouveau téléphone ?",
  "signed_out.new_text":
    "Il vous faut alors un nouveau code d’activation de votre banque ou de votre commune.",
  "signed_out.enrol": "J’ai un code d’activation",

  "blocked.title": "Votre application est bloquée",
  "blocked.text": "Plus personne ne peut se connecter avec elle, sur aucun téléphone.",
  "blocked.what_now":
    "Pour l’utiliser à nouveau, demandez un nouveau code d’activation à votre banque ou à votre commune. Vous choisirez ensuite un nouveau code à 5 chiffres.",
  "blocked.enrol": "J’ai un nouveau code d’activation",

  "unsupported.title": "Ce navigateur ne peut pas garder de clé",
  "unsupported.text":
    "Ouvrez cette page dans une version récente de Chrome, Safari, Edge ou Firefox, sur un téléphone avec verrouillage d’écran.",

  "enrol.step": "Étape {at} sur {of}",
  "enrol.key_title": "Créez une clé sur ce téléphone",
  "enrol.hello": "Bonjour {name}.",
  "enrol.key_text":
    "Votre téléphone crée maintenant une clé que vous seul pouvez utiliser : avec votre empreinte, votre visage ou le code de votre téléphone. Cette clé reste toujours entre vos mains.",
  "enrol.not_you":
    "Vous n’êtes pas {name} ? Arrêtez ici et prévenez la personne qui vous a donné le code.",
  "enrol.key_button": "Créer la clé",
  "enrol.code_title": "Choisissez un code à 5 chiffres",
  "enrol.code_text":
    "Nous demandons parfois aussi ce code, par exemple avant de montrer vos données de santé. Ne le donnez à personne.",
  "enrol.code_label": "Votre nouveau code",
  "enrol.code_hint": "5 chiffres. Évitez une date de naissance.",
  "enrol.code_button": "Continuer",
  "enrol.code_length": "Le code doit avoir 5 chiffres.",
  "enrol.code_weak": "Ce code est trop facile à deviner. Choisissez-en un autre.",
  "enrol.repeat_title": "Tapez le code encore une fois",
  "enrol.repeat_label": "Les mêmes 5 chiffres",
  "enrol.repeat_button": "Terminer",
  "enrol.repeat_back": "Choisir un autre code",
  "enrol.repeat_differs":
    "Ce n’est pas le même code. Tapez-le à nouveau ou choisissez-en un autre.",
  "enrol.device": "Téléphone",
  "enrol.done_title": "Votre application est prête",
  "enrol.done_text": "Désormais, vous vous connectez aux services publics avec ce téléphone.",
  "enrol.done_notify": "Ce téléphone peut-il vous prévenir quand une demande vous attend ?",
  "enrol.done_notify_button": "Oui, régler les messages",
  "enrol.done_button": "Pas maintenant",

  "home.title": "Accueil",
  "home.hello": "Bonjour {name}",
  "home.empty": "Rien ne vous attend",
  "home.empty_text":
    "Connectez-vous sur un site et choisissez l’application. Scannez ensuite le code QR affiché.",
  "home.waits": "En attente de votre réponse",
  "home.asked_by": "Demandé par {partner}",
  "home.arrived": "Une nouvelle demande attend votre réponse.",
  "home.scan": "Scanner un code QR",
  "home.settles":
    "Ce téléphone a été ajouté à un autre ou mis à sa place. À partir du {when}, vous pourrez l’utiliser au niveau le plus élevé.",

  "added.title": "Un deuxième téléphone à votre nom",
  "added.text": "Quelqu’un a installé {name} à votre nom, le {when}. Était-ce vous ?",
  "added.settles": "Jusqu’au {when}, il ne peut pas servir au niveau le plus élevé.",
  "added.refuse": "Ce n’était pas moi : bloquer ce téléphone",
  "added.mine": "C’était moi",

  "refused.title": "Ce téléphone est bloqué",
  "refused.text": "Plus personne ne peut s’en servir à votre nom.",
  "refused.card":
    "Quelqu’un avait votre carte d’identité et son code PIN. Déclarez aussitôt la carte volée.",
  "refused.registrar":
    "Quelqu’un s’est fait passer pour vous. Prévenez aussitôt votre banque ou votre commune.",
  "refused.button": "Vers le début",

  "hint.away": "Masquer",
  "hint.install.title": "Gardez l’application sous la main",
  "hint.install.text":
    "Touchez « Partager » dans votre navigateur, puis « Sur l’écran d’accueil ».",
  "hint.install.button": "Installer",
  "hint.notify.title": "Sachez quand une demande attend",
  "hint.notify.text":
    "Ce téléphone peut afficher un message quand vous devez confirmer quelque chose.",
  "hint.notify.button": "Régler les messages",

  "level.low": "Faible : pour ce qui présente peu de risques",
  "level.substantial": "Substantielle : plus forte qu’un mot de passe",
  "level.high": "Élevée : la plus forte qui soit",

  "time.minutes": "Encore {minutes} min {seconds} s",
  "time.seconds": "Encore {seconds} s",

  "question.title": "Se connecter à {service} ?",
  "question.partner": "Demandé par",
  "question.level": "Sécurité",
  "question.claims": "Reçoit",
  "question.claims_none": "Aucune donnée personnelle",
  "question.match": "Deux chiffres de l’autre écran",
  "question.match_missing": "Tapez les deux chiffres que vous voyez sur l’autre écran.",
  "question.match_wrong":
    "Ce ne sont pas les chiffres de l’autre écran. Vous pouvez essayer encore une fois.",
  "question.code": "Votre code à 5 chiffres",
  "question.code_missing": "Tapez votre code à 5 chiffres.",
  "question.code_wrong": "Ce code est faux. Trois codes faux de suite bloquent l’application.",
  "question.approve": "Approuver",
  "question.decline": "Refuser",
  "question.report": "Ce n’était pas moi",
  "question.warning":
    "N’approuvez que ce que vous avez commencé vous-même, jamais pour quelqu’un qui vous appelle ou vous écrit.",
  "question.home": "Retour à l’accueil",

  "approved.title": "Approuvé",
  "approved.text": "Vous êtes connecté à {service}.",
  "approved.back": "Continuez sur l’autre écran.",
  "approved.back_here": "Nous vous ramenons au site.",
  "approved.back_button": "Retour au site",
  "approved.back_by_hand": "Retournez au site dans votre navigateur. Il continue tout seul.",

  "declined.title": "Refusé",
  "declined.text": "Personne n’a été connecté et aucune donnée n’a été transmise.",

  "reported.title": "Merci de l’avoir signalé",
  "reported.text": "Nous avons arrêté la connexion. Aucune donnée n’a été transmise.",
  "reported.what_now":
    "Avez-vous approuvé autre chose qui vous semble suspect, ou donné votre code à quelqu’un ? Bloquez alors votre application maintenant.",
  "reported.block": "Bloquer l’application",

  "match_failed.title": "Les chiffres ne correspondent pas",
  "match_failed.text":
    "Nous avons arrêté cette connexion. Personne n’a été connecté et aucune donnée n’a été transmise.",
  "match_failed.what_now":
    "L’avez-vous commencée vous-même ? Recommencez alors sur le site. Sinon, quelqu’un essaie peut-être de se connecter à votre place.",

  "over.title": "Cette demande est terminée",
  "over.text":
    "Elle a reçu une réponse, a été arrêtée ou est trop ancienne. Si vous voulez encore vous connecter, recommencez sur le site.",

  "scan.title": "Scanner un code QR",
  "scan.text":
    "Ouvrez l’appareil photo de votre téléphone et visez le code QR sur l’autre écran. Touchez ensuite le lien qui apparaît.",
  "scan.camera": "Scanner ici",
  "scan.video": "Image de la caméra",
  "scan.looking": "La caméra est allumée. Visez le code QR.",
  "scan.no_camera":
    "La caméra n’est pas utilisable ici. Autorisez-la dans les réglages de votre navigateur, ou utilisez l’appareil photo de votre téléphone.",
  "scan.other": "Ou collez le lien",
  "scan.link": "Lien du code QR",
  "scan.link_hint": "Copiez le lien que montre votre appareil photo et collez-le ici.",
  "scan.link_button": "Ouvrir",
  "scan.not_ours":
    "Ceci ne vient pas de Beffroi. Ne vous y fiez pas. Scannez le code sur la page de connexion du site.",

  "history.title": "Historique",
  "history.empty": "Vous n’avez encore répondu à aucune demande.",
  "history.receipt": "Preuve",
  "history.receipt_of": "Preuve : {service}, {when}",
  "history.ledger":
    "Chaque réponse transmise figure dans un registre public que personne ne peut modifier sans que cela se voie. Une preuve l’atteste.",
  "history.check": "Vérifier une preuve",
  "history.unknown": "Quelque chose ne vient pas de vous ?",
  "history.unknown_text":
    "Bloquez alors votre application. Personne ne pourra l’utiliser avant une nouvelle activation.",
  "history.block": "Bloquer l’application",

  "outcome.approved": "Approuvé",
  "outcome.declined": "Refusé",
  "outcome.reported": "Signalé par vous",
  "outcome.expired": "Sans réponse à temps",
  "outcome.cancelled": "Arrêté sur le site",
  "outcome.blocked": "Refusé : application bloquée",

  "more.title": "Plus",
  "more.person": "Nom",
  "more.phone": "Ce téléphone",
  "more.level": "Sécurité",
  "more.devices": "Mes téléphones",
  "more.notifications": "Messages",
  "more.blocking": "Bloquer l’application",
  "more.install":
    "Dans le menu de votre navigateur, choisissez « Installer » ou « Ajouter à l’écran d’accueil ». Si l’application est déjà sur votre écran d’accueil, il n’y a rien à faire.",

  "devices.title": "Mes téléphones",
  "devices.text":
    "Ces téléphones peuvent répondre en votre nom. Retirez celui que vous avez perdu ou n’utilisez plus.",
  "devices.since": "Depuis le {day}",
  "devices.used": "Dernière utilisation le {day}",
  "devices.this": "Ce téléphone",
  "devices.remove": "Retirer {name}",
  "devices.sure": "Retirer {name} ?",
  "devices.sure_this":
    "Vous ne pourrez plus vous connecter avec ce téléphone avant une nouvelle activation.",
  "devices.sure_other": "Plus personne ne pourra se connecter avec ce téléphone.",
  "devices.yes": "Oui, retirer",
  "devices.removed": "{name} a été retiré.",
  "devices.settles": "Au niveau le plus élevé à partir du {when}",
  "devices.blocked": "Bloqué",
  "devices.codes": "Codes d’activation",
  "devices.codes_text":
    "Personne ne les a encore utilisés. Retirez celui que vous ne connaissez pas.",
  "devices.withdraw": "Retirer ce code",
  "devices.withdrawn": "Le code a été retiré.",
  "devices.by_card": "Ajouter ou remplacer un téléphone avec votre carte d’identité",

  "blocking.title": "Bloquer l’application",
  "blocking.text":
    "Vous avez perdu votre téléphone, ou quelqu’un connaît votre code ? Bloquez l’application tout de suite.",
  "blocking.one": "Plus personne ne peut se connecter avec votre application, sur aucun téléphone.",
  "blocking.two": "Vos données restent en sécurité auprès des services.",
  "blocking.three": "Pour l’utiliser à nouveau, il vous faudra un nouveau code d’activation.",
  "blocking.button": "Bloquer l’application",
  "blocking.sure": "Bloquer l’application maintenant ?",
  "blocking.sure_text":
    "Vous ne pouvez pas l’annuler vous-même. Il vous faudra un nouveau code d’activation de votre banque ou de votre commune.",
  "blocking.yes": "Oui, bloquer",

  "notifications.title": "Messages",
  "notifications.text":
    "Ce téléphone peut afficher un message quand une demande vous attend, même si l’application est fermée.",
  "notifications.privacy":
    "Le message ne dit ni qui demande, ni pourquoi : vous le lisez dans l’application. Vous pouvez désactiver les messages à tout moment.",
  "notifications.state_on": "Les messages sont activés.",
  "notifications.state_off": "Les messages sont désactivés.",
  "notifications.state_denied":
    "Votre téléphone ne permet pas à Beffroi d’afficher des messages. Vous pouvez le changer dans les réglages de votre navigateur.",
  "notifications.state_unsupported":
    "Ce navigateur ne peut pas afficher de messages. Sur un iPhone, ajoutez d’abord l’application à l’écran d’accueil.",
  "notifications.on": "Activer",
  "notifications.off": "Désactiver",
  "notifications.started": "Les messages sont activés.",
  "notifications.stopped": "Les messages sont désactivés.",
};
