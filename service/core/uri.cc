#include "service/core/uri.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/core/draft.h"
#include "storage/strings.h"

namespace newswire {
namespace {

std::string_view PrefixOf(v1::ItemKind kind) {
  return kind == v1::ITEM_KIND_ARTICLE ? "articles/" : "recommendations/";
}

// What RFC 3986 lets a URI be made of, without the characters that begin a query or a fragment.
constexpr std::array<bool, 256> MakePathCharacters() {
  std::array<bool, 256> allowed{};
  for (int c = '0'; c <= '9'; ++c) allowed[c] = true;
  for (int c = 'A'; c <= 'Z'; ++c) allowed[c] = allowed[c + 'a' - 'A'] = true;
  for (const char c : std::string_view("-._~:/[]@!$&'()*+,;=%")) {
    allowed[static_cast<unsigned char>(c)] = true;
  }
  return allowed;
}
constexpr std::array<bool, 256> kPathCharacters = MakePathCharacters();

bool IsPathCharacter(char c) {
  return kPathCharacters[static_cast<unsigned char>(c)];
}

bool EscapesAreComplete(std::string_view text) {
  for (std::size_t i = text.find('%'); i != std::string_view::npos; i = text.find('%', i + 1)) {
    if (i + 2 >= text.size() || !absl::ascii_isxdigit(text[i + 1]) ||
        !absl::ascii_isxdigit(text[i + 2])) {
      return false;
    }
  }
  return true;
}

// The scheme; empty when the text does not begin with one.
std::string_view Scheme(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  if (colon == std::string_view::npos || colon == 0 || !absl::ascii_isalpha(uri[0])) return {};
  const std::string_view scheme = uri.substr(0, colon);
  const bool valid = std::all_of(scheme.begin(), scheme.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '+' || c == '-' || c == '.';
  });
  return valid ? scheme : std::string_view();
}

// The text before the first of `stops`. (find_first_of calls into the C library for each
// character.)
std::string_view Before(std::string_view text, std::string_view stops) {
  const auto end = std::find_if(text.begin(), text.end(), [stops](char c) {
    return std::any_of(stops.begin(), stops.end(), [c](char stop) { return c == stop; });
  });
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

bool BeginsAs(std::string_view name, v1::ItemKind kind) {
  const std::string_view prefix = PrefixOf(kind);
  return name.substr(0, prefix.size()) == prefix;
}

// What is wrong with a name of that kind.
std::string WrongName(std::string_view name, v1::ItemKind kind) {
  const std::string_view prefix = PrefixOf(kind);
  if (BeginsAs(name, kind)) {
    return absl::StrCat("must be ", View(prefix), "{uri} with an absolute ASCII uri of ",
                        kItemUriBytesMin, " to ", kItemUriBytesMax,
                        " bytes without user info, query or fragment; a uri of ",
                        name.size() - prefix.size(), " bytes was sent");
  }
  const std::string must = absl::StrCat("must be ", View(prefix), "{uri}; the name that was sent ");
  for (const auto other : {v1::ITEM_KIND_ARTICLE, v1::ITEM_KIND_RECOMMENDATION}) {
    if (BeginsAs(name, other)) return absl::StrCat(must, "begins with ", View(PrefixOf(other)));
  }
  return must + "begins neither with articles/ nor with recommendations/";
}

bool IsAuthority(std::string_view authority) {
  return !authority.empty() && authority[0] != ':' && authority.find('@') == std::string_view::npos;
}

// REQUIRES: no query and no fragment.
bool IsPlainUri(std::string_view uri) {
  const std::string_view scheme = Scheme(uri);
  if (scheme.empty()) return false;
  if (!std::all_of(uri.begin(), uri.end(), IsPathCharacter) || !EscapesAreComplete(uri)) {
    return false;
  }
  const std::string_view rest = uri.substr(scheme.size() + 1);
  if (rest.empty()) return false;
  if (rest.substr(0, 2) == "//") return IsAuthority(Before(rest.substr(2), "/"));
  if (absl::EqualsIgnoreCase(View(scheme), "urn")) {
    // A name without a namespace has no provider.
    const std::size_t colon = rest.find(':');
    return colon != std::string_view::npos && colon > 0 && colon + 1 < rest.size();
  }
  return true;
}

}  // namespace

bool IsItemUri(std::string_view uri) {
  return uri.size() >= kItemUriBytesMin && uri.size() <= kItemUriBytesMax && IsPlainUri(uri);
}

bool IsVocabularyUri(std::string_view uri) {
  if (uri.size() > kItemUriBytesMax) return false;
  const std::string_view plain = Before(uri, "?#");
  const std::string_view rest = uri.substr(plain.size());
  const bool clean = std::all_of(rest.begin(), rest.end(),
                                 [](char c) { return c == '?' || c == '#' || IsPathCharacter(c); });
  return clean && EscapesAreComplete(rest) && IsPlainUri(plain);
}

bool IsHref(std::string_view address) {
  constexpr std::string_view kHttps = "https://";
  if (address.size() > kHrefBytesMax || address.substr(0, kHttps.size()) != kHttps) return false;
  const bool clean = std::all_of(address.begin(), address.end(),
                                 [](char c) { return c == '?' || c == '#' || IsPathCharacter(c); });
  return clean && IsAuthority(Before(address.substr(kHttps.size()), "/?#"));
}

bool IsItemName(std::string_view name, v1::ItemKind kind) {
  const std::string_view prefix = PrefixOf(kind);
  return BeginsAs(name, kind) && IsItemUri(name.substr(prefix.size()));
}

std::string ItemName(v1::ItemKind kind, std::string_view uri) {
  return absl::StrCat(View(PrefixOf(kind)), View(uri));
}

std::optional<std::string> ParseItemName(std::string_view name, v1::ItemKind kind,
                                         std::string_view path, Violations* violations) {
  const std::string_view prefix = PrefixOf(kind);
  if (IsItemName(name, kind)) return std::string(name.substr(prefix.size()));
  violations->Add(std::string(path), "URI_INVALID", WrongName(name, kind));
  return std::nullopt;
}

std::string ProviderOf(std::string_view uri) {
  const std::string_view scheme = Scheme(uri);
  std::string_view rest = uri.substr(std::min(scheme.size() + 1, uri.size()));
  std::string_view provider;
  if (absl::EqualsIgnoreCase(View(scheme), "urn")) {
    provider = Before(rest, ":");
    if (absl::EqualsIgnoreCase(View(provider), "newsml")) {
      const std::string_view named =
          Before(rest.substr(std::min(provider.size() + 1, rest.size())), ":");
      if (!named.empty()) provider = named;
    }
  } else if (rest.substr(0, 2) == "//") {
    rest.remove_prefix(2);
    // The port says nothing about who it is; an IPv6 address keeps its colons.
    provider = rest.substr(0, 1) == "[" ? Before(rest, "/") : Before(rest, "/:");
  } else if (absl::EqualsIgnoreCase(View(scheme), "tag")) {
    provider = Before(rest, ",:");
  }
  return absl::AsciiStrToLower(View(provider.empty() ? scheme : provider));
}

}  // namespace newswire
