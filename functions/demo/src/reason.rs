//! The closed lists of reasons that the shop accepts.

/// Of a cancellation.
pub(crate) const CANCEL_REASONS: &[&str] = &[
    "no longer needed",
    "ordered by mistake",
    "found it cheaper elsewhere",
    "delivery takes too long",
    "other",
];

/// Of a return.
pub(crate) const RETURN_REASONS: &[&str] = &[
    "does not fit",
    "not as described",
    "arrived damaged",
    "wrong item sent",
    "changed my mind",
    "other",
];
