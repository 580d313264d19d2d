//! Tables that many examples share. An example's columns are these or some of them.

use serde::Serialize;
use supabase_orm::{Insert, Related, Table};

#[derive(Debug, Serialize, Table)]
#[table(name = "planets")]
pub(crate) struct Planet {
    #[table(key)]
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
}

#[derive(Debug, Insert)]
#[table(Planet)]
pub(crate) struct NewPlanet<'a> {
    pub(crate) id: i64,
    pub(crate) name: &'a str,
}

#[derive(Debug, Serialize, Table)]
#[table(name = "orchestral_sections")]
pub(crate) struct Section {
    #[table(key)]
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    #[serde(skip)]
    #[table(many = Instrument)]
    pub(crate) instruments: Related,
}

#[derive(Debug, Serialize, Table)]
#[table(name = "instruments")]
pub(crate) struct Instrument {
    #[table(key)]
    pub(crate) id: i64,
    #[table(references = Section)]
    pub(crate) section_id: i64,
    pub(crate) name: Option<String>,
    #[serde(skip)]
    #[table(one = Section)]
    pub(crate) orchestral_sections: Related,
}
