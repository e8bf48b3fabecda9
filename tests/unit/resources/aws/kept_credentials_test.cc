#include "resources/apis/aws/kept_credentials.h"

#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "tests/unit/resources/aws/aws_world.h"

namespace jada::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

const std::string kTokenCall = "PUT " + AwsWorld::kMetadata + "/latest/api/token";

// An instance whose keys end in six hours, at 18:00.
struct InstanceWorld : AwsWorld {
  InstanceWorld() { instance("crew-vm", "ASIA1", "2026-05-13T18:00:00Z"); }

  Result<AwsCredentials> current() { return chain.current({}); }
  void at(Duration before_end) { clock.time = *parse_time("2026-05-13T18:00:00Z") - before_end; }
  void is_silent() {
    routes.erase(kTokenCall);
    asked.clear();
  }
  std::size_t searches() const {
    return static_cast<std::size_t>(
        std::count_if(asked.begin(), asked.end(), [](const Asked& one) { return one.method == "PUT"; }));
  }
};

/// All at once; what each got.
std::vector<std::string> together(int count, const std::function<Result<AwsCredentials>()>& ask) {
  std::latch start(count);
  std::vector<std::string> told(static_cast<std::size_t>(count));
  std::vector<std::thread> threads;
  for (auto& one : told) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      one = told_of(ask());
    });
  }
  for (auto& thread : threads) thread.join();
  return told;
}

TEST(KeptCredentials, AreRenewedBetweenFifteenAndTenMinutesBeforeTheyEnd) {
  struct Case {
    const char* name;
    Duration before_end;
    bool is_renewed;
  };
  const Case cases[] = {{"at once", hours{6}, false},
                        {"16 minutes", minutes{16}, false},
                        {"10 minutes", minutes{10}, true},
                        {"1 minute", minutes{1}, true},
                        {"after the end", -minutes{1}, true}};
  for (const Case& one : cases) {
    InstanceWorld world;
    const auto first = world.current();
    world.instance("crew-vm", "ASIA2", "2026-05-14T00:00:00Z");
    world.at(one.before_end);
    const auto second = world.current();
    EXPECT_EQ(second->keys.access_key_id, one.is_renewed ? "ASIA2" : "ASIA1") << one.name;
    EXPECT_EQ(second->generation != first->generation, one.is_renewed) << one.name;
    EXPECT_EQ(world.said(), "") << one.name;
  }
}

TEST(KeptCredentials, AreRenewedAtAnotherMomentOnEachMachine) {
  std::set<int> moments;
  for (int machine = 0; machine < 20; ++machine) {
    InstanceWorld world;
    world.instance("crew-vm", "ASIA" + std::to_string(machine), "2026-05-13T18:00:00Z");
    (void)world.current();
    for (int second = 15 * 60; second >= 10 * 60 - 1; --second) {
      world.at(seconds{second});
      world.asked.clear();
      (void)world.current();
      if (world.asked.empty()) continue;
      moments.insert(second);
      break;
    }
  }
  EXPECT_GT(moments.size(), 10U);
}

TEST(KeptCredentials, MayBeTheSameAgain) {
  InstanceWorld world;
  const auto first = world.current();
  world.at(minutes{10});
  for (int minute = 10; minute > 5; --minute) {
    world.at(minutes{minute});
    world.asked.clear();
    EXPECT_EQ(world.current()->generation, first->generation);
    EXPECT_EQ(world.searches(), 1U) << minute;
    EXPECT_EQ(world.current()->generation, first->generation);
    EXPECT_EQ(world.searches(), 1U) << "not twice in a minute";
  }
  EXPECT_EQ(world.said(), "");
  world.instance("crew-vm", "ASIA2", "2026-05-14T00:00:00Z");
  world.at(minutes{5});
  EXPECT_EQ(world.current()->keys.access_key_id, "ASIA2");
}

TEST(KeptCredentials, AreUsedOnWhileTheyLiveWhenTheyCannotBeRenewed) {
  InstanceWorld world;
  ASSERT_TRUE(world.current());
  world.is_silent();
  for (int minute = 10; minute > 0; --minute) {
    world.at(minutes{minute});
    EXPECT_EQ(world.current()->keys.access_key_id, "ASIA1");
    EXPECT_EQ(world.current()->keys.access_key_id, "ASIA1");
  }
  EXPECT_EQ(world.searches(), 10U);
  EXPECT_EQ(world.log.lines.size(), 1U);
  EXPECT_THAT(world.said(), HasSubstr("the role crew-vm of the instance profile is used on, though it could not be "
                                      "renewed: no AWS credentials found"));
}

TEST(KeptCredentials, OfAnInstanceOutliveItsSilentMetadataService) {
  InstanceWorld world;
  ASSERT_TRUE(world.current());
  world.is_silent();
  world.at(-hours{1});
  EXPECT_EQ(world.current()->keys.access_key_id, "ASIA1");
  world.answers(kTokenCall, 403, "");
  world.at(-hours{2});
  EXPECT_THAT(told_of(world.current()), HasSubstr("instance profile: 169.254.169.254 answered 403"));
}

TEST(KeptCredentials, AreTakenWithAWarningWhenTheInstanceHandsOutOldOnes) {
  InstanceWorld world;
  world.at(-minutes{1});
  EXPECT_EQ(world.current()->keys.access_key_id, "ASIA1");
  EXPECT_EQ(
      world.said(),
      "the role crew-vm of the instance profile: its keys should have ended at 2026-05-13T18:00:00.000Z, and there "
      "are no others yet; they are used on\n");
  EXPECT_TRUE(world.current());
  EXPECT_EQ(world.searches(), 1U);
  world.at(-minutes{12});
  EXPECT_TRUE(world.current());
  EXPECT_EQ(world.searches(), 2U);
  EXPECT_EQ(world.log.lines.size(), 1U);
}

