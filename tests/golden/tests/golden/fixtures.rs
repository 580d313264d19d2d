//! A schema in the shapes of PostgREST's own tests: from the catalog, from a snapshot, and every relation of it at a server.

use golden::{
    cases, expected,
    fixtures::{self as schema, rpc},
};
use stack::{SharedStack, Stack};
use supabase_codegen::Config;
use supabase_orm::{Client, Table};

static STACK: SharedStack = SharedStack::new(|| {
    let sql = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures.sql");
    Stack::builder().sql_file(sql).schemas(["fixtures"])
});

async fn database() -> Config {
    let stack = STACK.get().await.unwrap();
    Config::new().database(stack.db_url().unwrap()).schemas(["fixtures"])
}

async fn ask<T: Send + 'static>(config: Config, of: impl FnOnce(Config) -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(move || of(config)).await.unwrap()
}

async fn db() -> Client {
    let stack = STACK.get().await.unwrap();
    Client::new(stack.url(), stack.secret_key()).unwrap()
}

/// The snapshot is the document of the case: `BLESS=1` writes it from the database.
#[tokio::test]
async fn the_snapshot_is_what_the_database_says() {
    let path = cases().join("fixtures/document.json");
    if std::env::var_os("BLESS").is_some() {
        ask(database().await, |c| c.write_snapshot(cases().join("fixtures/document.json")).unwrap()).await;
    }
    let changes = ask(database().await, move |c| c.check_snapshot(path)).await.unwrap();
    assert_eq!(changes, []);
    let code = ask(database().await, |c| c.render()).await.unwrap().code;
    assert!(
        code == std::fs::read_to_string(expected("fixtures")).unwrap(),
        "other code than of the snapshot"
    );
}

/// The document of the server knows less, and is about the same.
#[tokio::test]
async fn the_servers_document_gives_code_for_the_same_tables() {
    let stack = STACK.get().await.unwrap();
    let (url, key) = (stack.url().to_owned(), stack.secret_key().to_owned());
    let config = Config::new().url(url, Some(key)).schemas(["fixtures"]);
    let code = ask(config, |c| c.render()).await.unwrap().code;
    let names = |code: &str| {
        let rows = code.lines().filter_map(|l| l.strip_prefix("impl Table for ")).map(str::to_owned);
        rows.collect::<std::collections::BTreeSet<_>>()
    };
    let exact = std::fs::read_to_string(expected("fixtures")).unwrap();
    let exact: std::collections::BTreeSet<String> = names(&exact);
    assert_eq!(names(&code), exact);
    // partitions are not exposed, the whole is
    assert!(exact.contains("CarModel {") && !exact.iter().any(|n| n.contains("2021")), "{exact:?}");
}

/// Every relation of a table, alone in a selection: PostgREST must find exactly one.
macro_rules! embeds { ($db:ident: $($table:ident { $($relation:ident)* })*) => { $($(
    let query = $db.from::<schema::$table>().columns(|t| t.$relation.columns(|_| ..)).limit(1);
    query.await.unwrap_or_else(|e| panic!("{}.{}: {e}", schema::$table::NAME, stringify!($relation)));
)*)* } }

