### Les textes de la passerelle. Des mots simples, des phrases courtes ; on vouvoie la personne.

party-name = Connexion aux services publics

## Choisir comment se connecter

choose-title = Se connecter à { $service }
choose-level-low = { $service } n’a pas besoin de savoir avec grande certitude qui vous êtes.
choose-level-substantial = { $service } doit savoir avec certitude qui vous êtes.
choose-level-high = { $service } doit savoir avec une très grande certitude qui vous êtes.
choose-level-name = Niveau { $level }
choose-methods-title = Comment voulez-vous vous connecter ?
choose-app = { $provider }
choose-app-how = Vous confirmez sur votre téléphone.
choose-card = { $provider }
choose-card-how = Vous utilisez votre carte, un lecteur de carte et votre code PIN.
choose-data-title = Qu’est-ce que { $service } va savoir de vous ?
choose-data-none = Seulement un code qui permet de vous reconnaître. Les autres services vous connaissent sous un autre code.
choose-data-code = un code qui permet de vous reconnaître
choose-data-policy = Ce que { $service } fait de vos données
choose-cancel = Annuler et revenir à { $service }
choose-none-title = Vous ne pouvez pas vous connecter à { $service } pour le moment
choose-none = { $service } demande le niveau « { $level } ». Pour le moment, aucun moyen de connexion n’atteint ce niveau. Ce n’est pas de votre faute. Réessayez plus tard ou contactez le service.
choose-none-back = Revenir à { $service }
choose-unaccredited = { $provider } ne peut pas être utilisé pour le moment : l’autorité ne l’agrée pas, ou nous ne pouvons pas le vérifier. Ce n’est pas votre faute. Connectez-vous d’une autre façon ou réessayez plus tard.
choose-session-title = Vous êtes déjà connecté(e)
choose-session-who = Vous êtes connecté(e) en tant que { $name }.
choose-session-go = Continuer en tant que { $name }
choose-session-other = Ou connectez-vous de nouveau

wait-title = Un instant
wait = Nous vérifions la réponse. Cette page continue automatiquement.

notice-app_expired = Personne n’a confirmé à temps sur le téléphone. Vous n’êtes pas connecté(e). Vous pouvez réessayer.
notice-unreachable = Nous ne pouvons pas joindre l’application en ce moment. Vous n’êtes pas connecté(e). Réessayez dans quelques minutes.
notice-answer_not_accepted = Nous avons reçu une réponse à laquelle nous ne pouvons pas nous fier. Vous n’êtes pas connecté(e). Réessayez. Si cela se répète, contactez le fournisseur de l’application.
notice-level_not_reached = Vous avez montré qui vous êtes, mais ce moyen n’est pas assez sûr pour ce service. Réessayez : utilisez la clé d’accès (passkey) de votre téléphone, ou ouvrez le service sur le téléphone lui-même.
notice-card_revoked = Votre carte n’est plus valable : elle a été déclarée perdue ou volée, ou a été remplacée. Vous n’êtes pas connecté. Utilisez votre nouvelle carte ou un autre moyen de vous connecter. Vous ne l’avez pas déclarée vous-même ? Contactez votre commune.
notice-card_expired = Votre carte est périmée et ne permet plus de se connecter. Vous n’êtes pas connecté. Utilisez un autre moyen de vous connecter et demandez une nouvelle carte à votre commune.
notice-card_not_yet_valid = Votre carte n’est pas encore valable. Vous n’êtes pas connecté. D’ici là, utilisez un autre moyen de vous connecter.
notice-card_replaced = C’est une ancienne carte : vous en avez reçu une plus récente depuis. Vous n’êtes pas connecté. Réessayez avec votre carte la plus récente.
notice-card_unknown_authority = Nous ne connaissons pas l’autorité qui a délivré cette carte et ne pouvons donc pas l’accepter. Vous n’êtes pas connecté. Réessayez avec votre carte d’identité ou utilisez un autre moyen de vous connecter.
notice-card_authority_ended = L’autorité qui a délivré votre carte n’est plus valable elle-même, et nous ne pouvons donc pas nous fier à la carte. Ce n’est pas votre faute. Vous n’êtes pas connecté. Utilisez un autre moyen de vous connecter et demandez une nouvelle carte à votre commune.
notice-card_wrong_kind = Le certificat choisi n’est pas celui qui sert à se connecter. Vous n’êtes pas connecté. Réessayez et choisissez le certificat d’authentification, pas celui de signature.
notice-card_unreadable = Nous ne pouvons pas lire ce qui se trouve sur cette carte. Vous n’êtes pas connecté. Réessayez ou utilisez un autre moyen de vous connecter.
notice-card_not_proved = Votre carte n’a pas signé ce que nous lui avons demandé de signer. Vous n’êtes pas connecté. Réessayez. Êtes-vous arrivé ici par un lien dans un message ? Alors fermez cette page et recommencez depuis le service.
notice-card_too_late = Cela a duré trop longtemps ou a été envoyé deux fois. Vous n’êtes pas connecté. Réessayez avec votre carte.
notice-card_not_shown = Votre navigateur ne nous a montré aucune carte. Vous n’êtes pas connecté. Insérez votre carte dans le lecteur, réessayez et choisissez son certificat quand votre navigateur le demande. Votre navigateur ne demande rien ? Fermez alors toutes ses fenêtres, rouvrez-le et recommencez depuis le service.
notice-card_no_answer = Nous ne pouvons pas savoir maintenant si votre carte est encore valable, car l’autorité des cartes ne répond pas. Ce service doit en être sûr ; vous n’êtes donc pas connecté. Ce n’est pas votre faute. Réessayez dans quelques minutes ou utilisez un autre moyen de vous connecter.

