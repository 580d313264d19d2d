//! What requests to Storage have in common: said here once, as settings that some of them take.

macro_rules! setting {
    (content_type) => {
        /// Its type. Default is what [`content_type_of`](super::content_type_of) tells by name and content.
        pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
            self.content_type = Some(content_type.into());
            self
        }
    };
    (cache_control) => {
        /// How many seconds browsers and caches may keep it: digits only. Default is `"3600"`.
        pub fn cache_control(mut self, seconds: impl Into<String>) -> Self {
            self.cache_control = seconds.into();
            self
        }
    };
    (upsert) => {
        /// Whether what is there is replaced. Default is no. By a signed address the token decides.
        pub fn upsert(mut self, yes: bool) -> Self {
            self.call.header("x-upsert", if yes { "true" } else { "false" });
            self
        }
    };
    (metadata) => {
        /// What the program wants to know of it later: [`ObjectInfo::metadata`](super::ObjectInfo::metadata). Anything but an
        /// object is dropped by the server.
        pub fn metadata(mut self, metadata: impl Into<serde_json::Value>) -> Self {
            self.metadata = Some(metadata.into());
            self
        }
    };
    (progress, $what:literal) => {
        #[doc = $what]
        pub fn progress(mut self, tell: impl FnMut(super::Progress) + Send + 'static) -> Self {
            self.listener = super::progress::Listener::new(tell);
            self
        }
    };
    (timeout) => {
        /// How long it may stand still; what is slow may take longer. Default is the client's limit.
        pub fn timeout(mut self, limit: impl Into<Option<std::time::Duration>>) -> Self {
            self.limit = limit.into();
            self
        }
    };
    (pages) => {
        /// At most so many. Default is all.
        pub fn limit(mut self, n: u64) -> Self {
            self.call.query("limit", n.to_string());
            self
        }

        /// Not the first so many. Default is 0.
        pub fn offset(mut self, n: u64) -> Self {
            self.call.query("offset", n.to_string());
            self
        }

        /// Those whose name has this in it.
        pub fn search(mut self, text: impl Into<String>) -> Self {
            self.call.query("search", text);
            self
        }
    };
}

pub(super) use setting;
