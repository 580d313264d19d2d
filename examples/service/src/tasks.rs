//! Handlers.

use crate::{
    Failure,
    schema::{Label, Project, Task, User},
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderName, StatusCode},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use supabase_orm::{Change, Client, Count, Direction, Insert, Patch, Row, row};
use uuid::Uuid;

const PAGE: u64 = 20;

/// A task as the service shows it: one request for the task, who does it, and its labels.
#[derive(Debug, Serialize, Row)]
#[table(Task)]
pub(crate) struct TaskView {
    id: i64,
    title: String,
    due: Option<NaiveDate>,
    done: bool,
    #[table(column = "users_by_assignee_id")]
    assignee: Option<Person>,
    labels: Vec<LabelName>,
}

#[derive(Debug, Serialize, Row)]
#[table(User)]
struct Person {
    id: Uuid,
    name: Option<String>,
}

#[derive(Debug, Serialize, Row)]
#[table(Label)]
struct LabelName {
    name: String,
}

/// What a list is asked for; each is optional.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ListParams {
    project: Option<Uuid>,
    assignee: Option<Uuid>,
    label: Option<String>,
    done: Option<bool>,
    due_before: Option<NaiveDate>,
    q: Option<String>,
    sort: Option<Sort>,
    dir: Option<Direction>,
    page: Option<u64>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Sort {
    Title,
    Due,
    Assignee,
    Created,
}

pub(crate) async fn list(State(db): State<Client>, Query(p): Query<ListParams>) -> Result<Response, Failure> {
    let dir = p.dir.unwrap_or(Direction::Asc);
    let from = p.page.unwrap_or(0).saturating_mul(PAGE);
    let page = db
        .from::<TaskView>()
        .select()
        .filter_some(p.project, |t, v| t.project_id.eq(v))
        .filter_some(p.assignee, |t, v| t.assignee_id.eq(v))
        .filter_some(p.label, |t, v| t.labels.any(|l| l.name.eq(v)))
        .filter_some(p.done, |t, v| t.done.eq(v))
        .filter_some(p.due_before, |t, v| t.due.lt(v))
        .filter_some(p.q, |t, v| t.title.ilike(format!("%{v}%")) | t.r#type.eq(v))
        .order(|t| {
            let by = p.sort.map(|s| match s {
                Sort::Title => t.title.order(dir),
                Sort::Due => t.due.order(dir),
                Sort::Assignee => t.users_by_assignee_id.order(|u| u.name.order(dir)),
                Sort::Created => t.id.order(dir),
            });
            (by, t.id.asc())
        })
        .range(from..=from + PAGE - 1)
        .count(Count::Exact)
        .await?;
    let total = [(HeaderName::from_static("x-total-count"), page.total.to_string())];
    Ok((total, Json(page.rows)).into_response())
}

/// The body of a new task.
#[derive(Debug, Deserialize, Insert)]
#[table(Task)]
pub(crate) struct NewTask {
    project_id: Uuid,
    reporter_id: Uuid,
    title: String,
    #[serde(default)]
    due: Option<NaiveDate>,
    #[serde(default)]
    #[table(omit_none)]
    done: Option<bool>,
}

pub(crate) async fn create(
    State(db): State<Client>,
    Json(body): Json<NewTask>,
) -> Result<(StatusCode, Json<TaskView>), Failure> {
    let task = db.from::<Task>().insert(body).returning(row::<TaskView>).single().await?;
    Ok((StatusCode::CREATED, Json(task)))
}

/// A JSON merge patch: absent leaves alone, `null` is NULL.
#[derive(Debug, Default, Deserialize, Patch)]
#[serde(default)]
#[table(Task)]
pub(crate) struct PatchTask {
    title: Option<String>,
    due: Change<NaiveDate>,
    done: Option<bool>,
    assignee_id: Change<Uuid>,
}

pub(crate) async fn patch(
    State(db): State<Client>,
    Path(id): Path<i64>,
    Json(body): Json<PatchTask>,
) -> Result<Response, Failure> {
    let update = db.from::<Task>().update(|_| body).filter(|t| t.id.eq(id));
    Ok(match update.returning(row::<TaskView>).maybe_single().await? {
        Some(task) => Json(task).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

pub(crate) async fn delete(State(db): State<Client>, Path(id): Path<i64>) -> Result<StatusCode, Failure> {
    let gone = db.from::<Task>().delete().filter(|t| t.id.eq(id)).affected().await?;
    Ok(if gone == 0 { StatusCode::NOT_FOUND } else { StatusCode::NO_CONTENT })
}

/// A project with everything below it: three levels in one request.
#[derive(Debug, Serialize, Row)]
#[table(Project)]
pub(crate) struct Board {
    id: Uuid,
    name: String,
    #[table(column = "users")]
    owner: Person,
    #[table(select = |p| p.tasks.columns(row::<TaskView>).filter(|t| !t.done).order(|t| t.due.asc()))]
    open: Vec<TaskView>,
}

pub(crate) async fn board(State(db): State<Client>, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let board = db.from::<Board>().select().filter(|p| p.id.eq(id)).maybe_single().await?;
    Ok(board.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |b| Json(b).into_response()))
}
