//! Tables and views.

use super::{Context, relationship::RelationPlan};
use crate::{
    catalog::{Column, ForeignKey, Relation, UniqueKey},
    config::{Kind, Relations},
    diagnostic::Diagnostics,
    naming::{Scope, field, ident},
    type_map::Mapped,
};
use proc_macro2::{Ident, TokenStream};

/// A table or view.
#[derive(Debug)]
pub(crate) struct TablePlan<'c> {
    pub(crate) relation: &'c Relation,
    pub(crate) row: Ident,
    pub(crate) fields: Vec<FieldPlan<'c>>,
    /// Columns that are no part of the row.
    pub(crate) computed: Vec<FieldPlan<'c>>,
    pub(crate) relations: Vec<RelationPlan<'c>>,
    pub(crate) keys: Vec<KeyPlan<'c>>,
    /// Of the row, beside those that every row has.
    pub(crate) derives: Vec<TokenStream>,
    /// Of its insert, beside those that every insert has.
    pub(crate) insert_derives: Vec<TokenStream>,
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
    /// The column that is the primary key, if it is one that can be asked for.
    pub(crate) fn key_field(&self) -> Option<&FieldPlan<'_>> {
        let [name] = self.primary_key() else { return None };
        let is_key = |f: &&FieldPlan<'_>| f.column.name == *name && !f.column.nullable && f.mapped.comparable;
        self.fields.iter().find(is_key)
    }

    /// The columns of the primary key. A document marks columns of views too, but a view has no key.
    pub(crate) fn primary_key(&self) -> &[String] {
        if self.relation.kind.is_view() { &[] } else { &self.relation.primary_key }
    }
}

impl<'c> Context<'c, '_> {
    pub(super) fn table(&self, relation: &'c Relation, diagnostics: &mut Diagnostics) -> TablePlan<'c> {
        let row = self.row(&relation.name).unwrap_or_else(|| ident("Unnamed"));
        self.table_of(relation, row, diagnostics)
    }

    /// A relation with this row type.
    pub(super) fn table_of(
        &self,
        relation: &'c Relation,
        row: Ident,
        diagnostics: &mut Diagnostics,
    ) -> TablePlan<'c> {
        let (fields, mut scope) = self.fields(relation, diagnostics);
        let computed = self.computed(relation, &mut scope, diagnostics);
        let relations = super::relationship::plan(self, relation, &mut scope, diagnostics);
        let names: Vec<&str> = relation.unique_keys.iter().map(|k| k.name.as_str()).collect();
        let idents = Scope::default().take_all(&names, field);
        let keys = relation.unique_keys.iter().zip(idents);
        let keys = keys.map(|(key, taken)| KeyPlan { key, ident: ident(&taken.name) }).collect();
        let derives = self.derives.more(
            Kind::Rows,
            &self.schema.name,
            &relation.name,
            &["Debug", "Clone", "PartialEq"],
        );
        let empty = !fields.iter().any(|f| f.column.is_required());
        let always = if empty { &["Debug", "Clone", "Default"][..] } else { &["Debug", "Clone"] };
        let insert_derives = self.derives.more(Kind::Inserts, &self.schema.name, &relation.name, always);
        TablePlan { relation, row, fields, computed, relations, keys, derives, insert_derives }
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

    /// After the columns, so that none of them changes its name.
    fn computed(
        &self,
        relation: &'c Relation,
        scope: &mut Scope,
        diagnostics: &mut Diagnostics,
    ) -> Vec<FieldPlan<'c>> {
        let mut fields = Vec::new();
        for column in &relation.computed {
            let place = format!("{}.{}", relation.name, column.name);
            if relation.column(&column.name).is_some()
                || fields.iter().any(|f: &FieldPlan<'_>| f.column.name == column.name)
            {
                diagnostics.warn(place, "left out: a column has the name of this computed one, and hides it");
                continue;
            }
            let wanted = self.renamed(&place).map_or_else(|| field(&column.name), str::to_owned);
            let taken = scope.take(&[&wanted], |_| Vec::new());
            if taken.changed {
                let name = &taken.name;
                diagnostics.warn(
                    place,
                    format!(
                        "another column has its name, so its field is `{name}`; `rename` gives it another"
                    ),
                );
            }
            fields.push(self.field(relation, column, &taken.name));
        }
        fields
    }

    fn field(&self, relation: &'c Relation, column: &'c Column, name: &str) -> FieldPlan<'c> {
        let user = self.config.settings.rust_type(self.schema, relation, column);
        let user = user.and_then(|path| self.types.user_type(&column.pg_type, path));
        let mapped = user.unwrap_or_else(|| self.types.column(&column.pg_type));
        let mapped = if column.nullable { mapped.nullable() } else { mapped };
        let mut foreign_keys = relation.foreign_keys_of(&column.name).filter(|_| !column.is_read_only());
        let foreign_key = foreign_keys.next();
        // PostgREST embeds by the column only if it leads to one table
        let only = foreign_key.filter(|_| foreign_keys.next().is_none());
        // `Fk` over NOT NULL says that there is a row
        let sure = !column.nullable && self.config.settings.relations() == Relations::Optional;
        let only = only.filter(|fk| !sure && !relation.hides(&fk.to.name));
        let here = |fk: &&ForeignKey| fk.to.schema.as_deref() == Some(&self.schema.name);
        let references = only.filter(here).and_then(|fk| self.row(&fk.to.name));
        FieldPlan { column, ident: ident(name), mapped, foreign_key, references }
    }
}
