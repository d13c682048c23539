sign-in-log-in = Se connecter
sign-in-log-out = Se déconnecter
sign-in-as = Connecté en tant que { $name }
sign-in-again = Réessayer
sign-in-back = Retour au début

sign-in-over-title = Vous n’êtes pas connecté
sign-in-over-text = Votre session est terminée, ou vous ne vous êtes pas encore connecté. Pour votre sécurité, elle se termine après une demi-heure d’inactivité.

sign-in-declined-title = Vous avez refusé la connexion
sign-in-declined-text = Rien ne nous a été communiqué. Vous avez changé d’avis ? Vous pouvez réessayer.
sign-in-reported-title = Vous avez signalé cette connexion
sign-in-reported-text = Rien ne nous a été communiqué. Si vous n’avez pas demandé cette connexion vous-même, fermez cette page.
sign-in-cancelled-title = La connexion a été annulée
sign-in-cancelled-text = Rien ne nous a été communiqué.
sign-in-expired-title = La connexion a pris trop de temps
sign-in-expired-text = Pour votre sécurité, une connexion doit se terminer en quelques minutes. Recommencez quand vous êtes prêt.
sign-in-blocked-title = Votre application est bloquée
sign-in-blocked-text = Le code était faux trop de fois. Réinstallez l’application avec un nouveau code d’activation avant de vous connecter.
sign-in-level-title = Cette connexion n’est pas assez sûre
sign-in-level-text = Cette page demande un moyen de connexion plus sûr que celui que vous avez utilisé.
sign-in-foreign-title = Cette connexion n’a pas commencé ici
sign-in-foreign-text = Elle appartient à un autre navigateur, ou elle a déjà servi. Recommencez à partir de ce site.
sign-in-unreachable-title = La connexion est impossible pour le moment
sign-in-unreachable-text = Le service de connexion des autorités n’est pas joignable. Réessayez dans quelques minutes.
sign-in-refused-title = La connexion n’a pas abouti
sign-in-refused-text = Le service de connexion des autorités ne vous a pas laissé entrer. Rien ne nous a été communiqué.
