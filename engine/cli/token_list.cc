#include "engine/cli/token_list.h"

#include "engine/base/json_or_null.h"
#include "engine/cli/table.h"
#include "engine/cli/token_output.h"
#include "resources/token/attempt.h"

namespace jada {

int list_tokens(const Options& options, const std::vector<const Token::Spec*>& tokens, Env& env) {
  std::vector<std::vector<std::string>> rows{{"TOKEN", "LIFE", "EXPIRES", "DIAGNOSIS"}};
  Json list = Json::array();
  for (const Token::Spec* spec : tokens) {
    Attempt attempt(*spec, env);
    attempt.look();
    const auto ends = attempt.expires_at();
    const Urgency urgent = urgency(ends, attempt.windows(), attempt.now());
    const std::string life = urgent == Urgency::none ? "fresh" : std::string(word(urgent));
    const auto fault = attempt.memory().fault;
    const std::string flaw = attempt.file().flaw().empty() ? "unreadable" : attempt.file().flaw();
    const bool is_missing = attempt.file().state() == TokenStore::State::missing;
    const bool is_good = attempt.file().state() == TokenStore::State::good;
    const std::string ailment = fault ? std::string(word(*fault)) : is_good ? "" : is_missing ? "file_missing" : flaw;
    rows.push_back({spec->address.name, life, ends ? to_string(*ends) : "-", ailment.empty() ? "-" : ailment});
    list.push_back({{"address", to_string(spec->address)},
                    {"file", spec->file},
                    {"life", life},
                    {"expires_at", or_null(ends)},
                    {"diagnosis", ailment.empty() ? Json() : Json(ailment)}});
  }
  return options.json ? print_json(list) : print(aligned(rows));
}

}  // namespace jada
