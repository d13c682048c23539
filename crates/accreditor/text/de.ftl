party-name = Behörde für digitale Identität
