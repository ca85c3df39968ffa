#include "client/page/facts.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/page/dates.h"

namespace newswire::page {
namespace {

using View32 = std::u32string_view;

bool IsSpace(char32_t c) {
  return c == U' ' || c == U'\n' || c == U'\t';
}

// Start and end of the paragraph around a place.
std::size_t ParagraphStart(const Text& body, std::size_t at) {
  const std::size_t line = body.rfind(U'\n', at);
  return line == Text::npos ? 0 : line + 1;
}
std::size_t ParagraphEnd(const Text& body, std::size_t at) {
  return std::min(body.find(U'\n', at), body.size());
}

// How many tokens from `at` spell the words of `name`; 0 when they do not.
std::size_t SpellLength(const Scan& scan, std::size_t at, const std::string& name) {
  const std::vector<Token> words = Tokenize(FromUtf8(name));
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!scan.Is(at + i, words[i].lower) || (i > 0 && !scan.tokens()[at + i].joined)) return 0;
  }
  return words.size();
}

struct PlaceHit {
  const Region* region = nullptr;
  std::size_t length = 0;  // tokens
};

PlaceHit PlaceAt(const Scan& scan, std::size_t at) {
  static const Words kNouns = {"countries", "states", "region", "regions"};
  PlaceHit best;
  for (const Region& region : Regions()) {
    if (const std::size_t length = SpellLength(scan, at, region.name); length > best.length) {
      best = {&region, length};
    }
    std::size_t length = SpellLength(scan, at, region.adjective);
    if (length <= best.length) continue;
    if (scan.IsOneOf(at + length, kNouns)) ++length;  // "African countries"
    best = {&region, length};
  }
  return best;
}

v1::Entity* PlaceOf(const Scan& scan, const Region& region, std::vector<v1::Entity>* places) {
  for (v1::Entity& place : *places) {
    if (place.literal() == region.code) return &place;
  }
  v1::Entity* place = &places->emplace_back();
  place->set_id(absl::StrCat("g", places->size()));
  place->set_literal(region.code);
  v1::LangString* name = place->add_names();
  name->set_language("en");
  name->set_value(region.name);
  place->set_rel("about");
  return place;
}

// "8th Meeting of the X" as the tokens it is made of.
std::optional<Run> EventAt(const Scan& scan, std::size_t at) {
  if (OrdinalOf(scan.tokens()[at].lower) == 0) return std::nullopt;
  std::size_t noun = at + 1;
  // Up to two words may stand between: "8th Annual General Meeting".
  while (noun < at + 3 && noun < scan.tokens().size() && !scan.IsOneOf(noun, EventNouns())) ++noun;
  if (!scan.IsOneOf(noun, EventNouns()) || !scan.tokens()[noun].capital) return std::nullopt;
  Run event{at, noun};
  if (!scan.Is(noun + 1, "of")) return event;
  if (const Run* body = scan.RunAt(scan.Skip(noun + 2, "the"))) event.last = body->last;
  return event;
}

void AddDates(const Scan& scan, std::size_t near, v1::Event* event) {
  const std::size_t start = ParagraphStart(scan.body(), near);
  const View32 paragraph =
      View32(scan.body()).substr(start, ParagraphEnd(scan.body(), near) - start);
  std::optional<PrintedDate> date = FindDate(paragraph, scan.language());
  if (!date.has_value()) return;
  // "On 8 June 2022" is how the page prints it.
  if (date->start >= 3 && paragraph.substr(date->start - 3, 3) == U"On ") {
    date->start -= 3;
    date->length += 3;
  }
  event->mutable_start()->set_value(IsoDate(date->day));
  event->mutable_start()->set_source_text(ToUtf8(paragraph.substr(date->start, date->length)));
  event->mutable_start()->set_source_language(date->language);
  event->mutable_end()->set_value(IsoDate(date->day));
}

void AddOrganiser(const Scan& scan, std::size_t after, Organisations* organisations,
                  v1::Event* event) {
  const std::size_t end = ParagraphEnd(scan.body(), scan.tokens()[after].start);
  for (std::size_t i = after; i < scan.tokens().size() && scan.tokens()[i].start < end; ++i) {
    if (!scan.IsOneOf(i, HostingVerbs()) || !scan.Is(i + 1, "by")) continue;
    const Run* run = scan.RunAt(scan.Skip(i + 2, "the"));
    if (run == nullptr) continue;
    const v1::Entity* organiser = organisations->Find(scan.TextOf(*run));
    if (organiser == nullptr) continue;
    event->add_organiser_ids(organiser->id());
    organisations->SetRole(organiser->id(), scan.InLanguage("host"));
    return;
  }
}

struct Quotation {
  std::size_t start = 0;  // of the text inside the marks
  std::size_t length = 0;
};

// The first text in quotation marks that is long enough to be a title.
std::optional<Quotation> FindTitle(const Scan& scan) {
  constexpr std::size_t kWordsMin = 3;
  static constexpr std::pair<char32_t, char32_t> kMarks[] = {
      {U'“', U'”'}, {U'«', U'»'}, {U'"', U'"'}, {U'„', U'“'}};
  const Text& body = scan.body();
  for (std::size_t i = 0; i < body.size(); ++i) {
    for (const auto& [open, close] : kMarks) {
      if (body[i] != open) continue;
      const std::size_t end = body.find(close, i + 1);
      if (end == Text::npos || end > ParagraphEnd(body, i)) continue;
      Quotation quotation{i + 1, end - i - 1};
      while (IsSpace(body[quotation.start])) ++quotation.start, --quotation.length;
      while (IsSpace(body[quotation.start + quotation.length - 1])) --quotation.length;
      const View32 title = View32(body).substr(quotation.start, quotation.length);
      if (Tokenize(title).size() >= kWordsMin) return quotation;
    }
  }
  return std::nullopt;
}

