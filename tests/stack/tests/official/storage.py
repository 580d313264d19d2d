"""Files by the official Python client, against the stack of the test that runs this."""

import os
import tempfile

import httpx
from storage3.exceptions import StorageApiError
from supabase import create_client

db = create_client(os.environ["SUPABASE_URL"], os.environ["SUPABASE_KEY"])
NAME = f"python-{os.urandom(4).hex()}"
PNG = b"\x89PNG\r\n\x1a\n" + os.urandom(5000)


def refused(call, code):
    """The call fails, by the label that the client has for a code."""
    try:
        call()
    except StorageApiError as error:
        assert error.code == code, error
        return
    raise AssertionError(code)


# a bucket
db.storage.create_bucket(NAME, options={"public": False, "file_size_limit": "1MB", "allowed_mime_types": ["image/png"]})
refused(lambda: db.storage.create_bucket(NAME), "Duplicate")
bucket = db.storage.get_bucket(NAME)
assert bucket.id == NAME and not bucket.public and bucket.allowed_mime_types == ["image/png"]
assert NAME in [one.name for one in db.storage.list_buckets()]
files = db.storage.from_(NAME)

# uploads from bytes and files, and what is refused
png = {"content-type": "image/png", "cache-control": "60"}
assert files.upload("a/one.png", PNG, png).full_path == f"{NAME}/a/one.png"
refused(lambda: files.upload("a/one.png", PNG, png), "Duplicate")
refused(lambda: files.upload("a/text.txt", b"text", {"content-type": "text/plain"}), "invalid_mime_type")
refused(lambda: files.upload("a/large.png", PNG * 300, png), "Payload too large")
db.storage.update_bucket(NAME, options={"public": True, "allowed_mime_types": None, "file_size_limit": None})
with tempfile.NamedTemporaryFile() as file:
    file.write(PNG)
    file.flush()
    files.upload("a/two.png", file.name, {**png, "metadata": {"year": 2026}})
files.update("a/one.png", PNG + b"!", png)
files.upload("a/one.png", PNG, {**png, "upsert": "true"})

# downloads, and what is known
assert files.download("a/one.png") == PNG
refused(lambda: files.download("a/nope.png"), "not_found")
info = files.info("a/two.png")
assert (info["content_type"], info["size"], info["metadata"]) == ("image/png", len(PNG), {"year": 2026}), info
assert files.exists("a/one.png") and not files.exists("a/nope.png")

# lists
assert [entry["name"] for entry in files.list("a")] == ["one.png", "two.png"]
assert [entry["id"] for entry in files.list()] == [None]
page = files.list_v2({"limit": 1})
assert page.hasNext and page.objects[0].name == "a/one.png", page
page = files.list_v2({"limit": 1, "cursor": page.nextCursor})
assert not page.hasNext and page.objects[0].name == "a/two.png", page

# moved, copied, removed
files.move("a/two.png", "b/two.png")
files.copy("b/two.png", "b/three.png")
refused(lambda: files.move("a/two.png", "b/four.png"), "not_found")
assert sorted(one["name"] for one in files.remove(["b/two.png", "nope"])) == ["b/two.png"]

# addresses
signed = files.create_signed_url("b/three.png", 60, {"download": "x y.png"})["signedURL"]
answer = httpx.get(signed)
assert answer.content == PNG and "x%20y.png" in answer.headers["content-disposition"], answer.headers
one, nope = files.create_signed_urls(["a/one.png", "nope"], 60)
assert httpx.get(one["signedURL"]).content == PNG and nope["error"]
token = files.create_signed_upload_url("in/box.png")
files.upload_to_signed_url(token["path"], token["token"], PNG, png)
assert httpx.get(files.get_public_url("in/box.png")).content == PNG

# the end of a bucket
refused(lambda: db.storage.delete_bucket(NAME), "ResourceNotEmpty")
files.remove(["a/one.png", "b/three.png", "in/box.png"])
assert db.storage.empty_bucket(NAME)["message"]
db.storage.delete_bucket(NAME)
refused(lambda: db.storage.get_bucket(NAME), "Bucket not found")
print("done", flush=True)
os._exit(0)
