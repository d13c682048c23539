party-name = Authority for digital identity
