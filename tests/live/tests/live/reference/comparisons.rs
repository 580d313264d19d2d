//! "Using filters": one operator each.

use super::{Response, data, tables::Planet};
use supabase_orm::{Client, Result};

examples! {
    "eq/with-select": eq,
    "neq/with-select": neq,
    "gt/with-select": gt,
    "gte/with-select": gte,
    "lt/with-select": lt,
    "lte/with-select": lte,
    "like/with-select": like,
    "ilike/with-select": ilike,
    "is/checking-nullness": is_null,
    "in/with-select": in_,
}

/// `.eq("name", "Earth")`
async fn eq(db: Client) -> Result<Response> {
    db.from::<Planet>().select().filter(|p| p.name.eq("Earth")).await.map(data)
}

/// `.neq("name", "Earth")`
async fn neq(db: Client) -> Result<Response> {
    db.from::<Planet>().select().filter(|p| p.name.neq("Earth")).await.map(data)
}

/// `.gt("id", 2)`
async fn gt(db: Client) -> Result<Response> {
    db.from::<Planet>().select().filter(|p| p.id.gt(2)).await.map(data)
}

/// `.gte("id", 2)`
async fn gte(db: Client) -> Result<Response> {
    db.from::<Planet>().select().filter(|p| p.id.gte(2)).await.map(data)
}

/// `.lt("id", 2)`
async fn lt(db: Client) -> Result<Response> {
    db.from::<Planet>().select().filter(|p| p.id.lt(2)).await.map(data)
}

/// `.lte("id", 2)`
async fn lte(db: Client) -> Result<Response> {
    db.from::<Planet>().select().filter(|p| p.id.lte(2)).await.map(data)
}

/// `.like("name", "%Ea%")`
async fn like(db: Client) -> Result<Response> {
    db.from::<Planet>().select().filter(|p| p.name.like("%Ea%")).await.map(data)
}

/// `.ilike("name", "%ea%")`
async fn ilike(db: Client) -> Result<Response> {
    db.from::<Planet>().select().filter(|p| p.name.ilike("%ea%")).await.map(data)
}

/// `.is_("name", "null")`
async fn is_null(db: Client) -> Result<Response> {
    db.from::<Planet>().select().filter(|p| p.name.is_null()).await.map(data)
}

/// `.in_("name", ["Earth", "Mars"])`
async fn in_(db: Client) -> Result<Response> {
    db.from::<Planet>().select().filter(|p| p.name.in_(["Earth", "Mars"])).await.map(data)
}
