//! From `GeneratorMetadata` to the catalog: exact, because it was read from the database's own.

mod relation;
mod routine;
mod types;

use crate::{
    catalog::{Catalog, Column, Composite, Enumeration, QualifiedName, Schema},
    metadata::{Metadata, Type},
};
use types::Types;

/// Adds the db schemas that are asked for.
///
/// # Errors
/// With the name of the first that the document does not have.
pub(crate) fn lower<'s>(
    catalog: &mut Catalog,
    schemas: &'s [String],
    document: &Metadata,
) -> Result<(), &'s str> {
    let types = Types::new(document);
    for name in schemas {
        if !has(document, name) {
            return Err(name);
        }
        let mut relations = relation::lower(document, &types, name);
        let routines = routine::lower(document, &types, name, &mut relations);
        let comment = document.schemas.iter().find(|s| s.name == *name).and_then(|s| s.comment.clone());
        catalog.schemas.push(Schema { name: name.clone(), comment, relations, routines });
    }
    catalog.enums.extend(document.types.iter().filter_map(enumeration));
    catalog.enums.sort_by(|a, b| a.name.cmp(&b.name));
    catalog.composites.extend(document.types.iter().filter_map(|t| composite(t, &types)));
    catalog.composites.sort_by(|a, b| a.name.cmp(&b.name));
    catalog.drop_unused_types();
    Ok(())
}

fn has(document: &Metadata, schema: &str) -> bool {
    document.schemas.iter().any(|s| s.name == schema)
        || [&document.tables, &document.foreign_tables, &document.materialized_views]
            .into_iter()
            .flatten()
            .chain(document.views.iter().map(|v| &v.table))
            .any(|t| t.schema == schema)
        || document.functions.iter().any(|f| f.schema == schema)
}

fn qualified(t: &Type) -> QualifiedName {
    QualifiedName { schema: Some(t.schema.clone()), name: t.name.clone() }
}

fn enumeration(t: &Type) -> Option<Enumeration> {
    let is_enum = !t.enums.is_empty() && !t.format.ends_with("[]") && t.base_type_id.is_none();
    is_enum.then(|| Enumeration { name: qualified(t), comment: t.comment.clone(), labels: t.enums.clone() })
}

fn composite(t: &Type, types: &Types<'_>) -> Option<Composite> {
    let attribute = |a: &crate::metadata::Attribute| Column::of_type(&a.name, types.by_id(a.type_id));
    (!t.attributes.is_empty() && !types.is_row(t)).then(|| Composite {
        name: qualified(t),
        comment: t.comment.clone(),
        attributes: t.attributes.iter().map(attribute).collect(),
    })
}
