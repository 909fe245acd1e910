//! Names of hosts, and addresses that may be asked.

use url::{Host, Url};

/// Bytes of an address or a path.
pub const URL_BYTES_MAX: usize = 500;

/// Why an address is asked of nobody.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum HostFault {
    /// Not an address at all, or not `https`.
    #[error("must be a whole address that begins with https://")]
    NotHttps,
    /// An address of a machine, or a name that only a private network has.
    #[error("must name a public host, not this machine or one of a private network")]
    NotPublic,
    /// With a user name, a password, a port, a query or a fragment.
    #[error("must have neither a user name, a port, a query nor a fragment")]
    TooMuch,
}

/// An address that may be asked: `https`, and a public host. `local` allows a server on this machine, for
/// development and tests.
///
/// # Errors
/// [`HostFault`] says why it is not asked.
pub fn public_address(text: &str, local: bool) -> Result<Url, HostFault> {
    let url = Url::parse(text).map_err(|_| HostFault::NotHttps)?;
    let here = matches!(url.host(), Some(Host::Ipv4(ip)) if ip.is_loopback());
    if local && here && url.scheme() == "http" {
        return Ok(url);
    }
    if url.scheme() != "https" || text.len() > URL_BYTES_MAX {
        return Err(HostFault::NotHttps);
    }
    let plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    if !plain || url.query().is_some() || url.fragment().is_some() {
        return Err(HostFault::TooMuch);
    }
    match url.host() {
        Some(Host::Domain(name)) if is_public(name) => Ok(url),
        // A machine's number says nothing about whose it is.
        Some(Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_)) | None => Err(HostFault::NotPublic),
    }
}

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
