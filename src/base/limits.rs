//! Every bound in the system, with unit and reason, asserted against each other.

/// Characters of any identifier. The longest in use (Shopify's global ids) have about 60.
pub const ID_CHARS_MAX: usize = 200;

/// Bytes of a request body.
pub const BODY_BYTES_MAX: usize = 256 * 1024;

/// Levels of arrays and objects in a request body. Commerce resources have at most 6.
pub const JSON_DEPTH_MAX: usize = 32;

/// Characters of one message of a customer.
pub const MESSAGE_CHARS_MAX: usize = 4_000;

/// Events of one batch.
pub const EVENTS_PER_BATCH_MAX: usize = 500;

/// Calls that one turn may make. Ten changes with what is read before and after each; past the bound
/// a person takes over.
pub const CALLS_PER_TURN_MAX: usize = 40;

/// Milliseconds for which a turn owns its conversation before somebody else may finish it.
pub const LEASE_MS: i64 = 30_000;

/// Milliseconds that a turn may take: all calls, all retries. Shorter than the lease, so that an
/// owner never acts on a conversation that it no longer holds.
pub const TURN_MS_MAX: i64 = 20_000;

/// Milliseconds that a playbook may let a shopper wait on one shop call.
pub const SHOP_WAIT_MS_MAX: u32 = 15_000;

/// Hours for which an identity token may be valid.
pub const IDENTITY_TOKEN_HOURS_MAX: i64 = 24;

/// Seconds of clock difference that are forgiven between the storefront and us.
pub const CLOCK_LEEWAY_SECONDS: i64 = 60;

/// Hours for which a session token is valid.
pub const SESSION_HOURS: i64 = 24;

/// Minutes for which a one-time code may be typed.
pub const CODE_MINUTES: i64 = 10;

/// Times that one code may be typed wrongly.
pub const CODE_TRIES_MAX: u8 = 5;

/// Codes that one conversation may have sent.
pub const CODES_PER_CONVERSATION_MAX: u8 = 3;

/// Orders kept in a profile, newest first.
pub const PROFILE_ORDERS_MAX: usize = 50;

/// Parts of orders (parcels, refunds told by themselves) kept in a profile, newest first.
pub const PROFILE_ORDER_PARTS_MAX: usize = 100;

/// Subscriptions kept in a profile.
pub const PROFILE_SUBSCRIPTIONS_MAX: usize = 20;

/// Things that a customer may wait for at once. More is a list that nobody means.
pub const STOCK_WAITING_MAX: usize = 20;

/// Things waited for that are kept in a profile, with those that are over.
pub const STOCK_WATCHES_MAX: usize = 60;

/// Days for which it is remembered that something is waited for no more: as long as it is news to
/// whoever was away, and longer than an event may be late.
pub const STOCK_TOLD_DAYS: i64 = 30;

/// Loyalty history entries kept in a profile, newest first.
pub const PROFILE_LOYALTY_ENTRIES_MAX: usize = 100;

/// Behaviour events (pages, products, quiz answers, anything else) kept in a profile, newest first.
pub const PROFILE_TIMELINE_MAX: usize = 100;

/// Marketing messages kept in a profile, newest first.
pub const PROFILE_MARKETING_MAX: usize = 50;

/// Days for which behaviour and marketing entries are kept.
pub const PROFILE_TIMELINE_DAYS: i64 = 180;

/// Bytes of one timeline entry's own data; longer data is dropped and marked as dropped.
pub const TIMELINE_DATA_BYTES_MAX: usize = 2_048;

/// Days for which applied event ids are remembered. Longer than any sender retries (Shopify: 4 h,
/// Recharge: 2 days), so that a repetition is always recognised.
pub const EVENT_ID_DAYS: i64 = 30;

/// Conversation messages that a turn sees, newest last.
pub const HISTORY_MESSAGES_MAX: usize = 30;

/// Days for which a conversation stays open without a message; a later one starts another.
pub const CONVERSATION_IDLE_DAYS: i64 = 7;

/// Messages that may wait behind a running turn of the same conversation.
pub const WAITING_MESSAGES_MAX: usize = 8;

/// Days ahead that are looked through for hours in which people answer: longer than any works
/// holidays.
pub const OPEN_DAYS_SEARCHED_MAX: usize = 90;

/// Characters of the name of a queue.
pub const QUEUE_CHARS_MAX: usize = 60;

const _: () = assert!(STOCK_WAITING_MAX * 2 < STOCK_WATCHES_MAX);
const _: () = assert!(TURN_MS_MAX < LEASE_MS);
const _: () = assert!((SHOP_WAIT_MS_MAX as i64) < TURN_MS_MAX);
const _: () = assert!(MESSAGE_CHARS_MAX * 4 < BODY_BYTES_MAX);
