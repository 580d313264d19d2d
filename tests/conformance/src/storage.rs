//! Calls of the official client's `storage`, as calls of supabase-orm.

mod analytics;
mod buckets;
mod files;
mod objects;
mod same;
mod sign;
mod vectors;

pub(crate) use files::remove_files;
pub(crate) use same::{fields_of_error, lost, same, same_error};

use crate::{
    case::Step,
    outcome::{Fault, Returned},
    value::untagged,
};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use supabase_orm::{
    Direction, Result,
    storage::{Analytics, Objects, Storage, VectorBuckets, VectorIndexes, Vectors},
};

/// Where a chain is.
#[derive(Clone)]
pub(crate) enum Place {
    Root(Storage),
    Objects(Objects),
    VectorBuckets(VectorBuckets),
    VectorIndexes(VectorIndexes),
    Vectors(Vectors),
    Analytics(Analytics),
}

/// What a call leads to.
pub(crate) enum Next {
    Place(Place),
    Returned(Returned),
}

/// One call and what it is given.
struct Asked<'a> {
    call: &'a str,
    args: &'a [Value],
    kwargs: &'a BTreeMap<String, Value>,
}

impl Asked<'_> {
    /// An argument by its place or its name.
    fn value(&self, place: usize, name: &str) -> Option<&Value> {
        self.args.get(place).or_else(|| self.kwargs.get(name)).filter(|value| !value.is_null())
    }

    fn text(&self, place: usize, name: &str) -> Option<&str> {
        self.value(place, name).and_then(Value::as_str)
    }

    fn number(&self, place: usize, name: &str) -> Option<u64> {
        self.value(place, name).and_then(Value::as_u64)
    }

    fn flag(&self, place: usize, name: &str) -> Option<bool> {
        self.value(place, name).and_then(Value::as_bool)
    }

    /// A text that the call cannot do without.
    fn name(&self, name: &str) -> std::result::Result<&str, Fault> {
        self.text(0, name).ok_or_else(|| self.unknown())
    }

    fn unknown(&self) -> Fault {
        Fault::Unsupported(format!("`{}` with {:?} {:?}", self.call, self.args, self.kwargs))
    }
}

impl Place {
    pub(crate) async fn call(
        self,
        call: &str,
        args: &[Value],
        kwargs: &BTreeMap<String, Value>,
    ) -> std::result::Result<Next, Fault> {
        let asked = Asked { call, args, kwargs };
        let place = match (&self, call) {
            (Self::Root(storage), "from_") => Some(Self::Objects(storage.from_(asked.name("id")?))),
            (Self::Root(storage), "vectors") => Some(Self::VectorBuckets(storage.vectors())),
            (Self::Root(storage), "analytics") => Some(Self::Analytics(storage.analytics())),
            (Self::VectorBuckets(vectors), "from_") => {
                Some(Self::VectorIndexes(vectors.from_(asked.name("bucket_name")?)))
            }
            (Self::VectorIndexes(indexes), "index") => {
                Some(Self::Vectors(indexes.index(asked.name("index_name")?)))
            }
            _ => None,
        };
        if let Some(place) = place {
            return Ok(Next::Place(place));
        }
        Ok(Next::Returned(match &self {
            Self::Root(storage) => buckets::call(storage, &asked).await?,
            Self::Objects(objects) => match sign::call(objects, &asked).await? {
                Some(returned) => returned,
                None => match files::call(objects, &asked).await? {
                    Some(returned) => returned,
                    None => objects::call(objects, &asked).await?,
                },
            },
            Self::VectorBuckets(buckets) => vectors::buckets(buckets, &asked).await?,
            Self::VectorIndexes(indexes) => vectors::indexes(indexes, &asked).await?,
            Self::Vectors(index) => vectors::index(index, &asked).await?,
            Self::Analytics(buckets) => analytics::call(buckets, &asked).await?,
        }))
    }
}

/// An option, where it is given.
macro_rules! given {
    ($builder:expr, $($value:expr => $method:ident),+ $(,)?) => {{
        let mut builder = $builder;
        $(if let Some(value) = $value {
            builder = builder.$method(value);
        })+
        builder
    }};
}
use given;

/// What a call returned, in the server's names.
fn returned<T: Serialize>(result: Result<T>) -> Returned {
    with(result, |value| serde_json::to_value(value).unwrap_or_default())
}

fn with<T>(result: Result<T>, json: impl FnOnce(T) -> Value) -> Returned {
    match result {
        Ok(value) => Returned::Storage(json(value)),
        Err(e) => Returned::Error(e),
    }
}

/// The same where the official client returns nothing.
fn done(result: Result<()>) -> Returned {
    with(result, |()| Value::Null)
}

fn message(result: Result<String>) -> Returned {
    with(result, |message| json!({"message": message}))
}

fn direction(text: &str) -> std::result::Result<Direction, Fault> {
    match text {
        "asc" => Ok(Direction::Asc),
        "desc" => Ok(Direction::Desc),
        other => Err(Fault::Unsupported(format!("the order `{other}`"))),
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Python that is more than calls with literal values: what it comes to.
pub(crate) fn translated(id: &str) -> Option<Vec<Step>> {
    // the file that the recorder had
    let file = json!({"$bytes": "iVBORw0KGgpmYWtlLWF2YXRhci1ieXRlcwD/"});
    let call = |bucket: &str, name: &str, args: Value| {
        json!([{"bind": "response", "chain": [
            {"get": "storage"}, {"call": "from_", "args": [bucket]}, {"call": name, "args": args},
        ]}])
    };
    let options = json!({"cache-control": "3600", "upsert": "false"});
    let steps = match id {
        "from-upload/upload-file" => call("avatars", "upload", json!(["public/avatar1.png", file, options])),
        "from-upload/path-object" => {
            call("avatars", "upload", json!(["public/a.png", "./public/avatar1.png"]))
        }
        "from-update/update-file" => call("avatars", "update", json!(["public/avatar1.png", file, options])),
        "from-upload-to-signed-url/create-signed-url" => {
            let token = "token-from-create_signed_upload_url";
            call("avatars", "upload_to_signed_url", json!(["folder/cat.jpg", token, file]))
        }
        "from-download/download-file" => call("avatars", "download", json!(["folder/avatar1.png"])),
        "from-download/download-file-with-transformations" => {
            let options = json!({"transform": {"width": 100, "height": 100, "quality": 80}});
            call("avatars", "download", json!(["folder/avatar1.png", options]))
        }
        // its loop over pages
        "from-list-v2/paginate-files-v2" => call("avatars", "list_v2 of all pages", json!([{"limit": 100}])),
        _ => return None,
    };
    serde_json::from_value(steps).ok()
}

/// Metadata and other dictionaries of the caller.
fn plain(value: &Value) -> Value {
    untagged(value)
}
