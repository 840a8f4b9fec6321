//! Who sent a request, as far as the transport can tell.

/// The client behind a request; goes into sessions, rate limits and the audit log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// Id of the request, at most 128 printable characters.
    pub request_id: String,
    /// Address of the client after trusted proxies were taken off (contract B-6).
    pub ip_address: String,
    /// The `User-Agent` header, cut to [`Caller::USER_AGENT_LENGTH`] characters (contract B-13).
    pub user_agent: String,
}

impl Caller {
    /// Longest user agent that is kept, in characters: the width of the columns.
    pub const USER_AGENT_LENGTH: usize = 255;

    /// Cuts the user agent to what can be stored and drops U+0000, which `PostgreSQL` refuses.
    #[must_use]
    pub fn new(request_id: String, ip_address: String, user_agent: &str) -> Self {
        let user_agent =
            user_agent.chars().filter(|character| *character != '\0').take(Self::USER_AGENT_LENGTH).collect();
        Self { request_id, ip_address, user_agent }
    }
}

#[cfg(test)]
mod tests {
    use super::Caller;

    #[test]
    fn a_long_user_agent_is_cut_by_characters() {
        let caller = Caller::new(String::new(), String::new(), &"é".repeat(300));
        assert_eq!(caller.user_agent.chars().count(), 255);
    }
}
