//! Tables and views.

use super::{Context, relationship::RelationPlan};
use crate::{
    catalog::{Column, ForeignKey, Identity, Kind, Relation, UniqueKey},
    diagnostic::Diagnostics,
    naming::{Scope, field, ident},
    type_map::Mapped,
};
use proc_macro2::Ident;

/// A table or view.
#[derive(Debug)]
pub(crate) struct TablePlan<'c> {
    pub(crate) relation: &'c Relation,
    pub(crate) row: Ident,
    pub(crate) fields: Vec<FieldPlan<'c>>,
    pub(crate) relations: Vec<RelationPlan>,
    pub(crate) keys: Vec<KeyPlan<'c>>,
}

/// A column.
#[derive(Debug)]
pub(crate) struct FieldPlan<'c> {
    pub(crate) column: &'c Column,
    pub(crate) ident: Ident,
    /// Its type, `Nullable` included.
    pub(crate) mapped: Mapped,
    pub(crate) foreign_key: Option<&'c ForeignKey>,
    /// The row that its foreign key points to.
    pub(crate) references: Option<Ident>,
}

/// A unique key.
#[derive(Debug)]
pub(crate) struct KeyPlan<'c> {
    pub(crate) key: &'c UniqueKey,
    pub(crate) ident: Ident,
}

impl TablePlan<'_> {
    /// The column that is the primary key, if it is one.
    pub(crate) fn key_field(&self) -> Option<&FieldPlan<'_>> {
        let [name] = self.relation.primary_key.as_slice() else { return None };
        let of_table = self.relation.kind != Kind::View;
        self.fields.iter().find(|f| of_table && f.column.name == *name)
    }
}

impl<'c> Context<'c, '_> {
    pub(super) fn table(&self, relation: &'c Relation, diagnostics: &mut Diagnostics) -> TablePlan<'c> {
        let (fields, mut scope) = self.fields(relation, diagnostics);
        let relations = super::relationship::plan(self, relation, &mut scope, diagnostics);
        let names: Vec<&str> = relation.unique_keys.iter().map(|k| k.name.as_str()).collect();
        let idents = Scope::default().take_all(&names, field);
        let keys = relation.unique_keys.iter().zip(idents);
        let keys = keys.map(|(key, taken)| KeyPlan { key, ident: ident(&taken.name) }).collect();
        let row = self.row(&relation.name).unwrap_or_else(|| ident("Unnamed"));
        TablePlan { relation, row, fields, relations, keys }
    }

    fn fields(&self, relation: &'c Relation, diagnostics: &mut Diagnostics) -> (Vec<FieldPlan<'c>>, Scope) {
        let place = |column: &str| format!("{}.{column}", relation.name);
        let columns: Vec<&str> = relation.columns.iter().map(|c| c.name.as_str()).collect();
        let mut scope = Scope::default();
        let wanted = |name: &'c str| self.renamed(&place(name)).map_or_else(|| field(name), str::to_owned);
        let taken = scope.take_all(&columns, wanted);
        for (column, taken) in columns.iter().zip(&taken).filter(|(_, t)| t.changed) {
            let message = format!(
                "another column has its name, so its field is `{}`; `rename` gives it another",
                taken.name
            );
            diagnostics.warn(place(column), message);
        }
        let fields = relation.columns.iter().zip(&taken);
        (fields.map(|(column, taken)| self.field(relation, column, &taken.name)).collect(), scope)
    }

    fn field(&self, relation: &'c Relation, column: &'c Column, name: &str) -> FieldPlan<'c> {
        let user = self.config.overrides.rust_type(&relation.name, column);
        let user = user.and_then(|path| self.types.user_type(&column.pg_type, path));
        let mapped = user.unwrap_or_else(|| self.types.column(&column.pg_type));
        let mapped = if column.nullable { mapped.nullable() } else { mapped };
        let foreign_key = relation.foreign_key(&column.name).filter(|_| column.identity == Identity::No);
        let here = |fk: &&ForeignKey| fk.to.schema.as_deref() == Some(&self.schema.name);
        let references = foreign_key.filter(here).and_then(|fk| self.row(&fk.to.name));
        FieldPlan { column, ident: ident(name), mapped, foreign_key, references }
    }
}
