//! Who may do what, beside the service role.

/// What is done to objects, in the words of row level security.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Reading, listing, signing.
    Select,
    /// Uploading, and copying to.
    Insert,
    /// Replacing and moving; an upsert needs it too.
    Update,
    /// Removing.
    Delete,
}

/// A rule that lets a role do something with the objects of a bucket.
#[derive(Debug, Clone)]
pub struct Policy {
    role: String,
    bucket: String,
    actions: Vec<Action>,
    is_of_own_folder: bool,
}

impl Policy {
    /// Lets a role do that with all objects of a bucket.
    #[must_use]
    pub fn new(role: impl Into<String>, bucket: impl Into<String>, actions: &[Action]) -> Self {
        Self {
            role: role.into(),
            bucket: bucket.into(),
            actions: actions.to_owned(),
            is_of_own_folder: false,
        }
    }

    /// With those only whose first folder is the user's id.
    #[must_use]
    pub fn of_own_folder(self) -> Self {
        Self { is_of_own_folder: true, ..self }
    }

    pub(super) fn allows(&self, role: &str, user: &str, action: Action, bucket: &str, key: &str) -> bool {
        let folder = key.split_once('/').map(|(folder, _)| folder);
        self.role == role
            && self.bucket == bucket
            && self.actions.contains(&action)
            && (!self.is_of_own_folder || !user.is_empty() && folder == Some(user))
    }
}
