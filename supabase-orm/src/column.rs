//! Columns, and paths into their JSON.

mod operators;
mod path;

pub use path::{Key, Path, Plain, WholeColumn};

use crate::{
    filter::Filter,
    order::{Direction, Order},
    rest::{ast, literal::Literal},
    schema::{Relation, Table},
    select::{Aliased, Embed, Expr, Selection},
    sql::{
        BoolLike, CastTo, JsonLike, Nullable, Ordered, PgBool, PgInt8, PgJsonb, PgText, Settable, SqlType,
        Summable,
    },
    value::Assign,
    write::Set,
};
use std::{fmt, marker::PhantomData};

/// A column of table `T` with the SQL type `S`, or (`P`) a JSON path below it.
///
/// Its methods are the operators its type has; there is nothing to import. Its field names are odd on purpose, so that
/// rustc never suggests them.
///
/// ```
/// # use supabase_orm::{Filter, Table, doc::Planet};
/// let p = Planet::COLUMNS;
/// let f: Filter<Planet> = p.name.ilike("%ear%") & !p.moons.is_null();
/// ```
pub struct Column<T, S, P = Plain> {
    pub(crate) __name: &'static str,
    pub(crate) __path: P,
    _p: PhantomData<fn() -> (T, S)>,
}

impl<T, S> Column<T, S> {
    /// A column by its name in the database. For generated code.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { __name: name, __path: Plain, _p: PhantomData }
    }

    /// The name in the database.
    #[must_use]
    pub const fn sql_name(&self) -> &'static str {
        self.__name
    }
}

impl<T, S, P: Copy> Clone for Column<T, S, P> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T, S, P: Copy> Copy for Column<T, S, P> {}

impl<T, S, P> fmt::Debug for Column<T, S, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column({})", self.__name)
    }
}

impl<T, S: SqlType, P: Path> Column<T, S, P> {
    /// `column->key`: a value inside `json` or `jsonb`, still JSON. `key` may be any text.
    #[must_use]
    pub fn key<'a>(self, key: &'a str) -> Column<T, Nullable<PgJsonb>, Key<'a, P>>
    where
        S::Base: JsonLike,
    {
        self.below(Key::new(self.__path, "->", key))
    }

    /// `column->>key`: the same as text.
    #[must_use]
    pub fn key_text<'a>(self, key: &'a str) -> Column<T, Nullable<PgText>, Key<'a, P>>
    where
        S::Base: JsonLike,
    {
        self.below(Key::new(self.__path, "->>", key))
    }

    /// `column->0`: an element of a JSON list; negative from its end.
    #[must_use]
    pub fn index(self, index: i32) -> Column<T, Nullable<PgJsonb>, Key<'static, P>>
    where
        S::Base: JsonLike,
    {
        self.below(Key::index(self.__path, "->", index))
    }

    /// `column->>0`: the same as text.
    #[must_use]
    pub fn index_text(self, index: i32) -> Column<T, Nullable<PgText>, Key<'static, P>>
    where
        S::Base: JsonLike,
    {
        self.below(Key::index(self.__path, "->>", index))
    }

    fn below<S2, P2>(self, path: P2) -> Column<T, S2, P2> {
        Column { __name: self.__name, __path: path, _p: PhantomData }
    }

    /// Smallest first.
    pub fn asc(self) -> Order<T> {
        self.order(Direction::Asc)
    }

    /// Largest first.
    pub fn desc(self) -> Order<T> {
        self.order(Direction::Desc)
    }

    /// `asc()` or `desc()`, chosen at run time.
    pub fn order(self, direction: Direction) -> Order<T> {
        Order::of(ast::Term {
            through: None,
            column: self.__name.into(),
            path: self.__path.text(),
            descending: direction == Direction::Desc,
            nulls: "",
        })
    }

    /// An assignment, for `update(..)` and `with(..)`.
    #[must_use]
    pub fn set<V: Assign<S>>(self, value: V) -> Set<T, V>
    where
        S: Settable,
        P: WholeColumn,
    {
        Set::new(self.__name, value, V::assign)
    }

    /// The same item under another key.
    #[must_use]
    pub fn alias(self, key: &'static str) -> Aliased<Self> {
        Aliased::new(self, key)
    }

    fn expr<S2>(self, suffix: &'static str, key: &'static str) -> Expr<T, S2> {
        Expr::new(self.__name, self.__path.text(), suffix, key)
    }

    /// The sum of all values, or of each group of the other columns.
    #[must_use]
    pub fn sum<N: Summable>(self) -> Expr<T, Nullable<N::Sum>>
    where
        S: SqlType<Base = N>, // `<S::Base as Summable>::Sum` would be E0599 on a text column, without our words
    {
        self.expr(".sum()", "sum")
    }

    /// The average.
    #[must_use]
    pub fn avg<N: Summable>(self) -> Expr<T, Nullable<N::Avg>>
    where
        S: SqlType<Base = N>,
    {
        self.expr(".avg()", "avg")
    }

    /// The largest value.
    #[must_use]
    pub fn max(self) -> Expr<T, Nullable<S::Base>>
    where
        S::Base: Ordered,
    {
        self.expr(".max()", "max")
    }

    /// The smallest value.
    #[must_use]
    pub fn min(self) -> Expr<T, Nullable<S::Base>>
    where
        S::Base: Ordered,
    {
        self.expr(".min()", "min")
    }

    /// How many values are not NULL.
    #[must_use]
    pub fn count(self) -> Expr<T, PgInt8> {
        self.expr(".count()", "count")
    }

    /// `column::text`; the key stays the column's.
    #[must_use]
    pub fn cast<C: CastTo>(self) -> Expr<T, C::Cast> {
        self.expr(C::SUFFIX, self.__name)
    }
}

impl<T, S, P: Path> Column<T, S, P> {
    /// The key under which PostgREST answers it.
    pub(crate) fn natural_key(&self) -> &str {
        self.__path.last().unwrap_or(self.__name)
    }
}

impl<T, S: SqlType, P: Path> Column<T, S, P> {
    /// `is.true`; NULL is not true.
    pub fn is_true(self) -> Filter<T>
    where
        S::Base: BoolLike,
    {
        self.compare("is", Literal::Word("true"))
    }

    /// `is.false`; NULL is not false.
    pub fn is_false(self) -> Filter<T>
    where
        S::Base: BoolLike,
    {
        self.compare("is", Literal::Word("false"))
    }
}

/// `!t.done`: `not.is.true`, so NULL counts as not done.
impl<T, S: SqlType<Base = PgBool>> std::ops::Not for Column<T, S> {
    type Output = Filter<T>;
    fn not(self) -> Filter<T> {
        !self.is_true()
    }
}

impl<T, S> Column<T, S> {
    /// Embeds through this foreign key: PostgREST's `sender_id(name)`.
    #[must_use]
    pub fn columns<X: Selection<<Self as Relation>::To>>(
        self,
        f: impl FnOnce(&'static <<Self as Relation>::To as Table>::Columns) -> X,
    ) -> Embed<Self, X, X::Row>
    where
        Self: Relation,
    {
        Embed::new(self, f(<<Self as Relation>::To as Table>::COLUMNS))
    }
}
