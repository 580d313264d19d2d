//! The database: what was committed, rows as JSON, and who may see them.

use super::{
    condition::Term,
    ident,
    pgoutput::{Change, Decoder, Kind, Row},
};
use crate::realtime::token::Claims;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::{Client, Error, NoTls};

/// A table, as far as its changes need it.
#[derive(Debug, Clone)]
pub(super) struct Table {
    oid: u32,
    pub(super) schema: String,
    pub(super) name: String,
    /// in order
    columns: Vec<Column>,
    pub(super) key: BTreeSet<String>,
    /// row level security is on
    pub(super) is_secured: bool,
}

#[derive(Debug, Clone)]
struct Column {
    name: String,
    /// the type's name alone, as changes have it
    kind: String,
    /// the type as SQL has it
    sql: String,
}

impl Table {
    /// `[{"name", "type"}]` of those columns
    pub(super) fn columns(&self, wanted: impl Fn(&String) -> bool) -> Value {
        let wanted = self.columns.iter().filter(|column| wanted(&column.name));
        wanted.map(|column| json!({"name": column.name, "type": column.kind})).collect()
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
    /// as they are since the last changes came
    tables: BTreeMap<u32, Table>,
    /// the columns that a role may read, likewise
    selectable: BTreeMap<(u32, String), BTreeSet<String>>,
}

/// Slots are known to the whole server: each double has one of its own.
fn slot() -> String {
    format!("stack_realtime_{}", uuid::Uuid::new_v4().simple())
}

pub(super) const PUBLICATION: &str = "supabase_realtime";

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
            selectable: BTreeMap::new(),
        })
    }

    /// What was committed since it was asked last.
    pub(super) async fn changes(&mut self) -> Result<Vec<Change>, Error> {
        let sql = "select data from pg_logical_slot_get_binary_changes($1, null, null, \
                   'proto_version', '1', 'publication_names', $2)";
        let rows = self.stream.query(sql, &[&self.slot, &PUBLICATION]).await?;
        // rights and policies are others whenever someone says so
        self.tables.clear();
        self.selectable.clear();
        Ok(rows.iter().filter_map(|row| self.decoder.read(row.get(0))).collect())
    }

    /// The table of a change; `None` if it is gone.
    pub(super) async fn table(&mut self, change: &Change) -> Result<Option<Table>, Error> {
        let relation = &change.relation;
        let names = |table: &&Table| table.columns.iter().map(|column| &column.name).eq(relation.names());
        if let Some(table) = self.tables.get(&relation.oid).filter(names) {
            return Ok(Some(table.clone()));
        }
        let about = "select relrowsecurity, array(select attname::text from pg_index join pg_attribute on attrelid = indrelid \
                     and attnum = any(indkey) where indrelid = c.oid and indisprimary) from pg_class c where oid = $1";
        let Some(about) = self.client.query_opt(about, &[&relation.oid]).await? else { return Ok(None) };
        let kinds: Vec<u32> = relation.columns.iter().map(|(_, kind, _)| *kind).collect();
        let sql = "select typname::text, format_type(t.oid, null) from unnest($1::oid[]) with ordinality k (oid, n) \
                   join pg_type t using (oid) order by n";
        let kinds = self.client.query(sql, &[&kinds]).await?;
        let column = |(name, kind): (&String, &tokio_postgres::Row)| Column {
            name: name.clone(),
            kind: kind.get(0),
            sql: kind.get(1),
        };
        let table = Table {
            oid: relation.oid,
            schema: relation.schema.clone(),
            name: relation.name.clone(),
            columns: relation.names().zip(&kinds).map(column).collect(),
            key: about.get::<_, Vec<String>>(1).into_iter().collect(),
            is_secured: about.get(0),
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

    /// The columns that a role has the privilege to read.
    pub(super) async fn selectable(&mut self, table: &Table, role: &str) -> Result<BTreeSet<String>, Error> {
        let key = (table.oid, role.to_owned());
        if let Some(selectable) = self.selectable.get(&key) {
            return Ok(selectable.clone());
        }
        let sql = "select attname::text from pg_attribute where attrelid = $2 and attnum > 0 and not attisdropped \
                   and has_schema_privilege($1::text, $3::text, 'usage') and has_column_privilege($1::text, attrelid, attnum, 'select')";
        let selectable: BTreeSet<String> =
            match self.client.query(sql, &[&role, &table.oid, &table.schema]).await {
                Ok(rows) => rows.iter().map(|row| row.get(0)).collect(),
                // there is no such role
                Err(e) if e.code().is_some() => BTreeSet::new(),
                Err(e) => return Err(e),
            };
        self.selectable.insert(key, selectable.clone());
        Ok(selectable)
    }

    /// Whether row level security shows the row. Nobody can see a row that is gone, so that is told to all. A policy that
    /// fails shows nothing, and the others their rows.
    pub(super) async fn sees(
        &mut self,
        table: &Table,
        change: &Change,
        record: &Map<String, Value>,
        claims: &Claims,
    ) -> Result<bool, Error> {
        if !table.is_secured || change.kind == Kind::Delete {
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
        asking.batch_execute(&format!("set local role {}", ident(&claims.role))).await?;
        asking
            .query("select set_config('request.jwt.claims', $1, true)", &[&claims.json.to_string()])
            .await?;
        let sees = asking.query_one(&sql, &[&json!(record).to_string()]).await;
        asking.rollback().await?;
        yes(sees)
    }

    /// Whether a row satisfies a filter; what is not known of it does not.
    pub(super) async fn passes(
        &self,
        table: &Table,
        row: &Map<String, Value>,
        terms: &[Term],
    ) -> Result<bool, Error> {
        if terms.is_empty() {
            return Ok(true);
        }
        let condition = |term: &Term| {
            let column = table.columns.iter().find(|column| column.name == term.column);
            column.filter(|column| row.contains_key(&column.name)).map(|column| term.sql(&column.sql))
        };
        let Some(sql) = terms.iter().map(condition).collect::<Option<Vec<String>>>() else {
            return Ok(false);
        };
        let sql = format!(
            "select coalesce({}, false) from jsonb_populate_record(null::{}, $1::text::jsonb) r",
            sql.join(" and "),
            table.place()
        );
        yes(self.client.query_one(&sql, &[&json!(row).to_string()]).await)
    }
}

/// The answer; what PostgreSQL refuses to tell is a no.
fn yes(answer: Result<tokio_postgres::Row, Error>) -> Result<bool, Error> {
    match answer {
        Ok(row) => Ok(row.get(0)),
        Err(e) if e.code().is_some() => Ok(false),
        Err(e) => Err(e),
    }
}

/// The row with its texts, which PostgreSQL reads; JSON stands as it is.
fn texts(table: &Table, row: &Row) -> String {
    let is_json = |name: &str| {
        table.columns.iter().any(|c| c.name == name && matches!(c.kind.as_str(), "json" | "jsonb"))
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

pub(super) async fn connect(url: &str) -> Result<Client, Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    // it ends with its client
    tokio::spawn(connection);
    Ok(client)
}
