#include "resources/token/journal.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "engine/base/json_lenient.h"
#include "engine/base/json_secret.h"

namespace jada {
namespace {

constexpr std::array<std::string_view, 4> kStages = {"kept", "intent", "received", "replayed"};

std::string_view word(Journal::Stage stage) { return kStages[static_cast<std::size_t>(stage)]; }

std::optional<Journal::Stage> stage_named(std::string_view word) {
  for (std::size_t i = 0; i < kStages.size(); ++i) {
    if (kStages[i] == word) return static_cast<Journal::Stage>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string journal_path(const std::string& token_file, const std::string& token_name) {
  const std::filesystem::path path(token_file);
  return (path.parent_path() / fmt::format(".{}.{}.journal", path.filename().string(), token_name)).string();
}

Secret to_text(const Journal& journal) {
  Json json{{"stage", word(journal.stage)},          {"sent_print", journal.sent_print},
            {"sent_at", to_string(journal.sent_at)}, {"refresh", journal.refresh.reveal()},
            {"file", journal.file.reveal()},         {"answer", journal.answer.reveal()}};
  std::string text = canonical(json) + "\n";
  for (const char* name : {"refresh", "file", "answer"}) wipe(json[name].get_ref<std::string&>());
  Secret secret(std::move(text));
  return secret;
}

Result<Journal> read_journal(const Secret& text) {
  auto json = parse_json(text.reveal());
  if (!json || !json->is_object()) return Error{Code::invalid, "the journal is no JSON object"};
  const auto stage = stage_named(text_in(*json, "stage"));
  const auto sent_at = time_in(*json, "sent_at");
  if (!stage || !sent_at) return Error{Code::invalid, "the journal has no stage or time"};
  Journal journal{.stage = *stage, .sent_print = text_in(*json, "sent_print"), .sent_at = *sent_at};
  journal.refresh = take_secret(*json, "refresh");
  journal.file = take_secret(*json, "file");
  journal.answer = take_secret(*json, "answer");
  return journal;
}

}  // namespace jada
