//! The database: what was committed, rows as JSON, and who may see them.

use super::{
    condition,
    pgoutput::{Change, Decoder, Kind, Row},
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::{Client, Error, NoTls};

/// A table, as far as its changes need it.
#[derive(Debug, Clone)]
pub(super) struct Table {
    oid: u32,
    pub(super) schema: String,
    pub(super) name: String,
    /// with the names of their types, in order
    kinds: Vec<(String, String)>,
    pub(super) key: BTreeSet<String>,
    /// row level security is on
    pub(super) is_secured: bool,
}

impl Table {
    /// `[{"name", "type"}]`
    pub(super) fn columns(&self) -> Value {
        self.kinds.iter().map(|(name, kind)| json!({"name": name, "type": kind})).collect()
    }

    fn place(&self) -> String {
        format!("{}.{}", ident(&self.schema), ident(&self.name))
    }
}

pub(super) struct Database {
    /// reads the stream: its slot ends with it
    stream: Client,
    slot: String,
    /// asks about rows
    client: Client,
    decoder: Decoder,
    tables: BTreeMap<u32, Table>,
    may_select: BTreeMap<(u32, String), bool>,
}

/// Slots are known to the whole server: each double has one of its own.
fn slot() -> String {
    format!("stack_realtime_{}", uuid::Uuid::new_v4().simple())
}

const PUBLICATION: &str = "supabase_realtime";

impl Database {
    /// Makes the publication, and a slot that sees what is committed from now on.
    pub(super) async fn connect(url: &str) -> Result<Self, Error> {
        let (stream, client) = (connect(url).await?, connect(url).await?);
        let exists = stream.query("select from pg_publication where pubname = $1", &[&PUBLICATION]).await?;
        if exists.is_empty() {
            stream.batch_execute(&format!("create publication {PUBLICATION} for all tables")).await?;
        }
        let slot = slot();
        stream.query("select pg_create_logical_replication_slot($1, 'pgoutput', true)", &[&slot]).await?;
        Ok(Self {
            stream,
            slot,
            client,
            decoder: Decoder::default(),
            tables: BTreeMap::new(),
            may_select: BTreeMap::new(),
        })
    }

    /// What was committed since it was asked last.
    pub(super) async fn changes(&mut self) -> Result<Vec<Change>, Error> {
        let sql = "select data from pg_logical_slot_get_binary_changes($1, null, null, \
                   'proto_version', '1', 'publication_names', $2)";
        let rows = self.stream.query(sql, &[&self.slot, &PUBLICATION]).await?;
        Ok(rows.iter().filter_map(|row| self.decoder.read(row.get(0))).collect())
    }

    /// The table of a change; `None` if it is gone.
    pub(super) async fn table(&mut self, change: &Change) -> Result<Option<Table>, Error> {
        let relation = &change.relation;
        let known = self.tables.get(&relation.oid);
        let names = |table: &Table| table.kinds.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let now: Vec<String> = relation.columns.iter().map(|(name, ..)| name.clone()).collect();
        if let Some(table) = known.filter(|table| names(table) == now) {
            return Ok(Some(table.clone()));
        }
        let Some(secured) = self
            .client
            .query_opt("select relrowsecurity from pg_class where oid = $1", &[&relation.oid])
            .await?
        else {
            return Ok(None);
        };
        let key = "select attname::text from pg_index i join pg_attribute a on attrelid = indrelid and attnum = any(indkey) \
                   where indrelid = $1 and indisprimary";
        let key = self.client.query(key, &[&relation.oid]).await?;
        let mut kinds = Vec::new();
        for (name, kind, _) in &relation.columns {
            let kind =
                self.client.query_one("select typname::text from pg_type where oid = $1", &[kind]).await?;
            kinds.push((name.clone(), kind.get(0)));
        }
        let table = Table {
            oid: relation.oid,
            schema: relation.schema.clone(),
            name: relation.name.clone(),
            kinds,
            key: key.iter().map(|row| row.get(0)).collect(),
            is_secured: secured.get(0),
        };
        self.tables.insert(relation.oid, table.clone());
        Ok(Some(table))
    }

    /// A row as JSON, in the forms of PostgreSQL; only the columns that it has.
    pub(super) async fn row(&self, table: &Table, row: Option<&Row>) -> Result<Map<String, Value>, Error> {
        let Some(row) = row else { return Ok(Map::new()) };
        let sql = format!(
            "select to_jsonb(r)::text from jsonb_populate_record(null::{}, $1::text::jsonb) r",
            table.place()
        );
        let json = self.client.query_one(&sql, &[&texts(table, row)]).await?;
        let json: Map<String, Value> = serde_json::from_str(json.get(0)).unwrap_or_default();
        Ok(json.into_iter().filter(|(name, _)| row.contains_key(name)).collect())
    }

    /// Whether a role has the privilege to read the table at all.
    pub(super) async fn may_select(&mut self, table: &Table, role: &str) -> Result<bool, Error> {
        let key = (table.oid, role.to_owned());
        if let Some(may) = self.may_select.get(&key) {
            return Ok(*may);
        }
        let sql = "select has_schema_privilege($1::text, $2::text, 'usage') and has_table_privilege($1::text, $3::oid, 'select')";
        let may = match self.client.query_one(sql, &[&role, &table.schema, &table.oid]).await {
            Ok(row) => row.get(0),
            // there is no such role
            Err(e) if e.code().is_some() => false,
            Err(e) => return Err(e),
        };
        self.may_select.insert(key, may);
        Ok(may)
    }

    /// Whether row level security shows the row. Nobody can see a row that is gone, so that is told to all.
    pub(super) async fn sees(
        &mut self,
        table: &Table,
        change: &Change,
        record: &Map<String, Value>,
        role: &str,
        claims: &Value,
    ) -> Result<bool, Error> {
        if !table.is_secured || change.kind == Kind::Delete || table.key.is_empty() {
            return Ok(true);
        }
        let same = |name: &String| format!("t.{0} = r.{0}", ident(name));
        let same: Vec<String> = table.key.iter().map(same).collect();
        let sql = format!(
            "select exists (select from {0} t, jsonb_populate_record(null::{0}, $1::text::jsonb) r where {1})",
            table.place(),
            same.join(" and ")
        );
        let asking = self.client.transaction().await?;
        asking.batch_execute(&format!("set local role {}", ident(role))).await?;
        asking.query("select set_config('request.jwt.claims', $1, true)", &[&claims.to_string()]).await?;
        let sees = asking.query_one(&sql, &[&json!(record).to_string()]).await?;
        asking.rollback().await?;
        Ok(sees.get(0))
    }

    /// Whether a row satisfies a filter.
    pub(super) async fn passes(
        &self,
        table: &Table,
        record: &Map<String, Value>,
        filter: &str,
    ) -> Result<bool, Error> {
        let terms = condition::parse(filter).unwrap_or_default();
        let sql: Option<Vec<String>> = terms
            .iter()
            .map(|term| {
                let kind = table.kinds.iter().find(|(name, _)| *name == term.column)?;
                Some(term.sql(&ident(&kind.1)))
            })
            .collect();
        let Some(sql) = sql else { return Ok(false) };
        let sql = format!(
            "select coalesce({}, false) from jsonb_populate_record(null::{}, $1::text::jsonb) r",
            sql.join(" and "),
            table.place()
        );
        match self.client.query_one(&sql, &[&json!(record).to_string()]).await {
            Ok(row) => Ok(row.get(0)),
            // a value that is none of the column's type
            Err(e) if e.code().is_some() => Ok(false),
            Err(e) => Err(e),
        }
    }
}

/// The row with its texts, which PostgreSQL reads; JSON stands as it is.
fn texts(table: &Table, row: &Row) -> String {
    let is_json = |name: &str| {
        table.kinds.iter().any(|(of, kind)| of == name && matches!(kind.as_str(), "json" | "jsonb"))
    };
    let value = |(name, text): (&String, &Option<String>)| {
        let value = match text {
            Some(text) if is_json(name) => serde_json::from_str(text).unwrap_or_default(),
            Some(text) => Value::String(text.clone()),
            None => Value::Null,
        };
        (name.clone(), value)
    };
    Value::Object(row.iter().map(value).collect()).to_string()
}

fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

async fn connect(url: &str) -> Result<Client, Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    // it ends with its client
    tokio::spawn(connection);
    Ok(client)
}
