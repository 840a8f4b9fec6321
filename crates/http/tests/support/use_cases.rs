//! The use cases over fakes, and over a storage that is none.

use std::sync::Arc;

use inkan_domain::Storage;
use inkan_domain::fakes::Bench;
use inkan_domain::session::{Authenticate, ValidateSession};
use inkan_domain::status_list::{GetStatusList, StatusListPolicy};
use inkan_http::{AdminUseCases, UseCases};

/// All of the public listener.
pub(super) fn use_cases(bench: &Bench) -> UseCases {
    UseCases {
        authenticate: bench.authenticate(),
        create_user: bench.create_user(),
        initialize_passcode_login: bench.initialize_passcode_login(),
        finalize_passcode_login: bench.finalize_passcode_login(),
        set_password: bench.set_password(),
        login_with_password: bench.login_with_password(),
        get_profile: bench.get_profile(),
        find_user_by_email: bench.find_user_by_email(),
        delete_user: bench.delete_user(),
        create_email: bench.create_email(),
        set_primary_email: bench.set_primary_email(),
        delete_email: bench.delete_email(),
        logout: bench.logout(),
        validate_session: bench.validate_session(),
        exchange_token: bench.exchange_token(),
        get_status_list: bench.get_status_list(),
    }
}

/// The same over another storage.
pub(super) fn over(storage: &Arc<dyn Storage>, bench: &Bench) -> UseCases {
    let mut use_cases = use_cases(bench);
    let authenticate = Arc::new(Authenticate {
        storage: Arc::clone(storage),
        tokens: bench.tokens.clone(),
        clock: bench.clock.clone(),
        policy: bench.policy.clone(),
    });
    use_cases.authenticate = Arc::clone(&authenticate);
    use_cases.validate_session = ValidateSession { authenticate };
    use_cases.get_status_list = bench.status_list_uri.clone().map(|uri| {
        let policy = StatusListPolicy { uri, ttl_seconds: 15, idle_timeout: None };
        GetStatusList::new(Arc::clone(storage), bench.list_tokens.clone(), bench.clock.clone(), policy)
    });
    for used in [
        &mut use_cases.create_user.storage,
        &mut use_cases.initialize_passcode_login.storage,
        &mut use_cases.finalize_passcode_login.storage,
        &mut use_cases.set_password.storage,
        &mut use_cases.login_with_password.storage,
        &mut use_cases.get_profile.storage,
        &mut use_cases.find_user_by_email.storage,
        &mut use_cases.delete_user.storage,
        &mut use_cases.create_email.storage,
        &mut use_cases.set_primary_email.storage,
        &mut use_cases.delete_email.storage,
        &mut use_cases.logout.storage,
        &mut use_cases.exchange_token.storage,
    ] {
        *used = Arc::clone(storage);
    }
    use_cases
}

/// All of the admin listener.
pub(super) fn admin_use_cases(bench: &Bench, is_open: bool) -> AdminUseCases {
    AdminUseCases {
        authorize: Arc::new(bench.authorize_admin(is_open)),
        create_user: bench.admin_create_user(),
        delete_user: bench.delete_user(),
        list_audit_logs: bench.list_audit_logs(),
    }
}
