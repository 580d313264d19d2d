"""The main flows of Auth by the official Python client, against the stack of the test that runs this."""

import base64
import hashlib
import hmac
import json
import os
import struct
import time
from urllib.parse import parse_qs, urlsplit

import httpx
from supabase import create_client
from supabase_auth.errors import AuthApiError

URL, KEY = os.environ["SUPABASE_URL"], os.environ["SUPABASE_KEY"]
PASSWORD = "correct horse 1"
RUN = os.urandom(4).hex()


def client():
    return create_client(URL, KEY)


def mail(address):
    """The next mail to that address: the test looks into the sink."""
    print("mail", address, flush=True)
    return json.loads(input())


def totp(secret):
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def rows(db):
    return [row["body"] for row in db.table("diary").select("body").execute().data]


ann = f"ann-{RUN}@example.com"
db = client()

# sign-up, and the code that confirms it
made = db.auth.sign_up({"email": ann, "password": PASSWORD, "options": {"data": {"name": "Ann"}}})
assert made.session is None and made.user.user_metadata["name"] == "Ann"
session = db.auth.verify_otp({"email": ann, "token": mail(ann)["code"], "type": "signup"}).session
assert session.user.id == made.user.id

# its own rows
db.table("diary").insert({"body": "by python"}).execute()
assert rows(db) == ["by python"] and rows(client()) == []

# a password, and a wrong one
other = client()
try:
    other.auth.sign_in_with_password({"email": ann, "password": "wrong"})
    raise AssertionError("signed in")
except AuthApiError as error:
    assert (error.code, error.status) == ("invalid_credentials", 400), error
assert other.auth.sign_in_with_password({"email": ann, "password": PASSWORD}).session
assert rows(other) == ["by python"]

# a code, and a link whose code only this client exchanges
other.auth.sign_in_with_otp({"email": ann})
assert other.auth.verify_otp({"email": ann, "token": mail(ann)["code"], "type": "email"}).session
other.auth.sign_in_with_otp({"email": ann, "options": {"email_redirect_to": "http://localhost:3000/cb"}})
location = httpx.get(mail(ann)["link"], follow_redirects=False).headers["location"]
[code] = parse_qs(urlsplit(location).query)["code"]
assert other.auth.exchange_code_for_session({"auth_code": code}).session.user.email == ann

# new tokens
before = other.auth.get_session()
after = other.auth.refresh_session().session
assert after.refresh_token != before.refresh_token
assert other.auth.get_user().user.email == ann

# the user
user = other.auth.update_user({"data": {"theme": "dark"}}).user
assert user.user_metadata["theme"] == "dark" and user.user_metadata["name"] == "Ann"

# a second factor
factor = other.auth.mfa.enroll({"factor_type": "totp", "friendly_name": "app"})
other.auth.mfa.challenge_and_verify({"factor_id": factor.id, "code": totp(factor.totp.secret)})
assert other.auth.mfa.get_authenticator_assurance_level().current_level == "aal2"
assert [f.id for f in other.auth.mfa.list_factors().totp] == [factor.id]
other.auth.mfa.unenroll({"factor_id": factor.id})

# nobody in particular
anonymous = client()
assert anonymous.auth.sign_in_anonymously().user.is_anonymous
assert rows(anonymous) == []

# signing out
other.auth.sign_out()
assert other.auth.get_session() is None and rows(other) == []
print("done", flush=True)
# the clients keep timers for the next refresh
os._exit(0)
