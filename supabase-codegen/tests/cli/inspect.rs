//! `inspect` tells what the generated code does, and nothing else.

use super::{DOCUMENT, run, text};
use quote::ToTokens;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};
use supabase_codegen::{
    Config,
    inspect::{InsertAs, Inspection, Rows, Table},
};
use syn::{Fields, ImplItem, Item};

/// A document of each kind, with every shape of table.
pub(crate) const CASES: [(&str, &[&str]); 6] = [
    ("both", &["zoo/document.json", "both/api2.json"]),
    ("clashes", &["clashes/document.json"]),
    ("orchestra", &["orchestra/document.json"]),
    ("orchestra_metadata", &["orchestra_metadata/document.json"]),
    ("zoo", &["zoo/document.json"]),
    ("zoo_metadata", &["zoo_metadata/document.json"]),
];

pub(crate) fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/cases")
}

pub(crate) fn config(case: &str, documents: &[&str]) -> Config {
    let config = documents.iter().fold(Config::new(), |c, d| c.file(cases().join(d)));
    config.settings(cases().join(case).join("supabase.toml")).unwrap()
}

/// What stands in a generated file, by path.
#[derive(Default)]
struct Code {
    /// struct -> field -> type
    structs: BTreeMap<String, BTreeMap<String, String>>,
    /// `Writable for Planet`
    impls: BTreeSet<String>,
    /// row -> key
    keys: BTreeMap<String, String>,
}

impl Code {
    fn of(code: &str) -> Self {
        let mut this = Self::default();
        this.items("", syn::parse_file(code).unwrap().items);
        this
    }

    fn items(&mut self, module: &str, items: Vec<Item>) {
        for item in items {
            match item {
                Item::Mod(m) => self.items(&format!("{module}{}::", m.ident), m.content.unwrap().1),
                Item::Struct(s) => {
                    let fields = match s.fields {
                        Fields::Named(fields) => fields.named,
                        _ => continue,
                    };
                    let fields = fields.iter().map(|f| (f.ident.as_ref().unwrap().to_string(), rust(&f.ty)));
                    self.structs.insert(format!("{module}{}", s.ident), fields.collect());
                }
                Item::Impl(i) => {
                    let Some((of, _)) = &i.trait_ else { continue };
                    let on = format!("{module}{}", rust(&i.self_ty));
                    self.impls.insert(format!("{} for {on}", rust(of)));
                    let key = i.items.iter().find_map(|item| match item {
                        ImplItem::Type(t) if t.ident == "Key" => Some(rust(&t.ty)),
                        _ => None,
                    });
                    self.keys.extend(key.map(|key| (on, key)));
                }
                _ => {}
            }
        }
    }

    fn fields(&self, of: &str) -> BTreeMap<String, String> {
        self.structs.get(of).cloned().unwrap_or_default()
    }
}

fn rust(tokens: &dyn ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "").replace(",>", ">")
}

#[test]
fn every_fact_stands_in_the_generated_code() {
    for (case, documents) in CASES {
        let config = config(case, documents);
        let (inspection, code) = (config.inspect().unwrap(), Code::of(&config.render().unwrap().code));
        assert!(!inspection.tables.is_empty());
        inspection.tables.iter().for_each(|t| assert_table(t, &code));
        let tables =
            code.impls.iter().filter(|i| i.starts_with("Table for ") && !i.contains("rpc::")).count();
        assert_eq!(inspection.tables.len(), tables, "{case}");
        for f in &inspection.functions {
            assert!(code.impls.contains(&format!("Function for {}", f.rust)), "{case}: {}", f.rust);
            let given = f.arguments.iter().filter(|a| !a.optional).map(|a| a.field.clone());
            let fields: BTreeSet<String> = code.fields(&f.rust).into_keys().collect();
            assert_eq!(given.collect::<BTreeSet<_>>(), fields, "{case}: {}", f.rust);
        }
    }
}

