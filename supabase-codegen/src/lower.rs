//! From documents to the catalog: here from `OpenAPI`, in `metadata` from `GeneratorMetadata`.

mod column;
mod metadata;

pub(crate) use metadata::lower as lower_metadata;

use crate::{
    catalog::{
        Argument, Catalog, Enumeration, ForeignKey, Kind, PgType, QualifiedName, Relation, Returns, Routine,
        Schema, UniqueKey,
    },
    swagger::{Arguments, Definition, Document, Notes, Operation, Property},
};

/// Adds the document of one db schema.
pub(crate) fn lower(catalog: &mut Catalog, schema: &str, document: &Document) {
    let relations: Vec<Relation> =
        document.definitions.iter().map(|(name, d)| relation(schema, name, d, document)).collect();
    for property in document.definitions.values().flat_map(|d| d.properties.values()) {
        enumeration(&mut catalog.enums, property);
    }
    catalog.enums.sort_by(|a, b| a.name.cmp(&b.name));
    catalog.schemas.push(Schema {
        name: schema.to_owned(),
        comment: comment(document),
        relations,
        routines: routines(document),
    });
}

/// Without a comment, PostgREST writes texts of its own.
fn comment(document: &Document) -> Option<String> {
    let info = &document.info;
    let own = [info.title.as_str(), info.description.as_str()];
    let standard = |t: &str| t.trim().is_empty() || t == "PostgREST API" || t == "standard public schema";
    let texts: Vec<&str> =
        own.into_iter().filter(|t| !standard(t) && !t.contains("dynamically created")).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

fn relation(schema: &str, name: &str, definition: &Definition, document: &Document) -> Relation {
    let columns: Vec<_> =
        definition.properties.iter().map(|(n, p)| column::lower(n, p, &definition.required)).collect();
    let notes = |p: &Property| Notes::parse(p.description.as_deref()).primary_key;
    let key: Vec<String> =
        definition.properties.iter().filter(|(_, p)| notes(p)).map(|(n, _)| n.clone()).collect();
    let writable = document.paths.get(&format!("/{name}")).is_some_and(|p| p.post.is_some());
    // PostgREST guesses keys for views, whose columns are all nullable
    let is_key = !key.is_empty() && key.iter().all(|c| definition.required.contains(c));
    let kind = match () {
        () if !writable || (!key.is_empty() && !is_key) => Kind::View,
        () if definition.required.is_empty() => Kind::Unknown,
        () => Kind::Table,
    };
    let primary_key = if is_key { key } else { Vec::new() };
    let foreign_keys = foreign_keys(schema, definition, &primary_key);
    let comment = definition.description.clone().filter(|d| !d.trim().is_empty());
    let unique_keys = primary(name, &primary_key);
    Relation {
        name: name.to_owned(),
        kind,
        writable,
        insertable: writable,
        comment,
        columns,
        primary_key,
        unique_keys,
        foreign_keys,
        computed: Vec::new(),
        computed_relations: Vec::new(),
    }
}

/// The document does not name the constraint; this is the name that Postgres gives by itself.
fn primary(relation: &str, columns: &[String]) -> Vec<UniqueKey> {
    let key = UniqueKey { name: format!("{relation}_pkey"), columns: columns.to_vec(), primary: true };
    if columns.is_empty() { Vec::new() } else { vec![key] }
}

/// One column each, within the db schema: the document has no others.
fn foreign_keys(schema: &str, definition: &Definition, primary_key: &[String]) -> Vec<ForeignKey> {
    let of = |(column, p): (&String, &Property)| {
        let notes = Notes::parse(p.description.as_deref()).foreign_keys;
        let to = |(table, to): &(&str, &str)| ForeignKey {
            constraint: None,
            columns: vec![column.clone()],
            to: QualifiedName { schema: Some(schema.to_owned()), name: (*table).to_owned() },
            to_columns: vec![(*to).to_owned()],
            unique: primary_key == [column.clone()],
            to_view: false,
        };
        notes.first().map(to)
    };
    definition.properties.iter().filter_map(of).collect()
}

fn enumeration(enums: &mut Vec<Enumeration>, property: &Property) {
    let Some(PgType::Named(name)) = property.format.as_deref().map(PgType::parse) else { return };
    if !property.labels.is_empty() && !enums.iter().any(|e| e.name == name) {
        enums.push(Enumeration { name, comment: None, labels: property.labels.clone() });
    }
}

fn routines(document: &Document) -> Vec<Routine> {
    let named = document.paths.iter().filter_map(|(path, item)| {
        Some((path.strip_prefix("/rpc/")?, item.post.as_ref()?, item.get.as_ref()))
    });
    named.map(|(name, post, get)| routine(name, post, get)).collect()
}

fn routine(name: &str, operation: &Operation, get: Option<&Operation>) -> Routine {
    let arguments = operation.parameters.iter().find_map(|p| p.schema.as_ref());
    // only the parameters of the call by GET tell which one is variadic
    let multi = get.and_then(|get| {
        get.parameters.iter().find(|p| p.collection_format.as_deref() == Some("multi"))?.name.as_deref()
    });
    let arguments = arguments.map(|arguments| arguments_of(arguments, multi)).unwrap_or_default();
    let texts = [operation.summary.as_deref(), operation.description.as_deref()];
    let comment = texts.into_iter().flatten().filter(|t| !t.trim().is_empty()).collect::<Vec<_>>().join("\n");
    Routine {
        name: name.to_owned(),
        comment: Some(comment).filter(|c| !c.is_empty()),
        signature: None,
        volatility: None,
        arguments,
        returns: Returns::Unknown,
    }
}

fn arguments_of(arguments: &Arguments, variadic: Option<&str>) -> Vec<Argument> {
    let of = |(name, p): (&String, &Property)| Argument {
        name: name.clone(),
        pg_type: column::pg_type(p),
        optional: !arguments.required.contains(name),
        variadic: variadic == Some(name.as_str()),
    };
    arguments.properties.iter().map(of).collect()
}
