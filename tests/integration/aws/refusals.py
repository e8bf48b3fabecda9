"""AWS's refusals in its JSON shape: (status, body)."""
import json

import faults

# The codes that the service's gate answers, and those that DynamoDB answers behind it.
GATE, TABLES = "com.amazon.coral.service#", "com.amazonaws.dynamodb.v20120810#"
WORDS = {
    "ProvisionedThroughputExceededException": (
        TABLES, "The level of configured provisioned throughput for the table was exceeded. Consider increasing your "
        "provisioning level with the UpdateTable API."),
    "ThrottlingException": (GATE, "Rate of requests exceeds the allowed throughput."),
    "RequestLimitExceeded": (
        TABLES, "Throughput exceeds the current throughput limit for your account. Please contact AWS Support at "
        "https://aws.amazon.com/support to request a limit increase"),
    "ThrottledException": (GATE, "Request was throttled."),
}


def refusal(code, message, status=400, family=GATE, text="message"):
    return status, json.dumps({"__type": family + code, text: message}).encode()


def throttle(code):
    family, message = WORDS[code]
    return refusal(code, message, faults.THROTTLES[code], family)


def access_denied(operation, table, region):
    action, resource = f"dynamodb:{operation}", f"arn:aws:dynamodb:{region}:123456789012:table/{table or '*'}"
    return refusal("AccessDeniedException", "User: arn:aws:sts::123456789012:assumed-role/crew-runner/i-0abc is not "
                   f"authorized to perform: {action} on resource: {resource} because no identity-based policy allows "
                   f"the {action} action", text="Message")


def of_fault(rule, line, region, throttles):
    """The refusal that a fault is, or None where it is of another sort."""
    match rule.name:
        case "throttle":
            return throttle(rule.code or next(throttles))
        case "500":
            return internal_error()
        case "503":
            return refusal("ServiceUnavailable", "The service is temporarily unavailable.", 503, TABLES)
        case "expired_token":
            return refusal("ExpiredTokenException", "The security token included in the request is expired")
        case "access_denied":
            return access_denied(line.operation, line.table, region)
        case "conflict_409":
            return refusal("ReplicatedWriteConflictException", "The request was rejected because one or more items in "
                           "the request are being modified by a request in another Region.", 409, TABLES)
    return None


def internal_error():
    return refusal("InternalServerError", "The request processing has failed because of an unknown error, exception or "
                   "failure.", 500, TABLES)
