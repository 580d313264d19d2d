//! The factors of a user, by kind.

use crate::auth::Factor;

/// The factors of a user.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Factors {
    /// All of them, verified or not.
    pub all: Vec<Factor>,
    /// Apps that show codes; verified ones only.
    pub totp: Vec<Factor>,
    /// Phones; verified ones only.
    pub phone: Vec<Factor>,
    /// Security keys; verified ones only.
    pub webauthn: Vec<Factor>,
}

impl Factors {
    pub(super) fn new(all: Vec<Factor>) -> Self {
        let verified = |kind: &str| {
            let fits = |factor: &&Factor| factor.is_verified() && factor.factor_type == kind;
            all.iter().filter(fits).cloned().collect()
        };
        Self { totp: verified("totp"), phone: verified("phone"), webauthn: verified("webauthn"), all }
    }
}
