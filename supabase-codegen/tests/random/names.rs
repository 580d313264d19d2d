//! Names and texts: those that people give, those that Rust, Postgres and PostgREST have, and any other.

use proptest::{prelude::*, sample::select};

/// Words that mean something in Rust, in generated code, in PostgREST, or in a listing of Postgres.
const WORDS: &str = "as async await break const continue crate dyn else enum extern false fn for gen if impl in let loop match \
    mod move mut pub ref return self Self static struct super trait true type unsafe use where while abstract become box do \
    final macro override priv try typeof unsized virtual yield union safe raw macro_rules \
    Option Some None Ok Err Result String Vec Box Debug Clone Default PartialEq Eq Hash Iterator bool i32 i64 f64 u8 str char \
    Row Table Column Columns Keys Insert Select Fk Nullable PgText PgInt4 PgAny JsonValue Numeric Uuid Utc DateTime Decimal \
    Serialize Deserialize Serializer Deserializer With Keyed NoKeys One Many MaybeOne Rel Function Call Args OptionalArgs \
    supabase_orm std core alloc serde time chrono jiff uuid main test public rpc api schema columns keys \
    SELECT COLUMNS KEYS NAME SCHEMA REQUIRED KEY ALL Unknown read write args deserialize serialize clone fmt eq with \
    A D S Key KeySql Output Args a d f r s w \
    id ID Id user_id userId UserId User_Id user__id _user_id user_id_ users Users user User UserRow UserColumns UserKeys \
    UserInsert UserArgs UserRowColumns users_by_user_id user_2 user_rel people person children news status \
    select order and or not limit offset null";

/// Names that no one gives twice.
const ODD: &[&str] = &[
    "",
    " ",
    "_",
    "__",
    "r#type",
    "1",
    "123",
    "1st",
    "a.b",
    "a b",
    "a-b",
    "a\"b",
    "a\\b",
    "a'b",
    "`",
    "``",
    "```",
    "*/",
    "/*",
    "//",
    "{}",
    "{0}",
    "}",
    "(",
    ")",
    "[]",
    "a[]",
    "#",
    "$crate",
    "%",
    "é",
    "e\u{301}",
    "É",
    "日本",
    "名",
    "🦀",
    "🦀🦀",
    "ß",
    "ſ",
    "ﬁ",
    "İ",
    "ı",
    "Ω",
    "Ω",
    "а",
    "a\u{200d}b",
    "a\u{202e}b",
    "\u{feff}",
    "x\ny",
    "x\ry",
    "x\ty",
    "x\u{2028}y",
    "x\u{0}y",
    "select=a",
    "a,b",
    "a:b",
    "a->b",
    "a->>'b'",
    "a::text",
    "a!b",
    "*",
    "@",
    "ǅ",
    "ⅷ",
    "２",
];

/// The name of a table, column, type, function or key.
pub(crate) fn name() -> impl Strategy<Value = String> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let long = ("[a-z]{1,3}", 20..90_usize).prop_map(|(part, n)| format!("{part}_").repeat(n));
    prop_oneof![
        6 => select(words).prop_map(str::to_owned),
        3 => select(ODD).prop_map(|n| (*n).to_owned()),
        1 => any::<String>(),
        4 => "[a-z][a-z0-9_]{0,8}",
        1 => long,
    ]
}

/// What ends comments, strings and attributes, what rustdoc and rustc take for something else, and what shows as nothing.
const TEXTS: &[&str] = &[
    "",
    " ",
    "\n",
    "*/",
    "/* a",
    "*/ fn f() {} /*",
    "\"",
    "\"]",
    "\\",
    "\\\"",
    "\"#",
    "\"##",
    "```\nlet x: u8 = \"\";\n```",
    "    let x = ;",
    "\tlet x = ;",
    "~~~\nx\n~~~",
    "#![deny(warnings)]",
    "#[test]",
    "/// a",
    "//! a",
    "\u{0}",
    "a\u{0}b",
    "\u{202e}desrever",
    "\u{2066}isolated\u{2069}",
    "a\rb",
    "a\r\nb",
    "\r",
    "\u{b}\u{c}\u{85}",
    "a\u{2028}b\u{2029}c",
    "\u{feff}",
    "[link]",
    "[`Vec`]",
    "[a](b",
    "<script>",
    "<b>",
    "&amp;",
    "{{}}",
    "{",
    "$crate",
    "`",
    "``",
    "a`b",
    "# heading",
    "- a\n- b",
    "| a | b |\n|---|---|",
    "名前 🦀",
    "end\\",
    "Note:\nThis is a Primary Key.<pk/>",
    "nextval('a_id_seq'::regclass)",
    "'{}'::jsonb",
    "now()",
];

/// A comment, a default or a label.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let joined = (select(TEXTS), select(TEXTS)).prop_map(|(a, b)| format!("{a}{b}"));
    prop_oneof![3 => select(TEXTS).prop_map(|t| (*t).to_owned()), 2 => joined, 1 => any::<String>(), 2 => "[a-z ]{1,40}"]
}
