#include "resources/apis/rsa_key.h"

#include <nettle/asn1.h>
#include <sys/random.h>

#include "engine/base/base64.h"

namespace jada {
namespace {

constexpr std::string_view kPkcs8 = "PRIVATE KEY";
constexpr std::string_view kPkcs1 = "RSA PRIVATE KEY";
constexpr unsigned kBits = 2048;
constexpr unsigned kMostBits = 16384;

std::string armour(std::string_view edge, std::string_view label) {
  return "-----" + std::string(edge) + " " + std::string(label) + "-----";
}

// The bytes between the armour lines of that label; empty when there are none.
Secret unarmoured(const std::string& pem, std::string_view label) {
  const std::string begin = armour("BEGIN", label);
  const auto from = pem.find(begin);
  const auto to = pem.find(armour("END", label));
  if (from == std::string::npos || to == std::string::npos || to < from) return Secret();
  std::string text;
  text.reserve(to - from);
  for (std::size_t i = from + begin.size(); i < to; ++i) {
    if (static_cast<unsigned char>(pem[i]) > ' ') text.push_back(pem[i]);
  }
  auto bytes = from_base64(text);
  wipe(text);
  return bytes ? Secret(std::move(*bytes)) : Secret();
}

// RFC 5208: SEQUENCE { version INTEGER, algorithm SEQUENCE { OID, … }, key OCTET STRING }, the key being PKCS#1.
std::string_view pkcs1_within(std::string_view pkcs8) {
  asn1_der_iterator outer;
  asn1_der_iterator inner;
  std::uint32_t version = 0;
  if (asn1_der_iterator_first(&outer, pkcs8.size(), octets(pkcs8)) != ASN1_ITERATOR_CONSTRUCTED) return {};
  if (outer.type != ASN1_SEQUENCE || asn1_der_decode_constructed(&outer, &inner) != ASN1_ITERATOR_PRIMITIVE) return {};
  if (inner.type != ASN1_INTEGER || asn1_der_get_uint32(&inner, &version) == 0 || version > 1) return {};
  if (asn1_der_iterator_next(&inner) != ASN1_ITERATOR_CONSTRUCTED || inner.type != ASN1_SEQUENCE) return {};
  if (asn1_der_iterator_next(&inner) != ASN1_ITERATOR_PRIMITIVE || inner.type != ASN1_OCTETSTRING) return {};
  return {reinterpret_cast<const char*>(inner.data), inner.length};
}

// X.690 §8.1.3: short below 128, else the number of length bytes and the bytes.
std::string der(char tag, const std::string& content) {
  std::string length;
  for (std::size_t rest = content.size(); rest > 0; rest >>= 8)
    length.insert(length.begin(), static_cast<char>(rest & 0xff));
  std::string text(1, tag);
  if (content.size() >= 128) text.push_back(static_cast<char>(0x80 | length.size()));
  text += content.empty() ? std::string(1, '\0') : length;
  return text + content;
}

std::string der_integer(const mpz_t number) {
  return der('\x02', bytes_of(number, (mpz_sizeinbase(number, 2) + 8) / 8));  // a leading zero keeps it positive
}

}  // namespace

const std::uint8_t* octets(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

std::string bytes_of(const mpz_t number, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t count = 0;
  const std::size_t needed = (mpz_sizeinbase(number, 2) + 7) / 8;
  mpz_export(bytes.data() + (size - needed), &count, 1, 1, 1, 0, number);
  return bytes;
}

RsaKey::RsaKey() {
  rsa_private_key_init(&secret);
  rsa_public_key_init(&open);
}

RsaKey::~RsaKey() {
  rsa_private_key_clear(&secret);
  rsa_public_key_clear(&open);
}

bool RsaKey::read(const Secret& pem) {
  const Secret plain = unarmoured(pem.reveal(), kPkcs1);
  const Secret wrapped = unarmoured(pem.reveal(), kPkcs8);
  const std::string_view der = plain.empty() ? pkcs1_within(wrapped.reveal()) : std::string_view(plain.reveal());
  return !der.empty() && rsa_keypair_from_der(&open, &secret, kMostBits, der.size(), octets(der)) == 1;
}

Result<Secret> new_rsa_key() {
  RsaKey key;
  mpz_set_ui(key.open.e, 65537);
  if (rsa_generate_keypair(&key.open, &key.secret, nullptr, random_octets, nullptr, nullptr, kBits, 0) == 0)
    return Error{Code::internal, "no RSA key could be made"};
  mpz_t version;
  mpz_init(version);
  std::string members = der_integer(version);
  mpz_clear(version);
  // RFC 8017 §A.1.2: n, e, d, p, q, d mod (p-1), d mod (q-1), (inverse of q) mod p.
  for (const auto* number : {&key.open.n, &key.open.e, &key.secret.d, &key.secret.p, &key.secret.q, &key.secret.a,
                             &key.secret.b, &key.secret.c})
    members += der_integer(*number);
  std::string bytes = der('\x30', members);
  std::string text = base64(bytes);
  std::string pem = armour("BEGIN", kPkcs1) + "\n";
  for (std::size_t i = 0; i < text.size(); i += 64) pem.append(text, i, 64).append("\n");
  pem += armour("END", kPkcs1) + "\n";
  for (std::string* trace : {&members, &bytes, &text}) wipe(*trace);
  return Secret(std::move(pem));
}

void random_octets(void*, std::size_t length, std::uint8_t* target) {
  while (length > 0) {
    const auto got = getrandom(target, length, 0);
    if (got <= 0) continue;  // only ever interrupted: the kernel's pool does not fail
    target += got;
    length -= static_cast<std::size_t>(got);
  }
}

}  // namespace jada
