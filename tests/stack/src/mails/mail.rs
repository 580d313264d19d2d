//! One mail, and what tests look for in it.

use mail_parser::MessageParser;

/// A mail that came to the sink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The address it came to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its body, HTML if it has any.
    pub body: String,
}

impl Mail {
    pub(super) fn read(to: &str, raw: &[u8]) -> Self {
        let message = MessageParser::default().parse(raw).unwrap_or_default();
        let body = message.body_html(0).or_else(|| message.body_text(0)).unwrap_or_default().into_owned();
        let subject = message.subject().unwrap_or_default().to_owned();
        Self { to: to.to_lowercase(), subject, body }
    }

    /// The link to `/verify`.
    #[must_use]
    pub fn link(&self) -> Option<String> {
        let links = self.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        links.map(|link| link.replace("&amp;", "&")).find(|link| link.contains("/verify?"))
    }

    /// The `token_hash` that stands in the link.
    #[must_use]
    pub fn token_hash(&self) -> Option<String> {
        let link = url::Url::parse(&self.link()?).ok()?;
        link.query_pairs().find(|(name, _)| name == "token").map(|(_, value)| value.into_owned())
    }

    /// The code of six digits, from the text and not from the link.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        // no tags: what stands between `>` and `<`; no styles, whose colours may be six digits too
        let parts = self.body.split('<').filter(|part| !part.starts_with("style"));
        let text = parts.map(|part| part.split_once('>').map_or(part, |(_, text)| text));
        let words = text.flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()));
        let code = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
        words.filter(|w| code(w)).map(str::to_owned).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_and_code_of_a_quoted_printable_mail() {
        let raw = "Subject: =?UTF-8?q?Best=C3=A4tigen?=\r\nContent-Type: text/html; charset=UTF-8\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\n\
            <p><a href=3D\"http://127.0.0.1:1/auth/v1/verify?token=3Dab123456&amp;type=3Dsig=\r\nnup\">go</a></p>\r\n\
            <p>enter the code: 042317</p>\r\n";
        let mail = Mail::read("Ann@Example.com", raw.as_bytes());
        assert_eq!((&*mail.to, &*mail.subject), ("ann@example.com", "Bestätigen"));
        assert_eq!(mail.link().unwrap(), "http://127.0.0.1:1/auth/v1/verify?token=ab123456&type=signup");
        assert_eq!(mail.token_hash().as_deref(), Some("ab123456"));
        assert_eq!(mail.code().as_deref(), Some("042317"));
    }

    #[test]
    fn a_colour_is_no_code() {
        let raw = "Content-Type: text/html\r\n\r\n<style>a { color: #333333; }</style><b style=\"color: #222222\">042317</b>";
        assert_eq!(Mail::read("a@example.com", raw.as_bytes()).code().as_deref(), Some("042317"));
    }
}