## La carte d’identité

card-name = Carte d’identité
card-title = Se connecter à { $service } avec votre carte d’identité
card-step-reader = Branchez votre lecteur de carte et insérez-y votre carte.
card-step-press = Appuyez sur le bouton « Lire ma carte ».
card-step-pin = Une fenêtre de votre ordinateur s’ouvre. Vérifiez qu’elle nomme ce site et tapez-y le code PIN de votre carte.
card-read = Lire ma carte
card-waiting = Nous attendons votre carte. Regardez la fenêtre qui s’est ouverte sur votre ordinateur.
card-other = Choisir un autre moyen
card-script = Cette façon d’utiliser votre carte a besoin de JavaScript, qui est désactivé dans votre navigateur. Activez-le ou choisissez un autre moyen de vous connecter.
card-script-browser = JavaScript est désactivé dans votre navigateur. Vous pouvez quand même utiliser votre carte, avec le bouton « Laisser mon navigateur lire la carte » ci-dessous.
card-browser-title = Sans Web eID
card-browser-what = Votre navigateur peut aussi interroger lui-même votre carte, si le logiciel de votre lecteur la lui présente (PKCS#11, ou le magasin de clés de votre ordinateur). Il affiche alors une liste de certificats : choisissez celui pour l’authentification et saisissez votre code PIN.
card-browser-read = Laisser mon navigateur lire la carte
card-install = Installer Web eID (s’ouvre dans un nouvel onglet)
card-problem-extension = Votre navigateur ne peut pas encore lire votre carte : l’extension Web eID manque. Installez Web eID sur cet ordinateur, activez l’extension dans votre navigateur, puis rechargez cette page.
card-problem-app = L’extension Web eID est dans votre navigateur, mais son programme manque sur cet ordinateur. Installez Web eID, puis rechargez cette page.
card-problem-update = Votre version de Web eID est trop ancienne. Installez la plus récente, puis rechargez cette page.
card-problem-cancelled = Vous avez arrêté la lecture de la carte. Vous n’êtes pas connecté. Vous pouvez réessayer ou choisir un autre moyen. Votre code PIN est bloqué après trois essais erronés ? Faites-le débloquer par votre commune.
card-problem-waited = La carte et le code PIN ne sont pas arrivés à temps. Vous n’êtes pas connecté. Vérifiez que le lecteur est branché et que votre carte y est insérée, la puce en avant, puis réessayez.
card-problem-reader = Le lecteur de carte ne peut pas être utilisé. Vous n’êtes pas connecté. Vérifiez qu’il est branché et que votre carte y est insérée, fermez les autres programmes qui utilisent la carte, puis réessayez.
card-problem-blocked = Votre code PIN est bloqué après trois essais erronés. Vous n’êtes pas connecté. Faites-le débloquer par votre commune. D’ici là, choisissez un autre moyen de vous connecter.
card-problem-insecure = Votre navigateur ne considère pas la connexion avec ce site comme sûre ; la carte ne peut donc pas être utilisée. Vous n’êtes pas connecté. Retournez au service et recommencez.
card-problem-unreachable = Nous ne sommes pas joignables en ce moment. Vous n’êtes pas connecté. Vérifiez votre connexion, puis réessayez.
card-problem-failed = La lecture de la carte a échoué. Vous n’êtes pas connecté. Retirez la carte, insérez-la de nouveau, puis réessayez.

## Le lecteur de carte d’un pays de démonstration

reader-title = Pas de lecteur de carte ? Ceci est une démonstration.
reader-what = Les personnes de ce pays de démonstration sont inventées. Vous pouvez utiliser leurs cartes avec un lecteur sur cette page et voir ce qui se passe quand une carte est perdue ou un code PIN faux.
reader-cards = Les cartes et leurs codes PIN (s’ouvre dans un nouvel onglet)
reader-use = Utiliser le lecteur de cette page
reader-asks = Le lecteur de carte demande votre code PIN
reader-for = Vous vous connectez à
reader-card = Carte dans le lecteur
reader-empty = Aucune carte
reader-pin = Code PIN
reader-pin-hint = De quatre à douze chiffres. Après trois essais erronés, la carte est bloquée.
reader-confirm = Confirmer
reader-cancel = Annuler
reader-pin-missing = Tapez le code PIN de la carte.
reader-card-missing = Insérez une carte dans le lecteur.
reader-pin-wrong = Ce code PIN est faux. Essais restants :
reader-pin-blocked = Le code PIN est bloqué après trois essais erronés. Appuyez sur « Annuler ».
reader-gone = La carte ne répond pas. Réessayez ou appuyez sur « Annuler ».

## Une connexion terminée

over-title = Cette connexion est terminée
over-answered = Vous avez déjà utilisé cette connexion pour { $service }. Pour continuer, recommencez à partir du service.
over-cancelled = Vous avez arrêté cette connexion. { $service } n’a reçu aucune donnée. Pour vous connecter quand même, recommencez à partir du service.
over-declined = Vous avez refusé cette connexion dans l’application. { $service } n’a reçu aucune donnée. Pour vous connecter quand même, recommencez à partir du service.
over-reported = Vous avez signalé cette connexion dans l’application. { $service } n’a reçu aucune donnée. Merci de l’avoir signalée.
over-blocked = Votre application est bloquée. C’est pourquoi cette connexion a été arrêtée. { $service } n’a reçu aucune donnée. Configurez de nouveau l’application, puis recommencez à partir du service.
over-no_method = Aucun moyen de connexion n’atteignait le niveau demandé par { $service }.
over-other_person = { $service } a commencé cette connexion pour une autre personne que vous. Pour continuer, recommencez à partir du service.
over-expired-title = Cette connexion a pris trop de temps
over-expired = Pour votre sécurité, une connexion doit être terminée en { $minutes } minutes. Recommencez à partir de { $service }.
over-service = Aller à { $service }

refused-not_accredited-title = Cette application ne peut pas être utilisée en ce moment
refused-not_accredited = { $provider } n’est pas autorisé à connecter des personnes en ce moment. C’est pourquoi nous avons arrêté votre connexion. { $service } n’a reçu aucune donnée.
refused-unknown_person-title = Nous ne vous trouvons pas dans le Registre national
refused-unknown_person = Vous avez montré qui vous êtes, mais le Registre national ne vous connaît pas sous ce numéro. Nous ne pouvons pas vous connecter. Contactez votre commune si vous pensez que c’est une erreur.
refused-deceased-title = Vous ne pouvez pas vous connecter avec cette identité
refused-deceased = Selon le Registre national, cette personne est décédée ; personne ne peut donc se connecter sous ce nom. { $service } n’a reçu aucune donnée. Est-ce une erreur ? Contactez votre commune.
refused-under_age-title = Vous ne pouvez pas encore vous connecter à { $service }
refused-under_age = { $service } est réservé aux personnes à partir d’un certain âge, et le Registre national ne montre pas que vous l’avez atteint. { $service } n’a reçu aucune donnée. Votre date de naissance est fausse ? Contactez votre commune.
refused-method_blocked-title = Vous avez bloqué ce moyen de connexion
refused-method_blocked = Vous avez signalé une connexion qui n’était pas la vôtre ; ce moyen est donc bloqué. { $service } n’a reçu aucune donnée. Connectez-vous par un autre moyen et levez le blocage sur votre propre page auprès du service de connexion.
refused-back = Revenir à { $service }

unknown-login-title = Nous ne connaissons pas cette connexion dans ce navigateur
unknown-login = Cela peut arriver si vous ouvrez un lien destiné à quelqu’un d’autre, si votre navigateur refuse les cookies, ou si la connexion est terminée depuis un certain temps. Vous n’êtes pas connecté(e). Recommencez à partir du service que vous voulez utiliser.
unknown-login-cookies = Cela arrive à chaque fois ? Alors autorisez les cookies pour ce site.

## Une demande que nous ne pouvons pas accepter

denied-title = Nous ne pouvons pas commencer cette connexion
denied = Le service vous a envoyé(e) ici d’une façon que nous ne pouvons pas accepter. Vous n’êtes pas connecté(e) et personne n’a reçu de données. Ce n’est pas de votre faute. Retournez au service et réessayez. Si cela se répète, contactez le service.
denied-detail = Pour les responsables du service

## Vos propres pages

front-title = Une seule connexion pour les services publics
front-what = Avec cette connexion, vous montrez aux services publics qui vous êtes. Vous choisissez comment, par exemple avec l’application sur votre téléphone. Un service voit seulement les données dont il a besoin, et vous voyez avant lesquelles.
front-step-1-title = Commencez par le service
front-step-1 = Allez sur le service que vous voulez utiliser et choisissez « Se connecter ». Le service vous envoie ici.
front-step-2-title = Montrez qui vous êtes
front-step-2 = Nous vous disons quel service le demande, à quel point il doit être sûr de votre identité et ce qu’il va savoir.
front-step-3-title = Continuez sur le service
front-step-3 = Nous vous renvoyons au service. Pendant un certain temps, vous ne devez pas vous connecter de nouveau sur les autres services.
front-see = Voir vos propres connexions
front-see-why = Vous voulez savoir où vous vous êtes connecté(e) et quelles données ont été transmises ? Connectez-vous ici pour le voir.
front-safe-title = Restez prudent(e)
front-safe = Nous ne vous téléphonons jamais et nous ne vous envoyons jamais de lien pour vous connecter. Connectez-vous seulement si c’est vous qui avez commencé.

own-title = Vos connexions
own-who = Vous êtes connecté(e) en tant que { $name }.
own-sessions-title = Où vous êtes connecté(e)
own-session-here = Ce navigateur
own-session-elsewhere = Un autre navigateur
own-session-since = Connecté(e) depuis le { $moment }
own-session-used = Dernière utilisation le { $moment }
own-session-level = Niveau { $level }, { $method }
own-session-services = Utilisé pour { $services }
own-session-end-elsewhere = Se déconnecter là-bas
own-log-out = Se déconnecter
own-trail-title = Vos dernières connexions
own-trail-none = Il n’y a pas encore de connexions.
own-trail-data = Données transmises : { $data }
own-trail-answered = { $method }, niveau { $level }
own-trail-reused = { $method }, niveau { $level } ; vous étiez déjà connecté(e)
own-trail-refused = Pas connecté(e) : { $reason }
own-trail-data-none = seulement votre code
own-trail-more = Afficher les connexions plus anciennes
own-trail-receipt = Preuve
own-trail-ledger = Chaque connexion figure dans un registre public que personne ne peut modifier à l’insu de tous. Une preuve l’atteste.
own-trail-check = Vérifier une preuve
own-list-title = Manque-t-il une connexion ?
own-list-why = Vos connexions sont numérotées à partir de 1 chaque année, et chaque numéro figure avec sa connexion dans le registre public. Si une connexion avait été omise de cette liste, son numéro manquerait.
own-list-whole = { $year } : aucune ne manque, du numéro 1 au numéro { $listed }.
own-list-broken = { $year } : cette liste a { $listed } des { $entered } connexions que compte le registre. Veuillez nous le signaler.
own-list-receipts = Toutes les preuves de { $year }
own-list-newest = Le numéro le plus élevé est celui de votre dernière connexion. Pour être sûr qu’aucune ne la suit, déconnectez-vous et connectez-vous ici à nouveau : cette connexion reçoit le numéro suivant.
own-trail-dispute = Ce n’était pas moi
own-trail-wrong = Vous voyez ici une connexion que vous ne connaissez pas ? Choisissez à côté « Ce n’était pas moi ».

reason-cancelled = vous avez arrêté
reason-declined = vous avez refusé dans l’application
reason-reported = vous l’avez signalée dans l’application
reason-blocked = votre application est bloquée
reason-no_method = aucun moyen de connexion n’atteignait le niveau
reason-not_accredited = l’application n’était pas autorisée
reason-unknown_person = introuvable dans le Registre national
reason-other_person = le service attendait une autre personne
reason-deceased = selon le Registre national, cette personne est décédée
reason-under_age = pas assez âgé pour le service
reason-method_blocked = vous aviez bloqué ce moyen

## Se déconnecter

logout-title = Voulez-vous vous déconnecter ?
logout-asked-by = { $service } nous demande de vous déconnecter.
logout-what = Vous serez déconnecté(e) dans ce navigateur. Les services qui peuvent être prévenus le seront tout de suite.
logout-yes = Se déconnecter
logout-no = Rester connecté(e)
logged-out-title = Vous êtes déconnecté(e)
logged-out = Vous êtes déconnecté(e) dans ce navigateur. Les services qui peuvent être prévenus le sont maintenant. D’autres personnes utilisent cet appareil ? Alors fermez aussi le navigateur.
logged-out-front = Vers la page d’accueil
logout-denied-title = Nous ne pouvons pas suivre ce lien
logout-denied = Un service vous a envoyé(e) ici pour vous déconnecter, d’une façon que nous ne pouvons pas accepter. Vous pouvez vous déconnecter sur votre propre page.

## Des mots qui servent à plusieurs endroits

level-low = faible
level-substantial = substantiel
level-high = élevé
method-app = avec l’application
method-card = avec la carte d’identité

data-name = nom
data-birthdate = date de naissance
data-national_number = numéro de registre national
data-locale = langue
data-email = adresse e-mail
data-phone_number = numéro de téléphone
data-address = adresse

moment = { $day } { $month } { $year }, { $time }
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre

no-receipt-title = Cette preuve n’existe pas
no-receipt-what = Nous ne connaissons aucune connexion de vous à cette adresse, ou elle date d’avant le registre.
no-receipt-back = Vers vos connexions

own-blocked-app = L’application est bloquée ici pour vous
own-blocked-card = Votre carte d’identité est bloquée ici pour vous
own-blocked-what = Vous avez signalé une connexion qui n’était pas la vôtre. Vous venez de montrer par un autre moyen que c’est bien vous.
own-blocked-how = Vous avez signalé une connexion qui n’était pas la vôtre. Pour lever le blocage, connectez-vous par un autre moyen au niveau le plus élevé.
own-unblock-app = Utiliser de nouveau l’application
own-unblock-card = Utiliser de nouveau la carte

dispute-title = Ce n’était pas moi
dispute-which = Vous dites ne pas vous être connecté à { $service } le { $moment }.
dispute-then = Si vous confirmez :
dispute-block-app = l’application est bloquée ici pour vous : personne ne peut plus s’en servir pour se connecter en votre nom
dispute-block-card = votre carte d’identité est bloquée ici pour vous : personne ne peut plus s’en servir pour se connecter en votre nom
dispute-sessions = toutes vos connexions prennent fin, dans tous les navigateurs
dispute-case = nous ouvrons un dossier et vous en donnons le numéro
dispute-confirm = Bloquer et signaler
dispute-back = Retour
disputed-title = C’est bloqué
disputed-app = Plus personne ne peut se connecter ici en votre nom avec l’application.
disputed-card = Plus personne ne peut se connecter ici en votre nom avec votre carte d’identité.
disputed-case = Votre dossier porte le numéro
disputed-now-app = Bloquez maintenant aussi l’application sur votre téléphone et prévenez son fournisseur. N’approuvez aucune demande que vous n’avez pas commencée.
disputed-now-card = Signalez maintenant aussi la perte de votre carte à l’autorité des cartes si vous ne l’avez plus en main, et changez son code PIN si quelqu’un l’a vu.
disputed-again = Avez-vous de nouveau tout en main ? Connectez-vous par un autre moyen et levez le blocage sur votre page. Si vous n’avez pas d’autre moyen, contactez l’assistance avec le numéro de votre dossier.
disputed-home = Vers vos connexions
no-dispute-title = Cette connexion n’existe pas
no-dispute-what = Nous ne connaissons ici aucune connexion de vous qui puisse être signalée.
