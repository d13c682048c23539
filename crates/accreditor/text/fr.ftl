party-name = Autorité de l’identité numérique
