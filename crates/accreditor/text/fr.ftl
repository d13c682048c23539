party-name = Autorité de l’identité numérique

level-low = Faible
level-substantial = Substantiel
level-high = Élevé

state-draft = Brouillon
state-submitted = Déposé
state-in-review = En examen
state-refused = Refusé
state-ahead = Accordé, débute plus tard
state-granted = Agréé
state-suspended = Suspendu
state-withdrawn = Retiré
state-expired = Expiré
state-renewed = Renouvelé

measure-take-up = Examen commencé
measure-hand-back = Rendu au fournisseur
measure-grant = Accordé
measure-renew = Renouvelé
measure-refuse = Refusé
measure-suspend = Suspendu
measure-reinstate = Suspension levée
measure-withdraw = Retiré

act-take-up = Commencer l’examen
act-hand-back = Rendre au fournisseur
act-grant = Accorder
act-refuse = Refuser
act-suspend = Suspendre
act-reinstate = Lever la suspension
act-withdraw = Retirer

register-title = Qui peut authentifier les personnes
register-lead = Seuls les fournisseurs agréés par cette autorité vous sont proposés quand vous vous connectez auprès des autorités. Vous voyez ici lesquels, et pourquoi.
register-none = Aucun fournisseur n’est agréé.
register-span = du { $from } au { $until }
register-check = Vérifiez vous-même
register-json = Le registre pour les programmes (JSON)
register-feed = Chaque nouvelle décision (flux Atom)
register-ledger = La tête signée de notre grand livre
register-witnessed = cosignée par { $witnesses }
register-federation = Notre déclaration d’ancre de confiance
register-apply = Pour les fournisseurs : demander ou suivre
register-desk = Pour les agents
register-back = Retour au registre

fact-state = État
fact-provider = Fournisseur
fact-level = Niveau de garantie
fact-since = Depuis
fact-until = Jusqu’au
fact-span = Agrément
fact-reminder = Rappel

decisions-title = Décisions
decisions-lead = De la dernière décision jusqu’au premier agrément.
decision-when = Décidé le { $decided }, vaut à partir du { $effect }
decision-receipt = Preuve que le grand livre contient la décision { $number }
steps-title = Avancement du dossier

mark-title = Marque de confiance
mark-lead = Qui porte cette marque peut authentifier les personnes au niveau de garantie « { $level } ».
mark-text = L’autorité signe une marque pour trois ans et peut la suspendre ou la retirer à tout moment. Une marque ne compte que tant que l’autorité la dit active.

dossiers-title = Vos dossiers
dossiers-back = Retour à vos dossiers
dossiers-none = Vous n’avez pas encore de dossier.
apply-title = Ouvrir un dossier
apply-lead = Pour un premier agrément, pour un renouvellement dans les douze derniers mois ou pour un niveau plus élevé. Vous pouvez le remplir pas à pas et le déposer quand il est complet.
apply-organisation = Nom de votre organisation
apply-entity = Adresse de votre service dans la fédération
apply-entity-hint = L’adresse https où votre configuration d’entité est publiée, sans barre oblique à la fin.
apply-email = Votre adresse e-mail
apply-level = Niveau demandé
apply-open = Ouvrir le dossier

desk-title = Le guichet
desk-lead = Tous les dossiers déposés. Ce qui attend quelqu’un vient en premier.
desk-back = Retour au guichet
desk-none = Rien n’a été déposé.
note-proposed = Attend un second agent : { $measure }
note-yours = Attend votre accord : { $measure }, proposé par { $officer }
note-submitted = Introduit le { $at } ; l’examen n’a pas commencé
note-incident = Incident : { $title }. { $owed }
note-incident-late = Un rapport est en retard : { $title }. { $owed }
note-ends = Se termine le { $until }
reminded = Les deux parties ont reçu un rappel { $months } avant la fin, le { $sent }
months = { $count ->
    [one] { $count } mois
   *[other] { $count } mois
}

evidence-title = Pièces
evidence-lead = Au moins un fichier de chaque sorte, 10 Mo au plus chacun.
evidence-security-policy = Politique de sécurité
evidence-audit-report = Rapport d’audit
evidence-penetration-test = Test d’intrusion
evidence-conformity-results = Résultats de conformité
evidence-continuity-plan = Plan de continuité
evidence-none = Rien encore
evidence-file = Fichier : { $kind }
evidence-add = Ajouter le fichier

contacts-title = Personnes de contact
contacts-acts = S’occupe du dossier
contacts-waits = Pas encore connecté
contacts-remove = Retirer { $name }
contacts-name = Nom
contacts-email = Adresse e-mail
contacts-invite = Inviter un collègue
contacts-invite-lead = Votre collègue reçoit par e-mail un lien qui vaut une seule fois et sept jours, et s’occupe de ce dossier avec vous après s’être connecté.
contacts-add = Envoyer l’invitation
submit-title = Dépôt du dossier
submit-lead = Une fois déposé, le dossier ne peut être modifié que si un agent vous le rend.
submit-do = Déposer le dossier

invitation-title = Une invitation
invitation-lead = { $by } vous invite à vous occuper du dossier de { $organisation } auprès de cette autorité.
invitation-text = Vous y verrez tout et pourrez agir pour l’organisation. N’acceptez que si vous y travaillez.
invitation-accept = Accepter l’invitation
invitation-over = Cette invitation ne vaut plus : elle a été utilisée, a expiré ou a été retirée. Demandez-en une nouvelle.

