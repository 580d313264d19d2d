//! Where a function runs.

use std::{borrow::Cow, fmt};

/// Where a function runs. Any text is one, so that new regions need no new version of this crate.
///
/// ```
/// # use supabase_orm::functions::Region;
/// assert_eq!(Region::EU_CENTRAL_1.as_str(), "eu-central-1");
/// assert_eq!(Region::new("mars-north-1").as_str(), "mars-north-1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Region(Cow<'static, str>);

macro_rules! regions {
    ($($name:ident = $text:literal,)*) => {
        impl Region {
            $(#[doc = concat!("`", $text, "`")]
            pub const $name: Self = Self(Cow::Borrowed($text));)*
        }
    };
}

regions! {
    ANY = "any",
    AP_NORTHEAST_1 = "ap-northeast-1",
    AP_NORTHEAST_2 = "ap-northeast-2",
    AP_SOUTH_1 = "ap-south-1",
    AP_SOUTHEAST_1 = "ap-southeast-1",
    AP_SOUTHEAST_2 = "ap-southeast-2",
    CA_CENTRAL_1 = "ca-central-1",
    EU_CENTRAL_1 = "eu-central-1",
    EU_WEST_1 = "eu-west-1",
    EU_WEST_2 = "eu-west-2",
    EU_WEST_3 = "eu-west-3",
    SA_EAST_1 = "sa-east-1",
    US_EAST_1 = "us-east-1",
    US_WEST_1 = "us-west-1",
    US_WEST_2 = "us-west-2",
}

impl Region {
    /// A region by its name.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self(name.into())
    }

    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name, unless every region will do.
    pub(super) fn named(&self) -> Option<&str> {
        Some(self.as_str()).filter(|name| *name != "any")
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
