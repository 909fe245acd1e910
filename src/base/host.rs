//! Names of hosts.

/// Whether a name can be a public host's.
#[must_use]
pub fn is_public(name: &str) -> bool {
    const PRIVATE: &[&str] = &[
        "localhost",
        "local",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "private",
        "test",
        "invalid",
        "onion",
        "arpa",
    ];
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let end = name.rsplit('.').next().unwrap_or_default();
    name.contains('.') && !PRIVATE.contains(&end) && end.bytes().any(|it| it.is_ascii_alphabetic())
}