fn assert_table(t: &Table, code: &Code) {
    let columns: BTreeMap<String, String> =
        t.columns.iter().map(|c| (c.field.clone(), c.rust.replace(' ', ""))).collect();
    assert_eq!(code.fields(&t.row), columns, "{}", t.row);
    let shown = code.fields(&format!("{}Columns", t.row));
    for r in &t.relationships {
        let marker = shown.get(&r.field).unwrap();
        let many = match r.rows {
            Rows::One => "One>",
            Rows::OneOrNone => "MaybeOne>",
            Rows::Many => "Many>",
        };
        let own = marker.starts_with("Rel<") && marker.ends_with(&format!(",{many}"));
        let by_column = marker.contains("Fk<") && marker.contains("Nullable<") == (r.rows == Rows::OneOrNone);
        assert!(own || by_column, "{}.{}: {marker}", t.row, r.field);
        assert!(marker.contains(r.row.rsplit("::").next().unwrap()), "{marker}: {}", r.row);
    }
    let fields = t.columns.len() + t.computed.len();
    let relations = t.relationships.iter().filter(|r| !columns.contains_key(&r.field)).count();
    assert_eq!(shown.len(), fields + relations, "{}", t.row);

    let insert = format!("{}Insert", t.row);
    assert_eq!(t.queries.insert_type.as_ref(), code.structs.contains_key(&insert).then_some(&insert));
    let required = t.columns.iter().filter(|c| c.insert == InsertAs::Required);
    let required: BTreeSet<String> = required.map(|c| c.field.clone()).collect();
    assert_eq!(required, code.fields(&insert).into_keys().collect(), "{insert}");
    assert_eq!(t.queries.update.allowed, code.impls.contains(&format!("Writable for {}", t.row)));
    assert_eq!(t.queries.find.as_ref().map(|f| &f.rust), code.keys.get(&t.row), "{}", t.row);
    let keys: BTreeSet<String> = t.keys.iter().map(|k| k.field.clone()).collect();
    assert_eq!(keys, code.fields(&format!("{}Keys", t.row)).into_keys().collect(), "{}", t.row);
    for c in t.columns.iter().filter(|_| t.queries.update.allowed) {
        let generated = shown.get(&c.field).unwrap().starts_with("Column<")
            && shown.get(&c.field).unwrap().contains("Generated<");
        assert_eq!(c.insert == InsertAs::Never, generated, "{}.{}", t.row, c.name);
    }
    for e in &t.queries.examples {
        syn::parse_str::<syn::Expr>(&e.code).unwrap_or_else(|fault| panic!("{fault}: {}", e.code));
    }
}

fn zoo() -> Inspection {
    config("zoo_metadata", &["zoo_metadata/document.json"]).inspect().unwrap()
}

#[test]
fn relationships_say_what_postgrest_needs() {
    let messages = zoo().find("public.messages").unwrap();
    let text = messages.to_string();
    let line = |field: &str| text.lines().find(|l| l.trim_start().starts_with(field)).unwrap().to_owned();
    let sender: Vec<String> = line("users_by_sender_id ").split_whitespace().map(str::to_owned).collect();
    let expected = ["users_by_sender_id", "public::User", "sender_id", "(messages_sender_id_fkey)"];
    assert_eq!(sender, [&expected[..], &["users!sender_id"]].concat());
    assert!(line("insert ").ends_with("required: sender_id, receiver_id, body"));
    assert!(text.contains("m.users_by_sender_id.columns(|u| u.id)"), "{text}");
}

#[test]
fn why_something_is_refused() {
    let zoo = zoo();
    let view = zoo.find("mv_users").unwrap().to_string();
    assert!(view.contains("insert  no: a materialized view is read-only"), "{view}");
    assert!(view.contains("find    no: it needs a primary key of one column"), "{view}");
    let view = zoo.find("v_agg").unwrap();
    let reason = view.tables[0].queries.delete.reason.as_deref().unwrap();
    assert!(reason.starts_with("the view is read-only"), "{reason}");
    let verbs: Vec<&str> = view.tables[0].queries.examples.iter().map(|e| e.verb).collect();
    assert_eq!(verbs, ["read"]);
}

#[test]
fn every_name_of_a_table_finds_it() {
    let zoo = zoo();
    let count = |name: &str| zoo.find(name).unwrap().tables.len();
    assert_eq!((count("public.users"), count("public::User"), count("users")), (1, 1, 2));
    let function = zoo.find("f_setof_table()").unwrap();
    assert!(function.tables.is_empty());
    assert_eq!(function.functions[0].gives, "Vec<public::User>");
    let own = &zoo.find("f_table()").unwrap().functions[0];
    assert_eq!(own.gives, "Vec<public::rpc::FTableRow>");
    let other = &zoo.find("api2.f_public_table()").unwrap().functions[0];
    assert_eq!(other.gives, "Vec<public::User>");
    let fault = zoo.find("mesages").unwrap_err();
    assert_eq!(
        fault.to_string(),
        "inspect: there is no table, view or function `mesages`; did you mean `messages`?"
    );
}

#[test]
fn the_program_prints_text_or_json() {
    let folder = tempfile::tempdir().unwrap();
    let inspect = |args: &[&str]| run(folder.path(), &[&["inspect", "--stdin"], args].concat(), DOCUMENT);
    let list = inspect(&[]);
    assert!(list.status.success(), "{}", text(&list.stderr));
    let said = text(&list.stdout);
    let cells: Vec<&str> = said.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(cells, ["public.planets", "table", "Planet", "2", "1", "0", "all"]);
    let json: serde_json::Value = serde_json::from_slice(&inspect(&["planets", "--json"]).stdout).unwrap();
    assert_eq!(json["tables"][0]["queries"]["required"], serde_json::json!(["kind"]));
    assert_eq!(json["tables"][0]["columns"][0]["rust"], "i64");
    let unknown = inspect(&["plants"]);
    assert_eq!(unknown.status.code(), Some(78));
    assert!(text(&unknown.stderr).contains("did you mean `planets`?"));
}

#[test]
fn names_cannot_act_on_the_terminal() {
    let document = DOCUMENT.replace("planets", "pla\\u001b[2Jnets\\u202e");
    let said = Config::new().document("t", document).inspect().unwrap().to_string();
    assert!(said.contains("pla\\u{1b}[2Jnets\\u{202e}") && !said.contains('\u{1b}'), "{said}");
}
