//! Whether a right code opens a session.

use crate::UserId;
use crate::email::{Email, EmailAddress};
use crate::session::EmailClaim;

/// What decides about a login with a right code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginFacts {
    /// Who logs in.
    pub user_id: UserId,
    /// The address that the code was sent to.
    pub email: Email,
    /// The user's primary address.
    pub primary_email: Option<Email>,
    /// How many addresses the user owns.
    pub owned_emails: i64,
    /// Whether the user has a user name, password, credential, TOTP secret or identity (contract B-7).
    pub has_other_credentials: bool,
}

/// What a right code allows (contract 10.3, steps 7 and 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// The address is proven and the user's: an ordinary login, nothing changes.
    LogIn,
    /// The address becomes proven and, if it was nobody's, the user's.
    ProveAddress,
    /// The address belongs to somebody else by now.
    AddressClaimed,
    /// This user may not use this address.
    Forbidden,
    /// The user would own more addresses than allowed (contract B-10).
    TooManyAddresses,
}

impl LoginFacts {
    /// Decides for a request with the session of `session_user`, or without a session.
    #[must_use]
    pub fn decide(&self, session_user: Option<UserId>, most_emails: i64) -> Permission {
        let is_owned = self.email.user_id == Some(self.user_id);
        if self.email.user_id.is_some() && !is_owned {
            return Permission::AddressClaimed;
        }
        let is_unfinished_registration = self.owned_emails == 0 && !self.has_other_credentials;
        let is_allowed = match session_user {
            None => is_owned || is_unfinished_registration,
            Some(user_id) => user_id == self.user_id,
        };
        if !is_allowed {
            Permission::Forbidden
        } else if !is_owned && self.owned_emails >= most_emails {
            Permission::TooManyAddresses
        } else if is_owned && self.email.is_verified {
            Permission::LogIn
        } else {
            Permission::ProveAddress
        }
    }

    /// The `email` claim after the login: the primary address, which is the proven one when there was none
    /// before, with the state that it has then (contract B-17).
    #[must_use]
    pub fn claim_after_login(&self) -> EmailClaim {
        let primary = self.primary_email.as_ref();
        match primary {
            Some(primary) if primary.id != self.email.id => EmailClaim {
                address: primary.address.clone(),
                is_primary: true,
                is_verified: primary.is_verified,
            },
            _ => EmailClaim { address: self.email.address.clone(), is_primary: true, is_verified: true },
        }
    }

    /// The primary address as it was before the login, for the audit log.
    #[must_use]
    pub fn primary_address(&self) -> Option<&EmailAddress> {
        self.primary_email.as_ref().map(|email| &email.address)
    }
}

#[cfg(test)]
mod tests {
    use super::{LoginFacts, Permission};
    use crate::UserId;
    use crate::fakes::{an_email, id};

    const ME: UserId = UserId::new(id(1));
    const OTHER: UserId = UserId::new(id(2));

    fn facts(owner: Option<UserId>, owned_emails: i64) -> LoginFacts {
        LoginFacts {
            user_id: ME,
            email: an_email(id(3), owner, owner.is_some()),
            primary_email: None,
            owned_emails,
            has_other_credentials: false,
        }
    }

    #[test]
    fn the_owner_logs_in() {
        assert_eq!(facts(Some(ME), 1).decide(None, 5), Permission::LogIn);
        assert_eq!(facts(Some(ME), 1).decide(Some(ME), 5), Permission::LogIn);
    }

    #[test]
    fn an_unfinished_registration_proves_its_address() {
        assert_eq!(facts(None, 0).decide(None, 5), Permission::ProveAddress);
    }

    #[test]
    fn an_unproven_address_of_the_user_is_proven_by_the_login() {
        let mut facts = facts(Some(ME), 1);
        facts.email.is_verified = false;
        assert_eq!(facts.decide(None, 1), Permission::ProveAddress);
    }

    #[test]
    fn an_account_with_another_credential_is_not_taken_over() {
        let mut facts = facts(None, 0);
        facts.has_other_credentials = true;
        assert_eq!(facts.decide(None, 5), Permission::Forbidden);
        assert_eq!(facts.decide(Some(ME), 5), Permission::ProveAddress);
    }

    #[test]
    fn an_address_of_nobody_needs_the_session_of_a_user_with_addresses() {
        assert_eq!(facts(None, 1).decide(None, 5), Permission::Forbidden);
        assert_eq!(facts(None, 1).decide(Some(ME), 5), Permission::ProveAddress);
        assert_eq!(facts(None, 5).decide(Some(ME), 5), Permission::TooManyAddresses);
    }

    #[test]
    fn a_foreign_session_is_forbidden() {
        assert_eq!(facts(Some(ME), 1).decide(Some(OTHER), 5), Permission::Forbidden);
    }

    #[test]
    fn an_address_of_somebody_else_is_claimed() {
        assert_eq!(facts(Some(OTHER), 0).decide(None, 5), Permission::AddressClaimed);
    }

    #[test]
    fn the_claim_names_the_primary_address() {
        let mut facts = facts(Some(ME), 2);
        assert!(facts.claim_after_login().is_verified);
        let mut primary = an_email(id(4), Some(ME), false);
        primary.is_primary = true;
        facts.primary_email = Some(primary.clone());
        let claim = facts.claim_after_login();
        assert_eq!((claim.address, claim.is_verified), (primary.address, false));
    }
}
