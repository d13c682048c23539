### The gateway's texts. Plain words, short sentences, the active voice; "you" is the person.

party-name = Government login

## Choosing how to log in

choose-title = Log in to { $service }
choose-level-low = { $service } does not need to be very sure who you are.
choose-level-substantial = { $service } must be sure who you are.
choose-level-high = { $service } must be very sure who you are.
choose-level-name = Level { $level }
choose-methods-title = How do you want to log in?
choose-app = { $provider }
choose-app-how = You confirm on your phone.
choose-card = { $provider }
choose-card-how = You use your card, a card reader and your PIN.
choose-data-title = What will { $service } get to know?
choose-data-none = Only a code by which it knows you again. Other services know you by another code.
choose-data-code = a code by which it knows you again
choose-data-policy = What { $service } does with your data
choose-cancel = Cancel and go back to { $service }
choose-none-title = You cannot log in to { $service } now
choose-none = { $service } asks for the level “{ $level }”. At present no way to log in reaches that level. This is not your fault. Try again later, or contact the service.
choose-none-back = Go back to { $service }
choose-unaccredited = { $provider } may not be used at present: the authority does not accredit it, or we cannot check that it does. This is not your fault. Use another way to log in, or try again later.
choose-session-title = You are logged in already
choose-session-who = You are logged in as { $name }.
choose-session-go = Go on as { $name }
choose-session-other = Or log in again

wait-title = One moment
wait = We are checking the answer. This page goes on by itself.

notice-app_expired = Nobody confirmed on the phone in time. You are not logged in. You can try again.
notice-unreachable = We cannot reach the app at this moment. You are not logged in. Try again in a few minutes.
notice-answer_not_accepted = We got an answer that we cannot trust. You are not logged in. Try again. If it goes wrong again, contact the maker of the app.
notice-level_not_reached = You have shown who you are, but this way is not strong enough for this service. Try again: use the passkey on your phone, or open the service on the phone itself.
notice-card_revoked = Your card is no longer valid: it was reported lost or stolen, or replaced. You are not logged in. Use your new card or another way to log in. Did you not report it yourself? Then contact your municipality.
notice-card_expired = Your card has expired, so it cannot be used to log in. You are not logged in. Use another way to log in, and ask your municipality for a new card.
notice-card_not_yet_valid = Your card is not valid yet. You are not logged in. Use another way to log in until your card is valid.
notice-card_replaced = This is an old card: you have been given a newer one since. You are not logged in. Try again with your newest card.
notice-card_unknown_authority = We do not know the authority that issued this card, so we cannot accept it. You are not logged in. Try again with your identity card, or use another way to log in.
notice-card_authority_ended = The authority that issued your card is no longer valid itself, so we cannot rely on the card. This is not your fault. You are not logged in. Use another way to log in, and ask your municipality for a new card.
notice-card_wrong_kind = The certificate that was chosen is not the one for logging in. You are not logged in. Try again, and choose the certificate for authentication, not the one for signatures.
notice-card_unreadable = We cannot read what is on this card. You are not logged in. Try again, or use another way to log in.
notice-card_not_proved = Your card did not sign what we asked it to sign. You are not logged in. Try again. Did you come here by a link in a message? Then close this page and start again from the service.
notice-card_too_late = That took too long, or it was sent twice. You are not logged in. Try again with your card.
notice-card_not_shown = Your browser showed us no card. You are not logged in. Put your card in the reader, try again, and choose its certificate when your browser asks. Does your browser not ask? Then close all its windows, open it again and start again from the service.
notice-card_no_answer = We cannot find out now whether your card is still valid, because the card authority does not answer. This service needs to be sure, so you are not logged in. This is not your fault. Try again in a few minutes, or use another way to log in.

## The identity card

