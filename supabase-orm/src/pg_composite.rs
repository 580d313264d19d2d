//! Composite types of Postgres.

/// Makes a struct a composite type of Postgres, which is its own SQL marker. For generated code.
///
/// The struct is a [`Row`](crate::Row) and `Serialize`: on the wire a composite is a JSON object of its attributes.
///
/// ```
/// use supabase_orm::{Column, codegen::*};
///
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct Point3 {
///     pub x: Option<f64>,
/// }
/// impl Row for Point3 {
///     fn read(r: &mut RowReader<'_>) -> Result<Self, ReadError> {
///         Ok(Self { x: r.column::<Nullable<PgFloat8>, _>("x")? })
///     }
/// }
/// impl Serialize for Point3 {
///     fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
///         ser_row(s, &[("x", &as_column::<Nullable<PgFloat8>, _>(&self.x))])
///     }
/// }
/// pg_composite!(Point3);
///
/// # struct Place;
/// let center: Column<Place, Nullable<Point3>> = Column::new("center");
/// let to = center.set(Point3 { x: Some(1.5) });
/// # let _ = to;
/// ```
#[macro_export]
macro_rules! pg_composite {
    ($C:ident) => {
        const _: () = {
            use $crate::{codegen as __c, sql as __s, value as __v};
            impl __s::SqlType for $C {
                type Rust = $C;
                type Base = $C;
            }
            impl __s::BaseType for $C {}
            // PostgREST looks into composites as into JSON
            impl __s::JsonLike for $C {}
            impl __s::HasSql for $C {
                type Sql = $C;
            }
            impl __v::NotNull for $C {}
            #[diagnostic::do_not_recommend]
            impl __v::Value<$C> for $C {
                fn put(&self, sink: &mut dyn __v::Sink) {
                    sink.json(self);
                }
            }
            impl __c::FromJson for $C {
                fn from_json(r: &mut __c::JsonReader<'_>) -> ::core::result::Result<Self, __c::ReadError> {
                    __c::read_object(r)
                }
            }
            #[diagnostic::do_not_recommend]
            impl __c::FromColumn<$C> for $C {
                fn read(r: &mut __c::JsonReader<'_>) -> ::core::result::Result<Self, __c::ReadError> {
                    __c::read_object(r)
                }
            }
        };
    };
}

#[cfg(test)]
mod tests {
    use crate::{codegen::*, doc::Planet, rest::reply::Sends};

    #[derive(Debug, Clone, Default, PartialEq)]
    struct Address {
        street: Option<String>,
        geo: Option<Vec<f64>>,
    }
    impl Row for Address {
        fn read(r: &mut RowReader<'_>) -> Result<Self, ReadError> {
            Ok(Self { street: r.get("street")?, geo: r.column::<Nullable<PgArray<PgFloat8>>, _>("geo")? })
        }
    }
    impl Serialize for Address {
        fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            let geo = as_column::<Nullable<PgArray<PgFloat8>>, _>(&self.geo);
            ser_row(s, &[("street", &self.street), ("geo", &geo)])
        }
    }
    pg_composite!(Address);

    fn address() -> Address {
        Address { street: Some("High \"St\"".into()), geo: Some(vec![1.5, f64::INFINITY]) }
    }

    const WIRE: &str = r#"{"street":"High \"St\"","geo":[1.5,"Infinity"]}"#;

    #[test]
    fn a_composite_is_an_object_both_ways() {
        assert_eq!(serde_json::to_string(&address()).unwrap(), WIRE);
        let read = <Address as FromColumn<Address>>::read(&mut JsonReader::new(WIRE.as_bytes()));
        assert_eq!(read.unwrap(), address());
        let absent = <Option<Address> as FromJson>::from_json(&mut JsonReader::new(b"null"));
        assert_eq!(absent.unwrap(), None);
        let list = format!("[{WIRE},null]");
        let list = <Vec<Option<Address>> as FromColumn<PgArray<Nullable<Address>>>>::read(
            &mut JsonReader::new(list.as_bytes()),
        );
        assert_eq!(list.unwrap(), [Some(address()), None]);
    }

    #[test]
    fn a_fault_inside_is_named_by_its_path() {
        let fault = <Address as FromColumn<Address>>::read(&mut JsonReader::new(br#"{"geo":[1,"x"]}"#));
        assert_eq!(fault.unwrap_err().path(), "geo[1]");
    }

    #[test]
    fn it_is_set_like_any_value() {
        let db = crate::Client::new("https://x.supabase.co", "sb_publishable_x").unwrap();
        let column: Column<Planet, Nullable<Address>> = Column::new("home");
        let list: Column<Planet, PgArray<Address>> = Column::new("homes");
        let update = db.from::<Planet>().update(|_| (column.set(address()), list.set([address()])));
        let request = update.filter(|p| p.id.eq(1)).request().unwrap().unwrap();
        let expected = format!(r#"{{"home":{WIRE},"homes":[{WIRE}]}}"#);
        assert_eq!(request.body.as_bytes(), expected.as_bytes());
    }
}
