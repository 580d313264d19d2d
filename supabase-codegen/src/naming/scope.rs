//! Names side by side: none twice.

use std::collections::BTreeSet;

/// The names of one struct, enum or module.
#[derive(Debug, Default, Clone)]
pub(crate) struct Scope(BTreeSet<String>);

/// A name that is free now, and whether another one was wanted.
#[derive(Debug, PartialEq)]
pub(crate) struct Taken {
    pub(crate) name: String,
    pub(crate) changed: bool,
}

impl Scope {
    /// A scope in which these names are used already.
    pub(crate) fn with<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(names.into_iter().map(str::to_owned).collect())
    }

    /// The first of the wanted names that is free, else the last with a number: `name_2`, `Name2`.
    ///
    /// `also` gives the names that come with one: `PlanetColumns` of `Planet`.
    pub(crate) fn take(&mut self, wanted: &[&str], also: impl Fn(&str) -> Vec<String>) -> Taken {
        let (first, last) =
            (wanted.first().copied().unwrap_or("unnamed"), wanted.last().copied().unwrap_or("unnamed"));
        let candidates = wanted.iter().map(|w| (*w).to_owned());
        let mut candidates = candidates.chain((2..=self.0.len() + 2).map(|n| numbered(last, n)));
        let free = |name: &String| !self.0.contains(name) && also(name).iter().all(|n| !self.0.contains(n));
        let name = candidates.find(free).unwrap_or_else(|| numbered(last, self.0.len() + 3));
        self.0.extend(also(&name));
        self.0.insert(name.clone());
        Taken { changed: name != first, name }
    }

    /// Names for a list of things. Those whose name is already as Rust wants it keep it; the others follow in their order,
    /// so a thing that is added at the end changes no other name.
    pub(crate) fn take_all<'a>(
        &mut self,
        names: &[&'a str],
        convert: impl Fn(&'a str) -> String,
    ) -> Vec<Taken> {
        let mut taken: Vec<Option<Taken>> = names.iter().map(|_| None).collect();
        for exact in [true, false] {
            for (slot, name) in taken.iter_mut().zip(names) {
                let wanted = convert(name);
                if slot.is_none() && (!exact || wanted == *name) {
                    *slot = Some(self.take(&[&wanted], |_| Vec::new()));
                }
            }
        }
        taken.into_iter().flatten().collect()
    }
}

/// `a_2`, `A2`
fn numbered(name: &str, n: usize) -> String {
    let pascal = name.chars().next().is_some_and(char::is_uppercase);
    if pascal || name.ends_with('_') { format!("{name}{n}") } else { format!("{name}_{n}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::naming::field;

    fn names(columns: &[&str]) -> Vec<String> {
        Scope::default().take_all(columns, field).into_iter().map(|t| t.name).collect()
    }

    #[test]
    fn the_exact_name_wins_and_the_others_are_numbered_in_their_order() {
        let columns = ["userId", "UserId", "user_id", "user id"];
        assert_eq!(names(&columns), ["user_id_2", "user_id_3", "user_id", "user_id_4"]);
        assert_eq!(names(&columns[..3]), names(&columns)[..3]);
    }

    #[test]
    fn a_number_that_is_taken_is_passed_over() {
        assert_eq!(names(&["a_2", "a", "A"]), ["a_2", "a", "a_3"]);
    }

    #[test]
    fn names_that_come_along_are_taken_too() {
        let mut scope = Scope::default();
        let also = |n: &str| vec![format!("{n}Insert")];
        assert_eq!(scope.take(&["Planet"], also).name, "Planet");
        let second = scope.take(&["PlanetInsert"], also);
        assert_eq!((second.name.as_str(), second.changed), ("PlanetInsert2", true));
    }
}
