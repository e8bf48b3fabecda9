#include "resources/apis/dynamodb/dynamo_write.h"

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <utility>

#include "resources/apis/aws/aws_exchange.h"
#include "resources/apis/dynamodb/table_calls.h"

namespace jada {
namespace {

WriteOutcome conflict(std::string why) { return {WriteFate::conflict, {Code::conflict, std::move(why)}}; }

// The map that a field is in was there when it was read.
bool is_about_path(const AwsFault& fault) {
  return fault.code == "ValidationException" && fault.message.find("document path") != std::string::npos;
}

class Writing {
 public:
  Writing(DynamoRegion& region, const std::string& table, const std::string& key_attribute,
          std::span<const ItemWrite> writes)
      : region_(region),
        table_(table),
        key_attribute_(key_attribute),
        writes_(writes),
        limits_(region.limits(table)),
        calls_(table, key_attribute, limits_.read.is_limited() || limits_.write.is_limited()),
        exchange_(region.service(), region.width(),
                  [this](const AwsCall& call, const AwsReply& reply) { take(call, reply); }),
        outcomes_(writes.size()) {}

  std::vector<WriteOutcome> run(bool in_batches) {
    if (in_batches) {
      for (std::size_t i = 0; i < writes_.size(); ++i) places_[writes_[i].key] = i;
    }
    exchange_.refill_by([this, in_batches] { return push_more(in_batches); });
    exchange_.run();
    return std::move(outcomes_);
  }

 private:
  using Group = std::vector<std::size_t>;  // indices of writes

  // What a call is about; its tag is the index of this.
  struct Task {
    enum class Kind { one, look, batch };
    Kind kind = Kind::one;
    Group group{};
    std::size_t part = 0;
  };

  AwsCall call_for(TableCall call, Task task, RateLimit& limit) {
    tasks_.push_back(std::move(task));
    return {.operation = std::move(call.operation),
            .body = std::move(call.body),
            .tag = tasks_.size() - 1,
            .limit = &limit};
  }

  void push_one(std::size_t i, std::size_t part) {
    auto call = calls_.write(writes_[i], part);
    if (call) return exchange_.push(call_for(std::move(*call), {Task::Kind::one, {i}, part}, limits_.write));
    outcomes_[i] = {WriteFate::failed, call.error()};
  }

  // As they are wanted: thousands of requests at once would be much to hold.
  bool push_more(bool in_batches) {
    if (next_ == writes_.size()) return false;
    if (!in_batches) {
      push_one(next_++, 0);
      return true;
    }
    Group group;
    while (next_ < writes_.size() && group.size() < TableCalls::kMostRead) group.push_back(next_++);
    exchange_.push(look_at(std::move(group)));
    return true;
  }

  AwsCall look_at(Group group) {
    std::vector<std::string> keys;
    for (const std::size_t i : group) keys.push_back(writes_[i].key);
    return call_for(calls_.read(keys, true), {Task::Kind::look, std::move(group), 0}, limits_.read);
  }

  // A value that cannot be kept spoils only its own item.
  void push_batch(const Group& group, const AwsCall& after) {
    std::vector<const ItemWrite*> creates;
    for (const std::size_t i : group) creates.push_back(&writes_[i]);
    auto call = calls_.put_all(creates);
    if (!call) return one_by_one(group);
    AwsCall batch = call_for(std::move(*call), {Task::Kind::batch, group, 0}, limits_.write);
    batch.is_repeatable = false;  // it would write over what somebody did meanwhile
    batch.since = after.since;
    batch.rounds = after.rounds;
    exchange_.push(std::move(batch));
  }

  void one_by_one(const Group& group) {
    for (const std::size_t i : group) push_one(i, 0);
  }

  void take(const AwsCall& call, const AwsReply& reply) {
    const Task task = std::exchange(tasks_[call.tag], {});
    const auto* fault = std::get_if<AwsFault>(&reply);
    if (fault != nullptr && task.kind == Task::Kind::one) return refuse(call, task, *fault);
    if (fault != nullptr) return refuse_group(call, task, *fault);
    const std::string_view body = std::get<std::string_view>(reply);
    switch (task.kind) {
      case Task::Kind::one: return written(task);
      case Task::Kind::look: return looked(call, task, body);
      case Task::Kind::batch: return batch_written(call, task, body);
    }
  }

