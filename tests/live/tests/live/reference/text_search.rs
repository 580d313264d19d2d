//! "Using filters": `text_search()`.

use super::{Response, data};
use supabase_orm::{Client, Result, Search, Table, select};

examples! {
    "text-search/text-search": text_search,
    "text-search/basic-normalization": basic_normalization,
    "text-search/full-normalization": full_normalization,
    "text-search/web-search": web_search,
}

#[derive(Debug, Table)]
#[table(name = "texts")]
struct Text {
    #[table(key, generated)]
    id: i64,
    content: Option<String>,
}

#[derive(Debug, Table)]
#[table(name = "quotes")]
struct Quote {
    #[table(key, generated)]
    id: i64,
    catchphrase: Option<String>,
}

/// `.text_search("content", "'eggs' & 'ham'", options={"config": "english"})`
async fn text_search(db: Client) -> Result<Response> {
    let texts = db.from::<Text>().columns(select!(content));
    texts.filter(|t| t.content.text_search("'eggs' & 'ham'").config("english")).await.map(data)
}

/// `.text_search("catchphrase", "'the' & 'cat'", options={"type": "plain", "config": "english"})`
async fn basic_normalization(db: Client) -> Result<Response> {
    let quotes = db.from::<Quote>().columns(select!(catchphrase));
    let search =
        quotes.filter(|q| q.catchphrase.text_search("'the' & 'cat'").kind(Search::Plain).config("english"));
    search.await.map(data)
}

/// `.text_search("catchphrase", "'the' & 'cat'", options={"type": "phrase", "config": "english"})`
async fn full_normalization(db: Client) -> Result<Response> {
    let quotes = db.from::<Quote>().columns(select!(catchphrase));
    let search =
        quotes.filter(|q| q.catchphrase.text_search("'the' & 'cat'").kind(Search::Phrase).config("english"));
    search.await.map(data)
}

/// `.text_search("catchphrase", "fox or cat", options={"type": "web_search", "config": "english"})`
async fn web_search(db: Client) -> Result<Response> {
    let quotes = db.from::<Quote>().columns(select!(catchphrase));
    let search =
        quotes.filter(|q| q.catchphrase.text_search("fox or cat").kind(Search::Web).config("english"));
    search.await.map(data)
}
