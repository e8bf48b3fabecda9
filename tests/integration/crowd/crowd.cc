// Threads of one process that all need `token.demo` of the desired.toml here, at the same moment: `crowd THREADS`.
// Says `ready`, starts when its input ends, and prints what each of them got: an access token, or `error` and why.
#include <cstdlib>
#include <iostream>
#include <latch>
#include <thread>

#include "engine/cli/wire.h"
#include "resources/token/refresh.h"
#include "state/open.h"

namespace jada {
namespace {

std::string used(const Token::Spec& spec, const Outside& outside) {
  const auto store = memory_store();
  Env env{outside, *store};
  const auto result = refresh(spec, {.why = Demand::Why::use, .patient = true}, env);
  if (const auto* diagnosis = std::get_if<Diagnosis>(&result)) return "error " + sentence(*diagnosis);
  return std::get<Served>(result).access.reveal();
}

int crowd(int size) {
  const Options options;
  Wire wire(options);
  const Desired desired = wire.read_desired_alone();
  const Declared* declared = desired.find({.kind = "token", .name = "demo"});
  if (!desired.valid() || declared == nullptr) return EXIT_FAILURE;
  const Token::Spec& spec = *spec_of<Token>(*declared->resource);
  const Outside outside = wire.outside(desired.controller);

  std::vector<std::string> got(static_cast<std::size_t>(size));
  std::vector<std::thread> threads;
  std::latch start(size + 1);
  for (std::string& mine : got) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      mine = used(spec, outside);
    });
  }
  std::cout << "ready" << std::endl;
  while (std::cin.get() != std::char_traits<char>::eof()) continue;
  start.arrive_and_wait();
  for (std::thread& thread : threads) thread.join();
  for (const std::string& one : got) std::cout << one << '\n';
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace jada

int main(int, char** arguments) { return jada::crowd(std::atoi(arguments[1])); }