card-name = Identity card
card-title = Log in to { $service } with your identity card
card-step-reader = Connect your card reader and put your card in it.
card-step-press = Press the button “Read my card”.
card-step-pin = A window of your computer opens. Check that it names this website, and type the PIN of your card there.
card-read = Read my card
card-waiting = We are waiting for your card. Look at the window that opened on your computer.
card-other = Choose another way to log in
card-script = This way to use your card needs JavaScript, which is switched off in your browser. Switch it on, or choose another way to log in.
card-script-browser = JavaScript is switched off in your browser. You can still use your card, with the button “Let my browser read the card” below.
card-browser-title = Without Web eID
card-browser-what = Your browser can also ask your card itself, if the software of your card reader offers it the card (PKCS#11, or the key store of your computer). It then shows a list of certificates: choose the one for authentication, and type your PIN.
card-browser-read = Let my browser read the card
card-install = Install Web eID (opens in a new tab)
card-problem-extension = Your browser cannot read your card yet: the Web eID extension is missing. Install Web eID on this computer, switch the extension on in your browser, and then load this page again.
card-problem-app = The Web eID extension is in your browser, but its program is missing on this computer. Install Web eID, and then load this page again.
card-problem-update = Your version of Web eID is too old. Install the newest one, and then load this page again.
card-problem-cancelled = You stopped reading the card. You are not logged in. You can try again, or choose another way to log in. Is your PIN blocked after three wrong tries? Then ask your municipality to unblock it.
card-problem-waited = No card and PIN came in time. You are not logged in. Check that the card reader is connected and that your card is in it, chip first, and then try again.
card-problem-reader = The card reader cannot be used. You are not logged in. Check that it is connected and that your card is in it, close other programs that use the card, and then try again.
card-problem-blocked = Your PIN is blocked after three wrong tries. You are not logged in. Ask your municipality to unblock it. Until then, choose another way to log in.
card-problem-insecure = Your browser does not regard the connection with this website as secure, so the card may not be used. You are not logged in. Go back to the service and start again.
card-problem-unreachable = We cannot be reached at this moment. You are not logged in. Check your connection, and then try again.
card-problem-failed = Reading the card went wrong. You are not logged in. Take the card out, put it in again, and then try again.

## The card reader of a demo country

reader-title = No card reader? This is a demo.
reader-what = The people of this demo country are invented. You can use their cards with a card reader on this page, and see what happens when a card is lost or a PIN is wrong.
reader-cards = The cards and their PINs (opens in a new tab)
reader-use = Use the card reader on this page
reader-asks = The card reader asks for your PIN
reader-for = You log in at
reader-card = Card in the reader
reader-empty = No card
reader-pin = PIN
reader-pin-hint = Four to twelve digits. After three wrong tries the card is blocked.
reader-confirm = Confirm
reader-cancel = Cancel
reader-pin-missing = Type the PIN of the card.
reader-card-missing = Put a card in the reader.
reader-pin-wrong = That PIN is wrong. Tries left:
reader-pin-blocked = The PIN is blocked after three wrong tries. Press “Cancel”.
reader-gone = The card does not answer. Try again, or press “Cancel”.

## A login that is over

over-title = This login is over
over-answered = You have already used this login for { $service }. To go on, start again from the service.
over-cancelled = You stopped this login. { $service } did not get any data. To log in after all, start again from the service.
over-declined = You said no to this login in the app. { $service } did not get any data. To log in after all, start again from the service.
over-reported = You reported this login in the app. { $service } did not get any data. Thank you for reporting it.
over-blocked = Your app is blocked, so this login was stopped. { $service } did not get any data. Set up the app again, then start again from the service.
over-no_method = No way to log in reached the level that { $service } asks for.
over-other_person = You are not the person for whom { $service } started this login. To go on, start again from the service.
over-expired-title = This login took too long
over-expired = For your safety, a login must be finished in { $minutes } minutes. Start again from { $service }.
over-service = Go to { $service }

refused-not_accredited-title = This app may not be used at present
refused-not_accredited = { $provider } is not authorised to log people in at this moment. That is why we stopped your login. { $service } did not get any data.
refused-unknown_person-title = We did not find you in the National Register
refused-unknown_person = You showed who you are, but the National Register does not know you under that number. We cannot log you in. Contact your municipality if you think that this is a mistake.
refused-deceased-title = You cannot log in with this identity
refused-deceased = According to the National Register this person has died, so nobody can log in under this name. { $service } did not get any data. Is this a mistake? Contact your municipality.
refused-under_age-title = You cannot log in to { $service } yet
refused-under_age = { $service } is only for people from a certain age, and the National Register does not show that you are that old. { $service } did not get any data. Is your date of birth wrong? Contact your municipality.
refused-method_blocked-title = You blocked this way of logging in
refused-method_blocked = You reported a login that was not yours, so this way is blocked. { $service } did not get any data. Log in by another way and take the block away on your own page at the gateway.
refused-back = Go back to { $service }

unknown-login-title = We do not know this login in this browser
unknown-login = This can happen when you open a link that was meant for somebody else, when your browser refuses cookies, or when the login ended some time ago. You are not logged in. Start again from the service where you want to be.
unknown-login-cookies = Does this happen every time? Then allow cookies for this website.

## A request that cannot be accepted

denied-title = We cannot start this login
denied = The service that sent you here did so in a way that we cannot accept. You are not logged in and nobody got any data. It is not your fault. Go back to the service and try again, or contact the service if it goes wrong again.
denied-detail = For the people who run the service

## Your own pages

front-title = One login for public services
front-what = With this login you show public services who you are. You choose how, for example with the app on your phone. A service sees only the data that it needs, and you see beforehand which data that is.
front-step-1-title = Start at the service
front-step-1 = Go to the service that you want to use and choose “Log in”. The service sends you here.
front-step-2-title = Show who you are
front-step-2 = We tell you which service asks, how sure it must be who you are, and what it will get to know.
front-step-3-title = Go on at the service
front-step-3 = We send you back. For a while you do not need to log in again at other services.
front-see = See your own logins
front-see-why = Want to know where you logged in, and which data was passed on? Log in here to see it.
front-safe-title = Stay safe
front-safe = We never telephone you and never send you a link to log in. Log in only if you started it yourself.

own-title = Your logins
own-who = You are logged in as { $name }.
own-sessions-title = Where you are logged in
own-session-here = This browser
own-session-elsewhere = Another browser
own-session-since = Logged in since { $moment }
own-session-used = Last used { $moment }
own-session-level = Level { $level }, { $method }
own-session-services = Used for { $services }
own-session-end-elsewhere = Log out there
own-log-out = Log out
own-trail-title = Your recent logins
own-trail-none = There are no logins yet.
own-trail-data = Data passed on: { $data }
own-trail-answered = { $method }, level { $level }
own-trail-reused = { $method }, level { $level }; you were logged in already
own-trail-refused = Not logged in: { $reason }
own-trail-data-none = only your code
own-trail-more = Show older logins
own-trail-receipt = Receipt
own-trail-ledger = Each login stands in a public ledger that nobody can change unseen. A receipt proves it.
own-trail-check = Check a receipt
own-list-title = Is a login missing?
own-list-why = Your logins are numbered from 1 each year, and each number stands in the public ledger with its login. If a login were left out of this list, its number would be missing.
own-list-whole = { $year }: none missing, from number 1 to number { $listed }.
own-list-broken = { $year }: this list has { $listed } of the { $entered } logins that the ledger counts. Please tell us.
own-list-receipts = All receipts of { $year }
own-list-newest = The highest number belongs to your newest login. To be sure that none comes after it, log out and log in here again: that login gets the next number.
own-trail-dispute = This was not me
own-trail-wrong = Is there a login here that you do not know? Choose “This was not me” beside it.

reason-cancelled = you stopped it
reason-declined = you said no in the app
reason-reported = you reported it in the app
reason-blocked = your app is blocked
reason-no_method = no way to log in reached the level
reason-not_accredited = the app was not authorised
reason-unknown_person = not found in the National Register
reason-other_person = the service expected somebody else
reason-deceased = the National Register says that this person has died
reason-under_age = not old enough for the service
reason-method_blocked = you had blocked this way

## Logging out

logout-title = Do you want to log out?
logout-asked-by = { $service } asks us to log you out.
logout-what = You are then logged out in this browser. Services that can be told are told at once.
logout-yes = Log out
logout-no = Stay logged in
logged-out-title = You are logged out
logged-out = You are logged out in this browser. Services that can be told are told now. Do others use this device? Then close the browser too.
logged-out-front = To the start page
logout-denied-title = We cannot follow this link
logout-denied = A service sent you here to log out, in a way that we cannot accept. You can log out on your own page.

## Words used in several places

level-low = low
level-substantial = substantial
level-high = high
method-app = with the app
method-card = with the identity card

data-name = name
data-birthdate = date of birth
data-national_number = national number
data-locale = language
data-email = e-mail address
data-phone_number = telephone number
data-address = address

moment = { $day } { $month } { $year }, { $time }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

no-receipt-title = There is no such receipt
no-receipt-what = We know no login of yours under this address, or it is from before the ledger began.
no-receipt-back = To your logins

own-blocked-app = The app is blocked for you here
own-blocked-card = Your identity card is blocked for you here
own-blocked-what = You reported a login that was not yours. You have just shown by another way that it is you.
own-blocked-how = You reported a login that was not yours. To take the block away, log in by another way at the highest level.
own-unblock-app = Use the app again
own-unblock-card = Use the card again

dispute-title = This was not me
dispute-which = You say that you did not log in to { $service } on { $moment }.
dispute-then = When you confirm:
dispute-block-app = the app is blocked for you here, so nobody can log in with it in your name
dispute-block-card = your identity card is blocked for you here, so nobody can log in with it in your name
dispute-sessions = all your logins end, in every browser
dispute-case = we open a case, and give you its number
dispute-confirm = Block and report
dispute-back = Back
disputed-title = It is blocked
disputed-app = Nobody can log in here with the app in your name any more.
disputed-card = Nobody can log in here with your identity card in your name any more.
disputed-case = Your case has the number
disputed-now-app = Now also block the app on your phone, and tell its provider. Do not approve any request that you did not begin.
disputed-now-card = Now also report your card lost to the card authority if it is not in your hands, and change its PIN if somebody saw it.
disputed-again = Is everything in your own hands again? Log in by another way and take the block away on your page. If you have no other way, contact the helpdesk with the number of your case.
disputed-home = To your logins
no-dispute-title = There is no such login
no-dispute-what = We know no login of yours here that can be reported.
