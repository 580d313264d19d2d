//! The tables of the examples in these docs, written as the generator writes them.

use crate::codegen::*;

/// Table `planets`. Primary key: `id`.
#[derive(Debug, Clone, PartialEq)]
pub struct Planet {
    pub id: i64,
    pub name: Option<String>,
    pub kind: String,
    pub moons: Option<i32>,
    pub data: Option<JsonValue>,
}
pub struct PlanetColumns {
    pub id: Column<Planet, PgInt8>,
    pub name: Column<Planet, Nullable<PgText>>,
    pub kind: Column<Planet, PgText>,
    pub moons: Column<Planet, Nullable<PgInt4>>,
    pub data: Column<Planet, Nullable<PgJsonb>>,
}
pub struct PlanetKeys {
    pub planets_pkey: UniqueKey<Planet>,
}
impl Table for Planet {
    type Columns = PlanetColumns;
    type Keys = PlanetKeys;
    const NAME: &'static str = "planets";
    const SELECT: &'static str = "id,name,kind,moons,data";
    const REQUIRED: &'static [&'static str] = &["id", "kind"];
    const PRIMARY_KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static PlanetColumns = &PlanetColumns {
        id: Column::new("id"),
        name: Column::new("name"),
        kind: Column::new("kind"),
        moons: Column::new("moons"),
        data: Column::new("data"),
    };
    const KEYS: &'static PlanetKeys = &PlanetKeys { planets_pkey: UniqueKey::new("id") };
}
impl Writable for Planet {}
impl Keyed for Planet {
    type Key = i64;
    type KeySql = PgInt8;
    const KEY: Column<Self, PgInt8> = Column::new("id");
}
impl Row for Planet {
    fn read(r: &mut RowReader<'_>) -> Result<Self, ReadError> {
        Ok(Self {
            id: r.get("id")?,
            name: r.get("name")?,
            kind: r.get("kind")?,
            moons: r.get("moons")?,
            data: r.get("data")?,
        })
    }
}
impl<'de> Deserialize<'de> for Planet {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        deserialize_row(d)
    }
}
impl Serialize for Planet {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        ser_row(
            s,
            &[
                ("id", &self.id),
                ("name", &self.name),
                ("kind", &self.kind),
                ("moons", &self.moons),
                ("data", &self.data),
            ],
        )
    }
}
#[derive(Debug, Clone)]
pub struct PlanetInsert {
    pub id: i64,
    pub kind: String,
}
#[diagnostic::do_not_recommend]
impl Insertable<Planet> for PlanetInsert {
    fn write(&self, w: &mut ObjWriter) {
        w.json("id", &self.id);
        w.json("kind", &self.kind);
    }
}
impl PlanetInsert {
    pub fn with<A: Assignments<Planet>>(self, f: impl FnOnce(&'static PlanetColumns) -> A) -> With<Self, A> {
        With(self, f(Planet::COLUMNS))
    }
}

/// Table `sections`. Primary key: `id`.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    pub id: i64,
    pub name: String,
}
pub struct SectionColumns {
    pub id: Column<Section, Generated<PgInt8>>,
    pub name: Column<Section, PgText>,
    pub instruments: Rel<Section, Instrument, Many>,
}
impl Table for Section {
    type Columns = SectionColumns;
    type Keys = NoKeys;
    const NAME: &'static str = "sections";
    const SELECT: &'static str = "id,name";
    const COLUMNS: &'static SectionColumns = &SectionColumns {
        id: Column::new("id"),
        name: Column::new("name"),
        instruments: Rel::new("instruments", "instruments"),
    };
    const KEYS: &'static NoKeys = &NoKeys;
}
impl Writable for Section {}
impl Row for Section {
    fn read(r: &mut RowReader<'_>) -> Result<Self, ReadError> {
        Ok(Self { id: r.get("id")?, name: r.get("name")? })
    }
}
impl<'de> Deserialize<'de> for Section {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        deserialize_row(d)
    }
}

/// Table `instruments`. Primary key: `id`.
#[derive(Debug, Clone, PartialEq)]
pub struct Instrument {
    pub id: i64,
    pub name: Option<String>,
    pub section_id: i64,
}
pub struct InstrumentColumns {
    pub id: Column<Instrument, Generated<PgInt8>>,
    pub name: Column<Instrument, Nullable<PgText>>,
    pub section_id: Column<Instrument, Fk<Section, PgInt8>>,
    pub sections: Rel<Instrument, Section, One>,
}
impl Table for Instrument {
    type Columns = InstrumentColumns;
    type Keys = NoKeys;
    const NAME: &'static str = "instruments";
    const SELECT: &'static str = "id,name,section_id";
    const COLUMNS: &'static InstrumentColumns = &InstrumentColumns {
        id: Column::new("id"),
        name: Column::new("name"),
        section_id: Column::new("section_id"),
        sections: Rel::new("sections", "sections"),
    };
    const KEYS: &'static NoKeys = &NoKeys;
}
impl Writable for Instrument {}
impl Row for Instrument {
    fn read(r: &mut RowReader<'_>) -> Result<Self, ReadError> {
        Ok(Self { id: r.get("id")?, name: r.get("name")?, section_id: r.get("section_id")? })
    }
}
impl<'de> Deserialize<'de> for Instrument {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        deserialize_row(d)
    }
}