#[tokio::test]
async fn every_relation_leads_to_one_table() {
    let db = db().await;
    embeds! { db:
        Address { orders_by_billing_address_id orders_by_shipping_address_id }
        Capital { country_id country }
        CarBrand { car_models }
        CarModelSale { car_models }
        CarModel { car_brand_name car_brands car_model_sales }
        Client { materialized_projects projects projects_count projects_of_view projects_view projects_view_alt }
        ClientsProject { materialized_projects projects projects_count projects_of_view projects_view projects_view_alt tasks users_projects users }
        Comment { commenter_id users users_tasks }
        Country { capital }
        Designer { computed_videogames videogames }
        Entity { parent_id entities_by_parent_id }
        FamilyTree { parent family_tree_by_parent }
        Manager { organizations }
        MaterializedProject { client_id clients clients_projects tasks users_projects users }
        Order { billing_address_id shipping_address_id addresses_by_billing_address_id addresses_by_shipping_address_id }
        Organization { referee auditor manager_id managers organizations_by_referee organizations_by_auditor }
        Project { client_id clients clients_projects tasks users_projects users }
        ProjectsCount { client_id clients clients_projects }
        ProjectsOfView { client_id clients clients_projects tasks users_projects users }
        ProjectsView { client_id clients clients_projects tasks users_projects users }
        ProjectsViewAlt { t_client_id clients clients_projects tasks users_projects users }
        Ring { next_id rings_by_next_id }
        Student { students_info }
        StudentsInfo { students }
        Supplier { suppliers_trade_unions trade_unions }
        SuppliersTradeUnion { supplier_id trade_union_id suppliers trade_unions }
        Task { project_id clients_projects materialized_projects projects projects_of_view projects_view projects_view_alt users_tasks users }
        TradeUnion { suppliers_trade_unions suppliers }
        User { comments users_followers_by_follower_id users_followers_by_followed_id users_projects users_tasks clients_projects materialized_projects projects projects_of_view projects_view projects_view_alt tasks }
        UsersFollower { follower_id followed_id users_by_follower_id users_by_followed_id }
        UsersProject { user_id project_id users clients_projects materialized_projects projects projects_of_view projects_view projects_view_alt }
        UsersTask { user_id task_id users tasks comments }
        Videogame { computed_designers designers }
        WebContent { p_web_id children web_content_by_p_web_id }
    }
}

#[tokio::test]
async fn overloads_computed_relations_and_partitions_answer() {
    let db = db().await;
    assert_eq!(db.rpc(rpc::Overloaded {}).await.unwrap(), [1, 2, 3]);
    let sold = db
        .from::<schema::CarModelSale>()
        .columns(|s| (s.quantity, s.car_models.columns(|m| m.car_brand_name)));
    assert_eq!(sold.single().await.unwrap(), (7, Some(Some("DMC".into()))));
    let games =
        db.from::<schema::Designer>().columns(|d| (d.name, d.computed_videogames.columns(|v| v.name)));
    let games = games.filter(|d| d.id.eq(1)).single().await.unwrap();
    assert_eq!(games, (Some("Sid Meier".into()), vec![Some("Civilization I".into())]));
    let tree = db.from::<schema::WebContent>().columns(|w| (w.name, w.p_web_id.columns(|p| p.name)));
    let tree = tree.filter(|w| w.id.eq(1)).single().await.unwrap();
    assert_eq!(tree, (Some("fezz".into()), Some(Some("tardis".into()))));
    let names =
        db.from::<schema::User>().columns(|u| (u.name, u.tasks.columns(|t| t.name))).filter(|u| u.id.eq(2));
    assert_eq!(names.single().await.unwrap(), ("Michael".into(), vec!["Design".into()]));
}

/// A foreign table, where the extension is there.
#[tokio::test]
async fn a_foreign_table_is_read_and_written_as_its_server_lets() {
    let stack = STACK.get().await.unwrap();
    let sql = "create schema abroad; create extension file_fdw; create extension postgres_fdw; \
               create server files foreign data wrapper file_fdw; create server twin foreign data wrapper postgres_fdw; \
               create foreign table abroad.lines (line text) server files options (filename '/dev/null'); \
               create foreign table abroad.clients (id int not null, name text) server twin;";
    if let Err(e) = stack.run_sql(sql).await {
        println!("SKIPPED: no file_fdw or postgres_fdw: {e}");
        return;
    }
    let config = Config::new().database(stack.db_url().unwrap()).schemas(["abroad"]);
    let code = ask(config, |c| c.render()).await.unwrap().code;
    for text in [
        "/// Foreign table `lines`. Read-only.",
        "/// Foreign table `clients`.\n",
        "impl Writable for Client {}",
        "pub struct ClientInsert {",
    ] {
        assert!(code.contains(text), "{text}\n{code}");
    }
    assert!(!code.contains("impl Writable for Line"), "{code}");
}
