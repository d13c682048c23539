sign-in-log-in = Log in
sign-in-log-out = Log out
sign-in-as = Logged in as { $name }
sign-in-again = Try again
sign-in-back = Back to the start

sign-in-over-title = You are not logged in
sign-in-over-text = Your session has ended, or you have not logged in yet. For your safety it ends after half an hour without use.

sign-in-declined-title = You declined the login
sign-in-declined-text = Nothing was shared with us. Did you change your mind? You can try again.
sign-in-reported-title = You reported this login
sign-in-reported-text = Nothing was shared with us. If you did not start this login yourself, close this page.
sign-in-cancelled-title = The login was cancelled
sign-in-cancelled-text = Nothing was shared with us.
sign-in-expired-title = The login took too long
sign-in-expired-text = For your safety a login must be finished within a few minutes. Start again when you are ready.
sign-in-blocked-title = Your app is blocked
sign-in-blocked-text = The code was wrong too many times. Set up the app again with a new activation code before you log in.
sign-in-level-title = This login is not strong enough
sign-in-level-text = This page asks for a stronger way of logging in than the one you used.
sign-in-foreign-title = This login was not started here
sign-in-foreign-text = It belongs to another browser, or it was already used. Start again from this site.
sign-in-unreachable-title = Logging in is not possible at the moment
sign-in-unreachable-text = The government's login service cannot be reached. Try again in a few minutes.
sign-in-refused-title = The login did not succeed
sign-in-refused-text = The government's login service did not let you in. Nothing was shared with us.