// The capitalised words that a title begins with: "Secretariat Note".
std::string KindOf(const std::string& title) {
  const std::vector<Token> words = Tokenize(FromUtf8(title));
  std::size_t count = 0;
  while (count < words.size() && words[count].capital && (count == 0 || words[count].joined)) {
    ++count;
  }
  if (count == 0) return "";
  return ToUtf8(View32(FromUtf8(title)).substr(words[0].start, words[count - 1].end()));
}

// "The {kind} is {abstract}."
std::string AbstractOf(const Scan& scan, const std::string& kind) {
  const Text opening = FromUtf8(absl::StrCat("The ", kind, " is "));
  const std::size_t at = scan.body().find(opening);
  if (kind.empty() || at == Text::npos) return "";
  const std::size_t start = at + opening.size();
  std::size_t end = start;
  const std::size_t limit = ParagraphEnd(scan.body(), start);
  // A full stop ends the sentence when a space or the paragraph's end follows.
  while (end < limit &&
         !(scan.body()[end] == U'.' && (end + 1 == limit || scan.body()[end + 1] == U' '))) {
    ++end;
  }
  return ToUtf8(View32(scan.body()).substr(start, end - start));
}

void AddProgramme(const Scan& scan, const std::string& abstract, v1::SourceDocument* document) {
  static constexpr char kOpening[] = "part of the ";
  const std::size_t at = abstract.find(kOpening);
  if (at == std::string::npos) return;
  const Scan rest(FromUtf8(abstract.substr(at + sizeof(kOpening) - 1)), scan.language());
  if (const Run* run = rest.RunAt(0))
    *document->add_programmes() = scan.InLanguage(rest.TextOf(*run));
}

void AddPlaces(const Scan& scan, const std::string& abstract, const std::vector<v1::Entity>& places,
               v1::SourceDocument* document) {
  const Text text = FromUtf8(abstract);
  const std::size_t start = text.empty() ? Text::npos : scan.body().find(text);
  if (start == Text::npos) return;
  for (const v1::Entity& place : places) {
    const bool inside =
        std::any_of(place.spans().begin(), place.spans().end(), [&](const v1::TextSpan& span) {
          return span.start() >= start && span.start() < start + text.size();
        });
    if (inside) document->add_related_place_ids(place.id());
  }
}

}  // namespace

std::vector<v1::Entity> FindPlaces(const Scan& scan, const Organisations& organisations) {
  std::vector<v1::Entity> places;
  for (std::size_t i = 0; i < scan.tokens().size(); ++i) {
    if (organisations.Covers(i) || !scan.tokens()[i].capital) continue;
    const PlaceHit hit = PlaceAt(scan, i);
    if (hit.region == nullptr) continue;
    const Run run{i, i + hit.length - 1};
    *PlaceOf(scan, *hit.region, &places)->add_spans() = scan.SpanOf(run);
    i = run.last;
  }
  return places;
}

std::optional<v1::Event> FindEvent(const Scan& scan, Organisations* organisations) {
  for (std::size_t i = 0; i < scan.tokens().size(); ++i) {
    const std::optional<Run> run = EventAt(scan, i);
    if (!run.has_value()) continue;
    v1::Event event;
    event.set_id("e1");
    *event.add_names() = scan.InLanguage(scan.TextOf(*run));
    event.set_rel("about");
    event.set_edition(OrdinalOf(scan.tokens()[i].lower));
    AddDates(scan, scan.tokens()[i].start, &event);
    AddOrganiser(scan, run->last, organisations, &event);
    return event;
  }
  return std::nullopt;
}

std::optional<v1::SourceDocument> FindDocument(const Scan& scan,
                                               const std::vector<v1::Entity>& places,
                                               absl::CivilDay printed) {
  const std::optional<Quotation> quotation = FindTitle(scan);
  if (!quotation.has_value()) return std::nullopt;
  const View32 body(scan.body());
  v1::SourceDocument document;
  document.set_id("d1");
  document.set_rel("cites");
  const std::string title = ToUtf8(body.substr(quotation->start, quotation->length));
  *document.add_titles() = scan.InLanguage(title);
  document.set_kind(KindOf(title));
  const std::size_t after = quotation->start + quotation->length;
  const View32 rest = body.substr(after, ParagraphEnd(scan.body(), after) - after);
  if (const auto bracket = FindRelativeDate(rest, printed)) {
    v1::PartialDate* issued = document.mutable_issued();
    issued->set_not_before(IsoDate(bracket->first));
    issued->set_not_after(IsoDate(bracket->last));
    issued->set_source_text(ToUtf8(rest.substr(bracket->start, bracket->length)));
    issued->set_source_language(scan.language());
  }
  const std::string abstract = AbstractOf(scan, document.kind());
  if (abstract.empty()) return document;
  *document.add_abstracts() = scan.InLanguage(abstract);
  AddProgramme(scan, abstract, &document);
  AddPlaces(scan, abstract, places, &document);
  return document;
}

}  // namespace newswire::page
