//! What a channel listens to, and whether it can.

use super::{
    condition::{self, Term},
    database::{PUBLICATION, Table},
    ident,
    pgoutput::Kind,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tokio_postgres::{Client, Error, error::SqlState};

/// What a channel listens to.
#[derive(Debug, Clone)]
pub(in crate::realtime) struct Subscription {
    pub(super) id: u64,
    /// as the client has it
    binding: Value,
    event: String,
    schema: String,
    table: String,
    pub(super) terms: Vec<Term>,
    /// the columns that rows come with, beside those of the key
    pub(super) select: Option<BTreeSet<String>>,
    /// why it cannot be
    fault: Option<String>,
}

/// The most values of a list.
const VALUES: i32 = 100;

impl Subscription {
    pub(in crate::realtime) fn of(binding: &Value) -> Self {
        let text = |name: &str| binding.get(name).and_then(Value::as_str);
        let (terms, unread) = match condition::parse(text("filter").unwrap_or_default()) {
            Ok(terms) => (terms, None),
            Err(why) => (Vec::new(), Some(format!("Error parsing `filter` params: {why}"))),
        };
        let (schema, table) = (text("schema").unwrap_or("public"), text("table").unwrap_or("*"));
        let select = binding.get("select").and_then(Value::as_array);
        let select: Option<BTreeSet<String>> =
            select.map(|all| all.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        let select = select.filter(|columns| !columns.is_empty());
        let everywhere = select.is_some() && (schema == "*" || table == "*");
        let wide = "Column selection is not supported for wildcard subscriptions. Provide an explicit schema and table name.";
        let event = text("event").unwrap_or_default().to_ascii_uppercase();
        let is_known = ["INSERT", "UPDATE", "DELETE"].contains(&event.as_str());
        Self {
            // one for equal bindings, as the real server has it
            id: checksum(&binding.to_string()),
            event: if is_known { event } else { "*".to_owned() },
            schema: schema.to_owned(),
            table: table.to_owned(),
            terms,
            select,
            fault: incomplete(binding).or(unread).or_else(|| everywhere.then(|| wide.to_owned())),
            binding: binding.clone(),
        }
    }

    /// The binding with the id under which its changes come.
    pub(in crate::realtime) fn bound(&self) -> Value {
        let mut bound = self.binding.clone();
        if let Some(map) = bound.as_object_mut() {
            map.insert("id".to_owned(), json!(self.id));
        }
        bound
    }

    pub(super) fn is_for(&self, kind: Kind, table: &Table) -> bool {
        let one_of = |wanted: &str, is: &str| wanted == "*" || wanted == is;
        one_of(&self.event, kind.word())
            && one_of(&self.schema, &table.schema)
            && one_of(&self.table, &table.name)
    }

    /// Why it cannot be, in the server's words.
    pub(super) async fn check(&self, client: &Client, role: &str) -> Result<Option<String>, Error> {
        const UNABLE: &str = "Unable to subscribe to changes with given parameters.";
        if let Some(fault) = &self.fault {
            return Ok(Some(fault.clone()));
        }
        let tables = "select format('%I.%I', schemaname, tablename)::regclass::oid from pg_publication_tables \
                      where pubname = $1::text and $2::text in (schemaname, '*') and $3::text in (tablename, '*')";
        let tables = client.query(tables, &[&PUBLICATION, &self.schema, &self.table]).await?;
        let shown = self.shown();
        if tables.is_empty() {
            return Ok(Some(format!(
                "{UNABLE} Please check Realtime is enabled for the given connect parameters: {shown}"
            )));
        }
        for table in &tables {
            if let Err(e) = self.check_columns(client, table.get(0), role).await? {
                return Ok(Some(format!(
                    "{UNABLE} An exception happened so please check your connect parameters: {shown}. Exception: {e}"
                )));
            }
        }
        Ok(None)
    }

    /// Whether the role may read the columns, and they can be compared with what is wanted.
    async fn check_columns(
        &self,
        client: &Client,
        table: u32,
        role: &str,
    ) -> Result<Result<(), String>, Error> {
        for term in &self.terms {
            let Some(kind) = kind_of(client, table, role, &term.column).await? else {
                return Ok(raised(&format!("invalid column for filter {}", term.column)));
            };
            if let Err(e) = check_term(client, term, &kind).await? {
                return Ok(Err(e));
            }
        }
        for column in self.select.iter().flatten() {
            if kind_of(client, table, role, column).await?.is_none() {
                return Ok(raised(&format!("invalid column for select {column}")));
            }
        }
        Ok(Ok(()))
    }

    /// `[event: *, schema: public, table: planets, filters: [], select: nil]`
    fn shown(&self) -> String {
        let terms: Vec<String> = self.terms.iter().map(Term::shown).collect();
        let select = self
            .select
            .as_ref()
            .map_or("nil".to_owned(), |columns| format!("{:?}", columns.iter().collect::<Vec<_>>()));
        let (event, schema, table, terms) = (&self.event, &self.schema, &self.table, terms.join(", "));
        format!("[event: {event}, schema: {schema}, table: {table}, filters: [{terms}], select: {select}]")
    }
}

/// A table needs no schema, nor a schema a table, but a filter needs both.
fn incomplete(binding: &Value) -> Option<String> {
    let text = |name: &str| binding.get(name).is_some_and(Value::is_string);
    let lacks = |name: &str| binding.get(name).is_none();
    let both = text("schema") && text("table") && (text("filter") || lacks("filter"));
    let one = text("schema") && lacks("table") || text("table") && lacks("schema");
    if both || one && lacks("filter") {
        return None;
    }
    let pairs = binding.as_object().into_iter().flatten();
    let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name:?} => {value}")).collect();
    Some(format!(
        "No subscription params provided. Please provide at least a `schema` or `table` to subscribe to: %{{{}}}",
        pairs.join(", ")
    ))
}

/// The type of a column that the role may read.
async fn kind_of(client: &Client, table: u32, role: &str, column: &str) -> Result<Option<String>, Error> {
    let sql = "select format_type(atttypid, null) from pg_attribute where attrelid = $1 and attname = $2::text \
               and attnum > 0 and not attisdropped and has_column_privilege($3::text, attrelid, attnum, 'select')";
    Ok(client.query_opt(sql, &[&table, &column, &role]).await?.map(|row| row.get(0)))
}

/// What PostgreSQL says of a comparison, without a row.
async fn check_term(client: &Client, term: &Term, kind: &str) -> Result<Result<(), String>, Error> {
    let word = term.value.as_str();
    if term.operator == "is" && !["null", "true", "false", "unknown"].contains(&word) {
        return Ok(raised("invalid value for is filter: must be null, true, false, or unknown"));
    }
    if term.operator == "is" && word != "null" && kind != "boolean" {
        return Ok(raised(&format!("is {word} filter requires a boolean column, got {kind}")));
    }
    let is_list = term.operator == "in";
    let size = if is_list { format!("cardinality({}::{kind}[])", term.literal()) } else { "0".to_owned() };
    let sql =
        format!("select {size}, {} from (select null::{kind} as {}) r", term.sql(kind), ident(&term.column));
    match client.query_one(&sql, &[]).await {
        Ok(row) if row.get::<_, i32>(0) > VALUES => {
            Ok(raised("too many values for `in` filter. Maximum 100"))
        }
        Ok(_) => Ok(Ok(())),
        Err(e) => match e.as_db_error() {
            Some(said) if *said.code() == SqlState::INVALID_TEXT_REPRESENTATION => {
                Ok(Err(format!("ERROR 22P02 (invalid_text_representation) {}", said.message())))
            }
            Some(said) => Ok(Err(format!("ERROR {} {}", said.code().code(), said.message()))),
            None => Err(e),
        },
    }
}

/// What the server's own functions in the database say.
fn raised(message: &str) -> Result<(), String> {
    Err(format!("ERROR P0001 (raise_exception) {message}"))
}

/// FNV-1a, as far as numbers of JSON are exact.
fn checksum(text: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, mix) >> 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_binding_lacks_is_said_as_the_server_does() {
        let fault = |binding: Value| Subscription::of(&binding).fault;
        assert_eq!(fault(json!({"event": "*", "schema": "*"})), None);
        assert_eq!(fault(json!({"table": "planets"})), None);
        assert_eq!(
            fault(json!({"event": "*"})).unwrap(),
            "No subscription params provided. Please provide at least a `schema` or `table` to subscribe to: %{\"event\" => \"*\"}"
        );
        assert!(fault(json!({"schema": "public", "filter": "id=eq.1"})).is_some());
        assert!(fault(json!({"schema": "public", "table": "*", "select": ["id"]})).is_some());
        assert_eq!(
            fault(json!({"schema": "public", "table": "t", "filter": "id=what.1"})).unwrap(),
            "Error parsing `filter` params: [\"what\", \"1\"]"
        );
    }
}
