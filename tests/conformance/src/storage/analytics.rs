//! Buckets of tables.

use super::{Asked, direction, given, message, returned};
use crate::outcome::{Fault, Returned};
use supabase_orm::storage::Analytics;

pub(super) async fn call(buckets: &Analytics, asked: &Asked<'_>) -> Result<Returned, Fault> {
    Ok(match asked.call {
        "create" => returned(buckets.create(asked.name("bucket_name")?).await),
        "delete" => message(buckets.delete(asked.name("bucket_name")?).await),
        "list" => {
            let order = asked.text(3, "sort_order").map(direction).transpose()?;
            let call = given!(buckets.list(), asked.number(0, "limit") => limit,
                asked.number(1, "offset") => offset, asked.text(2, "sort_column") => sort_column,
                order => sort_order, asked.text(4, "search") => search);
            returned(call.send().await)
        }
        "catalog" => {
            // nothing is sent before a namespace or a table is asked for
            let _ = buckets.catalog(asked.name("catalog_name")?);
            Returned::Nothing
        }
        _ => return Err(asked.unknown()),
    })
}
