//! What the developer is told at the start.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use inkan_app::Server;
use inkan_config::Configuration;

use crate::MailServer;

const JSON: &str = "-H 'Content-Type: application/json'";

/// Addresses, and a login by curl.
pub(super) struct Instructions {
    pub(super) public: SocketAddr,
    admin: SocketAddr,
    mail: SocketAddr,
    /// Finds the token among the headers of an answer.
    token_filter: String,
}

impl Instructions {
    /// Reads the addresses off what runs.
    pub(super) fn new(server: &Server, mail: &MailServer, configuration: &Configuration) -> io::Result<Self> {
        let missing = || io::Error::other("a listener has no address");
        let session = &configuration.session;
        let token_filter = if session.enable_auth_token_header {
            "s/^[Xx]-[Aa]uth-[Tt]oken: //p".to_owned()
        } else {
            format!(r"s/^[Ss]et-[Cc]ookie: {}=\([^;]*\).*/\1/p", session.cookie.name)
        };
        Ok(Self {
            public: server.public_address().ok_or_else(missing)?,
            admin: server.admin_address().ok_or_else(missing)?,
            mail: mail.address(),
            token_filter,
        })
    }

    /// Three lines for a POSIX shell, pasted one after the other: sign up, have a code sent and read it, turn it
    /// into a token. The answer of each operation is what the next one wants, or nearly so.
    pub(super) fn login(&self) -> [String; 3] {
        let Self { public, mail, token_filter, .. } = self;
        [
            format!(
                "email=ada$(date +%s)@example.com; user=$(curl -s http://{public}/users {JSON} \
                 -d '{{\"email\":\"'$email'\"}}'); echo \"$user\""
            ),
            format!(
                "login=$(curl -s http://{public}/passcode/login/initialize {JSON} -d \"$user\"); \
                 code=$(curl -sf \"http://{mail}/api/code?to=$email\"); echo \"$login $code\""
            ),
            format!(
                "token=$(curl -s -D - -o /dev/null http://{public}/passcode/login/finalize {JSON} \
                 -d \"${{login%?}},\\\"code\\\":\\\"$code\\\"}}\" | tr -d '\\r' | sed -n '{token_filter}'); \
                 echo \"$token\""
            ),
        ]
    }
}

impl fmt::Display for Instructions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { public, admin, mail, .. } = self;
        let [sign_up, initialize, finalize] = self.login();
        write!(
            formatter,
            "
  Public API  http://{public}
  Admin API   http://{admin}
  Mails       http://{mail}

A login by curl; paste the lines one after the other:

{sign_up}

{initialize}

{finalize}

Use the token, here and elsewhere (docs/verifying-tokens.md shows how):

curl -s http://{public}/me -H \"Authorization: Bearer $token\"; echo
curl -s http://{public}/.well-known/jwks.json; echo

Ctrl-C ends everything; accounts and keys stay until make run FRESH=1.
"
        )
    }
}
