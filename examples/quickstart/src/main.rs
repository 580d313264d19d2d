//! Ten minutes with supabase-orm. `cargo xtask demo` starts a local Supabase and runs this; with `SUPABASE_URL` and
//! `SUPABASE_ANON_KEY` it runs against a project that has the tables of `schema.sql`.
#![expect(clippy::print_stdout, reason = "a program for people")]

use comfy_table::Table;
use quickstart::schema::{Instrument, InstrumentInsert, Mood, Section, SectionInsert};
use supabase_orm::{Client, Result, Row};

/// A section as this program shows it: checked against the tables when it compiles.
#[derive(Debug, Row)]
#[table(Section)]
struct Stand {
    name: String,
    #[table(select = |s| s.instruments.columns(|i| i.name).order(|i| i.name.asc()))]
    instruments: Vec<String>,
    #[table(select = |s| s.instruments.columns(|i| i.strings.sum()))]
    strings: Vec<Option<i64>>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let db = Client::new(&variable("SUPABASE_URL"), &variable("SUPABASE_ANON_KEY"))?;
    db.from::<Section>().delete().all_rows().await?; // so that it can run again

    insert(&db).await?;
    show("Sections with their instruments", &db).await?;

    let violins = db.from::<Instrument>().update(|i| (i.mood.set(Mood::Dark), i.strings.set(5)));
    let changed = violins.filter(|i| i.name.eq("violin")).affected().await?;
    let gone = db
        .from::<Instrument>()
        .delete()
        .filter(|i| i.strings.is_null() & i.made.is_null())
        .affected()
        .await?;
    println!("\nupdated {changed}, deleted {gone}");
    show("Afterwards", &db).await?;

    let dark = db
        .from::<Instrument>()
        .columns(|i| (i.name, i.sections.columns(|s| s.name)))
        .filter(|i| i.mood.eq(Mood::Dark));
    for (instrument, section) in dark.order(|i| i.name.asc()).await? {
        println!("dark: {instrument} ({section})");
    }
    Ok(())
}

async fn insert(db: &Client) -> Result<()> {
    let new = |name: &str| SectionInsert { name: name.into() };
    let ids: Vec<i64> =
        db.from::<Section>().insert_many([new("strings"), new("brass")]).returning(|s| s.id).await?;
    let [strings, brass] = ids[..] else { return Ok(()) };
    let instrument = |section_id, name: &str| InstrumentInsert { section_id, name: name.into() };
    db.from::<Instrument>()
        .insert_many([
            instrument(strings, "violin").with(|i| i.strings.set(Some(4))),
            instrument(strings, "harp").with(|i| i.strings.set(Some(47))),
            instrument(brass, "horn").with(|i| i.strings.set(None::<i32>)),
        ])
        .await
}

async fn show(title: &str, db: &Client) -> Result<()> {
    let mut table = Table::new();
    table.set_header(["section", "instruments", "strings"]);
    for stand in db.from::<Stand>().select().order(|s| s.name.asc()).await? {
        let strings: i64 = stand.strings.into_iter().flatten().sum();
        table.add_row([stand.name, stand.instruments.join(", "), strings.to_string()]);
    }
    println!("\n{title}\n{table}");
    Ok(())
}
