//! What type a file is of.

/// The type of a file by its name, else by how it begins; `application/octet-stream` if neither tells.
///
/// This is what uploads say unless they are told. The official Python client says `text/plain` of everything.
///
/// ```
/// use supabase_orm::storage::content_type_of;
/// assert_eq!(content_type_of("ann/face.PNG", b""), "image/png");
/// assert_eq!(content_type_of("face", b"\x89PNG\r\n\x1a\n"), "image/png");
/// assert_eq!(content_type_of("face", b""), "application/octet-stream");
/// ```
#[must_use]
pub fn content_type_of(path: &str, start: &[u8]) -> &'static str {
    by_name(path).or_else(|| by_content(start)).unwrap_or("application/octet-stream")
}

fn by_name(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (_, extension) = name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    TYPES.iter().find(|(names, _)| names.split(' ').any(|name| name == extension)).map(|(_, kind)| *kind)
}

const TYPES: &[(&str, &str)] = &[
    ("png", "image/png"),
    ("jpg jpeg jpe jfif", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("svg", "image/svg+xml"),
    ("bmp", "image/bmp"),
    ("ico", "image/x-icon"),
    ("tif tiff", "image/tiff"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("jxl", "image/jxl"),
    ("psd", "image/vnd.adobe.photoshop"),
    ("mp4 m4v", "video/mp4"),
    ("webm", "video/webm"),
    ("mov", "video/quicktime"),
    ("avi", "video/x-msvideo"),
    ("mkv", "video/x-matroska"),
    ("mpg mpeg", "video/mpeg"),
    ("ogv", "video/ogg"),
    ("ts", "video/mp2t"),
    ("3gp", "video/3gpp"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("wav", "audio/wav"),
    ("ogg oga opus", "audio/ogg"),
    ("flac", "audio/flac"),
    ("aac", "audio/aac"),
    ("weba", "audio/webm"),
    ("mid midi", "audio/midi"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    ("gz tgz", "application/gzip"),
    ("bz2", "application/x-bzip2"),
    ("xz", "application/x-xz"),
    ("zst", "application/zstd"),
    ("tar", "application/x-tar"),
    ("7z", "application/x-7z-compressed"),
    ("rar", "application/vnd.rar"),
    ("json map", "application/json"),
    ("geojson", "application/geo+json"),
    ("jsonl ndjson", "application/x-ndjson"),
    ("xml", "application/xml"),
    ("yaml yml", "application/yaml"),
    ("toml", "application/toml"),
    ("wasm", "application/wasm"),
    ("sql", "application/sql"),
    ("rtf", "application/rtf"),
    ("parquet", "application/vnd.apache.parquet"),
    ("epub", "application/epub+zip"),
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("apk", "application/vnd.android.package-archive"),
    ("txt log text", "text/plain;charset=UTF-8"),
    ("html htm", "text/html;charset=UTF-8"),
    ("css", "text/css;charset=UTF-8"),
    ("js mjs", "text/javascript;charset=UTF-8"),
    ("csv", "text/csv;charset=UTF-8"),
    ("tsv", "text/tab-separated-values;charset=UTF-8"),
    ("md markdown", "text/markdown;charset=UTF-8"),
    ("ics", "text/calendar;charset=UTF-8"),
    ("vcf", "text/vcard;charset=UTF-8"),
    ("vtt", "text/vtt;charset=UTF-8"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("ttf", "font/ttf"),
    ("otf", "font/otf"),
    ("glb", "model/gltf-binary"),
    ("gltf", "model/gltf+json"),
    ("stl", "model/stl"),
    ("obj", "model/obj"),
];

fn by_content(start: &[u8]) -> Option<&'static str> {
    let at = |from: usize, what: &[u8]| start.get(from..from + what.len()) == Some(what);
    let riff = |what: &[u8]| at(0, b"RIFF") && at(8, what);
    let brand = |what: &[u8]| at(4, b"ftyp") && at(8, what);
    Some(match () {
        () if at(0, b"\x89PNG\r\n\x1a\n") => "image/png",
        () if at(0, b"\xff\xd8\xff") => "image/jpeg",
        () if at(0, b"GIF87a") || at(0, b"GIF89a") => "image/gif",
        () if riff(b"WEBP") => "image/webp",
        () if riff(b"WAVE") => "audio/wav",
        () if riff(b"AVI ") => "video/x-msvideo",
        () if brand(b"avif") => "image/avif",
        () if brand(b"heic") => "image/heic",
        () if brand(b"qt  ") => "video/quicktime",
        () if at(4, b"ftyp") => "video/mp4",
        () if at(0, b"\x1aE\xdf\xa3") => "video/webm",
        () if at(0, b"ID3") || at(0, b"\xff\xfb") => "audio/mpeg",
        () if at(0, b"OggS") => "audio/ogg",
        () if at(0, b"fLaC") => "audio/flac",
        () if at(0, b"%PDF-") => "application/pdf",
        () if at(0, b"PK\x03\x04") => "application/zip",
        () if at(0, b"\x1f\x8b") => "application/gzip",
        () if at(0, b"\x28\xb5\x2f\xfd") => "application/zstd",
        () if at(0, b"\0asm") => "application/wasm",
        () if at(0, b"PAR1") => "application/vnd.apache.parquet",
        () if at(0, b"wOF2") => "font/woff2",
        () if at(0, b"wOFF") => "font/woff",
        () => return None,
    })
}
