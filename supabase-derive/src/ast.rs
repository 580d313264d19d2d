//! What a derive is given: the parts of syn with our attributes read.

use crate::{
    attr::{container::ContainerAttrs, field::FieldAttrs},
    ctxt::Ctxt,
    naming,
    symbol::{
        ARGUMENT, COLUMN, CRATE, DEFAULT, FLATTEN, FUNCTION, GENERATED, KEY, MANY, MAYBE_ONE, NAME,
        OMIT_NONE, ONE, REFERENCES, RETURNS, ROWS, SCHEMA, SELECT, SQL, Symbol, TABLE, TARGET, UNIQUE,
        VARIADIC, VIEW, VOID,
    },
};
use proc_macro2::{Ident, Span};
use std::fmt;
use syn::{Data, DataStruct, DeriveInput, Fields, Path, Type, spanned::Spanned};

/// Which derive runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Derive {
    Table,
    Row,
    Insert,
    Patch,
    DbValue,
    DbJson,
    Function,
}

impl Derive {
    /// The attribute that holds its options.
    pub(crate) fn helper(self) -> Symbol {
        if self == Self::Function { FUNCTION } else { TABLE }
    }

    /// The words it takes on the struct, beside the type of a table.
    pub(crate) fn container_words(self) -> &'static [Symbol] {
        match self {
            Self::Table => &[NAME, SCHEMA, VIEW, UNIQUE, CRATE],
            Self::DbValue => &[SQL, CRATE],
            Self::Function => &[NAME, SCHEMA, RETURNS, ROWS, VOID, SQL, CRATE],
            Self::Row | Self::Insert | Self::Patch | Self::DbJson => &[CRATE],
        }
    }

    /// The words it takes on a field. `omit_none` may stand on a row and on a patch that are inserted too.
    pub(crate) fn field_words(self) -> &'static [Symbol] {
        match self {
            Self::Table => {
                &[COLUMN, KEY, UNIQUE, GENERATED, DEFAULT, REFERENCES, MANY, ONE, MAYBE_ONE, TARGET, SQL]
            }
            Self::Row => &[COLUMN, SELECT, FLATTEN, OMIT_NONE],
            Self::Insert | Self::Patch => &[COLUMN, OMIT_NONE],
            Self::Function => &[ARGUMENT, DEFAULT, VARIADIC, SQL],
            Self::DbValue | Self::DbJson => &[],
        }
    }
}

impl fmt::Display for Derive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`derive({self:?})`")
    }
}

/// A struct, its options and its fields.
pub(crate) struct Input<'a> {
    pub(crate) original: &'a DeriveInput,
    pub(crate) derive: Derive,
    pub(crate) attrs: ContainerAttrs,
    pub(crate) fields: Vec<Field<'a>>,
}

impl<'a> Input<'a> {
    /// Reads as much as can be read; faults are in `cx`.
    pub(crate) fn from_syn(cx: &Ctxt, original: &'a DeriveInput, derive: Derive) -> Self {
        let attrs = ContainerAttrs::from_syn(cx, &original.attrs, derive);
        let fields = match derive {
            Derive::DbValue | Derive::DbJson => Vec::new(),
            Derive::Function if is_unit(original) => Vec::new(),
            Derive::Table | Derive::Row | Derive::Insert | Derive::Patch | Derive::Function => {
                named_fields(cx, original, derive)
            }
        };
        Self { original, derive, attrs, fields }
    }

    pub(crate) fn ident(&self) -> &'a Ident {
        &self.original.ident
    }

    /// `Planet` of `#[table(Planet)]`.
    pub(crate) fn table(&self) -> Option<&Path> {
        self.attrs.table.as_ref()
    }

    /// The column of the field of this name.
    pub(crate) fn column_field(&self, name: &Ident) -> Option<&Field<'a>> {
        self.fields.iter().find(|f| f.ident == name && f.relation().is_none())
    }

    /// Of the fields with `unique` (named like the field), then of `unique(a, b)` on the struct (`a_b`).
    pub(crate) fn unique_keys(&self) -> Vec<UniqueKey<'_, 'a>> {
        let of_field = self.fields.iter().filter(|f| f.attrs.unique.is_set() && f.relation().is_none());
        let of_field = of_field.map(|f| UniqueKey { name: f.ident.clone(), fields: vec![f] });
        let of_struct = self.attrs.unique.iter().map(|(word, columns)| {
            let name = match &columns[..] {
                [one] => one.clone(),
                several => {
                    let names: Vec<String> = several.iter().map(naming::text).collect();
                    Ident::new(&names.join("_"), word.span())
                }
            };
            // an unknown one is reported
            UniqueKey { name, fields: columns.iter().filter_map(|c| self.column_field(c)).collect() }
        });
        of_field.chain(of_struct).collect()
    }
}

