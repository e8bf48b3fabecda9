// What `token` does under a word of its own.
#include "engine/cli/commands.h"

namespace jada {
namespace {

constexpr Part kParts[] = {
    {"get", "NAME", "print a valid access token, refreshed first if it must be", "--after-401",
     "jada-reconcile token get google  a valid access token on standard output, for scripts\n"
     "jada-reconcile token get google --after-401  another one, after an API refused it\n",
     "0 printed · 1 there is no valid token · 64 · 65"},
    {"list", "", "every declared token: its life, its end and what ails it; asks nobody", "",
     "jada-reconcile token list  a line each\n", "0 · 64 · 65"},
    {"refresh", "NAME", "a new access token now", "", "jada-reconcile token refresh google  whether it is due or not\n",
     "0 refreshed · 1 not · 7 refreshed, but not recorded · 64 · 65"},
    {"diagnose", "NAME", "what is known of it, what most likely is wrong, and the one next step", "",
     "jada-reconcile token diagnose google  tries it once, unless it is proven and fresh\n",
     "0 it works · 1 it does not · 64 · 65"},
    {"login", "NAME", "get a refresh token from a person", "--no-browser --device",
     "jada-reconcile token login google  in the browser of this machine\n"
     "jada-reconcile token login google --no-browser  on a machine without a screen\n"
     "jada-reconcile token login google --device  with a code typed elsewhere\n",
     "0 logged in · 1 failed · 7 logged in, but not all was written · 8 refused by whoever was asked · 64 · 65"},
    {"revoke", "NAME", "give it back to the provider", "--yes", "jada-reconcile token revoke google  asks first\n",
     "0 revoked · 1 not · 7 revoked, but not recorded · 8 declined · 64 · 65"},
};

}  // namespace

std::span<const Part> token_parts() { return kParts; }

}  // namespace jada
