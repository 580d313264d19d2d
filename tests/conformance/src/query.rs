//! Calls of the official client as calls of supabase-orm.

use crate::{
    outcome::{Fault, Returned},
    value::untagged,
};
use serde_json::Value;
use std::collections::BTreeMap;
use supabase_orm::{
    Client, Count, Explain, NamedQuery, NamedTable, Search,
    mode::{Done, Rows, Whole},
};

type Kwargs = BTreeMap<String, Value>;

/// A query while its chain is followed.
pub(crate) struct Query {
    at: At,
    finish: Finish,
    has_filter: bool,
    /// a call that asks for a total
    counted: bool,
}

enum At {
    Table(NamedTable),
    Read(NamedQuery<Value, Rows>),
    Write(NamedQuery<Value, Done>),
    Call(NamedQuery<Value, Whole>),
}

#[derive(Clone, Default)]
enum Finish {
    #[default]
    Rows,
    Single,
    MaybeSingle,
    Csv,
    Head,
    Explain(bool, Vec<&'static str>),
}

/// One call on whichever query it is.
macro_rules! each {
    ($at:expr, |$q:ident| $body:expr) => {
        match $at {
            At::Read($q) => At::Read($body),
            At::Write($q) => At::Write($body),
            At::Call($q) => At::Call($body),
            At::Table(t) => At::Table(t),
        }
    };
}

fn text(args: &[Value], n: usize) -> Result<&str, Fault> {
    args.get(n).and_then(Value::as_str).ok_or_else(|| Fault::Unsupported(format!("argument {n} of {args:?}")))
}

fn flag(kwargs: &Kwargs, name: &str) -> bool {
    kwargs.get(name).and_then(Value::as_bool).unwrap_or(false)
}

fn kwarg<'k>(kwargs: &'k Kwargs, name: &str) -> Option<&'k str> {
    kwargs.get(name).and_then(Value::as_str)
}

fn number(args: &[Value], n: usize) -> Result<u64, Fault> {
    args.get(n).and_then(Value::as_u64).ok_or_else(|| Fault::Unsupported(format!("argument {n} of {args:?}")))
}

fn count(kwargs: &Kwargs) -> Result<Option<Count>, Fault> {
    Ok(match kwarg(kwargs, "count") {
        None => None,
        Some("exact") => Some(Count::Exact),
        Some("planned") => Some(Count::Planned),
        Some("estimated") => Some(Count::Estimated),
        Some(other) => return Err(Fault::Unsupported(format!("count `{other}`"))),
    })
}

/// Patterns of `like_any_of`: the official client takes them as one text.
fn patterns(text: &str) -> Vec<String> {
    let (mut all, mut one, mut quoted, mut chars) = (Vec::new(), String::new(), false, text.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted => one.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(std::mem::take(&mut one)),
            c => one.push(c),
        }
    }
    all.push(one);
    all
}

impl Query {
    fn new(at: At) -> Self {
        Self { at, finish: Finish::Rows, has_filter: false, counted: false }
    }

    pub(crate) fn table(table: NamedTable) -> Self {
        Self::new(At::Table(table))
    }

    pub(crate) fn call_of(
        client: &Client,
        schema: Option<String>,
        name: &str,
        params: Option<&Value>,
        kwargs: &Kwargs,
    ) -> Result<Self, Fault> {
        let params = params.map_or_else(|| serde_json::json!({}), untagged);
        let mut query = if flag(kwargs, "get") {
            let params = params.as_object().cloned().unwrap_or_default();
            let params: Vec<(String, Value)> = params.into_iter().collect();
            client.call_get(name, params.iter().map(|(n, v)| (n.as_str(), v.clone())))
        } else {
            client.call(name, &params)
        };
        if let Some(schema) = schema {
            query = query.schema(schema);
        }
        let count = count(kwargs)?;
        if let Some(count) = count {
            query = query.with_count(count);
        }
        Ok(Self { counted: count.is_some(), ..Self::new(At::Call(query)) })
    }

