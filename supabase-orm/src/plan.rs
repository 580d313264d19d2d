//! The plan of a query: what `.explain().plan()` gives.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt};

/// What Postgres plans to do for a query, and with `analyze` what it did. Times are in milliseconds.
///
/// ```
/// # use supabase_orm::{Client, Result, doc::Planet};
/// # async fn f(db: &Client) -> Result<()> {
/// let plan = db.from::<Planet>().select().filter(|p| p.id.eq(3)).explain().analyze().plan().await?;
/// for node in plan.nodes() {
///     println!("{} {:?}: {} rows expected, {:?} came", node.node_type, node.relation, node.plan_rows, node.actual_rows);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Value")]
#[non_exhaustive]
pub struct Plan {
    /// The topmost node.
    pub root: PlanNode,
    /// How long planning took.
    pub planning_time: Option<f64>,
    /// How long the query took; with `analyze`.
    pub execution_time: Option<f64>,
    /// Settings of the planner that are not the defaults; with `settings`.
    pub settings: BTreeMap<String, String>,
    /// All of it as Postgres wrote it: buffers of planning, triggers, jit too.
    pub json: Value,
}

/// The keys of Postgres.
#[derive(Deserialize)]
struct Keys {
    #[serde(rename = "Plan")]
    root: PlanNode,
    #[serde(rename = "Planning Time")]
    planning_time: Option<f64>,
    #[serde(rename = "Execution Time")]
    execution_time: Option<f64>,
    #[serde(rename = "Settings", default)]
    settings: BTreeMap<String, String>,
}

impl TryFrom<Value> for Plan {
    type Error = serde_json::Error;
    fn try_from(json: Value) -> Result<Self, Self::Error> {
        let Keys { root, planning_time, execution_time, settings } = Keys::deserialize(&json)?;
        Ok(Self { root, planning_time, execution_time, settings, json })
    }
}

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct PlanNode {
    /// What it does: `Seq Scan`, `Index Scan`, `Nested Loop`.
    #[serde(rename = "Node Type")]
    pub node_type: String,
    /// The table it reads.
    #[serde(rename = "Relation Name")]
    pub relation: Option<String>,
    /// The index it reads.
    #[serde(rename = "Index Name")]
    pub index: Option<String>,
    /// Cost until the first row, in the planner's unit.
    #[serde(rename = "Startup Cost", default)]
    pub startup_cost: f64,
    /// Cost until the last row.
    #[serde(rename = "Total Cost", default)]
    pub total_cost: f64,
    /// How many rows the planner expects.
    #[serde(rename = "Plan Rows", default)]
    pub plan_rows: f64,
    /// How many bytes it expects a row to have.
    #[serde(rename = "Plan Width", default)]
    pub plan_width: u64,
    /// Time until the first row, of one loop; with `analyze`.
    #[serde(rename = "Actual Startup Time")]
    pub actual_startup_time: Option<f64>,
    /// Time until the last row, of one loop; with `analyze`.
    #[serde(rename = "Actual Total Time")]
    pub actual_total_time: Option<f64>,
    /// How many rows came, in one loop; with `analyze`.
    #[serde(rename = "Actual Rows")]
    pub actual_rows: Option<f64>,
    /// How often it ran; with `analyze`.
    #[serde(rename = "Actual Loops")]
    pub actual_loops: Option<f64>,
    /// The condition on its rows.
    #[serde(rename = "Filter")]
    pub filter: Option<String>,
    /// The condition that the index answers.
    #[serde(rename = "Index Cond")]
    pub index_condition: Option<String>,
    /// How many rows the condition threw away, in one loop; with `analyze`.
    #[serde(rename = "Rows Removed by Filter")]
    pub rows_removed_by_filter: Option<f64>,
    /// The steps it takes its rows from.
    #[serde(rename = "Plans", default)]
    pub plans: Vec<Self>,
    /// Everything else: joins, sorts, output columns, buffers.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Plan {
    /// All steps, each before the ones below it.
    pub fn nodes(&self) -> impl Iterator<Item = &PlanNode> {
        let mut open = vec![&self.root];
        std::iter::from_fn(move || {
            let node = open.pop()?;
            open.extend(node.plans.iter().rev());
            Some(node)
        })
    }
}

/// One line a step, as deep as it stands.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut open = vec![(0, &self.root)];
        while let Some((depth, node)) = open.pop() {
            if depth > 0 {
                writeln!(f)?;
            }
            write!(f, "{:1$}{2}", "", 2 * depth, node)?;
            open.extend(node.plans.iter().rev().map(|below| (depth + 1, below)));
        }
        Ok(())
    }
}

impl fmt::Display for PlanNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.node_type)?;
        if let Some(index) = &self.index {
            write!(f, " using {index}")?;
        }
        if let Some(relation) = &self.relation {
            write!(f, " on {relation}")?;
        }
        write!(f, " (cost={:.2}..{:.2} rows={})", self.startup_cost, self.total_cost, self.plan_rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = r#"{"Plan":{"Node Type":"Aggregate","Startup Cost":1.0,"Total Cost":2.5,"Plan Rows":1,"Plan Width":8,"Strategy":"Plain",
        "Plans":[{"Node Type":"Index Scan","Relation Name":"planets","Index Name":"planets_pkey","Startup Cost":0.1,"Total Cost":1.0,
        "Plan Rows":1,"Plan Width":4,"Index Cond":"(id = 3)"},{"Node Type":"Seq Scan","Relation Name":"moons"}]},"Planning Time":0.2}"#;

    #[test]
    fn a_plan_is_walked_from_the_top_and_loses_nothing() {
        let plan: Plan = serde_json::from_str(PLAN).unwrap();
        let types: Vec<&str> = plan.nodes().map(|n| n.node_type.as_str()).collect();
        assert_eq!(types, ["Aggregate", "Index Scan", "Seq Scan"]);
        assert_eq!(plan.root.other["Strategy"], "Plain");
        assert_eq!(plan.planning_time, Some(0.2));
        let text = plan.to_string();
        assert!(
            text.contains("\n  Index Scan using planets_pkey on planets (cost=0.10..1.00 rows=1)\n  Seq"),
            "{text}"
        );
        assert_eq!(plan.json["Plan"]["Plans"][0]["Index Cond"], "(id = 3)");
    }
}