/// A unique key beside the primary key.
pub(crate) struct UniqueKey<'a, 'i> {
    /// the field of `PlanetKeys`
    pub(crate) name: Ident,
    pub(crate) fields: Vec<&'a Field<'i>>,
}

/// A field with its options.
pub(crate) struct Field<'a> {
    pub(crate) original: &'a syn::Field,
    pub(crate) ident: &'a Ident,
    pub(crate) attrs: FieldAttrs,
}

/// A relation field of `derive(Table)`.
#[derive(Clone, Copy)]
pub(crate) enum Relation<'a> {
    Many(&'a Type),
    One(&'a Type),
    MaybeOne(&'a Type),
}

impl<'a> Field<'a> {
    fn from_syn(cx: &Ctxt, original: &'a syn::Field, derive: Derive) -> Option<Self> {
        let ident = original.ident.as_ref()?;
        Some(Self { original, ident, attrs: FieldAttrs::from_syn(cx, &original.attrs, derive) })
    }

    pub(crate) fn ty(&self) -> &'a Type {
        &self.original.ty
    }

    /// Where a wrong type is reported.
    pub(crate) fn ty_span(&self) -> Span {
        self.original.ty.span()
    }

    /// The key in the answer.
    pub(crate) fn key(&self) -> String {
        naming::text(self.ident)
    }

    /// `derive(Table)`: the name of the column in the database.
    pub(crate) fn column_name(&self) -> String {
        self.attrs.column.get().map_or_else(|| self.key(), syn::LitStr::value)
    }

    /// `derive(Function)`: the name of the argument in the database.
    pub(crate) fn argument_name(&self) -> String {
        self.attrs.argument.get().map_or_else(|| self.key(), syn::LitStr::value)
    }

    /// The field of the columns struct, under the token that the user wrote: "no such column" lands there.
    pub(crate) fn column_ident(&self) -> Ident {
        match self.attrs.column.get() {
            Some(column) => naming::field_ident(&column.value(), column.span()),
            None => self.ident.clone(),
        }
    }

    pub(crate) fn relation(&self) -> Option<Relation<'_>> {
        let many = || self.attrs.many.get().map(Relation::Many);
        let one = || self.attrs.one.get().map(Relation::One);
        let maybe_one = || self.attrs.maybe_one.get().map(Relation::MaybeOne);
        many().or_else(one).or_else(maybe_one)
    }

    /// The type of a relation field.
    pub(crate) fn is_related(&self) -> bool {
        last_segment(self.ty()).is_some_and(|s| s == "Related")
    }

    /// `Option<..>`, as far as it can be seen.
    pub(crate) fn is_option(&self) -> bool {
        last_segment(self.ty()).is_some_and(|s| s == "Option")
    }
}

/// `Uuid` of `uuid::Uuid`, `DateTime` of `DateTime<Utc>`.
pub(crate) fn last_segment(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|s| &s.ident),
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        _ => None,
    }
}

/// `struct Now;`
fn is_unit(original: &DeriveInput) -> bool {
    matches!(&original.data, Data::Struct(DataStruct { fields: Fields::Unit, .. }))
}

fn named_fields<'a>(cx: &Ctxt, original: &'a DeriveInput, derive: Derive) -> Vec<Field<'a>> {
    let Data::Struct(DataStruct { fields: Fields::Named(named), .. }) = &original.data else {
        let text =
            format_args!("{derive} is for structs with named fields: `struct {} {{ .. }}`", original.ident);
        cx.error(&original.ident, text);
        return Vec::new();
    };
    named.named.iter().filter_map(|f| Field::from_syn(cx, f, derive)).collect()
}
