//! The same schema on a real server: its document gives the same code, and every table's rows pass through the client.

use golden::{expected, zoo};
use serde::Serialize;
use stack::{SharedStack, Stack};
use std::fmt::Debug;
use supabase_codegen::Config;
use supabase_orm::{Client, Table};

static STACK: SharedStack = SharedStack::new(|| {
    let sql = concat!(env!("CARGO_MANIFEST_DIR"), "/zoo.sql");
    Stack::builder().sql_file(sql).schemas(["public", "api2"])
});

pub(crate) async fn stack() -> &'static Stack {
    STACK.get().await.unwrap()
}

#[tokio::test]
async fn the_servers_document_gives_the_checked_in_code() {
    let (url, key) = (stack().await.url(), stack().await.secret_key().to_owned());
    for case in ["zoo", "both"] {
        let key = Some(key.clone());
        let settings = expected(case).with_file_name("supabase.toml");
        let generate = move || Config::new().url(url, key).settings(settings).unwrap().render().unwrap().code;
        let code = tokio::task::spawn_blocking(generate).await.unwrap();
        assert!(
            code == std::fs::read_to_string(expected(case)).unwrap(),
            "{case} differs from what the server gives"
        );
    }
}

#[tokio::test]
async fn a_schema_that_is_not_exposed_is_named() {
    let (url, key) = (stack().await.url(), stack().await.secret_key().to_owned());
    let generate =
        move || Config::new().url(url, Some(key)).schemas(["hidden"]).render().unwrap_err().to_string();
    let fault = tokio::task::spawn_blocking(generate).await.unwrap();
    assert!(fault.contains("is the schema exposed") || fault.contains("schema is not exposed"), "{fault}");
}

/// Selects every column by its name, whatever it is, and gives the rows back as JSON.
async fn reads<T: Table + Serialize + Debug>(db: &Client) -> usize {
    let rows = db.from::<T>().select().await.unwrap_or_else(|e| panic!("{}: {e}", T::NAME));
    let again = serde_json::to_vec(&rows).unwrap();
    let again: Vec<T> = supabase_orm::read::rows(&again).unwrap_or_else(|e| panic!("{}: {e}", T::NAME));
    assert_eq!(format!("{rows:?}"), format!("{again:?}"), "{}", T::NAME);
    rows.len()
}

macro_rules! all { ($db:ident: $($table:ident)*) => { [$((zoo::$table::NAME, reads::<zoo::$table>(&$db).await)),*] } }

#[tokio::test]
async fn rows_of_every_table_and_view_pass_through() {
    let db = Client::new(stack().await.url(), stack().await.secret_key()).unwrap();
    let counts = all! { db:
        CamelCase CircularA CircularB ClashTable ClashTable2 ClashTable3 ClashTable4 CompositeFk CompositePk Defaults DéjàVu Employee FkToUnique
        FnRow Message MvUser N123abc NameClash NoPk OptionRow OrderItem PartRoot Passport Post PostTag Profile ProfilePhoto RlsT Rpc SelectRow
        SelfRow StringRow Tag Team Type TypesArray TypesGenerated TypesJsonNet TypesRange TypesScalar TypesTime TypesUser UniqueOnly UnloggedT
        User UsersTeam VAgg VAwkward VComputed VInsteadof VJoin VNopk VOverView VRule VSimple Wide Xschema AB
    };
    let filled = counts.iter().filter(|(_, n)| *n > 0).count();
    assert!(counts.len() > 55 && filled > 25, "{counts:?}");
}

#[tokio::test]
async fn awkward_columns_are_written_filtered_and_embedded() {
    let db = Client::new(stack().await.url(), stack().await.secret_key()).unwrap();
    let item = zoo::OrderItemInsert {}
        .with(|o| (o.order_id.set(7), o.item_no.set(1), o.a_b.set("dot"), o.back_slash.set("\\")));
    let item: zoo::OrderItem =
        db.from::<zoo::OrderItem>().insert(item).returning(|_| ..).single().await.unwrap();
    assert_eq!(
        (item.order_id, item.a_b.as_deref(), item.back_slash.as_deref()),
        (7, Some("dot"), Some("\\"))
    );
    let same = db
        .from::<zoo::OrderItem>()
        .columns(|o| (o.order_id, o.per_cent))
        .filter(|o| o.order_id.eq(7) & o.a_b.eq("dot"));
    assert_eq!(same.single().await.unwrap(), (7, None));
    assert_eq!(
        db.from::<zoo::OrderItem>().delete().filter(|o| o.order_id.eq(7)).affected().await.unwrap(),
        1
    );
    let mail = db.from::<zoo::Message>().columns(|m| {
        (m.users_by_sender_id.columns(|u| u.display_name), m.receiver_id.columns(|u| u.display_name))
    });
    let mail = mail.order(|m| m.id.asc()).limit(1).single().await.unwrap();
    assert_eq!(mail, (Some("Ann".into()), Some("Bob".into())));
    let mood = db
        .from::<zoo::TypesUser>()
        .columns(|t| t.mood_c)
        .filter(|t| t.mood_c.in_([zoo::Mood::U1f980, zoo::Mood::WithComma]));
    assert_eq!(mood.await.unwrap(), [Some(zoo::Mood::U1f980)]);
}
