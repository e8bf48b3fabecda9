#include "resources/apis/aws/sts_answer.h"

#include <expat.h>

#include <algorithm>
#include <map>
#include <memory>

#include "resources/apis/aws/key_document.h"
#include "resources/apis/mask.h"

namespace jada {
namespace {

// Texts of the elements by their name without its namespace; none of those of interest is there twice.
class Elements {
 public:
  // False: no whole XML document, or one that declares things of its own.
  bool read(std::string_view xml) {
    const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreateNS(nullptr, '|'),
                                                                              &XML_ParserFree);
    if (!parser) return false;
    parser_ = parser.get();
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, begin, end);
    XML_SetCharacterDataHandler(parser_, text);
    XML_SetStartDoctypeDeclHandler(parser_, doctype);
    return XML_Parse(parser_, xml.data(), static_cast<int>(xml.size()), XML_TRUE) == XML_STATUS_OK;
  }

  ~Elements() {
    for (auto& [name, text] : texts_) wipe(text);
  }

  std::string plain(const char* name) const {
    const auto found = texts_.find(name);
    return found == texts_.end() ? std::string() : found->second;
  }
  Secret secret(const char* name) const { return Secret(plain(name)); }

 private:
  static Elements& of(void* self) { return *static_cast<Elements*>(self); }
  static void begin(void* self, const XML_Char* name, const XML_Char**) {
    const std::string_view full = name;
    of(self).open_ = full.substr(full.rfind('|') + 1);
  }
  static void end(void* self, const XML_Char*) { of(self).open_.clear(); }
  static void text(void* self, const XML_Char* piece, int length) {
    Elements& elements = of(self);
    if (elements.open_.empty()) return;
    append_wiping(elements.texts_[elements.open_], {piece, static_cast<std::size_t>(length)});
  }
  // There go the entities that grow without end.
  static void doctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    XML_StopParser(of(self).parser_, XML_FALSE);
  }

  XML_Parser parser_ = nullptr;
  std::string open_{};
  std::map<std::string, std::string> texts_{};
};

bool is_among(std::string_view code, std::initializer_list<std::string_view> codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

bool StsRefusal::can_pass() const {
  return status >= 500 || status == 429 || status == 200 ||
         is_among(code, {"Throttling", "ThrottlingException", "RequestLimitExceeded", "IDPCommunicationError",
                         "RequestTimeout", "InternalFailure", "ServiceUnavailable"});
}

bool StsRefusal::is_about_the_time() const {
  return is_among(code, {"RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture", "SignatureDoesNotMatch"});
}

std::variant<AwsCredentials, StsRefusal> read_sts_answer(const HttpAnswer& answer,
                                                         const std::vector<std::string_view>& secrets) {
  Elements elements;
  const bool is_xml = elements.read(answer.body.reveal());
  AwsCredentials found;
  if (answer.status == 200 && is_xml) {
    found.keys = {elements.plain("AccessKeyId"), elements.secret("SecretAccessKey"), elements.secret("SessionToken")};
    const auto expiration = parse_time(elements.plain("Expiration"));
    if (expiration) found.expires_at = *expiration;
    if (fits_header(found.keys.access_key_id) && !found.keys.secret_access_key.empty() && found.expires_at)
      return found;
  }
  Mask mask;
  for (const std::string_view secret : secrets) mask.add(secret);
  if (answer.status == 200) return StsRefusal{.status = 200, .message = "the answer has no keys in it"};
  return StsRefusal{.status = answer.status,
                    .code = told(mask.masked(is_xml ? elements.plain("Code") : "")),
                    .message = told(mask.masked(is_xml ? elements.plain("Message") : ""))};
}

}  // namespace jada
