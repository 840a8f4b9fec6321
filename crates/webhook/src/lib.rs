//! What webhooks tell: the claim data of every event.