    pub(crate) fn not(mut self) -> Self {
        self.at = each!(self.at, |q| q.not());
        self
    }

    pub(crate) fn call(mut self, call: &str, args: &[Value], kwargs: &Kwargs) -> Result<Self, Fault> {
        if let At::Table(table) = self.at {
            return Self::begin(table, call, args, kwargs);
        }
        if call == "select" {
            return self.select(args, kwargs);
        }
        if let Some(found) = self.modifier(call, args, kwargs)? {
            return Ok(found);
        }
        let args: Vec<Value> = args.iter().map(untagged).collect();
        self.has_filter = true;
        self.at = filter(self.at, call, &args, kwargs)?;
        Ok(self)
    }

    fn begin(table: NamedTable, call: &str, args: &[Value], kwargs: &Kwargs) -> Result<Self, Fault> {
        let body = args.first().map(untagged).unwrap_or_default();
        let on_conflict = kwarg(kwargs, "on_conflict").unwrap_or_default();
        let write = match call {
            "select" => {
                let columns: Vec<&str> = args.iter().filter_map(Value::as_str).collect();
                let columns = if columns.is_empty() { "*".to_owned() } else { columns.join(",") };
                let mut query = table.select(&columns);
                if let Some(count) = count(kwargs)? {
                    query = query.with_count(count);
                }
                let finish = if flag(kwargs, "head") { Finish::Head } else { Finish::Rows };
                return Ok(Self { finish, ..Self::new(At::Read(query)) });
            }
            "insert" if !flag(kwargs, "upsert") => table.insert(&body),
            "upsert" if flag(kwargs, "ignore_duplicates") => {
                table.insert_ignoring_duplicates(&body, on_conflict)
            }
            "insert" | "upsert" => table.upsert(&body, on_conflict),
            "update" => table.update(&body),
            "delete" => table.delete(),
            other => return Err(Fault::Unsupported(format!("`{other}`"))),
        };
        let mut write = if kwargs.get("default_to_null") == Some(&Value::Bool(false)) {
            write.missing_default()
        } else {
            write
        };
        if let Some(count) = count(kwargs)? {
            write = write.with_count(count);
        }
        // the official client returns the rows unless told otherwise
        let minimal = kwarg(kwargs, "returning") == Some("minimal");
        Ok(Self::new(if minimal { At::Write(write) } else { At::Read(write.returning_all()) }))
    }

    fn select(mut self, args: &[Value], _: &Kwargs) -> Result<Self, Fault> {
        let columns: Vec<&str> = args.iter().filter_map(Value::as_str).collect();
        let columns = if columns.is_empty() { "*".to_owned() } else { columns.join(",") };
        self.at = match self.at {
            At::Read(q) => At::Read(q.returning(&columns)),
            At::Write(q) => At::Read(q.returning(&columns)),
            At::Call(q) => At::Read(q.select(&columns)),
            At::Table(t) => At::Table(t),
        };
        Ok(self)
    }