TEST(KeptCredentials, OfARoleDoNotOutliveTheirEnd) {
  AwsWorld world;
  world.secrets.variables = {{"AWS_WEB_IDENTITY_TOKEN_FILE", "/var/token"}, {"AWS_ROLE_ARN", "arn:aws:iam::1:role/x"}};
  world.secrets.files["/var/token"] = {.text = "t"};
  const AwsIdentityChoice choice{.region = "us-east-1"};
  const std::string sts = "POST https://sts.us-east-1.amazonaws.com/";
  world.answers(sts, 200, sts_document("AssumeRoleWithWebIdentity", "ASIA4", "2026-05-13T13:00:00Z"));
  ASSERT_TRUE(world.chain.current(choice));
  world.routes.clear();
  world.clock.time += minutes{59};
  EXPECT_TRUE(world.chain.current(choice));
  world.clock.time += minutes{1};
  EXPECT_THAT(told_of(world.chain.current(choice)), HasSubstr("unavailable: web identity: "));
  world.answers(sts, 200, sts_document("AssumeRoleWithWebIdentity", "ASIA5", "2026-05-13T14:00:00Z"));
  EXPECT_EQ(world.chain.current(choice)->keys.access_key_id, "ASIA5");
}

TEST(KeptCredentials, AreLookedForByOneOfManyCallers) {
  InstanceWorld world;
  for (const std::string& told : together(16, [&] { return world.current(); }))
    EXPECT_EQ(told, "ASIA1 by the role crew-vm of the instance profile");
  EXPECT_EQ(world.searches(), 1U);
  world.instance("crew-vm", "ASIA2", "2026-05-14T00:00:00Z");
  world.at(-minutes{1});
  for (const std::string& told : together(16, [&] { return world.current(); }))
    EXPECT_EQ(told, "ASIA2 by the role crew-vm of the instance profile");
  EXPECT_EQ(world.searches(), 2U);
}

TEST(KeptCredentials, ServeTheOthersWhileOneAsks) {
  InstanceWorld world;
  ASSERT_TRUE(world.current());
  world.at(minutes{10});
  world.instance("crew-vm", "ASIA2", "2026-05-14T00:00:00Z");
  const auto token = world.routes[kTokenCall];
  std::latch asking(1);
  std::latch answer(1);
  world.routes[kTokenCall] = [&](const Asked& asked) {
    asking.count_down();
    answer.wait();
    return token(asked);
  };
  std::string renewed;
  std::thread one([&] { renewed = world.current()->keys.access_key_id; });
  asking.wait();
  for (int i = 0; i < 8; ++i) EXPECT_EQ(world.current()->keys.access_key_id, "ASIA1");
  answer.count_down();
  one.join();
  EXPECT_EQ(renewed, "ASIA2");
  EXPECT_EQ(world.current()->keys.access_key_id, "ASIA2");
  EXPECT_EQ(world.searches(), 2U);
}

TEST(KeptCredentials, ThatAreRefusedAreRenewedOnceForAll) {
  InstanceWorld world;
  const auto first = world.current();
  world.instance("crew-vm", "ASIA2", "2026-05-14T00:00:00Z");
  for (const std::string& told : together(16, [&] { return world.chain.renewed({}, first->generation); }))
    EXPECT_EQ(told, "ASIA2 by the role crew-vm of the instance profile");
  EXPECT_EQ(world.searches(), 2U);
  EXPECT_EQ(world.chain.renewed({}, first->generation)->keys.access_key_id, "ASIA2") << "who comes late";
  EXPECT_EQ(world.searches(), 2U);
}

TEST(KeptCredentials, ThatAreRefusedAndTheSameAgainAreNotAskedForAllTheTime) {
  InstanceWorld world;
  const auto first = world.current();
  const auto refused = [&] { return world.chain.renewed({}, first->generation); };
  for (const std::string& told : together(16, refused))
    EXPECT_EQ(told,
              "unavailable: the role crew-vm of the instance profile: its keys are refused, and it has no others");
  EXPECT_EQ(world.searches(), 2U);
  EXPECT_TRUE(world.current()) << "what one service refuses another may take";
  world.clock.time += minutes{1};
  world.instance("crew-vm", "ASIA2", "2026-05-14T00:00:00Z");
  EXPECT_EQ(refused()->keys.access_key_id, "ASIA2");
  EXPECT_EQ(world.searches(), 3U);
}

TEST(KeptCredentials, OfAFileThatAreRefusedAreReadAnew) {
  AwsWorld world;
  world.home_file("credentials", "[default]\naws_access_key_id=A\naws_secret_access_key=s\n");
  const auto first = world.chain.current({});
  EXPECT_EQ(told_of(world.chain.renewed({}, first->generation)),
            "denied: the profile default in ~/.aws/credentials: its keys are refused, and it has no others");
  world.home_file("credentials", "[default]\naws_access_key_id=B\naws_secret_access_key=s\n");
  world.clock.time += minutes{1};
  EXPECT_EQ(world.chain.renewed({}, first->generation)->keys.access_key_id, "B");
  EXPECT_EQ(world.chain.current({})->keys.access_key_id, "B");
}

TEST(KeptCredentials, ThatAreNotThereAreLookedForEachTimeByOneOfAll) {
  AwsWorld world;
  const auto told = together(8, [&] { return world.chain.current({}); });
  for (const std::string& one : told) EXPECT_THAT(one, HasSubstr("denied: no AWS credentials found"));
  world.home_file("credentials", "[default]\naws_access_key_id=A\naws_secret_access_key=s\n");
  EXPECT_TRUE(world.chain.current({}));
}

}  // namespace
}  // namespace jada::test
