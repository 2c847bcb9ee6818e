"""What the generated requests need to reach further than a refusal: a token, and ids of things that are there.

Schemathesis makes up ids, which nobody has. Three of four of its valid requests get real ones here.
"""

import itertools
import os
import pathlib
import random
import re
import tomllib

import requests
import schemathesis
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase
from schemathesis.specs.openapi.checks import negative_data_rejection

API = os.environ["NT24_API_URL"]
CREDENTIALS = {
    "grant_type": "client_credentials",
    "client_id": os.environ["NT24_CLIENT_ID"],
    "client_secret": os.environ["NT24_CLIENT_SECRET"],
}
PAPER = b"%PDF-1.7\n%%EOF\n"

RULES = tomllib.loads(pathlib.Path(__file__).with_name("documented_rules.toml").read_text())["rule"]

chance = random.Random(24)
numbers, calls = itertools.count(1), itertools.count(1)


def issue_token():
    answer = requests.post(os.environ["NT24_TOKEN_URL"], data=CREDENTIALS, timeout=10)
    answer.raise_for_status()
    return answer.json()["access_token"]


@schemathesis.auth(refresh_interval=200).apply_to(func=lambda ctx: True)
class Token:
    def get(self, case, context):
        return issue_token()

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


class World:
    """A few buyers, orders, papers and webhooks."""

    def __init__(self):
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {issue_token()}"
        self.seller = self.get("/me")["authorizedPartners"][0]["uuid"]
        self.buyers, self.orders, self.documents = [], [], []
        self.invitations, self.webhooks, self.deliveries = [], [], []
        for _ in range(6):
            self.grow()

    def get(self, path):
        return self.session.get(API + path, timeout=10).json()

    def post(self, path, body=None, files=None, data=None):
        headers = {"Idempotency-Key": f"world-{next(numbers)}"}
        answer = self.session.post(API + path, json=body, files=files, data=data, headers=headers, timeout=10)
        return answer.json() if answer.ok and answer.content else {}

    def grow(self):
        """One more of everything, each order a step further than the last."""
        number = next(numbers)
        partner = f"/partners/{self.seller}"
        buyer = self.post(f"{partner}/buyers", {
            "kycMode": "NT24_LED" if number % 3 == 0 else "MARKETPLACE_LED",
            "vatNumber": f"PL52600{number:05}1", "companyName": f"Handel {number}",
            "address": {"street": "ul. Piotrkowska 12", "postCode": "90-001", "city": "Lodz", "country": "PL"},
        })["uuid"]
        self.buyers.append(buyer)
        kyc = f"{partner}/buyers/{buyer}/kyc"
        paper = {"file": ("paper.pdf", PAPER, "application/pdf")}
        self.documents.append(self.post(f"{kyc}/documents", files=paper, data={"type": "COC_EXTRACT"}).get("uuid"))
        self.invitations.append(
            self.post(f"{kyc}/self-service-invitations", {"recipientEmail": "a@handel.example"}).get("uuid"))
        amount = {"value": 1850000, "currency": "EUR"}
        order = self.post(f"{partner}/orders", {
            "externalOrderId": f"N-{number}", "buyerId": buyer, "totalAmount": amount,
            "vins": [{"vin": f"WVWZZZ1KZAW{number:06}", "brand": "VW", "model": "Golf", "purchaseAmount": amount}],
        })["uuid"]
        self.orders.append(order)
        order = f"{partner}/orders/{order}"
        steps = [
            ("/invoice", {"type": "PRELIMINARY", "invoiceDate": "2026-03-02", "invoiceNumber": "R-1",
                          "vatIncluded": False, "amount": amount, "marginScheme": False}),
            ("/payment", {"paymentDate": "2026-03-02", "bankAmount": amount,
                          "cashAmount": {"value": 0, "currency": "EUR"}}),
            ("/payment/ready-for-pickup", None),
            ("/transport/pickup", {"type": "SELF_PICKUP", "pickupDate": "2026-03-03"}),
            ("/transport/delivery", {"deliveryDate": "2026-03-05"}),
        ]
        for path, body in steps[: len(self.orders) % (len(steps) + 1)]:
            self.post(order + path, body)
        webhook = self.post("/webhooks", {"url": f"http://127.0.0.1:9/{number}", "events": ["compliance.*"]}).get("id")
        if webhook:
            self.webhooks.append(webhook)
            self.post(f"/webhooks/{webhook}/test", {"eventType": "compliance.decision_made", "data": {}})
            for delivery in self.get(f"/webhooks/{webhook}/deliveries").get("data", []):
                self.deliveries.append((webhook, delivery["id"]))


world = World()


def is_valid(case, location):
    component = case.meta and case.meta.components.get(location)
    return component is None or component.mode == GenerationMode.POSITIVE


def recent(things):
    return chance.choice(things[-8:])


@schemathesis.hook
def before_call(context, case, kwargs):
    # One key for each logical write (concepts/idempotency): the generated ones are nearly all "0".
    if "Idempotency-Key" in (case.headers or {}) and is_valid(case, ParameterLocation.HEADER):
        case.headers["Idempotency-Key"] = f"generated-{next(numbers)}"
    if case.meta and case.meta.phase.name == TestPhase.STATEFUL:
        return
    # Requests cancel, block and delete, so there must always be something new.
    if next(calls) % 100 == 0:
        world.grow()
    if chance.random() < 0.25:
        return
    path = case.path_parameters
    if path and is_valid(case, ParameterLocation.PATH):
        webhook, delivery = recent(world.deliveries or [("", "")])
        known = {
            "sellerId": world.seller,
            "buyerId": recent(world.buyers),
            "uuid": recent(world.orders),
            "documentId": recent(world.documents),
            "invitationUuid": recent(world.invitations),
            "id": webhook,
            "deliveryId": delivery,
        }
        path.update({name: known[name] for name in path if known.get(name)})
    if isinstance(case.body, dict) and "buyerId" in case.body and is_valid(case, ParameterLocation.BODY):
        case.body["buyerId"] = recent(world.buyers)


@schemathesis.check
def refusals_follow_a_documented_rule(context, response, case):
    """What the schema allows may be refused for a rule that the schema cannot say; those are in the list."""
    if response.status_code not in (400, 422) or case.meta is None:
        return
    if case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    problem = response.json()
    slug = problem.get("type", "").rsplit("/", 1)[-1]
    reasons = problem.get("errors") or [{"field": "", "message": problem.get("detail", "")}]
    for reason in reasons:
        if not any(rule_allows(rule, slug, reason) for rule in RULES):
            raise AssertionError(f"no documented rule: {slug}: {reason['field']}: {reason['message']}")


@schemathesis.check
def nonsense_is_refused(context, response, case):
    """The check of Schemathesis, but for null.

    Null reads like absent, in requests as in the vendor's own samples (contract, contradiction 16); the
    schemas do not say so.
    """
    return None if holds_null(case.body) else negative_data_rejection(context, response, case)


def holds_null(value):
    if isinstance(value, dict):
        return any(holds_null(inner) for inner in value.values())
    if isinstance(value, list):
        return any(holds_null(inner) for inner in value)
    return value is None


def rule_allows(rule, slug, reason):
    return (
        rule["problem"] == slug
        and re.fullmatch(rule["field"], reason["field"])
        and re.fullmatch(rule["message"], reason["message"])
    )
