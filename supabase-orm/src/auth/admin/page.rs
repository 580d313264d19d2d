//! Lists that come in pages.

use super::{ListOAuthClients, OAuthClient};
use crate::{
    auth::{User, request::request},
    error::Result,
};
use http::HeaderMap;
use serde::Deserialize;
use url::form_urlencoded;

request! {
    /// Listing users.
    ListUsers
}

/// A page of users. Their `identities` are not in it: see [`get_user_by_id`](super::Admin::get_user_by_id).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct UserPage {
    /// The users, the newest first.
    pub users: Vec<User>,
    /// How many there are on all pages.
    pub total: Option<u64>,
    /// The number of the next page; `None` on the last one.
    pub next_page: Option<u64>,
    /// The number of the last page.
    pub last_page: Option<u64>,
}

/// A page of OAuth clients.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OAuthClientPage {
    /// The clients.
    pub clients: Vec<OAuthClient>,
    /// How many there are on all pages, where the server says so.
    pub total: Option<u64>,
    /// The number of the next page; `None` on the last one, and from servers that do not page.
    pub next_page: Option<u64>,
    /// The number of the last page, where the server says so.
    pub last_page: Option<u64>,
}

macro_rules! paged {
    ($name:ident) => {
        impl $name {
            /// The number of the page. The first is 1, which is the default.
            pub fn page(mut self, number: u64) -> Self {
                self.call.put_query("page", number.max(1).to_string());
                self
            }

            /// How many are on a page. Default is the server's, 50.
            pub fn per_page(mut self, count: u64) -> Self {
                self.call.put_query("per_page", count.to_string());
                self
            }
        }
    };
}

paged!(ListUsers);
paged!(ListOAuthClients);

impl ListUsers {
    /// Only users whose email address, phone number or `full_name` has this in it.
    pub fn filter(mut self, text: impl Into<String>) -> Self {
        self.call.put_query("filter", text);
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`not_admin`) or cannot be reached.
    pub async fn send(self) -> Result<UserPage> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(default)]
            users: Vec<User>,
        }
        let (headers, Answer { users }) = self.auth.call_with_headers(&self.call).await?;
        let Paging { total, next, last } = Paging::of(&headers);
        Ok(UserPage { users, total, next_page: next, last_page: last })
    }
}

impl ListOAuthClients {
    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`not_admin`, `feature_disabled`) or cannot be reached.
    pub async fn send(self) -> Result<OAuthClientPage> {
        #[derive(Deserialize)]
        struct Answer {
            // `{}` if there is none
            #[serde(default)]
            clients: Vec<OAuthClient>,
        }
        let (headers, Answer { clients }) = self.auth.call_with_headers(&self.call).await?;
        let Paging { total, next, last } = Paging::of(&headers);
        Ok(OAuthClientPage { clients, total, next_page: next, last_page: last })
    }
}

/// What the headers say about the pages.
#[derive(Debug, PartialEq)]
struct Paging {
    total: Option<u64>,
    next: Option<u64>,
    last: Option<u64>,
}

impl Paging {
    fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let links = text("link").unwrap_or_default();
        Self {
            total: text("x-total-count").and_then(|total| total.parse().ok()),
            next: page_of(links, "next"),
            last: page_of(links, "last"),
        }
    }
}

/// The page of one link of `</admin/users?page=2&per_page=2>; rel="next", <..>; rel="last"`.
fn page_of(links: &str, rel: &str) -> Option<u64> {
    // a filter may have commas and `>` in it, but they are encoded
    let mark = format!("rel=\"{rel}\"");
    let link = links.split(',').find(|link| link.contains(&mark))?;
    let address = link.split_once('<')?.1.split_once('>')?.0;
    let query = address.split_once('?')?.1;
    let page = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "page")?.1;
    page.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_from_links() {
        let links = r#"</admin/users?filter=a%2Cb&page=3&per_page=2>; rel="next", </admin/users?page=7&per_page=2>; rel="last""#;
        assert_eq!((page_of(links, "next"), page_of(links, "last")), (Some(3), Some(7)));
        assert_eq!(page_of(r#"</admin/users?page=1&per_page=>; rel="last""#, "next"), None);
        assert_eq!(page_of(r#"</admin/users?cursor=x&limit=2>; rel="next""#, "next"), None);
        for odd in ["", "page=2", "<>; rel=\"next\"", "<?page=x>; rel=\"next\"", ">; rel=\"next\"<"] {
            assert_eq!(page_of(odd, "next"), None, "{odd}");
        }
    }
}
