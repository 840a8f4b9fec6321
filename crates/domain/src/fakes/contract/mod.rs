//! What every adapter of a port must prove: called by the fakes' own tests and by the adapters' tests.
//!
//! [`storage_contract!`](crate::storage_contract), [`seeded_storage_contract!`](crate::seeded_storage_contract)
//! and [`rate_limiter_contract!`](crate::rate_limiter_contract) make a test of each, so that no adapter leaves
//! one out.

pub mod api_keys;
pub mod audit_records;
pub mod emails;
pub mod guesses;
pub mod one_time_tokens;
pub mod outbox;
pub mod passcodes;
pub mod passwords;
pub mod rate_limiter;
pub mod session_statuses;
pub mod sessions;
pub mod signing_keys;
pub mod unit_of_work;
pub mod users;
pub mod webhook_subscriptions;

mod rows;
mod seeds;
#[cfg(test)]
mod tests;

pub use seeds::Seeds;

/// Makes one test a contract; `$with` calls the contract with a fresh adapter.
#[doc(hidden)]
#[macro_export]
macro_rules! contract_tests {
    ($with:ident, $port:ident: $($name:ident),+ $(,)?) => {
        mod $port {
            $(#[test]
            fn $name() {
                super::$with(&$crate::fakes::contract::$port::$name);
            })+
        }
    };
}

/// Tests an adapter of [`Storage`](crate::Storage). The argument is a function of the surrounding module that
/// calls what it is given with an empty, migrated storage.
#[macro_export]
macro_rules! storage_contract {
    ($with:ident) => {
        $crate::contract_tests!($with, unit_of_work:
            only_committed_work_is_kept,
            direct_work_is_kept_at_once,
            the_check_succeeds,
        );
        $crate::contract_tests!($with, users:
            only_a_known_user_is_locked,
            the_primary_address_is_told,
            only_owners_are_found_by_an_address,
            the_profile_lists_addresses_oldest_first,
            nobody_has_a_second_factor_at_first,
            a_taken_id_is_told,
            a_taken_user_name_is_told,
            nothing_of_a_removed_account_stays,
            the_end_of_an_account_waits_for_its_logins,
        );
        $crate::contract_tests!($with, emails:
            an_address_is_stored_once,
            the_first_owner_keeps_an_address,
            only_a_free_or_own_address_is_proven,
            only_the_first_address_becomes_primary,
            owned_addresses_are_counted,
            the_primary_mark_moves,
            passcodes_go_with_their_address,
            a_held_user_gets_no_more_addresses_than_allowed,
            many_reserve_one_row,
        );
        $crate::contract_tests!($with, passcodes:
            an_attempt_is_counted_before_it_is_judged,
            a_passcode_is_good_to_the_last_moment,
            an_attempt_taken_back_can_be_made_again,
            a_passcode_of_nobody_is_not_stored,
            facts_tell_of_the_addresses,
            each_attempt_has_its_own_number,
            a_passcode_is_removed_once,
            the_last_end_is_told,
        );
        $crate::contract_tests!($with, guesses:
            an_account_has_so_many_guesses,
            a_held_account_keeps_its_passcodes_and_gets_none,
            an_address_of_nobody_is_an_account,
            a_right_code_takes_its_own_guess_back,
            guesses_at_once_stay_within_the_limit,
        );
        $crate::contract_tests!($with, sessions:
            the_oldest_beyond_the_limit_go,
            sessions_that_are_over_do_not_count,
            only_a_session_of_the_user_lives,
            an_idle_session_is_not_revived,
            only_an_old_use_is_written_anew,
            parallel_logins_keep_the_limit,
            living_sessions_of_before_are_seen,
            sessions_of_a_time_are_removed_in_batches,
        );
        $crate::contract_tests!($with, session_statuses:
            places_differ_and_are_shuffled,
            only_ended_sessions_are_told,
            every_end_is_told,
            nothing_is_missed_between_marks,
            an_undone_login_has_no_place,
            the_known_lists_are_told,
            idle_sessions_end,
        );
        $crate::contract_tests!($with, outbox:
            what_is_added_is_claimed,
            the_longest_due_come_first,
            a_lease_keeps_others_away,
            a_postponed_message_comes_back,
            what_is_done_or_too_late_goes,
            events_are_not_claimed_as_mails,
            each_message_is_claimed_once,
            a_message_that_is_sealed_anew_stays_the_same,
        );
        $crate::contract_tests!($with, audit_records:
            long_texts_are_stored,
            pages_begin_with_the_newest,
            an_entry_is_read_as_it_was_written,
            filters_narrow_the_list,
        );
        $crate::contract_tests!($with, passwords:
            a_password_is_set_and_changed,
            only_the_same_password_is_hashed_anew,
            one_of_many_sets_the_first_password,
        );
        $crate::contract_tests!($with, api_keys:
            keys_are_found_by_their_digest,
            a_name_belongs_to_one_key,
            the_last_use_is_written,
            one_of_many_gets_a_name,
        );
        $crate::contract_tests!($with, signing_keys:
            keys_are_told_by_number,
            plans_are_told_with_their_keys,
            a_plan_is_brought_forward,
            a_removed_key_is_gone,
            only_the_same_data_is_replaced,
            one_of_many_adds_a_key,
        );
    };
}

/// Tests ports of [`Storage`](crate::Storage) that only read what others write. The argument is a function of
/// the surrounding module that calls what it is given with an empty, migrated storage and its
/// [`Seeds`](crate::fakes::contract::Seeds).
#[macro_export]
macro_rules! seeded_storage_contract {
    ($with:ident) => {
        $crate::contract_tests!($with, one_time_tokens:
            a_token_is_found_by_its_value,
            a_token_is_removed_once,
            tokens_end_with_their_account,
        );
        $crate::contract_tests!($with, webhook_subscriptions:
            hooks_get_what_they_subscribed_to,
        );
    };
}

/// Tests an adapter of [`RateLimiter`](crate::rate_limit::RateLimiter), as
/// [`storage_contract!`](crate::storage_contract) does.
#[macro_export]
macro_rules! rate_limiter_contract {
    ($with:ident) => {
        $crate::contract_tests!($with, rate_limiter:
            no_more_than_allowed_are_let_through,
            a_new_window_begins_with_all_tokens,
            windows_are_counted_from_the_first_request,
            a_look_takes_nothing,
            keys_have_counters_of_their_own,
            many_at_once_get_no_more_than_allowed,
        );
    };
}