officer-title = Ce que vous pouvez faire
officer-proposed = { $officer } propose : { $measure }, à partir du { $effect }
officer-own = Vous avez proposé ceci. Un autre agent doit donner son accord.
officer-confirm = Donner son accord et décider
officer-drop = Abandonner la proposition
officer-propose = Proposer une décision
officer-four-eyes = Elle ne compte que si un autre agent donne son accord.
officer-measure = Décision
officer-effect = Vaut à partir du
officer-effect-hint = Laissez vide pour tout de suite. Seuls un agrément, la levée d’une suspension et un retrait peuvent valoir à partir d’un jour ultérieur. Les jours commencent à minuit UTC.
officer-reason = Motif
officer-reason-hint = Le fournisseur le lit, et le registre le publie avec une décision sur un agrément. Ne nommez personne.
officer-propose-do = Proposer
officer-suspend = Suspendre immédiatement
officer-suspend-lead = L’effet est immédiat et partout, sans second agent. Plus personne ne peut se connecter avec ce fournisseur.
officer-suspend-do = Suspendre maintenant

incidents-title = Incidents
incident-noticed = Constaté le { $noticed }
incident-owed = Prochaine étape : { $step }, avant le { $due }
incident-nothing-owed = Plus rien n’est dû.
step-early-warning = Alerte précoce (24 heures)
step-notification = Notification (72 heures)
step-final-report = Rapport final (un mois)
step-note = Note
incident-step = Sorte de rapport
incident-text = Rapport
incident-send = Envoyer le rapport
incident-close = Clôturer l’incident
incident-new = Signaler un incident
incident-new-lead = Vous avez 24 heures pour une alerte précoce, 72 heures pour une notification et un mois de plus pour le rapport final.
incident-title = Ce qui s’est passé, en une ligne
incident-noticed-on = Constaté le
incident-open = Signaler

refusal-not-now = Ce n’est pas possible au stade où se trouve le dossier.
refusal-evidence-missing = Il manque des pièces : il faut au moins un fichier de chaque sorte.
refusal-same-officer = Vous l’avez proposé vous-même. Un autre agent doit donner son accord.
refusal-own-dossier = Vous agissez vous-même pour ce fournisseur : vous ne pouvez pas décider à son sujet.
refusal-no-reason = Écrivez un motif.
refusal-reason-too-long = Le motif est trop long : 4000 caractères au plus.
refusal-level = Ce niveau ne peut pas être accordé ici : choisissez substantiel ou élevé, et pas plus que demandé.
refusal-effect-too-late = Un agrément doit débuter dans les douze mois.
refusal-only-at-once = Ceci vaut tout de suite : laissez le jour vide.
refusal-proposer-gone = La personne qui a proposé ceci ne peut plus en décider. Abandonnez la proposition et faites-en une nouvelle.
refusal-not-yours = D’autres personnes s’occupent de ce fournisseur. Demandez-leur de vous inviter.
refusal-not-in-force = Rien n’est en vigueur à quoi ceci s’appliquerait.
refusal-not-suspended = Rien n’est suspendu.
refusal-after-its-end = Ce jour vient après la fin de l’agrément.
refusal-too-early = Un renouvellement se demande dans les douze derniers mois d’un agrément.
refusal-another-under-way = Il existe pour ce fournisseur un dossier qui n’est pas encore tranché.
told-entity = L’adresse n’est pas correcte. Elle doit commencer par https:// et ne pas se terminer par une barre oblique, une requête ou un fragment.
told-name = Donnez un nom de 200 caractères au plus.
told-email = L’adresse e-mail n’est pas correcte.
told-contact-acts = Une personne avec cette adresse s’occupe déjà du dossier.
told-too-many-contacts = Il y a 20 personnes de contact ; retirez-en d’abord une.
told-too-many-invitations = Vous avez envoyé beaucoup d’invitations. Réessayez dans une heure.
told-last-contact = Plus personne ne s’occuperait du dossier. Invitez d’abord un collègue, qui doit accepter.
told-too-many-drafts = Vous avez cinq dossiers qui ne sont pas déposés. Terminez-en d’abord un.
told-file = Le fichier n’a pas pu être pris : choisissez un fichier qui n’est pas vide et ne dépasse pas 10 Mo.
told-too-many-files = Ce dossier contient 40 fichiers ; on ne peut plus en ajouter.
told-text = Écrivez quelque chose, sans excès.
told-nothing-proposed = Plus rien n’est proposé : quelqu’un a été plus rapide.
told-already-proposed = Une proposition existe déjà. Décidez d’abord à son sujet.
done-invited = L’invitation est en route.

mail-reminder-subject = L’agrément de { $organisation } se termine le { $until }
mail-reminder-body = L’agrément de { $organisation } se termine le { $until }, dans { $months } ou moins. Ensuite plus personne ne pourra se connecter avec lui. Un renouvellement se demande dans le dossier : { $link }
mail-invitation-subject = { $by } vous invite à vous occuper du dossier de { $organisation }
mail-invitation-body = { $by } vous invite à vous occuper du dossier de { $organisation } auprès de l’autorité de l’identité numérique. Ouvrez ce lien dans les sept jours, connectez-vous et acceptez : { $link } Il vaut une seule fois. Si vous ne travaillez pas pour cette organisation, ne faites rien.
