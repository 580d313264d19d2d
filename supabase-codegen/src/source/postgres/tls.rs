//! Encrypted connections, by rustls.

use super::address::{Address, Encryption};
use crate::{Error, Result};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use rustls_platform_verifier::Verifier;
use std::{path::Path, sync::Arc};
use tokio_postgres_rustls::MakeRustlsConnect;

/// What connects as the address says.
pub(super) fn connector(address: &Address) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match (&address.root_certificates, address.encryption) {
        (Some(path), Encryption::VerifyFull) => roots(path, &provider)?,
        (None, Encryption::VerifyFull) => {
            let verifier = Verifier::new(Arc::clone(&provider));
            Arc::new(verifier.map_err(|e| Error::config("db-url", format!("sslmode=verify-full: {e}")))?)
        }
        _ => Arc::new(AnyServer(Arc::clone(&provider))),
    };
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|e| Error::Internal { message: e.to_string() })?;
    let config = config.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// The authorities of a file.
fn roots(path: &Path, provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>> {
    let fault = |why: String| Error::config("db-url", format!("sslrootcert: {}: {why}", path.display()));
    let text = std::fs::read(path).map_err(|e| fault(e.to_string()))?;
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&text) {
        let certificate = certificate.map_err(|e| fault(e.to_string()))?;
        store.add(certificate).map_err(|e| fault(e.to_string()))?;
    }
    if store.is_empty() {
        return Err(fault("holds no certificate (`-----BEGIN CERTIFICATE-----`)".to_owned()));
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider)).build();
    verifier.map_err(|e| fault(e.to_string()))
}

/// What is wrong with the encryption, if that is what failed.
pub(super) fn fault(place: &str, e: &(dyn std::error::Error + 'static)) -> Option<Error> {
    let mut cause = Some(e);
    while let Some(inner) = cause {
        if let Some(rustls::Error::InvalidCertificate(why)) = certificate(inner) {
            return Some(untrusted(place, why));
        }
        cause = inner.source();
    }
    None
}

/// An `io::Error` is a cause, and so is what it wraps.
fn certificate<'e>(e: &'e (dyn std::error::Error + 'static)) -> Option<&'e rustls::Error> {
    let wrapped = e.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    e.downcast_ref().or_else(|| wrapped.and_then(|w| w.downcast_ref()))
}

fn untrusted(place: &str, why: &CertificateError) -> Error {
    let repair = match why {
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another name: connect by the name that it has"
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "renew it, or look whether the clock of this machine is right"
        }
        _ => {
            "name the certificate of its authority (`?sslmode=verify-full&sslrootcert=prod-ca.crt`; of a project it is in the \
             dashboard, under Database, SSL), or encrypt without asking who answers: `sslmode=require`"
        }
    };
    let message = format!("the certificate of {place} is not trusted ({why}): {repair}");
    Error::config("db-url", message)
}

/// Trusts whoever answers, as `sslmode=require` does: nobody can listen, but who answers is not known.
#[derive(Debug)]
struct AnyServer(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyServer {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
