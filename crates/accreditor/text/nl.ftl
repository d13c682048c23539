party-name = Autoriteit voor digitale identiteit
