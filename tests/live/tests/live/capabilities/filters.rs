//! `database.using_filters.*`: one operator each, on four planets. The fourth has no name, kind or moons.

use super::found;
use serde_json::json;
use supabase_orm::{Search, filter_raw};

capabilities! {
    "database.using_filters.contained_by": contained_by,
    "database.using_filters.contains": contains,
    "database.using_filters.eq": eq,
    "database.using_filters.gt": gt,
    "database.using_filters.gte": gte,
    "database.using_filters.ilike": ilike,
    "database.using_filters.ilike_all": ilike_all,
    "database.using_filters.ilike_any": ilike_any,
    "database.using_filters.in": in_,
    "database.using_filters.is": is,
    "database.using_filters.is_distinct": is_distinct,
    "database.using_filters.like": like,
    "database.using_filters.like_all": like_all,
    "database.using_filters.like_any": like_any,
    "database.using_filters.lt": lt,
    "database.using_filters.lte": lte,
    "database.using_filters.match": match_,
    "database.using_filters.neq": neq,
    "database.using_filters.not": not,
    "database.using_filters.not_in": not_in,
    "database.using_filters.or": or,
    "database.using_filters.overlaps": overlaps,
    "database.using_filters.range_adjacent": range_adjacent,
    "database.using_filters.range_gt": range_gt,
    "database.using_filters.range_gte": range_gte,
    "database.using_filters.range_lt": range_lt,
    "database.using_filters.range_lte": range_lte,
    "database.using_filters.raw": raw,
    "database.using_filters.regex": regex,
    "database.using_filters.regex_icase": regex_icase,
    "database.using_filters.text_search": text_search,
}

async fn contained_by() {
    assert_eq!(found(|p| p.tags.contained_by(["hot", "small", "far"])).await, [1, 4]);
    assert_eq!(found(|p| p.orbit.contained_by(5..30)).await, [2, 3]);
    assert_eq!(found(|p| p.facts.contained_by(json!({"rings": true, "age": 5}))).await, [3]);
}

async fn contains() {
    assert_eq!(found(|p| p.tags.contains(["water"])).await, [2]);
    assert_eq!(found(|p| p.orbit.contains(22..=23)).await, [3]);
    assert_eq!(found(|p| p.facts.contains(json!({"rings": false}))).await, [1, 2]);
}

async fn eq() {
    assert_eq!(found(|p| p.name.eq("Earth")).await, [2]);
}

async fn gt() {
    assert_eq!(found(|p| p.moons.gt(1)).await, [3]);
}

async fn gte() {
    assert_eq!(found(|p| p.moons.gte(1)).await, [2, 3]);
}

async fn ilike() {
    assert_eq!(found(|p| p.name.ilike("%R%T%")).await, [2]);
}

async fn ilike_all() {
    assert_eq!(found(|p| p.name.ilike_all(["%R%", "M%"])).await, [1]);
}

async fn ilike_any() {
    assert_eq!(found(|p| p.name.ilike_any(["m%", "j%"])).await, [1, 3]);
}

async fn in_() {
    assert_eq!(found(|p| p.name.in_(["Mercury", "Jupiter", "Vulcan"])).await, [1, 3]);
}

async fn is() {
    assert_eq!(found(|p| p.name.is_null()).await, [4]);
    assert_eq!(found(|p| p.name.is_not_null()).await, [1, 2, 3]);
    assert_eq!(found(|p| p.inhabited.is_true()).await, [2]);
    assert_eq!(found(|p| p.inhabited.is_false()).await, [1, 3]);
}

async fn is_distinct() {
    // unlike `neq`, it finds the one without moons too
    assert_eq!(found(|p| p.moons.is_distinct(0)).await, [2, 3, 4]);
}

async fn like() {
    assert_eq!(found(|p| p.name.like("%r%y")).await, [1]);
    assert_eq!(found(|p| p.name.like("%R%Y")).await, [0; 0]);
}

async fn like_all() {
    assert_eq!(found(|p| p.name.like_all(["%r%", "%t%"])).await, [2, 3]);
}

async fn like_any() {
    assert_eq!(found(|p| p.name.like_any(["M%", "%h"])).await, [1, 2]);
}

async fn lt() {
    assert_eq!(found(|p| p.moons.lt(1)).await, [1]);
}

async fn lte() {
    assert_eq!(found(|p| p.moons.lte(1)).await, [1, 2]);
}

async fn match_() {
    assert_eq!(found(|p| p.kind.eq("rocky") & p.moons.eq(0)).await, [1]);
}

async fn neq() {
    assert_eq!(found(|p| p.moons.neq(0)).await, [2, 3]);
}

async fn not() {
    assert_eq!(found(|p| !p.name.like("%r%y")).await, [2, 3]);
    assert_eq!(found(|p| !(p.kind.eq("rocky") & p.moons.eq(0))).await, [2, 3]);
}

async fn not_in() {
    assert_eq!(found(|p| !p.id.in_([1, 2])).await, [3, 4]);
}

async fn or() {
    assert_eq!(found(|p| p.name.eq("Earth") | p.moons.gt(90)).await, [2, 3]);
    assert_eq!(found(|p| p.name.is_null() | (p.kind.eq("rocky") & p.inhabited.is_true())).await, [2, 4]);
}

async fn overlaps() {
    assert_eq!(found(|p| p.tags.overlaps(["big", "hot"])).await, [1, 3]);
    assert_eq!(found(|p| p.orbit.overlaps(5..=10)).await, [1, 2]);
}

async fn range_adjacent() {
    assert_eq!(found(|p| p.orbit.range_adjacent(30..40)).await, [3, 4]);
}

async fn range_gt() {
    assert_eq!(found(|p| p.orbit.range_gt(5..15)).await, [3, 4]);
}

async fn range_gte() {
    assert_eq!(found(|p| p.orbit.range_gte(10..15)).await, [2, 3, 4]);
}

async fn range_lt() {
    assert_eq!(found(|p| p.orbit.range_lt(15..25)).await, [1]);
}

async fn range_lte() {
    assert_eq!(found(|p| p.orbit.range_lte(5..20)).await, [1, 2]);
}

async fn raw() {
    assert_eq!(found(|_| filter_raw("name", "imatch", "^j")).await, [3]);
}

async fn regex() {
    assert_eq!(found(|p| p.name.match_("^[EM].*[hy]$")).await, [1, 2]);
    assert_eq!(found(|p| p.name.match_("^e")).await, [0; 0]);
}

async fn regex_icase() {
    assert_eq!(found(|p| p.name.imatch("^e")).await, [2]);
}

async fn text_search() {
    assert_eq!(found(|p| p.about.text_search("big & planet").config("english")).await, [0; 0]);
    assert_eq!(found(|p| p.about.text_search("live | biggest").config("english")).await, [2, 3]);
    assert_eq!(found(|p| p.about.text_search("blue planet").kind(Search::Phrase)).await, [2]);
    assert_eq!(found(|p| p.about.text_search("planet -sun").kind(Search::Web)).await, [2, 3]);
}
