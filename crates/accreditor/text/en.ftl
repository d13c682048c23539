party-name = Authority for digital identity

level-low = Low
level-substantial = Substantial
level-high = High

state-draft = Draft
state-submitted = Handed in
state-in-review = In review
state-refused = Refused
state-ahead = Granted, begins later
state-granted = Accredited
state-suspended = Suspended
state-withdrawn = Withdrawn
state-expired = Expired
state-renewed = Renewed

measure-take-up = Review begun
measure-hand-back = Given back to the provider
measure-grant = Granted
measure-renew = Renewed
measure-refuse = Refused
measure-suspend = Suspended
measure-reinstate = Suspension lifted
measure-withdraw = Withdrawn

act-take-up = Begin the review
act-hand-back = Give it back to the provider
act-grant = Grant
act-refuse = Refuse
act-suspend = Suspend
act-reinstate = Lift the suspension
act-withdraw = Withdraw

register-title = Who may authenticate people
register-lead = Only providers that this authority has accredited are offered when you log in with the government. Here you see which ones, and why.
register-none = No provider is accredited.
register-span = from { $from } until { $until }
register-check = Check it yourself
register-json = The register for programs (JSON)
register-feed = Every new decision (Atom feed)
register-ledger = The signed head of our ledger
register-witnessed = cosigned by { $witnesses }
register-federation = Our statement as a trust anchor
register-apply = For providers: apply or follow up
register-desk = For officers
register-back = Back to the register

fact-state = State
fact-provider = Provider
fact-level = Level of assurance
fact-since = Since
fact-until = Until
fact-span = Accreditation
fact-reminder = Reminder

decisions-title = Decisions
decisions-lead = From the last decision back to the first grant.
decision-when = Decided { $decided }, counts from { $effect }
decision-receipt = Proof that the ledger holds decision { $number }
steps-title = Progress of the dossier

mark-title = Trust mark
mark-lead = Whoever holds this mark may authenticate people at the level of assurance “{ $level }”.
mark-text = The authority signs a mark for three years and can suspend or withdraw it at any moment. A mark counts only while the authority calls it active.

dossiers-title = Your dossiers
dossiers-back = Back to your dossiers
dossiers-none = You have no dossier yet.
apply-title = Open a dossier
apply-lead = For a first accreditation, for a renewal in the last twelve months, or for a higher level. You can fill it in step by step and hand it in when it is complete.
apply-organisation = Name of your organisation
apply-entity = Address of your service in the federation
apply-entity-hint = The https address at which your entity configuration is published, without a slash at the end.
apply-email = Your e-mail address
apply-level = Level that you apply for
apply-open = Open the dossier

desk-title = The desk
desk-lead = Every dossier that was handed in. What waits for somebody stands first.
desk-back = Back to the desk
desk-none = Nothing has been handed in.
note-proposed = Waits for a second officer: { $measure }
note-yours = Waits for your agreement: { $measure }, proposed by { $officer }
note-submitted = Handed in on { $at }; the review has not begun
note-incident = Incident: { $title }. { $owed }
note-incident-late = A report is late: { $title }. { $owed }
note-ends = Ends on { $until }
reminded = Both sides were reminded { $months } before the end, on { $sent }
months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}

evidence-title = Evidence
evidence-lead = One file at least of each kind, up to 10 MB each.
evidence-security-policy = Security policy
evidence-audit-report = Audit report
evidence-penetration-test = Penetration test
evidence-conformity-results = Conformity results
evidence-continuity-plan = Continuity plan
evidence-none = Nothing yet
evidence-file = File: { $kind }
evidence-add = Add the file

contacts-title = Contact persons
contacts-acts = Looks after the dossier
contacts-waits = Not logged in yet
contacts-remove = Remove { $name }
contacts-name = Name
contacts-email = E-mail address
contacts-invite = Invite a colleague
contacts-invite-lead = They get a link by mail that counts once and for seven days, and look after this dossier with you once they have logged in.
contacts-add = Send the invitation
submit-title = Hand it in
submit-lead = Once handed in, the dossier can be changed only if an officer gives it back to you.
submit-do = Hand in the dossier

