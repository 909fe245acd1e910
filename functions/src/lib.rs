//! The edge functions.
