//! Requests to Storage as data, and what is made of its answers.

use serde_json::json;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use supabase_orm::{
    Client, Direction,
    error::{ErrorKind, QueryError, StorageErrorCode},
    http::{Body, BoxFuture, HeaderValue, Request, Response, Transport, TransportError, header},
    storage::{
        DistanceMetric, ImageFormat, Namespace, Objects, Resize, SortBy, Storage, TableName, Transform,
        Vector, VectorFilter, Versioning,
    },
};

/// Gives the answers of a script, in their order, and keeps what it was sent.
#[derive(Clone, Default)]
pub(crate) struct Server {
    answers: Arc<Mutex<VecDeque<Response>>>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn new(answers: impl IntoIterator<Item = (u16, serde_json::Value)>) -> Self {
        let server = Self::default();
        let answers = answers.into_iter().map(|(status, body)| Response::new(status, body.to_string()));
        server.answers.lock().unwrap().extend(answers);
        server
    }

    fn then(&self, response: Response) {
        self.answers.lock().unwrap().push_back(response);
    }

    pub(crate) fn client(&self, key: &str) -> Client {
        Client::builder("http://h", key).transport(self.clone()).build().unwrap()
    }

    fn storage(&self) -> Storage {
        self.client("key").storage()
    }

    fn bucket(&self) -> Objects {
        self.storage().bucket("b")
    }

    /// What it was sent: method, path and query, own headers, body.
    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

impl Transport for Server {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let path = request.url.strip_prefix("http://h/storage/v1/").unwrap_or(&request.url);
            let body = match &request.body {
                Body::Stream(stream) => format!("{stream:?}"),
                body => String::from_utf8_lossy(body.as_bytes()).into_owned(),
            };
            let own = |name: &&str| request.headers.get(name).is_some();
            let own: Vec<String> = ["x-upsert", "range"]
                .iter()
                .filter(|name| own(name))
                .map(|name| format!("{name}: {}", request.headers.text(name).unwrap()))
                .collect();
            let who = match (request.credentials.text("apikey"), request.credentials.text("authorization")) {
                (Some("key"), Some("Bearer key")) => String::new(),
                who => format!("{who:?}"),
            };
            let line = [format!("{} {path}", request.method), own.join(","), who, body];
            let line: Vec<&str> = line.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
            self.seen.lock().unwrap().push(line.join(" | "));
            Ok(self.answers.lock().unwrap().pop_front().unwrap_or_else(|| Response::new(200, "{}")))
        })
    }
}

