//! Accounts in memory.

use uuid::Uuid;

use super::super::FakeState;
use crate::email::EmailAddress;
use crate::user::{FoundUser, Profile, ProfileEmail, UserWithPrimaryEmail, Username, Users};
use crate::{Fault, Timestamp, UserId};

impl Users for FakeState {
    fn add(&mut self, id: UserId, now: Timestamp) -> Result<(), Fault> {
        self.users.insert(id, now);
        Ok(())
    }

    fn add_if_new(&mut self, id: UserId, created_at: Timestamp, _now: Timestamp) -> Result<bool, Fault> {
        if self.users.contains_key(&id) {
            return Ok(false);
        }
        self.users.insert(id, created_at);
        Ok(true)
    }

    fn add_username(
        &mut self,
        id: UserId,
        username: &str,
        row: Uuid,
        _now: Timestamp,
    ) -> Result<bool, Fault> {
        if self.usernames.values().any(|(_, known)| known == username) {
            return Ok(false);
        }
        self.usernames.insert(id, (row, username.to_owned()));
        Ok(true)
    }

    fn remove(&mut self, id: UserId) -> Result<(), Fault> {
        self.users.remove(&id);
        self.usernames.remove(&id);
        self.passwords.remove(&id);
        self.emails.retain(|_, email| email.user_id != Some(id));
        self.passcodes.retain(|_, (passcode, _)| passcode.user_id != id);
        self.sessions.retain(|_, (session, _)| session.user_id != id);
        self.one_time_tokens.retain(|_, token| token.user_id != id);
        Ok(())
    }

    fn lock(&mut self, id: UserId) -> Result<bool, Fault> {
        Ok(self.users.contains_key(&id))
    }

    fn with_primary_email(&mut self, id: UserId) -> Result<Option<UserWithPrimaryEmail>, Fault> {
        let primary_email = self.primary_email(id).cloned();
        Ok(self.users.contains_key(&id).then_some(UserWithPrimaryEmail { user_id: id, primary_email }))
    }

    fn find_by_email(&mut self, address: &EmailAddress) -> Result<Option<FoundUser>, Fault> {
        let email = self.emails.values().find(|email| email.address == *address);
        Ok(email.and_then(|email| {
            Some(FoundUser {
                user_id: email.user_id?,
                email_id: email.id,
                is_verified: email.is_verified,
                has_webauthn_credential: false,
            })
        }))
    }

    fn profile(&mut self, id: UserId) -> Result<Option<Profile>, Fault> {
        let Some(created_at) = self.users.get(&id).copied() else { return Ok(None) };
        let mut emails: Vec<_> =
            self.emails.values().filter(|email| email.user_id == Some(id)).cloned().collect();
        emails.sort_by_key(|email| (email.created_at, email.id));
        let emails = emails.into_iter().map(|email| ProfileEmail {
            id: email.id,
            address: email.address,
            is_verified: email.is_verified,
            is_primary: email.is_primary,
            created_at: email.created_at,
            updated_at: email.updated_at,
        });
        Ok(Some(Profile {
            user_id: id,
            created_at,
            updated_at: created_at,
            name: None,
            given_name: None,
            family_name: None,
            picture: None,
            emails: emails.collect(),
            username: self.usernames.get(&id).map(|(row, username)| Username {
                id: *row,
                username: username.clone(),
                created_at,
                updated_at: created_at,
            }),
            webauthn_credentials: Vec::new(),
            identities: Vec::new(),
            totp: None,
            password: None,
            private_metadata: None,
            public_metadata: None,
            unsafe_metadata: None,
        }))
    }

    fn any_second_factor(&mut self) -> Result<bool, Fault> {
        Ok(false)
    }
}
