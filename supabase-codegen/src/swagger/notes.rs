//! What PostgREST hides in descriptions: comments, and keys as notes behind them.

/// A description, taken apart.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Notes<'d> {
    /// The comment in the database.
    pub(crate) comment: Option<&'d str>,
    /// `<pk/>`
    pub(crate) primary_key: bool,
    /// `<fk table='t' column='c'/>`
    pub(crate) foreign_keys: Vec<(&'d str, &'d str)>,
}

impl<'d> Notes<'d> {
    pub(crate) fn parse(description: Option<&'d str>) -> Self {
        let Some(text) = description else { return Self::default() };
        let (comment, notes) = match text.strip_prefix("Note:\n") {
            Some(notes) => ("", notes),
            None => text.rsplit_once("\n\nNote:\n").unwrap_or((text, "")),
        };
        let foreign_keys = notes.split("<fk table='").skip(1).filter_map(|rest| {
            let (table, rest) = rest.split_once("' column='")?;
            Some((table, rest.split_once("'/>")?.0))
        });
        Self {
            comment: Some(comment).filter(|c| !c.trim().is_empty()),
            primary_key: notes.contains("<pk/>"),
            foreign_keys: foreign_keys.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Notes;

    #[test]
    fn comments_and_keys_come_apart() {
        let both = "The boss\n\nNote:\nThis is a Primary Key.<pk/>\nThis is a Foreign Key to `a b.id`.<fk table='a b' column='id'/>";
        let notes = Notes::parse(Some(both));
        assert_eq!(notes.comment, Some("The boss"));
        assert!(notes.primary_key);
        assert_eq!(notes.foreign_keys, [("a b", "id")]);
        let only = Notes::parse(Some("Note:\nThis is a Primary Key.<pk/>"));
        assert!(only.comment.is_none() && only.primary_key);
        let comment = Notes::parse(Some("about <pk/> itself"));
        assert!(!comment.primary_key && comment.comment.is_some());
        assert_eq!(Notes::parse(None), Notes::default());
    }
}
