//! Types of an application that the settings of a case name.

use supabase_orm::DbValue;

/// The key of a user, and of everything that points to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, DbValue)]
pub struct UserId(pub i64);

/// The key of an employee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, DbValue)]
pub struct EmployeeId(pub i32);

/// The key of a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, DbValue)]
pub struct TeamId(pub i32);
