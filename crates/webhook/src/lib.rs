//! What webhooks tell: the claim data of every event.

mod credential;
mod mail;
mod metadata;
mod renderer;
mod times;
mod user;

pub use mail::{MailTexts, RenderedMailParts};
pub use renderer::JsonEventRenderer;
