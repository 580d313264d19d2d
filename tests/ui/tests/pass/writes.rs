//! Inserts, upserts, updates and deletes, as they are meant.

use crate::derives::{Edit, NewTask};
use chrono::NaiveDate;
use supabase_orm::{Client, Null, Result, row};
use ui::schema::{Label, LabelInsert, Task, TaskInsert, TaskLabel, TaskLabelInsert};

/// Inserts and upserts.
///
/// # Errors
/// Always, without a server.
pub async fn inserts(db: &Client, many: Vec<TaskInsert>) -> Result<()> {
    let task = TaskInsert { project_id: 1, title: "x".to_owned() };
    db.from::<Task>().insert(&task).await?;
    db.from::<Task>().insert_many(many).await?;
    let id: i64 =
        db.from::<Task>().insert(task.with(|t| t.note.set("x"))).returning(|t| t.id).single().await?;
    let new = NewTask { title: "x", project_id: id, note: None, done: None };
    let back: Vec<Task> = db.from::<Task>().insert(new.with(|t| t.priority.set(3))).returning(|_| ..).await?;
    let label = LabelInsert { name: "x".to_owned(), r#type: "y".to_owned() };
    let _: Vec<Label> =
        db.from::<Label>().upsert(label).on_conflict(|k| k.labels_pkey).returning(row::<Label>).await?;
    let pair = TaskLabelInsert { task_id: id, label_id: 1 };
    db.from::<TaskLabel>().upsert(pair).on_conflict(|k| k.task_labels_pkey).ignore_duplicates().await?;
    drop(back);
    Ok(())
}

/// Updates and deletes.
///
/// # Errors
/// Always, without a server.
pub async fn changes(db: &Client, due: Option<NaiveDate>, edit: Edit) -> Result<u64> {
    let update = db.from::<Task>().update(|t| (t.title.set("x"), t.due.set(due), t.note.set(Null)));
    update.filter(|t| t.id.eq(1)).max_affected(1).await?;
    db.from::<Task>().update(|_| edit).filter(|t| t.id.eq(1)).returning(|t| t.id).maybe_single().await?;
    db.from::<Task>().update(|t| t.due.set(None::<NaiveDate>)).all_rows().await?;
    db.from::<Task>().delete().filter(|t| t.done.is_true()).affected().await
}
