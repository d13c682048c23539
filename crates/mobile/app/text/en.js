export default {
  "language.label": "Language",

  "bar.label": "Main menu",
  "bar.home": "Home",
  "bar.scan": "Scan",
  "bar.history": "History",
  "bar.more": "More",

  "confirm.no": "No, go back",

  "error.offline": "There is no connection. Check your mobile data or Wi-Fi and try again.",
  "error.failure": "Something went wrong on our side. Wait a moment and try again.",
  "error.key_dismissed": "Your phone did not confirm that it is you. Tap the button to try again.",
  "error.key_exists": "This phone already has a key for you. Go back and choose “Sign in”.",
  "offline.title": "No connection",
  "failed.title": "That did not work",
  "failed.again": "Try again",

  "welcome.title": "Welcome to Beffroi",
  "welcome.text": "With this app you log in to public services, safely and without a password.",
  "welcome.code": "Activation code",
  "welcome.code_hint": "You get it from your bank or at your town hall.",
  "welcome.code_missing": "Type the activation code first.",
  "welcome.button": "Continue",
  "welcome.by_card": "No code? Get one with your identity card",
  "welcome.back": "Already in use on this phone?",

  "signed_out.title": "Sign in again",
  "signed_out.text":
    "This phone no longer remembers you. Sign in with your fingerprint, your face or the code of your phone.",
  "signed_out.button": "Sign in",
  "signed_out.new": "New phone?",
  "signed_out.new_text": "Then you need a new activation code from your bank or your town hall.",
  "signed_out.enrol": "I have an activation code",

  "blocked.title": "Your app is blocked",
  "blocked.text": "Nobody can log in with it any more, on any phone.",
  "blocked.what_now":
    "To use the app again, ask your bank or your town hall for a new activation code. You then choose a new 5-digit code.",
  "blocked.enrol": "I have a new activation code",

  "unsupported.title": "This browser cannot keep a key",
  "unsupported.text":
    "Open this page in a recent Chrome, Safari, Edge or Firefox, on a phone with a screen lock.",

  "enrol.step": "Step {at} of {of}",
  "enrol.key_title": "Make a key on this phone",
  "enrol.hello": "Hello {name}.",
  "enrol.key_text":
    "Your phone now makes a key that only you can use: with your fingerprint, your face or the code of your phone. The key never leaves your control.",
  "enrol.not_you": "Are you not {name}? Then stop here and tell whoever gave you the code.",
  "enrol.key_button": "Make the key",
  "enrol.code_title": "Choose a 5-digit code",
  "enrol.code_text":
    "Sometimes we ask for this code as well, for example before you see your health data. Never tell it to anyone.",
  "enrol.code_label": "Your new code",
  "enrol.code_hint": "5 digits. Do not use a birthday.",
  "enrol.code_button": "Continue",
  "enrol.code_length": "The code must have 5 digits.",
  "enrol.code_weak": "This code is too easy to guess. Choose another one.",
  "enrol.repeat_title": "Type the code again",
  "enrol.repeat_label": "The same 5 digits",
  "enrol.repeat_button": "Finish",
  "enrol.repeat_back": "Choose another code",
  "enrol.repeat_differs": "This is not the same code. Type it again, or choose another one.",
  "enrol.device": "Phone",
  "enrol.done_title": "Your app is ready",
  "enrol.done_text": "From now on you log in to public services with this phone.",
  "enrol.done_notify": "Shall this phone tell you when a question waits for you?",
  "enrol.done_notify_button": "Yes, set up messages",
  "enrol.done_button": "Not now",

  "home.title": "Home",
  "home.hello": "Hello {name}",
  "home.empty": "Nothing waits for you",
  "home.empty_text":
    "Log in on a website and choose the app. Then scan the QR code that you see there.",
  "home.waits": "Waiting for your answer",
  "home.asked_by": "Asked by {partner}",
  "home.arrived": "A new question waits for your answer.",
  "home.scan": "Scan a QR code",
  "home.settles":
    "This phone was added beside another one, or in its place. From {when} you can use it at the highest level.",

  "added.title": "A second phone in your name",
  "added.text": "Somebody set up {name} in your name, on {when}. Was it you?",
  "added.settles": "Until {when} it cannot be used at the highest level.",
  "added.refuse": "It was not me: block that phone",
  "added.mine": "It was me",

  "refused.title": "That phone is blocked",
  "refused.text": "Nobody can use it in your name any more.",
  "refused.card": "Somebody had your identity card and its PIN. Report the card as stolen at once.",
  "refused.registrar": "Somebody pretended to be you. Tell your bank or your town hall at once.",
  "refused.button": "To the start",

  "hint.away": "Hide this",
  "hint.install.title": "Keep the app at hand",
  "hint.install.text": "Tap “Share” in your browser and then “Add to Home Screen”.",
  "hint.install.button": "Install",
  "hint.notify.title": "Know when a question waits",
  "hint.notify.text": "This phone can show a message when you must confirm something.",
  "hint.notify.button": "Set up messages",

  "level.low": "Low: for things that carry little risk",
  "level.substantial": "Substantial: stronger than a password",
  "level.high": "High: the strongest there is",

  "time.minutes": "{minutes} min {seconds} s left",
  "time.seconds": "{seconds} s left",

  "question.title": "Log in to {service}?",
  "question.partner": "Asked by",
  "question.level": "Security",
  "question.claims": "Receives",
  "question.claims_none": "No personal data",
  "question.match": "Two digits from the other screen",
  "question.match_missing": "Type the two digits that you see on the other screen.",
  "question.match_wrong": "These are not the digits on the other screen. You can try once more.",
  "question.code": "Your 5-digit code",
  "question.code_missing": "Type your code of 5 digits.",
  "question.code_wrong": "This code is wrong. Three wrong codes in a row block the app.",
  "question.approve": "Approve",
  "question.decline": "Decline",
  "question.report": "This was not me",
  "question.warning":
    "Only approve what you started yourself: never for someone who calls or writes to you.",
  "question.home": "To the start",

  "approved.title": "Approved",
  "approved.text": "You are logged in to {service}.",
  "approved.back": "Go on at the other screen.",
  "approved.back_here": "We take you back to the website.",
  "approved.back_button": "Back to the website",
  "approved.back_by_hand": "Go back to the website in your browser. It goes on by itself.",

  "declined.title": "Declined",
  "declined.text": "Nobody was logged in and no data was shared.",

  "reported.title": "Thank you for reporting this",
  "reported.text": "We stopped the login. No data was shared.",
  "reported.what_now":
    "Did you approve something else that you do not trust, or did you tell anyone your code? Then block your app now.",
  "reported.block": "Block the app",

  "match_failed.title": "The digits did not match",
  "match_failed.text": "We stopped this login. Nobody was logged in and no data was shared.",
  "match_failed.what_now":
    "Did you start it yourself? Then begin again on the website. If not, somebody may be trying to log in as you.",

  "over.title": "This question is over",
  "over.text":
    "It was answered, stopped or too old. If you still want to log in, start again on the website.",

  "scan.title": "Scan a QR code",
  "scan.text":
    "Open the camera of your phone and point it at the QR code on the other screen. Then tap the link that appears.",
  "scan.camera": "Scan here",
  "scan.video": "Picture of the camera",
  "scan.looking": "The camera is on. Point it at the QR code.",
  "scan.no_camera":
    "The camera cannot be used here. Allow it in the settings of your browser, or use the camera app of your phone.",
  "scan.other": "Or paste the link",
  "scan.link": "Link from the QR code",
  "scan.link_hint": "Copy the link that your camera app shows, and paste it here.",
  "scan.link_button": "Open",
  "scan.not_ours":
    "This does not belong to Beffroi. Do not trust it. Scan the code on the login page of the website.",

  "history.title": "History",
  "history.empty": "You have not answered any question yet.",
  "history.receipt": "Receipt",
  "history.receipt_of": "Receipt: {service}, {when}",
  "history.ledger":
    "Each answer that was passed on stands in a public ledger that nobody can change unseen. A receipt proves it.",
  "history.check": "Check a receipt",
  "history.unknown": "Something here that was not you?",
  "history.unknown_text": "Then block your app. Nobody can use it until you enrol again.",
  "history.block": "Block the app",

  "outcome.approved": "Approved",
  "outcome.declined": "Declined",
  "outcome.reported": "Reported by you",
  "outcome.expired": "Not answered in time",
  "outcome.cancelled": "Stopped on the website",
  "outcome.blocked": "Refused: app blocked",

  "more.title": "More",
  "more.person": "Name",
  "more.phone": "This phone",
  "more.level": "Security",
  "more.devices": "My phones",
  "more.notifications": "Messages",
  "more.blocking": "Block the app",
  "more.install":
    "In the menu of your browser, choose “Install” or “Add to Home Screen”. If the app is already on your home screen, you need not do anything.",

  "devices.title": "My phones",
  "devices.text":
    "These phones can answer in your name. Remove one that you lost or no longer use.",
  "devices.since": "Since {day}",
  "devices.used": "Last used {day}",
  "devices.this": "This phone",
  "devices.remove": "Remove {name}",
  "devices.sure": "Remove {name}?",
  "devices.sure_this": "You can then no longer log in with this phone, until you enrol it again.",
  "devices.sure_other": "Nobody can then log in with that phone any more.",
  "devices.yes": "Yes, remove",
  "devices.removed": "{name} was removed.",
  "devices.settles": "At the highest level from {when}",
  "devices.blocked": "Blocked",
  "devices.codes": "Activation codes",
  "devices.codes_text": "Nobody has used these yet. Withdraw one that you do not know.",
  "devices.withdraw": "Withdraw this code",
  "devices.withdrawn": "The code was withdrawn.",
  "devices.by_card": "Add or replace a phone with your identity card",

  "blocking.title": "Block the app",
  "blocking.text":
    "Did you lose your phone, or does someone know your code? Block the app at once.",
  "blocking.one": "Nobody can log in with your app any more, on any phone.",
  "blocking.two": "Your data stays safe with the services.",
  "blocking.three": "To use the app again you need a new activation code.",
  "blocking.button": "Block the app",
  "blocking.sure": "Block the app now?",
  "blocking.sure_text":
    "You cannot undo this yourself. You will need a new activation code from your bank or your town hall.",
  "blocking.yes": "Yes, block",

  "notifications.title": "Messages",
  "notifications.text":
    "This phone can show a message when a question waits for you, also when the app is closed.",
  "notifications.privacy":
    "The message does not say who asks or what for: you read that in the app. You can switch messages off at any time.",
  "notifications.state_on": "Messages are on.",
  "notifications.state_off": "Messages are off.",
  "notifications.state_denied":
    "Your phone does not let Beffroi show messages. You can change that in the settings of your browser.",
  "notifications.state_unsupported":
    "This browser cannot show messages. On an iPhone, first add the app to your home screen.",
  "notifications.on": "Switch on",
  "notifications.off": "Switch off",
  "notifications.started": "Messages are on.",
  "notifications.stopped": "Messages are off.",
};
