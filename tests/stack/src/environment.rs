//! What the environment says about servers that run elsewhere.

use crate::{Error, Result, gateway::Service, keys::Keys};
use std::collections::BTreeMap;

/// A project to use instead of starting anything.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) url: String,
    pub(crate) keys: Keys,
}

/// The variables this crate reads, checked.
#[derive(Debug)]
pub(crate) struct Environment {
    pub(crate) project: Option<Project>,
    /// Servers that run elsewhere.
    pub(crate) upstreams: BTreeMap<Service, String>,
    pub(crate) jwt_secret: Option<String>,
    /// The database of the project or of the server at `STACK_REST_URL`.
    pub(crate) db_url: Option<String>,
    /// Where mails are received.
    pub(crate) smtp_port: Option<u16>,
}

impl Environment {
    pub(crate) fn read() -> Result<Self> {
        Self::from(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
    }

    fn from(var: impl Fn(&'static str) -> Option<String>) -> Result<Self> {
        let address = |name| var(name).map(|url| url.trim_end_matches('/').to_owned());
        let jwt_secret = var("STACK_JWT_SECRET");
        let upstreams: BTreeMap<_, _> =
            Service::ALL.into_iter().filter_map(|s| Some((s, address(s.variable())?))).collect();
        if !upstreams.is_empty() && jwt_secret.is_none() {
            let why = "servers behind the gateway verify tokens with the secret they share";
            return Err(Error::Unset { variable: "STACK_JWT_SECRET", why });
        }
        let smtp_port = var("STACK_SMTP_PORT").map(port).transpose()?;
        let project =
            address("SUPABASE_URL").map(|url| project(url, jwt_secret.clone(), &var)).transpose()?;
        Ok(Self { project, upstreams, jwt_secret, db_url: var("SUPABASE_DB_URL"), smtp_port })
    }
}

fn port(value: String) -> Result<u16> {
    value.parse().map_err(|_| Error::NoPort { variable: "STACK_SMTP_PORT", value })
}

fn project(
    url: String,
    jwt_secret: Option<String>,
    var: impl Fn(&'static str) -> Option<String>,
) -> Result<Project> {
    // a project has the old keys, the new ones, or both: each stands in for the other
    let pair = |old, new| {
        let why = "`SUPABASE_URL` is set, so that project is used and its keys are needed";
        let missing = Error::Unset { variable: new, why };
        match (var(old), var(new)) {
            (Some(old), Some(new)) => Ok((old, new)),
            (Some(one), None) | (None, Some(one)) => Ok((one.clone(), one)),
            (None, None) => Err(missing),
        }
    };
    let (anon, publishable) = pair("SUPABASE_ANON_KEY", "SUPABASE_PUBLISHABLE_KEY")?;
    let (service, secret) = pair("SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_SECRET_KEY")?;
    Ok(Project { url, keys: Keys { anon, service, publishable, secret, jwt_secret } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(vars: &[(&str, &str)]) -> Result<Environment> {
        Environment::from(|name| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn nothing_set_starts_everything_here() {
        let environment = read(&[]).unwrap();
        assert!(environment.project.is_none() && environment.upstreams.is_empty());
    }

    #[test]
    fn a_project_needs_a_key_of_each_kind() {
        let error = read(&[("SUPABASE_URL", "http://x/"), ("SUPABASE_ANON_KEY", "a")]).unwrap_err();
        assert!(error.to_string().starts_with("`SUPABASE_SECRET_KEY` is not set"), "{error}");
        let vars = [("SUPABASE_URL", "http://x/"), ("SUPABASE_ANON_KEY", "a"), ("SUPABASE_SECRET_KEY", "s")];
        let project = read(&vars).unwrap().project.unwrap();
        assert_eq!(project.url, "http://x");
        assert_eq!((&*project.keys.publishable, &*project.keys.service), ("a", "s"));
    }

    #[test]
    fn the_port_of_mails_is_a_number() {
        assert_eq!(read(&[("STACK_SMTP_PORT", "2525")]).unwrap().smtp_port, Some(2525));
        let error = read(&[("STACK_SMTP_PORT", "smtp")]).unwrap_err();
        assert_eq!(error.to_string(), "`STACK_SMTP_PORT` is `smtp`, which is no port");
    }

    #[test]
    fn an_upstream_needs_the_secret() {
        let error = read(&[("STACK_AUTH_URL", "http://x")]).unwrap_err();
        assert!(error.to_string().starts_with("`STACK_JWT_SECRET` is not set"), "{error}");
        let environment = read(&[("STACK_AUTH_URL", "http://x/"), ("STACK_JWT_SECRET", "s")]).unwrap();
        assert_eq!(environment.upstreams[&Service::Auth], "http://x");
    }
}