invitation-title = An invitation
invitation-lead = { $by } invites you to look after the dossier of { $organisation } at this authority.
invitation-text = You will see everything in it and can act for the organisation. Accept only if you work for it.
invitation-accept = Accept the invitation
invitation-over = This invitation does not count any more: it was used, has expired or was withdrawn. Ask for a new one.

officer-title = What you can do
officer-proposed = { $officer } proposes: { $measure }, from { $effect }
officer-own = You proposed this. Another officer has to agree.
officer-confirm = Agree and decide
officer-drop = Drop the proposal
officer-propose = Propose a decision
officer-four-eyes = It counts only when another officer agrees.
officer-measure = Decision
officer-effect = Counts from
officer-effect-hint = Leave it empty for at once. Only a grant, the lifting of a suspension and a withdrawal can count from a later day. Days begin at midnight UTC.
officer-reason = Reason
officer-reason-hint = The provider reads it, and the register publishes it with a decision about an accreditation. Name no person.
officer-propose-do = Propose
officer-suspend = Suspend at once
officer-suspend-lead = This takes effect immediately, everywhere, without a second officer. Nobody can log in with this provider any more.
officer-suspend-do = Suspend now

incidents-title = Incidents
incident-noticed = Noticed { $noticed }
incident-owed = Next: { $step }, by { $due }
incident-nothing-owed = Nothing is owed any more.
step-early-warning = Early warning (24 hours)
step-notification = Notification (72 hours)
step-final-report = Final report (one month)
step-note = Note
incident-step = Kind of report
incident-text = Report
incident-send = Send the report
incident-close = Close the incident
incident-new = Report an incident
incident-new-lead = You have 24 hours for an early warning, 72 hours for a notification and a month more for the final report.
incident-title = What happened, in one line
incident-noticed-on = Noticed on
incident-open = Report it

refusal-not-now = This cannot be done at the stage where the dossier is.
refusal-evidence-missing = Evidence is missing: at least one file of each kind is needed.
refusal-same-officer = You proposed this yourself. Another officer has to agree.
refusal-own-dossier = You act for this provider yourself, so you cannot decide about it.
refusal-no-reason = Write down a reason.
refusal-reason-too-long = The reason is too long: 4000 characters at most.
refusal-level = This level cannot be granted here: choose substantial or high, and no more than was applied for.
refusal-effect-too-late = A grant must begin within twelve months.
refusal-only-at-once = This counts at once: leave the day empty.
refusal-proposer-gone = Whoever proposed this may decide about it no longer. Drop the proposal and make a new one.
refusal-not-yours = Other people look after this provider. Ask them to invite you.
refusal-not-in-force = There is nothing in force that this could apply to.
refusal-not-suspended = Nothing is suspended.
refusal-after-its-end = That day is after the end of the accreditation.
refusal-too-early = A renewal can be asked for in the last twelve months of an accreditation.
refusal-another-under-way = There is a dossier for this provider that is not decided yet.
told-entity = The address is not right. It must begin with https:// and have no slash, query or fragment at its end.
told-name = Give a name of at most 200 characters.
told-email = The e-mail address is not right.
told-contact-acts = Somebody with this address looks after the dossier already.
told-too-many-contacts = There are 20 contact persons; remove one first.
told-too-many-invitations = You have sent many invitations. Try again in an hour.
told-last-contact = Nobody would be left to look after the dossier. Invite a colleague first, who has to accept.
told-too-many-drafts = You have five dossiers that are not handed in. Finish one of them first.
told-file = The file could not be taken: choose a file that is not empty and not larger than 10 MB.
told-too-many-files = There are 40 files in this dossier; no more can be added.
told-text = Write something, and not too much.
told-nothing-proposed = Nothing is proposed any more: somebody else was faster.
told-already-proposed = Something is proposed already. Decide about that first.
done-invited = The invitation is on its way.

mail-reminder-subject = The accreditation of { $organisation } ends on { $until }
mail-reminder-body = The accreditation of { $organisation } ends on { $until }, in { $months } or less. After that nobody can log in with it any more. A renewal can be asked for in the dossier: { $link }
mail-invitation-subject = { $by } invites you to look after the dossier of { $organisation }
mail-invitation-body = { $by } invites you to look after the dossier of { $organisation } at the authority for digital identity. Open this link within seven days, log in and accept: { $link } It counts once. If you do not work for this organisation, do nothing.