    /// Order, window and form; `None` if the call is a filter.
    fn modifier(&mut self, call: &str, args: &[Value], kwargs: &Kwargs) -> Result<Option<Self>, Fault> {
        let foreign = kwarg(kwargs, "foreign_table").or_else(|| kwarg(kwargs, "reference_table"));
        let at = std::mem::replace(&mut self.at, At::Table(placeholder()));
        let mut finish = self.finish.clone();
        let at = match call {
            "order" => {
                let (column, nulls) = (text(args, 0)?, kwargs.get("nullsfirst").and_then(Value::as_bool));
                each!(at, |q| q.order_by(foreign, column, flag(kwargs, "desc"), nulls))
            }
            "limit" => each!(at, |q| q.limit_of(foreign, number(args, 0)?)),
            "offset" => each!(at, |q| q.offset(number(args, 0)?)),
            "range" => {
                let range = number(args, 0)?..=number(args, 1)?;
                each!(at, |q| q.range_of(foreign, &range))
            }
            "max_affected" => each!(at, |q| q.max_affected(number(args, 0)?)),
            "retry" => each!(at, |q| q.retry(args.first().and_then(Value::as_bool).unwrap_or(true))),
            "strip_nulls" => each!(at, |q| q.strip_nulls()),
            "single" | "maybe_single" | "csv" | "explain" => {
                finish = match call {
                    "single" => Finish::Single,
                    "maybe_single" => Finish::MaybeSingle,
                    "csv" => Finish::Csv,
                    _ => explain(kwargs),
                };
                match at {
                    At::Call(q) => At::Read(q.rows()),
                    other => other,
                }
            }
            _ => {
                self.at = at;
                return Ok(None);
            }
        };
        Ok(Some(Self { at, finish, has_filter: self.has_filter, counted: self.counted }))
    }

    pub(crate) async fn execute(self) -> Result<Returned, Fault> {
        let Self { at, finish, has_filter, counted } = self;
        let at = if has_filter { at } else { each!(at, |q| q.all_rows()) };
        let returned = match (at, finish) {
            (At::Read(q), Finish::Rows) => Returned::answer(q.answer().await),
            (At::Read(q), Finish::Single) => Returned::one(q.single().answer().await),
            (At::Read(q), Finish::MaybeSingle) => {
                Returned::value(q.maybe_single().await.map(Option::unwrap_or_default))
            }
            (At::Read(q), Finish::Csv) => Returned::value(q.csv().await.map(Value::String)),
            (At::Read(q), Finish::Head) => Returned::answer(q.head().answer().await),
            (At::Read(q), Finish::Explain(json, options)) => {
                let explain = options.iter().fold(q.explain(), |q, option| with_option(q, option));
                if json {
                    Returned::value(explain.plan().await.map(|plan| Value::Array(vec![plan.json])))
                } else {
                    Returned::value(explain.await.map(Value::String))
                }
            }
            (At::Write(q), _) => Returned::answer(q.answer().await),
            (At::Call(q), _) if counted => Returned::answer(q.answer().await),
            (At::Call(q), _) => Returned::value(q.await),
            (At::Table(_), _) => return Err(Fault::Unsupported("nothing is asked of the table".to_owned())),
        };
        Ok(returned)
    }
}

/// Never used: it stands in for a query while that is moved.
fn placeholder() -> NamedTable {
    use std::sync::LazyLock;
    static TABLE: LazyLock<Option<NamedTable>> =
        LazyLock::new(|| Client::new("http://127.0.0.1", "k").ok().map(|c| c.table("")));
    TABLE.clone().unwrap_or_else(|| unreachable_client())
}

#[expect(clippy::unreachable, reason = "the address is a constant")]
fn unreachable_client() -> ! {
    unreachable!("the address is valid")
}

fn with_option(explain: Explain, option: &str) -> Explain {
    match option {
        "analyze" => explain.analyze(),
        "verbose" => explain.verbose(),
        "settings" => explain.settings(),
        "buffers" => explain.buffers(),
        _ => explain.wal(),
    }
}

fn explain(kwargs: &Kwargs) -> Finish {
    let options = ["analyze", "verbose", "settings", "buffers", "wal"]
        .into_iter()
        .filter(|o| flag(kwargs, o))
        .collect();
    Finish::Explain(kwarg(kwargs, "format") == Some("json"), options)
}

