// Plans for the tests of the reports: invented, and the same every time.
#pragma once

#include <string>
#include <utility>

#include "engine/kind/compare.h"
#include "engine/loop/plan.h"

namespace jada::testing {

inline Time at(const char* text) { return parse_time(text).value(); }

inline Address crew(std::string item, std::string replica) {
  return {"roster", "crew", std::move(item), std::move(replica)};
}

inline Plan empty_plan() {
  Plan plan{.tool_version = "0.1.0"};
  plan.created_at = at("2026-05-13T12:00:00Z");
  plan.expires_at = at("2026-05-14T12:00:00Z");
  plan.desired_path = "desired.toml";
  plan.desired_sha256 = "sha256:3f2c1a";
  plan.state = {.path = "state.db", .lineage = "lineage-1", .serial = 41, .schema_version = 1};
  return plan;
}

inline Change update(Address address, std::string seen, std::string wanted, Cause cause) {
  Change change{.address = std::move(address), .action = Action::update, .cause = cause};
  change.reason = "differs";
  change.applied = cause == Cause::edit ? seen : cause == Cause::drift ? wanted : R"({"role":"nobody"})";
  change.seen = std::move(seen);
  change.wanted = std::move(wanted);
  change.source = {"desired.toml", 91, 3};
  change.edits = edits(change);
  return change;
}

inline Change create(Address address, std::string wanted) {
  Change change{.address = std::move(address), .action = Action::create, .cause = Cause::edit};
  change.reason = "absent";
  change.wanted = std::move(wanted);
  change.source = {"desired.toml", 88, 1};
  return change;
}

inline Change removal(Address address, std::string seen) {
  Change change{.address = std::move(address), .action = Action::remove, .cause = Cause::edit};
  change.reason = "removed";
  change.applied = seen;
  change.seen = std::move(seen);
  change.source.file = "desired.toml";
  return change;
}

inline Change extra(Address address, std::string seen) {
  Change change{.address = std::move(address), .cause = Cause::unmanaged};
  change.reason = "extra";
  change.seen = std::move(seen);
  return change;
}

inline Observation look(std::string replica, bool ok = true) {
  Observation observation{.address = crew("", std::move(replica)), .ok = ok, .observed_at = at("2026-05-13T12:00:00Z")};
  observation.items = 20;
  return observation;
}

inline Standing standing(Condition condition = Condition::drifted) {
  return {.address = {"roster", "crew"}, .condition = condition, .source = {"desired.toml", 80, 1}};
}

/// One of everything that a plan of a roster can hold.
inline Plan mixed_plan() {
  Plan plan = empty_plan();
  plan.observations = {look("us-east-1"), look("us-west-2"), look("eu-west-1", false)};
  plan.observations[2].observed_at = at("2026-05-13T09:00:00Z");
  plan.observations[2].error = "regions/eu-west-1.db: file is not a database";

  const std::string ada = R"({"name":"Ada Park","phone":"+18185550100","role":"captain"})";
  plan.changes.push_back(create(crew("ada", "us-east-1"), ada));
  plan.changes.push_back(create(crew("ada", "us-west-2"), ada));
  plan.changes.push_back(update(crew("bob", "us-east-1"), R"({"role":"admin"})", R"({"role":"viewer"})", Cause::drift));
  plan.changes.push_back(update(crew("bob", "us-west-2"), R"({"role":"admin"})", R"({"role":"viewer"})", Cause::drift));
  plan.changes[2].first_seen = at("2026-05-13T11:00:00Z");
  plan.changes[3].first_seen = at("2026-05-13T10:00:00Z");
  plan.changes.push_back(removal(crew("cy", "us-east-1"), R"({"name":"Cy Ono"})"));
  plan.changes.push_back(
      update(crew("dee", "us-west-2"), R"({"level":1,"role":"pilot"})", R"({"level":2,"role":"cook"})", Cause::both));
  plan.changes.push_back(removal(crew("eve", "us-west-2"), R"({"name":"Eve Lund"})"));
  plan.changes.back().blocked_by = {"protect = true"};
  plan.changes.push_back(extra(crew("zed", "us-west-2"), R"({"name":"Zed Roe","role":"guest"})"));

  plan.guards = {{.name = "max_delete",
                  .address = {"roster", "crew"},
                  .limit = "10%",
                  .actual = 14,
                  .population = 20,
                  .refused = true,
                  .allow = "delete:roster.crew<=14"}};
  plan.standings = {standing(), {.address = {"region", "us-east-1"}, .source = {"desired.toml", 60, 1}}};
  std::swap(plan.standings[0], plan.standings[1]);
  plan.exit_code = 4;
  return plan;
}

/// Text that would break out of every form it is put in.
inline Plan hostile_plan() {
  Plan plan = empty_plan();
  plan.changes.push_back(update(crew("a|b`<img src=x>\n\x1b[31m::error::%0A,\"'&\x01", "us,west:2"),
                                R"({"role":"]]>|`\n\u0007<script>"})", R"({"role":"\uffff& ok"})", Cause::drift));
  plan.standings = {standing()};
  plan.exit_code = 3;
  return plan;
}

inline Plan applied_plan() {
  Plan plan = mixed_plan();
  plan.mode = "apply";
  plan.guards.clear();
  using Fate = Applied::Fate;
  plan.applied = {{Fate::done},      {Fate::done},
                  {Fate::done},      {Fate::failed, "us-west-2: disk is full"},
                  {Fate::not_tried}, {Fate::conflict, "changed since it was observed", "plan again"},
                  {Fate::not_tried}, {Fate::not_tried}};
  plan.exit_code = 7;
  return plan;
}

inline Plan suspended_plan() {
  Plan plan = empty_plan();
  plan.changes.push_back(update(crew("bob", "us-east-1"), R"({"role":"admin"})", R"({"role":"viewer"})", Cause::drift));
  plan.changes.back().blocked_by = {"suspended"};
  plan.standings = {standing(Condition::suspended)};
  plan.standings[0].suspended = true;
  plan.standings[0].suspend_reason = "moving offices";
  plan.standings[0].suspended_until = at("2026-05-14T00:00:00Z");
  return plan;
}

inline Plan faulty_plan() {
  Plan plan = empty_plan();
  plan.diagnostics = {{.message = "unknown key `freshness_windw` in [token.google]",
                       .at = {"desired.toml", 14, 1},
                       .length = 15,
                       .hint = "did you mean `refresh_before`?",
                       .snippet = "freshness_windw = \"45m\""}};
  plan.exit_code = 65;
  return plan;
}

/// `count` drifted items in one replica.
inline Plan large_plan(int count) {
  Plan plan = empty_plan();
  for (int i = 0; i < count; ++i) {
    std::string number = std::to_string(i);
    number.insert(0, 7 - number.size(), '0');
    plan.changes.push_back(
        update(crew("crew" + number, "us-east-1"), R"({"role":"admin"})", R"({"role":"viewer"})", Cause::drift));
  }
  plan.standings = {standing()};
  return plan;
}

}  // namespace jada::testing