  void written(const Task& task) {
    const std::size_t i = task.group.front();
    if (task.part + 1 < TableCalls::parts(writes_[i])) return push_one(i, task.part + 1);
    outcomes_[i] = {WriteFate::done, {}};
  }

  void refuse(const AwsCall& call, const Task& task, const AwsFault& fault) {
    WriteOutcome& outcome = outcomes_[task.group.front()];
    // An earlier try, part or batch may have written: the read-back tells.
    const bool is_in_doubt = fault.may_have_happened || task.part > 0 || outcome.fate == WriteFate::unknown;
    if (fault.code == "ConditionalCheckFailedException" || is_about_path(fault)) {
      outcome = conflict("it is not as it was read");
    } else {
      outcome = {WriteFate::failed, region_.trouble(call.operation, table_, fault)};
    }
    if (is_in_doubt) outcome.fate = WriteFate::unknown;
  }

  // Rights may be given for single items only, one item may spoil a batch for the others, and whether a batch without
  // an answer was carried out is found out by writes that have conditions.
  void refuse_group(const AwsCall& call, const Task& task, const AwsFault& fault) {
    if (fault.may_have_happened && task.kind == Task::Kind::batch) return in_doubt(task.group);
    if (fault.kind == AwsFault::Kind::refused) return one_by_one(task.group);
    if (task.kind == Task::Kind::batch) return put_later(call, task.group);  // the look comes with mended keys and time
    for (const std::size_t i : task.group)
      outcomes_[i] = {WriteFate::failed, region_.trouble(call.operation, table_, fault)};
  }

  void in_doubt(const Group& group) {
    for (const std::size_t i : group) outcomes_[i].fate = WriteFate::unknown;
    one_by_one(group);
  }

  void looked(const AwsCall& call, const Task& task, std::string_view body) {
    Group absent = task.group;
    const auto left = jada::read_items(body, key_attribute_, [&](const PlainItem& item) {
      const auto place = places_.find(item.key);
      if (place == places_.end()) return;
      outcomes_[place->second] = conflict("there is an item of this key already");
      std::erase(absent, place->second);
    });
    if (!left) return one_by_one(absent);
    for (const std::string& key : *left) {  // not looked for: under a condition of its own
      const auto place = places_.find(key);
      if (place == places_.end() || std::erase(absent, place->second) == 0) continue;
      push_one(place->second, 0);
    }
    for (std::size_t at = 0; at < absent.size(); at += TableCalls::kMostPut) {
      const auto begin = absent.begin() + static_cast<std::ptrdiff_t>(at);
      const auto end = absent.begin() + static_cast<std::ptrdiff_t>(std::min(absent.size(), at + TableCalls::kMostPut));
      push_batch(Group(begin, end), call);
    }
  }

  void batch_written(const AwsCall& call, const Task& task, std::string_view body) {
    const auto left = unprocessed_puts(body, key_attribute_);
    if (!left) return in_doubt(task.group);
    for (const std::size_t i : task.group) outcomes_[i] = {WriteFate::done, {}};
    Group rest;
    for (const std::string& key : *left) {
      if (const auto place = places_.find(key); place != places_.end()) rest.push_back(place->second);
    }
    if (!rest.empty()) put_later(call, rest);
  }

  // By then somebody may have written there: it is looked again first.
  void put_later(const AwsCall& call, const Group& rest) {
    AwsCall look = look_at(rest);
    look.since = call.since;
    look.rounds = call.rounds;
    if (exchange_.push_again(std::move(look))) return;
    const AwsFault why{.kind = AwsFault::Kind::throttled, .message = "items came back unwritten for a minute"};
    for (const std::size_t i : rest) outcomes_[i] = {WriteFate::failed, region_.trouble(call.operation, table_, why)};
  }

  DynamoRegion& region_;
  const std::string& table_;
  const std::string& key_attribute_;
  const std::span<const ItemWrite> writes_;
  DynamoRegion::TableLimits& limits_;
  TableCalls calls_;
  AwsExchange exchange_;
  std::vector<WriteOutcome> outcomes_;
  std::size_t next_ = 0;  // of the writes, not asked for yet
  std::deque<Task> tasks_{};
  std::unordered_map<std::string_view, std::size_t> places_{};  // of keys among the writes
};

}  // namespace

std::vector<WriteOutcome> write_items(DynamoRegion& region, const std::string& table, const std::string& key_attribute,
                                      std::span<const ItemWrite> writes, bool in_batches) {
  return Writing(region, table, key_attribute, writes).run(in_batches);
}

}  // namespace jada
