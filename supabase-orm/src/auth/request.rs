//! What requests to the Auth server have in common: said here once, as a type and as options that some of them take.

/// A request: which call, and for whom.
macro_rules! request {
    ($(#[$doc:meta])* $name:ident $({ $($field:ident: $ty:ty),* })?) => {
        $(#[$doc])*
        ///
        /// Nothing happens before `send()`.
        #[derive(Clone)]
        #[must_use = "nothing happens before `send()`"]
        pub struct $name {
            pub(in crate::auth) auth: crate::auth::Auth,
            pub(in crate::auth) call: crate::auth::call::Call,
            $($(pub(in crate::auth) $field: $ty,)*)?
        }

        // passwords and codes stand in it
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

macro_rules! option {
    (captcha_token) => {
        /// The proof of a captcha, where the project asks for one.
        pub fn captcha_token(mut self, token: impl Into<String>) -> Self {
            self.call.set_below("gotrue_meta_security", "captcha_token", token.into());
            self
        }
    };
    (redirect_to) => {
        /// Where the link in the mail leads to; the project must allow it, or its own address is taken instead.
        pub fn redirect_to(mut self, url: impl Into<String>) -> Self {
            self.call.redirect_to(url);
            self
        }
    };
    (data) => {
        /// What the user says about itself: `user_metadata`. Anything but an object is refused by the server.
        pub fn data(mut self, data: impl Into<serde_json::Value>) -> Self {
            self.call.set("data", data.into());
            self
        }
    };
}

pub(super) use {option, request};
