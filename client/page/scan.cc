#include "client/page/scan.h"

#include <algorithm>
#include <utility>

namespace newswire::page {

bool Contains(const Words& words, const std::string& lower) {
  return std::find(words.begin(), words.end(), lower) != words.end();
}

Scan::Scan(Text body, std::string language)
    : body_(std::move(body)), language_(std::move(language)), tokens_(Tokenize(body_)) {
  FindRuns();
}

bool Scan::Is(std::size_t at, const std::string& lower) const {
  return at < tokens_.size() && tokens_[at].lower == lower;
}

bool Scan::IsOneOf(std::size_t at, const Words& words) const {
  return at < tokens_.size() && Contains(words, tokens_[at].lower);
}

std::size_t Scan::Skip(std::size_t at, const std::string& lower) const {
  return Is(at, lower) ? at + 1 : at;
}

const Run* Scan::RunAt(std::size_t token) const {
  for (const Run& run : runs_) {
    if (run.first == token) return &run;
  }
  return nullptr;
}

std::string Scan::TextOf(const Run& run) const {
  const std::size_t start = tokens_[run.first].start;
  return ToUtf8(std::u32string_view(body_).substr(start, tokens_[run.last].end() - start));
}

v1::TextSpan Scan::SpanOf(const Run& run) const {
  const std::size_t start = tokens_[run.first].start;
  return SpanOf(start, tokens_[run.last].end() - start);
}

v1::TextSpan Scan::SpanOf(std::size_t start, std::size_t length) const {
  v1::TextSpan span;
  span.set_language(language_);
  span.set_start(static_cast<std::uint32_t>(start));
  span.set_length(static_cast<std::uint32_t>(length));
  return span;
}

v1::LangString Scan::InLanguage(const std::string& value) const {
  v1::LangString text;
  text.set_language(language_);
  text.set_value(value);
  return text;
}

// Whether the name goes on after token `last`: with a capital, or, after a noun such as Office,
// with "of", "for" or "on" (and "the") and a capital. `next` is the next capital.
bool Scan::JoinsNext(std::size_t last, std::size_t* next) const {
  std::size_t at = last + 1;
  if (at < tokens_.size() && tokens_[at].joined && tokens_[at].capital) {
    *next = at;
    return true;
  }
  if (!Contains(OrganisationNouns(), tokens_[last].lower)) return false;
  if (!Is(at, "of") && !Is(at, "for") && !Is(at, "on")) return false;
  at = Skip(at + 1, "the");
  *next = at;
  return at < tokens_.size() && tokens_[at].joined && tokens_[at].capital;
}

void Scan::FindRuns() {
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    // "The" at the beginning of a sentence is no part of the name after it.
    if (!tokens_[i].capital || IsOneOf(i, SentenceOpeners())) continue;
    Run run{i, i};
    std::size_t next = 0;
    while (JoinsNext(run.last, &next)) run.last = next;
    runs_.push_back(run);
    i = run.last;
  }
}

std::size_t RoleLength(const Scan& scan, std::size_t at, std::size_t last) {
  for (const Words& role : Roles()) {
    if (at + role.size() - 1 > last) continue;
    bool same = true;
    for (std::size_t i = 0; i < role.size(); ++i) same = same && scan.Is(at + i, role[i]);
    if (same) return role.size();
  }
  return 0;
}

}  // namespace newswire::page