fn filter(at: At, call: &str, args: &[Value], kwargs: &Kwargs) -> Result<At, Fault> {
    let foreign = kwarg(kwargs, "reference_table").or_else(|| kwarg(kwargs, "foreign_table"));
    if call == "or_" {
        let conditions = text(args, 0)?;
        return Ok(each!(at, |q| q.or_of(foreign, conditions)));
    }
    if call == "match" {
        let columns = args.first().and_then(Value::as_object).cloned().unwrap_or_default();
        return Ok(each!(at, |q| q.matches(columns.iter().map(|(c, v)| (c.as_str(), v.clone())))));
    }
    let (column, value) = (text(args, 0)?, args.get(1).cloned().unwrap_or_default());
    Ok(match call {
        "eq" => each!(at, |q| q.eq(column, &value)),
        "neq" => each!(at, |q| q.neq(column, &value)),
        "gt" => each!(at, |q| q.gt(column, &value)),
        "gte" => each!(at, |q| q.gte(column, &value)),
        "lt" => each!(at, |q| q.lt(column, &value)),
        "lte" => each!(at, |q| q.lte(column, &value)),
        "like" => each!(at, |q| q.like(column, &value)),
        "ilike" => each!(at, |q| q.ilike(column, &value)),
        "is_" => each!(at, |q| q.is(column, &word(&value))),
        "in_" => {
            let values = items(&value);
            each!(at, |q| q.in_(column, values))
        }
        "contains" | "cs" => each!(at, |q| q.contains(column, value)),
        "contained_by" | "cd" => each!(at, |q| q.contained_by(column, value)),
        "overlaps" | "ov" => each!(at, |q| q.overlaps(column, value)),
        "like_any_of" => each!(at, |q| q.like_any(column, patterns(&word(&value)))),
        "like_all_of" => each!(at, |q| q.like_all(column, patterns(&word(&value)))),
        "ilike_any_of" => each!(at, |q| q.ilike_any(column, patterns(&word(&value)))),
        "ilike_all_of" => each!(at, |q| q.ilike_all(column, patterns(&word(&value)))),
        "filter" => {
            let operator = text(args, 1)?;
            let operand = args.get(2).cloned().unwrap_or_default();
            each!(at, |q| q.filter(column, operator, &operand))
        }
        "text_search" | "fts" | "plfts" | "phfts" | "wfts" => search(at, call, column, &word(&value), kwargs),
        _ => range(at, call, column, &value)?,
    })
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A text is a list of its characters to Python.
fn items(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        other => word(other).chars().map(|c| c.to_string().into()).collect(),
    }
}

fn search(at: At, call: &str, column: &str, query: &str, kwargs: &Kwargs) -> At {
    let options = kwargs.get("options");
    let option =
        |name: &str| options.and_then(|o| o.get(name)).and_then(Value::as_str).unwrap_or_default().to_owned();
    let kind = match (call, option("type").as_str()) {
        ("plfts", _) | (_, "plain") => Some(Search::Plain),
        ("phfts", _) | (_, "phrase") => Some(Search::Phrase),
        ("wfts", _) | (_, "web_search") => Some(Search::Web),
        _ => None,
    };
    each!(at, |q| q.text_search(column, query, kind, &option("config")))
}

fn range(at: At, call: &str, column: &str, value: &Value) -> Result<At, Fault> {
    let literal = match value {
        Value::Array(bounds) => match bounds.as_slice() {
            [lower, upper] => Err((lower.clone(), upper.clone())),
            _ => return Err(Fault::Unsupported(format!("a range of {} bounds", bounds.len()))),
        },
        other => Ok(word(other)),
    };
    macro_rules! with {
        ($name:ident) => {
            match literal {
                Ok(text) => each!(at, |q| q.$name(column, text.as_str())),
                Err((lower, upper)) => each!(at, |q| q.$name(column, (lower.clone(), upper.clone()))),
            }
        };
    }
    Ok(match call {
        "range_gt" | "sr" => with!(range_gt),
        "range_gte" | "nxl" => with!(range_gte),
        "range_lt" | "sl" => with!(range_lt),
        "range_lte" | "nxr" => with!(range_lte),
        "range_adjacent" | "adj" => with!(range_adjacent),
        other => return Err(Fault::Unsupported(format!("`{other}`"))),
    })
}
