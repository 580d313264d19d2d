//! Arguments of a function in the address: a call by GET or HEAD.

use super::literal::Unquoted;
use crate::error::QueryError;
use serde_json::{Map, Value};

/// What the JSON body alone does not tell of the arguments.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ArgumentKinds {
    /// of type `json` or `jsonb`
    pub(crate) json: Vec<&'static str>,
    /// the last one, if it is variadic
    pub(crate) variadic: Option<&'static str>,
}

/// Each argument as PostgREST reads it: arrays as array literals, a variadic one once for each value.
pub(crate) fn in_url(body: &[u8], kinds: &ArgumentKinds) -> Result<Vec<(String, String)>, QueryError> {
    let Ok(arguments) = serde_json::from_slice::<Map<String, Value>>(body) else {
        return Err(QueryError::NotInUrl("an argument without a name has no place in an address".to_owned()));
    };
    let mut all = Vec::new();
    for (name, value) in arguments {
        if kinds.json.contains(&name.as_str()) && !value.is_string() {
            return Err(QueryError::NotInUrl(format!(
                "argument `{name}` is JSON, which PostgREST would read as a text"
            )));
        }
        match value {
            Value::Null => {
                let why = format!("argument `{name}` is NULL, which an address cannot say");
                return Err(QueryError::NotInUrl(why));
            }
            Value::Array(items) if kinds.variadic == Some(name.as_str()) => {
                all.extend(items.iter().map(|item| (name.clone(), Unquoted::scalar(item).into_owned())));
            }
            Value::Array(items) => all.push((name, Unquoted::nested(&items))),
            other => all.push((name, Unquoted::scalar(&other).into_owned())),
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(body: &str, kinds: &ArgumentKinds) -> Result<String, String> {
        let pairs = in_url(body.as_bytes(), kinds).map_err(|e| e.to_string())?;
        Ok(pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"))
    }

    #[test]
    fn arguments_are_what_postgrest_reads() {
        let kinds = ArgumentKinds { json: vec!["j"], variadic: Some("v") };
        assert_eq!(
            url(
                r#"{"a":1,"b":"x y","c":[1,null,"p,q"],"d":[[1,2],[3,4]],"e":true,"v":["m","n"],"j":"text"}"#,
                &kinds
            )
            .unwrap(),
            r#"a=1&b=x y&c={1,NULL,"p,q"}&d={{1,2},{3,4}}&e=true&j=text&v=m&v=n"#
        );
        assert_eq!(url("{}", &kinds).unwrap(), "");
    }

    #[test]
    fn what_an_address_cannot_say_is_refused() {
        let kinds = ArgumentKinds { json: vec!["j"], variadic: None };
        for (body, part) in [
            (r#"{"a":null}"#, "`a` is NULL"),
            (r#"{"j":{"x":1}}"#, "`j` is JSON"),
            ("[1,2]", "without a name"),
        ] {
            let refusal = url(body, &kinds).unwrap_err();
            assert!(refusal.contains(part) && refusal.contains("by POST"), "{refusal}");
        }
    }
}
