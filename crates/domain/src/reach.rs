//! The level that a login reaches: the lowest of everything it rests on.

use serde::{Deserialize, Serialize};

use crate::{Level, Standing};

/// How the identity was proved at enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityProof {
    /// The identity card with its PIN, at the gateway.
    Card,
    /// A registrar such as a bank, as far as the registrar is accredited.
    Registrar(Level),
}

/// What holds the device's key, as the authenticator's backup flags say
/// (WebAuthn Level 3, section 6.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKey {
    /// The key cannot leave the authenticator: not backup eligible.
    DeviceBound,
    /// A passkey that a platform account may copy to other devices.
    Synced,
}

/// How the question reached the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The app and the browser that asks are on one device.
    SameDevice,
    /// WebAuthn in the asking browser, with the phone near (hybrid transport) or plugged in: the
    /// origin is inside the signature, so the question cannot be relayed.
    Passkey,
    /// A QR code that the phone scanned. Whoever controls the page can relay it.
    QrCode,
    /// A phone number typed at the computer. Whoever types it can be anyone.
    PhoneNumber,
}

impl Channel {
    pub const ALL: [Self; 4] = [Self::SameDevice, Self::Passkey, Self::QrCode, Self::PhoneNumber];

    /// Whether the person must confirm the two digits that the asking screen shows. Where asking
    /// screen and phone are bound by the browser itself there are no two screens to match.
    pub fn needs_match(self) -> bool {
        matches!(self, Self::QrCode | Self::PhoneNumber)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::SameDevice => "same_device",
            Self::Passkey => "passkey",
            Self::QrCode => "qr_code",
            Self::PhoneNumber => "phone_number",
        }
    }

    /// The best level a question that came this way can reach.
    pub fn ceiling(self) -> Level {
        if self.needs_match() { Level::Substantial } else { Level::High }
    }
}

/// What the person did now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Verification {
    /// The authenticator verified its user (fingerprint, face or device PIN).
    pub user_verified: bool,
    /// The request asked for the 5-digit code.
    pub code_asked: bool,
    /// The 5-digit code was given and right.
    pub code_right: bool,
}

/// Everything on which one approval in the app rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub identity: IdentityProof,
    pub standing: Standing,
    pub key: DeviceKey,
    pub channel: Channel,
    pub verification: Verification,
}

/// The level that an approval reaches at a provider accredited for `accredited`, or `None` if it
/// proves nobody: without user verification, or without a code that was asked for.
pub fn reached(evidence: Evidence, accredited: Level) -> Option<Level> {
    let Verification { user_verified, code_asked, code_right } = evidence.verification;
    if !user_verified || (code_asked && !code_right) {
        return None;
    }
    let identity = match evidence.identity {
        IdentityProof::Card => Level::High,
        IdentityProof::Registrar(level) => level,
    };
    let key = match evidence.key {
        DeviceKey::DeviceBound => Level::High,
        DeviceKey::Synced => Level::Substantial,
    };
    let (standing, channel) = (evidence.standing.ceiling(), evidence.channel.ceiling());
    Some(identity.min(standing).min(key).min(channel).min(accredited))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Channel::*;
    use super::DeviceKey::*;
    use super::IdentityProof::*;
    use super::Level::*;
    use super::Standing::*;
    use super::*;

    const DONE: Verification =
        Verification { user_verified: true, code_asked: false, code_right: false };

    #[test]
    fn the_lowest_link_decides() {
        for (identity, standing, key, channel, accredited, expected) in [
            (Card, Settled, DeviceBound, SameDevice, High, High),
            (Card, Settled, DeviceBound, Passkey, High, High),
            (Card, Settled, DeviceBound, QrCode, High, Substantial),
            (Card, Settled, DeviceBound, PhoneNumber, High, Substantial),
            (Card, Settled, Synced, SameDevice, High, Substantial),
            (Card, Settled, DeviceBound, SameDevice, Substantial, Substantial),
            (Card, Settled, DeviceBound, SameDevice, Low, Low),
            (Card, CoolingOff, DeviceBound, SameDevice, High, Substantial),
            (Card, CoolingOff, DeviceBound, Passkey, Low, Low),
            (Registrar(High), Settled, DeviceBound, Passkey, High, High),
            (Registrar(High), CoolingOff, DeviceBound, Passkey, High, Substantial),
            (Registrar(Substantial), Settled, DeviceBound, Passkey, High, Substantial),
            (Registrar(Low), Settled, DeviceBound, Passkey, High, Low),
            (Registrar(Low), Settled, Synced, QrCode, Low, Low),
        ] {
            let evidence = Evidence { identity, standing, key, channel, verification: DONE };
            assert_eq!(
                reached(evidence, accredited),
                Some(expected),
                "{evidence:?} at {accredited}"
            );
        }
    }

    #[test]
    fn nothing_is_proved_without_what_was_asked() {
        for (user_verified, code_asked, code_right, proves) in [
            (true, false, false, true),
            (true, true, true, true),
            (true, true, false, false),
            (false, false, false, false),
            (false, true, true, false),
        ] {
            let verification = Verification { user_verified, code_asked, code_right };
            let evidence = Evidence {
                identity: Card,
                standing: Settled,
                key: DeviceBound,
                channel: Passkey,
                verification,
            };
            assert_eq!(reached(evidence, High).is_some(), proves, "{verification:?}");
        }
    }

    fn levels() -> impl Strategy<Value = Level> {
        prop::sample::select(Level::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn no_link_is_ever_exceeded(
            proof in levels(), accredited in levels(), synced: bool, cools: bool,
            channel in prop::sample::select(Channel::ALL.to_vec()),
        ) {
            let key = if synced { Synced } else { DeviceBound };
            let standing = if cools { CoolingOff } else { Settled };
            let identity = Registrar(proof);
            let evidence = Evidence { identity, standing, key, channel, verification: DONE };
            let level = reached(evidence, accredited).unwrap();
            prop_assert!(level <= proof && level <= accredited && level <= channel.ceiling());
            prop_assert!(!(synced || cools) || level <= Substantial);
        }
    }
}
