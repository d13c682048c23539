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
choose-data-title = What will { $service } get to know?
choose-data-none = Only a code by which it knows you again. Other services know you by another code.
choose-data-code = a code by which it knows you again
choose-data-policy = What { $service } does with your data
choose-cancel = Cancel and go back to { $service }
choose-none-title = You cannot log in to { $service } now
choose-none = { $service } asks for the level “{ $level }”. At present no way to log in reaches that level. This is not your fault. Try again later, or contact the service.
choose-none-back = Go back to { $service }
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
refused-unknown_person = The app told us who you are, but the National Register does not know you under that number. We cannot log you in. Contact your municipality if you think that this is a mistake.
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
own-trail-wrong = Is there a login here that you do not know? Block the app on your phone at once and contact us.

reason-cancelled = you stopped it
reason-declined = you said no in the app
reason-reported = you reported it in the app
reason-blocked = your app is blocked
reason-no_method = no way to log in reached the level
reason-not_accredited = the app was not authorised
reason-unknown_person = not found in the National Register
reason-other_person = the service expected somebody else

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
