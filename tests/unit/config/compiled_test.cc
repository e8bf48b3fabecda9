#include "engine/config/compiled.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/config/reader.h"
#include "tests/unit/config/config_fakes.h"

namespace jada {
namespace {

const Address kCrew{"roster", "crew"};
const std::string kHead = "desired//etc/jada/desired.toml/head";
const std::string kItems = "desired//etc/jada/desired.toml/items/roster.crew";

std::string main_text(int entries) {
  std::string text =
      "version = 1\ninclude = [\"conf.d/*.toml\"]\n[roster.crew]\nsource = \"crew.csv\"\nn = 1.5\n"
      "when = 2026-05-13\nlist = [1, { deep = true }]\n";
  for (int i = 0; i < entries; ++i) text += "[roster.crew.entries.k" + std::to_string(i) + "]\nlevel = 1\n";
  return text;
}

class Compiled : public testing::Test {
 protected:
  FakeFiles files_{{"/etc/jada/desired.toml", main_text(600)},
                   {"/etc/jada/crew.csv", "key,name\nada,Ada\n"},
                   {"/etc/jada/conf.d/a.toml", "[region.west]\npath = \"west.db\"\n"}};
  FakeBlobs state_{};

  static ItemSet read_items(Document& document) {
    Reader reader(document, kCrew);
    for (const char* key : {"n", "when", "list"}) reader.accept(key);
    return reader.items({});
  }
  Document run(const LoadOptions& options) {
    Document document = load_document(options, files_);
    if (document.block(kCrew) != nullptr) read_items(document);
    state_.store(compiled_form(document, state_));
    return document;
  }
  Document run() { return run(options_for(&state_)); }
};

TEST_F(Compiled, ReplacesTheParseOfUnchangedFiles) {
  Document fresh = run();
  EXPECT_THAT(fault_lines(fresh), testing::IsEmpty());
  EXPECT_FALSE(fresh.from_cache);
  state_.reads.clear();
  Document again = run();
  EXPECT_TRUE(again.from_cache);
  EXPECT_EQ(again.sha256, fresh.sha256);
  EXPECT_EQ(again.files.size(), 3u);
  EXPECT_TRUE(again.texts.empty()) << "files that did not change are digested, not kept";
  again.fault({0, 2, 1}, 1, "a fault found later");
  EXPECT_EQ(again.faults.back().snippet, "include = [\"conf.d/*.toml\"]");
  const ItemSet items = read_items(again);
  EXPECT_EQ(items.size(), 601u);
  EXPECT_EQ(items.digest(), fresh.items.at(kCrew).digest());
  EXPECT_FALSE(items.has_bodies());
  EXPECT_EQ(state_.reads.count(kItems), 0u) << "what lies in the state is not read before somebody looks into it";
  ASSERT_TRUE(items.load(state_));
  ASSERT_TRUE(again.items.at(kCrew).load(state_));
  EXPECT_EQ(state_.reads.at(kItems), 1) << "once for all copies";
  EXPECT_EQ(items.key(600), fresh.items.at(kCrew).key(600));
  EXPECT_EQ(items.at(600).line, fresh.items.at(kCrew).at(600).line);
  ASSERT_EQ(again.blocks.size(), fresh.blocks.size());
  const Table& table = again.block(kCrew)->table;
  EXPECT_EQ(std::get<double>(find(table, "n")->held), 1.5);
  EXPECT_EQ(std::get<DateTime>(find(table, "when")->held).text, "2026-05-13");
  const Table& inner = *find(table, "list")->array()->at(1).table();
  EXPECT_EQ(std::get<bool>(find(inner, "deep")->held), true);
  EXPECT_EQ(inner[0].key_at.column, 14u);
}

TEST_F(Compiled, GivesBackEveryText) {
  const Document fresh = run();
  const ItemSet& full = fresh.items.at(kCrew);
  const auto bare = ItemSet::decode(full.encode());
  ASSERT_TRUE(bare);
  const std::vector<std::size_t> wanted = {0, 1, 255, 256, 600};
  state_.reads.clear();
  const auto texts = desired_bodies(kCrew, *bare, wanted, state_);
  ASSERT_TRUE(texts);
  EXPECT_EQ(*texts, *desired_bodies(kCrew, full, wanted, FakeBlobs()));
  EXPECT_EQ(texts->front(), R"({"name":"Ada"})");
  EXPECT_EQ(state_.reads.size(), 3u);
  for (const auto& [name, times] : state_.reads) EXPECT_EQ(times, 1) << name;
}

TEST_F(Compiled, AsksToReadAgainWhenTheTextsAreOfAnotherSet) {
  const Document older = run();
  const auto bare = ItemSet::decode(older.items.at(kCrew).encode());
  files_["/etc/jada/crew.csv"] += "bo,Bo\n";
  run();
  const auto texts = desired_bodies(kCrew, *bare, std::vector<std::size_t>{3}, state_);
  ASSERT_FALSE(texts);
  EXPECT_EQ(texts.error().code, Code::conflict);
}

TEST_F(Compiled, NoticesEveryChange) {
  struct Case {
    const char* name;
    std::function<void(FakeFiles&)> change;
  };
  const std::vector<Case> cases = {
      {"the main file", [](FakeFiles& f) { f["/etc/jada/desired.toml"] += "# more\n"; }},
      {"a byte of the main file", [](FakeFiles& f) { f["/etc/jada/desired.toml"].back() = ' '; }},
      {"a source", [](FakeFiles& f) { f["/etc/jada/crew.csv"] += "bo,Bo\n"; }},
      {"a source that is gone", [](FakeFiles& f) { f.remove("/etc/jada/crew.csv"); }},
      {"an included file", [](FakeFiles& f) { f["/etc/jada/conf.d/a.toml"] += "#\n"; }},
      {"one more included file", [](FakeFiles& f) { f["/etc/jada/conf.d/b.toml"] = "[region.east]\n"; }},
      {"one included file less", [](FakeFiles& f) { f.remove("/etc/jada/conf.d/a.toml"); }},
  };
  for (const Case& c : cases) {
    const FakeFiles before = files_;
    run();
    ASSERT_TRUE(run().from_cache) << c.name;
    c.change(files_);
    EXPECT_FALSE(run().from_cache) << c.name;
    files_ = before;
  }
}

TEST_F(Compiled, NoticesAVariableThatLeadsElsewhere) {
  files_["/etc/jada/desired.toml"] = "version = 1\n[roster.crew]\nsource = \"${DIR}/crew.csv\"\n";
  files_["/etc/jada/other/crew.csv"] = "key,name\nbo,Bo\n";
  LoadOptions options = options_for(&state_);
  options.variable = [](const std::string&) { return std::optional<std::string>("."); };
  run(options);
  EXPECT_TRUE(run(options).from_cache);
  options.variable = [](const std::string&) { return std::optional<std::string>("other"); };
  const Document moved = run(options);
  EXPECT_FALSE(moved.from_cache);
  EXPECT_EQ(moved.items.at(kCrew).key(0), "bo");
}

TEST_F(Compiled, NoticesAnotherSeedAndOtherKinds) {
  run();
  LoadOptions options = options_for(&state_);
  options.seed = 8;
  EXPECT_FALSE(load_document(options, files_).from_cache);
  options = options_for(&state_);
  options.kinds.pop_back();
  EXPECT_FALSE(load_document(options, files_).from_cache);
}

TEST_F(Compiled, IsNotKeptOfADocumentWithFaults) {
  files_["/etc/jada/desired.toml"] += "[tokn.x]\n";
  run();
  EXPECT_TRUE(state_.blobs.empty());
}

TEST_F(Compiled, LeavesNothingBehind) {
  run();
  const auto before = state_.blobs.size();
  files_["/etc/jada/crew.csv"] = "key,name\nada,Eve\n";
  run();
  EXPECT_EQ(state_.blobs.size(), before) << "the texts of the older set are forgotten";
  files_["/etc/jada/desired.toml"] = "version = 1\n";
  run();
  EXPECT_EQ(state_.blobs.size(), 1u) << "only the head is left";
}

TEST_F(Compiled, WritesTextsOnlyWhenTheyAreNotThere) {
  const Document fresh = run();
  files_["/etc/jada/desired.toml"] += "# a comment\n";
  Document commented = load_document(options_for(&state_), files_);
  read_items(commented);
  const Batch batch = compiled_form(commented, state_);
  EXPECT_EQ(batch.blobs.size(), 2u) << "head and items";
  EXPECT_FALSE(batch.durable);
  EXPECT_FALSE(batch.advances);
  state_.store(batch);
  EXPECT_TRUE(run().from_cache);
}

TEST_F(Compiled, IsNotTrustedWithoutItsTexts) {
  run();
  std::erase_if(state_.blobs, [](const auto& blob) { return blob.first.starts_with("desired/items/"); });
  EXPECT_FALSE(run().from_cache);
  EXPECT_TRUE(run().from_cache) << "they are written again";
}

TEST_F(Compiled, IsAMissWhenDamaged) {
  files_["/etc/jada/desired.toml"] = main_text(3);
  run();
  const auto sound = state_.blobs;
  for (const auto& [name, bytes] : sound) {
    if (name != kHead) continue;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      state_.blobs[name] = bytes.substr(0, size);
      EXPECT_FALSE(load_document(options_for(&state_), files_).from_cache) << name << " cut to " << size;
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      state_.blobs[name] = bytes;
      state_.blobs[name][i] = static_cast<char>(bytes[i] ^ 0xFF);
      const Document document = load_document(options_for(&state_), files_);
      EXPECT_TRUE(document.faults.empty()) << name << " byte " << i;
    }
    state_.blobs[name] = bytes;
  }
}

TEST_F(Compiled, DamagedItemsAreAConflictNotACrash) {
  files_["/etc/jada/desired.toml"] = main_text(3);
  run();
  const std::string sound = state_.blobs.at(kItems);
  const auto load = [&](const std::string& bytes) {
    state_.blobs[kItems] = bytes;
    const Document document = load_document(options_for(&state_), files_);
    return document.items.at(kCrew).load(state_);
  };
  EXPECT_TRUE(load(sound));
  for (std::size_t size = 0; size < sound.size(); ++size) {
    const auto loaded = load(sound.substr(0, size));
    ASSERT_FALSE(loaded) << "cut to " << size;
    EXPECT_EQ(loaded.error().code, Code::conflict);
  }
  state_.blobs.erase(kItems);
  EXPECT_FALSE(load_document(options_for(&state_), files_).items.at(kCrew).load(state_));
}

TEST_F(Compiled, DamagedTextsAreAConflictNotACrash) {
  const Document fresh = run();
  const auto bare = ItemSet::decode(fresh.items.at(kCrew).encode());
  for (auto& [name, bytes] : state_.blobs) {
    if (name.starts_with("desired/items/")) bytes.resize(bytes.size() / 2);
  }
  const auto texts = desired_bodies(kCrew, *bare, std::vector<std::size_t>{3}, state_);
  ASSERT_FALSE(texts);
  EXPECT_EQ(texts.error().code, Code::conflict);
}

}  // namespace
}  // namespace jada
