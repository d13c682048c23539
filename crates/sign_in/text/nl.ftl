sign-in-log-in = Aanmelden
sign-in-log-out = Afmelden
sign-in-as = Aangemeld als { $name }
sign-in-again = Opnieuw proberen
sign-in-back = Terug naar het begin

sign-in-over-title = Je bent niet aangemeld
sign-in-over-text = Je sessie is afgelopen, of je hebt je nog niet aangemeld. Voor je veiligheid eindigt ze na een half uur zonder gebruik.

sign-in-declined-title = Je hebt de aanmelding geweigerd
sign-in-declined-text = Er is niets met ons gedeeld. Van gedachten veranderd? Je kunt opnieuw proberen.
sign-in-reported-title = Je hebt deze aanmelding gemeld
sign-in-reported-text = Er is niets met ons gedeeld. Ben je deze aanmelding niet zelf begonnen, sluit dan deze pagina.
sign-in-cancelled-title = De aanmelding is geannuleerd
sign-in-cancelled-text = Er is niets met ons gedeeld.
sign-in-expired-title = De aanmelding duurde te lang
sign-in-expired-text = Voor je veiligheid moet een aanmelding binnen enkele minuten afgerond zijn. Begin opnieuw wanneer je klaar bent.
sign-in-blocked-title = Je app is geblokkeerd
sign-in-blocked-text = De code was te vaak fout. Stel de app opnieuw in met een nieuwe activeringscode voor je je aanmeldt.
sign-in-level-title = Deze aanmelding is niet sterk genoeg
sign-in-level-text = Deze pagina vraagt een sterkere manier van aanmelden dan die je gebruikte.
sign-in-foreign-title = Deze aanmelding is niet hier begonnen
sign-in-foreign-text = Ze hoort bij een andere browser, of ze is al gebruikt. Begin opnieuw vanaf deze site.
sign-in-unreachable-title = Aanmelden is nu niet mogelijk
sign-in-unreachable-text = De aanmelddienst van de overheid is niet bereikbaar. Probeer het over enkele minuten opnieuw.
sign-in-refused-title = De aanmelding is niet gelukt
sign-in-refused-text = De aanmelddienst van de overheid heeft je niet toegelaten. Er is niets met ons gedeeld.
