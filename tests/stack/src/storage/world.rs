//! What the double knows.

use super::{
    StorageConfig,
    bucket::Bucket,
    caller::Caller,
    object::Object,
    policy::{Action, Policy},
    refusal::Refusal,
    tus::Upload,
};
use crate::clock::Clock;
use std::collections::BTreeMap;

/// Everything the double keeps.
#[derive(Debug)]
pub(super) struct World {
    pub(super) config: StorageConfig,
    pub(super) clock: Clock,
    /// The one that was changed last at the end, as rows are in a table.
    pub(super) buckets: Vec<Bucket>,
    /// By bucket and key.
    pub(super) objects: BTreeMap<(String, String), Object>,
    /// By their ids.
    pub(super) uploads: BTreeMap<String, Upload>,
    pub(super) policies: Vec<Policy>,
}

impl World {
    pub(super) fn new(config: StorageConfig) -> Self {
        Self {
            config,
            clock: Clock::default(),
            buckets: Vec::new(),
            objects: BTreeMap::new(),
            uploads: BTreeMap::new(),
            policies: Vec::new(),
        }
    }

    pub(super) fn bucket(&self, id: &str) -> Result<&Bucket, Refusal> {
        self.buckets.iter().find(|bucket| bucket.id == id).ok_or_else(Refusal::no_bucket)
    }

    pub(super) fn may(&self, caller: &Caller, action: Action, bucket: &str, key: &str) -> bool {
        let allows = |policy: &Policy| policy.allows(&caller.role, &caller.user, action, bucket, key);
        caller.is_service() || self.policies.iter().any(allows)
    }

    /// The object, if there is one.
    pub(super) fn object(&self, bucket: &str, key: &str) -> Option<&Object> {
        self.objects.get(&(bucket.to_owned(), key.to_owned()))
    }

    /// The object, if this caller may see it.
    pub(super) fn visible(&self, caller: &Caller, bucket: &str, key: &str) -> Result<&Object, Refusal> {
        let object = self.object(bucket, key).filter(|_| self.may(caller, Action::Select, bucket, key));
        object.ok_or_else(Refusal::no_object)
    }

    /// The objects of a bucket that this caller may see, by their keys.
    pub(super) fn all_visible<'a>(
        &'a self,
        caller: &'a Caller,
        bucket: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Object)> {
        let from = (bucket.to_owned(), String::new());
        let of_bucket = self.objects.range(from..).take_while(move |((of, _), _)| of == bucket);
        let seen = of_bucket.filter(|((_, key), _)| self.may(caller, Action::Select, bucket, key));
        seen.map(|((_, key), object)| (key.as_str(), object))
    }
}
