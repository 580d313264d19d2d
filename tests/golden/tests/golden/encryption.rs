//! Encrypted connections to a real PostgreSQL, with certificates that were made for this run.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use stack::{SharedStack, Stack};
use std::path::{Path, PathBuf};
use supabase_codegen::{Config, Error};

static STACK: SharedStack =
    SharedStack::new(|| Stack::builder().sql("create table planets (id bigint primary key)"));

/// An authority, and a certificate of it for these names.
struct Authority {
    params: CertificateParams,
    key: KeyPair,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self { params, key: KeyPair::generate().unwrap() }
    }

    fn write(&self, folder: &Path, name: &str) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, self.params.self_signed(&self.key).unwrap().pem()).unwrap();
        path
    }

    /// The certificate and its key, as PEM.
    fn certificate(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let issuer = Issuer::from_params(&self.params, &self.key);
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        (params.signed_by(&key, &issuer).unwrap().pem(), key.serialize_pem())
    }
}

/// Writes a file into the folder of the database.
async fn write(stack: &Stack, file: &str, text: &str) {
    let lines = format!("select unnest(string_to_array($text${}$text$, chr(10)))", text.trim());
    let sql = format!("copy ({lines}) to program 'umask 077; cat > {file}'");
    stack.run_sql(&sql).await.unwrap();
}

async fn encrypt(stack: &Stack, (certificate, key): (String, String)) {
    write(stack, "server.crt", &certificate).await;
    write(stack, "server.key", &key).await;
    stack.run_sql("alter system set ssl = on").await.unwrap();
    reload(stack).await;
}

/// The server reads its settings again, soon.
async fn reload(stack: &Stack) {
    stack.run_sql("select pg_reload_conf()").await.unwrap();
}

/// The address with another host and these parameters.
fn url(stack: &Stack, host: &str, parameters: &str) -> String {
    format!("{}?{parameters}", stack.db_url().unwrap().replace("127.0.0.1", host))
}

async fn read(url: String) -> Result<String, Error> {
    tokio::task::spawn_blocking(move || Config::new().database(url).render().map(|g| g.code)).await.unwrap()
}

async fn until(done: impl AsyncFn() -> bool) {
    for _ in 0..200 {
        if done().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the server did not read its settings again");
}

#[tokio::test]
async fn a_connection_is_encrypted_as_the_address_says() {
    let (stack, folder) = (STACK.get().await.unwrap(), tempfile::tempdir().unwrap());
    let (ours, other) = (Authority::new(), Authority::new());
    let root = |path: PathBuf| format!("sslmode=verify-full&sslrootcert={}", path.display());
    let (trusted, stranger) =
        (root(ours.write(folder.path(), "ca.crt")), root(other.write(folder.path(), "other.crt")));
    let said = async |host: &str, parameters: &str| {
        let fault = read(url(stack, host, parameters)).await.unwrap_err();
        assert_eq!(fault.exit_code(), 78, "{fault}");
        fault.to_string()
    };

    // a server without encryption
    assert!(read(url(stack, "127.0.0.1", "sslmode=prefer")).await.is_ok());
    let none = said("127.0.0.1", "sslmode=require").await;
    assert!(
        none.contains("does not encrypt connections: turn it on there, or use `sslmode=disable`"),
        "{none}"
    );

    encrypt(stack, ours.certificate("localhost")).await;
    until(async || read(url(stack, "127.0.0.1", "sslmode=require")).await.is_ok()).await;
    for (host, parameters) in [
        ("127.0.0.1", "sslmode=disable"),
        ("127.0.0.1", "sslmode=prefer"),
        ("127.0.0.1", "sslmode=require"),
        ("localhost", &trusted),
    ] {
        let code = read(url(stack, host, parameters)).await.unwrap_or_else(|e| panic!("{parameters}: {e}"));
        assert!(code.contains("pub struct Planet "), "{parameters}");
    }
    let wrong = said("localhost", &stranger).await;
    assert!(wrong.contains("is not trusted") && wrong.contains("sslrootcert="), "{wrong}");
    let platform = said("localhost", "sslmode=verify-full").await;
    assert!(platform.contains("is not trusted") && platform.contains("`sslmode=require`"), "{platform}");
    let name = said("127.0.0.1", &trusted).await;
    assert!(name.contains("it is for another name"), "{name}");
    let missing = said("localhost", "sslmode=verify-full&sslrootcert=/no/such.crt").await;
    assert!(missing.contains("sslrootcert: /no/such.crt: "), "{missing}");
    std::fs::write(folder.path().join("empty.crt"), "nothing").unwrap();
    let empty = said("localhost", &root(folder.path().join("empty.crt"))).await;
    assert!(empty.contains("holds no certificate"), "{empty}");

    // encrypted indeed: the server takes no other connection now
    write(stack, "pg_hba.conf", "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256").await;
    reload(stack).await;
    until(async || {
        read(url(stack, "127.0.0.1", "sslmode=disable")).await.is_err_and(|e| e.exit_code() == 77)
    })
    .await;
    for parameters in ["sslmode=prefer", "sslmode=require"] {
        assert!(read(url(stack, "127.0.0.1", parameters)).await.is_ok(), "{parameters}");
    }
    assert!(read(url(stack, "localhost", &trusted)).await.is_ok());
}
