//! `#[derive(Table)]` without a generated schema, and `#[derive(Row)]` with every kind of field.

use crate::world::{World, db, stack};
use service::schema::{Project, Task, User};
use supabase_orm::{DbJson, DbValue, Insert, Related, Row, RowOf, Table, row};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "countries")]
struct Country {
    #[table(generated, key)]
    id: i64,
    name: String,
    capital: Option<String>,
    #[table(many = City, target = "cities")]
    cities: Related,
}
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "cities")]
struct City {
    #[table(key)]
    id: CityId,
    #[table(references = Country)]
    country_id: i64,
    #[table(column = "first name")]
    name: String,
    #[table(default)]
    flag: Vec<u8>,
    mayor: Option<Mayor>,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, DbValue)]
struct CityId(i64);
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, DbJson)]
struct Mayor {
    since: i32,
}
#[derive(Insert)]
#[table(Country)]
struct NewCountry<'a> {
    name: &'a str,
}
#[derive(Insert)]
#[table(City)]
struct NewCity<'a> {
    id: CityId,
    country_id: i64,
    name: &'a str,
    flag: Vec<u8>,
    mayor: Option<Mayor>,
}

#[tokio::test]
async fn a_struct_is_a_table() {
    stack().run_sql("truncate countries cascade").await.unwrap();
    let (countries, cities) = (|| db().from::<Country>(), || db().from::<City>());
    let id = countries().insert(NewCountry { name: "Italy" }).returning(|c| c.id).single().await.unwrap();
    let rome = NewCity {
        id: CityId(7),
        country_id: id,
        name: "Rome",
        flag: vec![0, 255],
        mayor: Some(Mayor { since: 2021 }),
    };
    cities().insert(rome).await.unwrap();
    let city: City = cities().find(CityId(7)).await.unwrap().unwrap();
    assert_eq!((city.id, city.name.as_str(), &city.flag[..]), (CityId(7), "Rome", &[0, 255][..]));
    assert_eq!(city.mayor, Some(Mayor { since: 2021 }));
    let found = cities()
        .columns(|c| (c.name, c.country_id.columns(|c| c.name)))
        .filter(|c| c.mayor.key("since").gt(2020));
    assert_eq!(found.await.unwrap(), [("Rome".to_owned(), "Italy".to_owned())]);
    let of = countries()
        .columns(|c| c.cities.columns(|c| c.id))
        .filter(|c| c.name.eq("Italy"))
        .single()
        .await
        .unwrap();
    assert_eq!(of, [7]); // a value of a selection has its column's type
    let update = cities()
        .update(|c| (c.mayor.set(Mayor { since: 2025 }), c.name.set("Roma")))
        .filter(|c| c.id.eq(CityId(7)));
    assert_eq!(update.returning(|c| c.mayor).single().await.unwrap(), Some(Mayor { since: 2025 }));
    let by_name = cities().select().filter(|c| c.name.eq("Roma") & c.id.in_([CityId(7), CityId(8)]));
    assert_eq!(by_name.single().await.unwrap().name, "Roma");
}

#[derive(Debug, Row)]
#[table(Project)]
struct Stats {
    #[table(flatten)]
    project: Project,
    #[table(select = |p| p.tasks.count())]
    size: i64,
    #[table(select = |p| p.users.spread(|u| u.email))]
    owner_email: String,
    #[table(select = |p| p.meta.key_text("colour"))]
    colour: Option<String>,
    #[table(select = |p| p.tasks.columns(row::<Line>).filter(|t| !t.done).order(|t| t.title.asc()).limit(3))]
    next: Vec<Line>,
    #[table(select = |p| p.tasks.columns(|t| (t.id, t.title)))]
    lines: Vec<(i64, String)>,
    #[table(column = "users")]
    owner: Person,
}
#[derive(Debug, Row)]
#[table(Task)]
struct Line {
    title: String,
}
#[derive(Debug, Row)]
#[table(User)]
struct Person {
    id: Uuid,
    #[table(column = "name")]
    called: Option<String>,
    #[table(select = |u| u.manager_id.columns(row::<Boss>))]
    boss: Option<Boss>,
}
#[derive(Debug, Row)]
#[table(User)]
struct Boss {
    id: Uuid,
}

