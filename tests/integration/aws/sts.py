"""AWS STS over form and XML: AssumeRole, AssumeRoleWithWebIdentity, GetCallerIdentity."""
import re
import urllib.parse
import uuid
from xml.sax import saxutils

import judge

NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}")
UNSIGNED = {"AssumeRoleWithWebIdentity"}
# The gate of STS calls the same faults by other names than DynamoDB's.
CODES = {"InvalidSignatureException": ("SignatureDoesNotMatch", 403),
         "UnrecognizedClientException": ("InvalidClientTokenId", 403),
         "MissingAuthenticationTokenException": ("MissingAuthenticationToken", 403),
         "ExpiredTokenException": ("ExpiredToken", 403),
         "IncompleteSignatureException": ("IncompleteSignature", 400)}


def answer(cloud, head, body):
    """(status, fields, body) of one request to `cloud`, a metadata.Metadata."""
    form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
    operation = form.pop("Action", "")
    try:
        if form.pop("Version", None) != "2011-06-15" or operation not in OPERATIONS:
            raise judge.Refused("InvalidAction", f"Could not find operation {operation} for version 2011-06-15")
        if head.first("content-type", "").split(";")[0] != "application/x-www-form-urlencoded":
            raise judge.Refused("InvalidAction", "Content-Type is not that of a form")
        if operation in UNSIGNED and head.all("authorization"):
            raise judge.Refused("ValidationError", f"{operation} is called unsigned")
        signed = operation not in UNSIGNED
        key = judge.signer(head, body, "sts", cloud.region, cloud.keyring, cloud.now()) if signed else None
        _check_input(operation, form)
        return _xml(200, f"{operation}Response", {f"{operation}Result": OPERATIONS[operation](cloud, form, key),
                                                  "ResponseMetadata": {"RequestId": str(uuid.uuid4())}})
    except judge.Refused as refused:
        code, status = CODES.get(refused.code, (refused.code, 403 if refused.code == "AccessDenied" else 400))
        return _xml(status, "ErrorResponse", {"Error": {"Type": "Sender", "Code": code, "Message": refused.message},
                                              "RequestId": str(uuid.uuid4())})


def _check_input(operation, form):
    numbers = {name: int(value) for name, value in form.items() if name == "DurationSeconds" and value.isdigit()}
    typed = {**form, **numbers}
    if wrong := judge.input_faults("sts", operation, typed):
        raise judge.Refused("ValidationError", wrong)
    if "RoleSessionName" in form and not SESSION_NAME.fullmatch(form["RoleSessionName"]):
        raise judge.Refused("ValidationError", "1 validation error detected: Value at 'roleSessionName' failed to "
                            "satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*")
    if not 900 <= typed.get("DurationSeconds", 3600) <= 43200:
        raise judge.Refused("ValidationError", "The requested DurationSeconds is not between 900 and 43200")


def _assumed(cloud, form):
    role = form["RoleArn"].rpartition("/")[2]
    arn = f"arn:aws:sts::123456789012:assumed-role/{role}/{form['RoleSessionName']}"
    keys = cloud.issue(arn, int(form.get("DurationSeconds", 3600)))
    keys["SessionToken"] = keys.pop("Token")
    user = {"AssumedRoleId": f"AROA3XFRBF535PLBIFPI4:{form['RoleSessionName']}", "Arn": arn}
    return {"Credentials": keys, "AssumedRoleUser": user}


def _assume_role(cloud, form, key):
    role = form["RoleArn"]
    if role not in cloud.roles or cloud.roles[role] not in (None, form.get("ExternalId")):
        raise judge.Refused("AccessDenied",
                            f"User: {key.arn} is not authorized to perform: sts:AssumeRole on resource: {role}")
    return _assumed(cloud, form)


def _assume_role_with_web_identity(cloud, form, _):
    if form["RoleArn"] not in cloud.roles:
        raise judge.Refused("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
    if form["WebIdentityToken"] != cloud.web_identity_token:
        raise judge.Refused("InvalidIdentityToken", "The ID Token provided is not a valid JWT. (You may see this error "
                            "if you sent an Access Token)")
    return {**_assumed(cloud, form), "SubjectFromWebIdentityToken": "crew", "Audience": "sts.amazonaws.com"}


def _caller(cloud, form, key):
    return {"Arn": key.arn, "UserId": "AIDACKCEVSQ6C2EXAMPLE", "Account": key.arn.split(":")[4]}


OPERATIONS = {"AssumeRole": _assume_role, "AssumeRoleWithWebIdentity": _assume_role_with_web_identity,
              "GetCallerIdentity": _caller}


def _xml(status, name, fields):
    def spell(inner):
        if isinstance(inner, dict):
            return "".join(f"<{each}>{spell(value)}</{each}>\n" for each, value in inner.items())
        return saxutils.escape(inner)
    return status, [("Content-Type", "text/xml"), ("x-amzn-RequestId", str(uuid.uuid4()))], \
        f'<{name} xmlns="{NAMESPACE}">\n{spell(fields)}</{name}>\n'.encode()