#[tokio::test]
async fn buckets_are_made_and_changed() {
    let message = || (200, json!({"message": "m"}));
    let made = (200, json!({"name": "b"}));
    let server = Server::new([made, message(), message(), message(), message(), (200, json!([]))]);
    let storage = server.storage();
    let make = storage.create_bucket("b").public(true).file_size_limit("2MB");
    assert_eq!(make.allowed_mime_types(["image/*"]).send().await.unwrap().name, "b");
    storage.update_bucket("b").no_file_size_limit().any_mime_type().send().await.unwrap();
    storage.update_bucket("b").file_size_limit(7).send().await.unwrap();
    assert_eq!(storage.empty_bucket("b").await.unwrap(), "m");
    storage.delete_bucket("a b").await.unwrap();
    let list = storage.list_buckets().limit(5).search("x");
    list.sort_by("name", Direction::Desc).send().await.unwrap();
    assert_eq!(
        server.seen(),
        [
            r#"POST bucket | {"allowed_mime_types":["image/*"],"file_size_limit":"2MB","id":"b","name":"b","public":true}"#,
            r#"PUT bucket/b | {"allowed_mime_types":null,"file_size_limit":null,"id":"b","name":"b"}"#,
            r#"PUT bucket/b | {"file_size_limit":7,"id":"b","name":"b"}"#,
            "POST bucket/b/empty | {}",
            "DELETE bucket/a%20b",
            "GET bucket?limit=5&search=x&sortColumn=name&sortOrder=desc",
        ]
    );
    for name in ["", "..", "a/../b"] {
        assert!(storage.get_bucket(name).await.unwrap_err().is_not_sent());
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn buckets_keep_versions_and_rules() {
    let nothing = || (200, json!(null));
    let server =
        Server::new([(200, json!({"name": "b"})), (200, json!({"rules": []})), nothing(), nothing()]);
    let storage = server.storage();
    storage.create_bucket("b").versioning(Versioning::Enabled).send().await.unwrap();
    assert_eq!(storage.get_bucket_lifecycle("b").await.unwrap(), json!({"rules": []}));
    storage.update_bucket_lifecycle("b", &json!({"rules": [1]})).await.unwrap();
    storage.delete_bucket_lifecycle("b").await.unwrap();
    let url = storage.bucket("b").get_public_url("a").version("v").url().unwrap();
    assert_eq!(url, "http://h/storage/v1/object/public/b/a?versionId=v");
    assert_eq!(
        server.seen(),
        [
            r#"POST bucket | {"id":"b","name":"b","versioning_status":"enabled"}"#,
            "GET bucket/b/lifecycle",
            r#"PUT bucket/b/lifecycle | {"rules":[1]}"#,
            "DELETE bucket/b/lifecycle",
        ]
    );
}

#[tokio::test]
async fn objects_are_moved_copied_and_removed() {
    let copied = || (200, json!({"Key": "x/y", "Id": "1", "id": "1", "version": "v"}));
    let message = || (200, json!({"message": "m"}));
    let server = Server::new([message(), message(), copied(), copied(), (200, json!([{"name": "a"}]))]);
    let bucket = server.bucket();
    bucket.move_("a", "/c").send().await.unwrap();
    bucket.move_("a", "c").to_bucket("x").version("v1").send().await.unwrap();
    let copy = bucket.copy("a", "y").to_bucket("x").send().await.unwrap();
    assert_eq!(
        (copy.full_path.as_str(), copy.id.as_deref(), &copy.other["version"]),
        ("x/y", Some("1"), &json!("v"))
    );
    let copy = bucket.copy("a", "y").upsert(true).copy_metadata(false).content_type("a/b").cache_control("c");
    copy.send().await.unwrap();
    assert_eq!(bucket.remove(["a", "not there"]).await.unwrap()[0].name, "a");
    assert_eq!(
        server.seen(),
        [
            r#"POST object/move | {"bucketId":"b","destinationKey":"/c","sourceKey":"a"}"#,
            r#"POST object/move | {"bucketId":"b","destinationBucket":"x","destinationKey":"c","sourceKey":"a","sourceVersionId":"v1"}"#,
            r#"POST object/copy | {"bucketId":"b","destinationBucket":"x","destinationKey":"y","sourceKey":"a"}"#,
            r#"POST object/copy | x-upsert: true | {"bucketId":"b","copyMetadata":false,"destinationKey":"y","metadata":{"cacheControl":"c","mimetype":"a/b"},"sourceKey":"a"}"#,
            r#"DELETE object/b | {"prefixes":["a","not there"]}"#,
        ]
    );
}

#[tokio::test]
async fn reserved_characters_are_signed_as_they_are() {
    let name = "a&b=c;d,e:f@g$h+i j.txt";
    let token = |path: &str| json!({"signedURL": format!("/object/sign/b/{path}?token=t")});
    let plural = json!([{"error": null, "path": "a?b.txt", "signedURL": "/object/sign/b/a?b.txt?token=t"}]);
    let none = json!([{"error": "Either the object does not exist or ..", "path": "a?", "signedURL": null}]);
    let server = Server::new([(200, token(name)), (200, plural), (200, none)]);
    let bucket = server.bucket();
    let url = bucket.create_signed_url(name, 60).download_as("x y").cache_nonce("n").send().await.unwrap();
    assert_eq!(
        url.expose(),
        "http://h/storage/v1/object/sign/b/a&b=c;d,e:f@g$h+i%20j.txt?token=t&download=x+y&cacheNonce=n"
    );
    // the route for one path cannot sign a question mark
    let url = bucket.create_signed_url("a?b.txt", 60).send().await.unwrap();
    assert_eq!(url.expose(), "http://h/storage/v1/object/sign/b/a%3Fb.txt?token=t");
    let e = bucket.create_signed_url("a?", 60).send().await.unwrap_err();
    assert_eq!(e.storage_code(), Some(&StorageErrorCode::NoSuchKey));
    let e = bucket.create_signed_url("a?", 60).transform(Transform::new().width(1)).send().await.unwrap_err();
    assert!(e.is_not_sent());
    assert_eq!(
        server.seen(),
        [
            r#"POST object/sign/b/a&b=c;d,e:f@g$h+i%20j.txt | {"download":"x y","expiresIn":"60"}"#,
            r#"POST object/sign/b | {"expiresIn":"60","paths":["a?b.txt"]}"#,
            r#"POST object/sign/b | {"expiresIn":"60","paths":["a?"]}"#,
        ]
    );
}

#[tokio::test]
async fn public_addresses_need_no_server() {
    let server = Server::default();
    let bucket = server.bucket();
    let url = |path: &str| bucket.get_public_url(path).url().unwrap();
    assert_eq!(url("/a b//c?d.png"), "http://h/storage/v1/object/public/b/a%20b/c%3Fd.png");
    let small =
        Transform::new().width(1).height(2).resize(Resize::Contain).format(ImageFormat::Webp).quality(50);
    assert_eq!(
        bucket.get_public_url("a").download().transform(small).cache_nonce("7").url().unwrap(),
        "http://h/storage/v1/render/image/public/b/a?download=&width=1&height=2&resize=contain&format=webp&quality=50&cacheNonce=7"
    );
    assert!(bucket.get_public_url("a/../b").url().is_err());
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn downloads_uploads_and_caches_have_their_routes() {
    let up = || (200, json!({"Key": "b/a", "Id": "1"}));
    let signed = json!({"url": "/object/upload/sign/b/a?token=t"});
    let server = Server::new([(200, json!(1)), (200, json!(1)), up(), up(), (200, signed), up(), up()]);
    let bucket = server.bucket();
    bucket.download("a").range(2..5).version("v").cache_nonce("n").send().await.unwrap();
    bucket.download("a").transform(Transform::new().width(1)).send().await.unwrap();
    bucket.upload("a", b"hi").upsert(true).send().await.unwrap();
    bucket.update("a", b"hi").send().await.unwrap();
    let upload = bucket.create_signed_upload_url("/a").upsert(true).send().await.unwrap();
    assert_eq!((upload.path.as_str(), upload.token.expose()), ("a", "t"));
    bucket.upload_to_signed_url("a", upload.token, b"hi").send().await.unwrap();
    bucket.purge_cache("a").transformations_only().send().await.unwrap();
    bucket.purge_bucket_cache().send().await.unwrap();
    let seen = server.seen();
    let seen: Vec<&str> = seen.iter().map(|line| line.split(" | a stream").next().unwrap()).collect();
    assert_eq!(
        seen,
        [
            "GET object/b/a?versionId=v&cacheNonce=n | range: bytes=2-4",
            "GET render/image/authenticated/b/a?width=1",
            "POST object/b/a | x-upsert: true",
            "PUT object/b/a",
            "POST object/upload/sign/b/a | x-upsert: true",
            "PUT object/upload/sign/b/a?token=t | x-upsert: false",
            "DELETE cdn/b/a?transformations=true",
            "DELETE cdn/b",
        ]
    );
}

#[tokio::test]
async fn a_redirect_to_another_origin_gets_no_key() {
    let server = Server::default();
    let elsewhere = HeaderValue::from_static("http://s3.example/a?sig=1");
    server.then(Response::new(302, "").with_header(header::LOCATION, elsewhere));
    server.then(Response::new(200, "object"));
    assert_eq!(server.bucket().download("a").send().await.unwrap(), "object");
    assert_eq!(server.seen(), ["GET object/b/a", "GET http://s3.example/a?sig=1 | (None, None)"]);
}

#[tokio::test]
async fn new_keys_are_no_bearers() {
    let server = Server::new([(200, json!([]))]);
    server.client("sb_secret_x").storage().list_buckets().send().await.unwrap();
    server.client("sb_secret_x").as_user("t").storage().bucket("b").download("a").send().await.unwrap();
    assert_eq!(
        server.seen(),
        [
            r#"GET bucket | (Some("sb_secret_x"), None)"#,
            r#"GET object/b/a | (Some("sb_secret_x"), Some("Bearer t")) | {}"#.trim_end_matches(" | {}"),
        ]
    );
}

#[tokio::test]
async fn lists_send_no_nulls() {
    let page = json!({"hasNext": true, "nextCursor": "c", "folders": [{"name": "f/"}], "objects": []});
    let server = Server::new([
        (200, json!([{"name": "f", "id": null}])),
        (200, page),
        (200, json!({"hasNext": false})),
    ]);
    let bucket = server.bucket();
    let list = bucket.list("x").search("y").sort_by(SortBy::CreatedAt, Direction::Desc).limit(2).offset(4);
    assert!(list.send().await.unwrap()[0].is_folder());
    let page = bucket.list_v2().prefix("x/").with_delimiter(true).send().await.unwrap();
    assert_eq!((page.next_cursor.as_deref(), page.folders[0].name.as_str()), (Some("c"), "f/"));
    assert!(!bucket.list_v2().cursor("c").limit(3).send().await.unwrap().has_next);
    assert_eq!(
        server.seen(),
        [
            r#"POST object/list/b | {"limit":2,"offset":4,"prefix":"x","search":"y","sortBy":{"column":"created_at","order":"desc"}}"#,
            r#"POST object/list-v2/b | {"prefix":"x/","with_delimiter":true}"#,
            r#"POST object/list-v2/b | {"cursor":"c","limit":3}"#,
        ]
    );
}

#[tokio::test]
async fn errors_are_the_servers() {
    let refused = |status: &str, code: &str| {
        (400, json!({"statusCode": status, "error": "e", "message": "m", "code": code}))
    };
    let server = Server::new([
        refused("404", "NoSuchKey"),
        refused("404", "NoSuchBucket"),
        refused("403", "BrandNew"),
        refused("409", "KeyAlreadyExists"),
    ]);
    let bucket = server.bucket();
    assert!(!bucket.exists("a").await.unwrap());
    let e = bucket.exists("a").await.unwrap_err();
    assert_eq!(
        (e.status().unwrap().as_u16(), e.storage_code()),
        (404, Some(&StorageErrorCode::NoSuchBucket))
    );
    let e = bucket.info("a").await.unwrap_err();
    assert_eq!(e.storage_code(), Some(&StorageErrorCode::Other("BrandNew".into())));
    let e = bucket.upload("a", b"").send().await.unwrap_err();
    assert_eq!(
        e.to_string(),
        "POST storage/object/b/a: m (KeyAlreadyExists, 409); `.upsert(true)` replaces what is there"
    );
    server.then(Response::new(502, "<html>"));
    let e = bucket.info("a").await.unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Unexpected { .. }) && e.is_temporary());
}

#[tokio::test]
async fn vectors_are_put_and_searched() {
    let found = json!({"vectors": [{"key": "k", "data": {"float32": [0.1]}, "distance": 0.5}], "distanceMetric": "cosine"});
    let server = Server::new([(200, json!({})), (200, json!({})), (200, found)]);
    let library = server.storage().vectors().bucket("v");
    library
        .create_index("ix", 2, DistanceMetric::Cosine)
        .non_filterable_metadata_keys(["raw"])
        .send()
        .await
        .unwrap();
    let index = library.index("ix");
    index.put([Vector::new("k", [0.1, 2.0]).metadata("year", 1965)]).await.unwrap();
    let filter = VectorFilter::key("year").gt(1900);
    let found = index.query([0.1, 0.2], 3).filter(filter).return_metadata(false).send().await.unwrap();
    assert_eq!((found.vectors[0].distance, found.vectors[0].data.as_deref()), (Some(0.5), Some(&[0.1][..])));
    assert_eq!(
        server.seen(),
        [
            r#"POST vector/CreateIndex | {"dataType":"float32","dimension":2,"distanceMetric":"cosine","indexName":"ix","metadataConfiguration":{"nonFilterableMetadataKeys":["raw"]},"vectorBucketName":"v"}"#,
            r#"POST vector/PutVectors | {"vector_bucket_name":"v"}"#,
            r#"POST vector/QueryVectors | {"filter":{"year":{"$gt":1900}},"indexName":"ix","queryVector":{"float32":[0.1,0.2]},"returnDistance":true,"returnMetadata":false,"topK":3,"vectorBucketName":"v"}"#,
        ]
        .map(|line| line.replace(
            r#"{"vector_bucket_name":"v"}"#,
            r#"{"vectorBucketName":"v","indexName":"ix","vectors":[{"key":"k","data":{"float32":[0.1,2.0]},"metadata":{"year":1965}}]}"#,
        ))
    );
}

#[tokio::test]
async fn batches_of_vectors_have_limits() {
    let server = Server::default();
    let index = server.storage().vectors().bucket("v").index("ix");
    let count = |e: supabase_orm::Error| match e.kind() {
        ErrorKind::Query(QueryError::Count { found, most, .. }) => (*found, *most),
        other => panic!("{other:?}"),
    };
    let keys = |n: usize| (0..n).map(|n| n.to_string());
    assert_eq!(
        count(index.put((0..501).map(|n| Vector::new(n.to_string(), [0.0]))).await.unwrap_err()),
        (501, 500)
    );
    assert_eq!(count(index.get(keys(101)).send().await.unwrap_err()), (101, 100));
    assert_eq!(count(index.delete(keys(501)).await.unwrap_err()), (501, 500));
    assert_eq!(count(index.delete(keys(0)).await.unwrap_err()), (0, 500));
    assert!(index.put([Vector::new("k", [f32::NAN])]).await.unwrap_err().is_not_sent());
    assert!(index.query([f32::INFINITY], 1).send().await.unwrap_err().is_not_sent());
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn catalogs_speak_the_iceberg_protocol() {
    let table = json!({"metadata-location": "s3://x", "metadata": {"format-version": 2}});
    let namespace = json!({"namespace": ["a", "b"], "properties": {"owner": "ann"}});
    let server = Server::new([
        (200, namespace),
        (200, json!({"namespaces": [["a"]], "next-page-token": "t"})),
        (200, json!({"namespaces": [["b"]]})),
        (404, json!({"error": {"message": "m", "type": "NoSuchNamespaceException", "code": 404}})),
        (200, json!({"updated": ["x"], "removed": [], "missing": ["y"]})),
        (200, table.clone()),
        (200, json!({"identifiers": [{"namespace": ["a", "b"], "name": "t"}]})),
        (200, table.clone()),
        (200, table),
        (204, json!(null)),
        (204, json!(null)),
    ]);
    let catalog = server.storage().analytics().catalog("lake");
    let ab = Namespace::new(["a", "b"]);
    assert_eq!(catalog.namespaces().create(&ab, [("owner", "ann")]).await.unwrap().namespace, ab);
    assert_eq!(catalog.namespaces().list().await.unwrap().len(), 2);
    assert!(!catalog.namespaces().exists(&ab).await.unwrap());
    let changes = catalog.namespaces().update_properties(&ab, [("x", "1")], ["y"]).await.unwrap();
    assert_eq!(changes.missing.unwrap(), ["y"]);
    let tables = catalog.tables(&ab);
    let made = tables.create("t", json!({"type": "struct"})).properties([("p", "q")]).send().await.unwrap();
    assert_eq!(made.metadata_location.as_deref(), Some("s3://x"));
    assert_eq!(tables.list().await.unwrap()[0].name, "t");
    tables.load("t").await.unwrap();
    tables.update("t").requirement(json!({"type": "r"})).update(json!({"action": "u"})).send().await.unwrap();
    tables.rename("t", &TableName { namespace: ab.clone(), name: "u".into() }).await.unwrap();
    tables.delete("u", true).await.unwrap();
    assert_eq!(
        server.seen(),
        [
            r#"POST iceberg/v1/lake/namespaces | {"namespace":["a","b"],"properties":{"owner":"ann"}}"#,
            "GET iceberg/v1/lake/namespaces",
            "GET iceberg/v1/lake/namespaces?pageToken=t",
            "HEAD iceberg/v1/lake/namespaces/a%1Fb",
            r#"POST iceberg/v1/lake/namespaces/a%1Fb/properties | {"removals":["y"],"updates":{"x":"1"}}"#,
            r#"POST iceberg/v1/lake/namespaces/a%1Fb/tables | {"name":"t","properties":{"p":"q"},"schema":{"type":"struct"}}"#,
            "GET iceberg/v1/lake/namespaces/a%1Fb/tables",
            "GET iceberg/v1/lake/namespaces/a%1Fb/tables/t",
            r#"POST iceberg/v1/lake/namespaces/a%1Fb/tables/t | {"identifier":{"name":"t","namespace":["a","b"]},"requirements":[{"type":"r"}],"updates":[{"action":"u"}]}"#,
            r#"POST iceberg/v1/lake/tables/rename | {"destination":{"name":"u","namespace":["a","b"]},"source":{"name":"t","namespace":["a","b"]}}"#,
            "DELETE iceberg/v1/lake/namespaces/a%1Fb/tables/u?purgeRequested=true",
        ]
    );
}