#[tokio::test]
async fn a_row_has_every_kind_of_field() {
    let w = World::new().await;
    let (alpha, beta) = (w.alpha, w.beta);
    w.db.from::<Project>()
        .update(|p| p.meta.set(serde_json::json!({"colour": "red"})))
        .filter(|p| p.id.eq(alpha))
        .await
        .unwrap();
    let stats =
        w.db.from::<Stats>()
            .select()
            .filter(|p| p.id.in_([alpha, beta]))
            .order(|p| p.name.asc())
            .await
            .unwrap();
    let [a, b] = &stats[..] else { panic!("{stats:?}") };
    assert_eq!(
        (a.project.id, a.size, a.colour.as_deref(), a.owner_email.as_str()),
        (alpha, 3, Some("red"), format!("ann@{}", w.mark).as_str())
    );
    assert_eq!(a.next.iter().map(|l| l.title.as_str()).collect::<Vec<_>>(), ["paint", "pay"]);
    assert_eq!(
        (a.lines.len(), a.owner.id, a.owner.called.as_deref(), a.owner.boss.is_none()),
        (3, w.ann, Some("Ann"), true)
    );
    assert_eq!(b.owner.boss.as_ref().map(|b| b.id), Some(w.ann));
}

#[derive(Debug, Row)]
#[table(Project)]
struct Of<R: RowOf<Task>> {
    tasks: Vec<R>,
}

#[tokio::test]
async fn rows_may_be_generic() {
    let w = World::new().await;
    let beta = w.beta;
    let page: Of<Line> = w.db.from::<Of<Line>>().select().filter(|p| p.id.eq(beta)).single().await.unwrap();
    assert_eq!(page.tasks[0].title, "pause");
}

#[derive(Debug, Table)]
#[table(name = "Odd, \"Table\"")]
struct Odd {
    #[table(key, column = "a.b")]
    ab: i32,
    select: Option<String>,
    or: Option<String>,
    #[table(column = "qty,ordered")]
    qty: Option<String>,
    #[table(column = "back\\slash")]
    back: Option<String>,
    #[table(column = "sla/sh")]
    slash: Option<String>,
}

#[tokio::test]
async fn awkward_names_work_in_every_position() {
    stack().run_sql(r#"truncate "Odd, ""Table"""; insert into "Odd, ""Table""" values (1, 's', 'o', 'q', 'b', 'sl'), (2, null, null, null, null, null)"#).await.unwrap();
    let odd = || db().from::<Odd>();
    let o = Odd::COLUMNS;
    for filter in [
        o.ab.eq(1),
        o.select.eq("s") & o.or.eq("o"),
        o.qty.eq("q") | o.back.eq("nothing"),
        o.back.eq("b") & !o.slash.is_null(),
        (o.select.eq("x") | o.slash.eq("sl")) & !(o.or.eq("x") & o.qty.is_null()),
    ] {
        let row = odd().select().filter(|_| filter.clone()).single().await.unwrap();
        assert_eq!(
            (row.ab, row.qty.as_deref(), row.slash.as_deref()),
            (1, Some("q"), Some("sl")),
            "{filter:?}"
        );
    }
    let ordered = odd()
        .columns(|o| o.ab)
        .order(|o| (o.select.desc().nulls_first(), o.qty.asc(), o.back.asc()))
        .await
        .unwrap();
    assert_eq!(ordered, [2, 1]);
    let update = odd()
        .update(|o| (o.back.set("new"), o.or.set("n")))
        .filter(|o| o.ab.eq(2))
        .returning(|o| (o.back, o.or));
    assert_eq!(update.single().await.unwrap(), (Some("new".into()), Some("n".into())));
}
