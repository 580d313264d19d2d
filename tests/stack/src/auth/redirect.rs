//! Where links lead back to.

use super::call::Call;
use url::form_urlencoded::{self, Serializer};

/// Where users come back to who ask for nowhere else.
pub(super) const SITE: &str = "http://localhost:3000";
/// What addresses may begin with.
const ALLOWED: [&str; 3] = [SITE, "https://app.example.com/", "com.example.app://login-callback"];

/// What the request asks for, or the site.
pub(super) fn target(call: &Call) -> String {
    let asked = [call.query("redirect_to"), call.header("redirect_to"), call.header("referer")];
    let asked = asked.into_iter().find(|url| !url.is_empty()).unwrap_or_default();
    let allowed = ALLOWED.iter().any(|start| asked.starts_with(start));
    if allowed { asked.to_owned() } else { SITE.to_owned() }
}

/// The pairs, in the order of their names as the server sorts them.
pub(super) fn pairs(pairs: &[(&str, &str)]) -> String {
    let mut pairs: Vec<_> = pairs.iter().filter(|(name, _)| !name.is_empty()).collect();
    pairs.sort();
    let mut text = Serializer::new(String::new());
    for (name, value) in pairs {
        text.append_pair(name, value);
    }
    text.finish()
}

/// The address with these pairs added to its query.
pub(super) fn with_query(url: &str, more: &[(&str, &str)]) -> String {
    let (url, fragment) = url.split_once('#').map_or((url, None), |(url, fragment)| (url, Some(fragment)));
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let own: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let mut all: Vec<_> = own.iter().map(|(name, value)| (&**name, &**value)).collect();
    all.extend(more);
    let fragment = fragment.map_or_else(String::new, |fragment| format!("#{fragment}"));
    format!("{path}?{}{fragment}", pairs(&all))
}
