#include "client/page/tables.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"

namespace newswire::page {

const Words& OrganisationNouns() {
  static const auto* const kNouns = new Words{
      "organization", "organisation", "office",      "committee",   "union",     "compact",
      "nations",      "council",      "agency",      "authority",   "bank",      "fund",
      "commission",   "ministry",     "university",  "association", "institute", "federation",
      "court",        "parliament",   "league",      "alliance",    "board",     "service",
      "secretariat",  "network",      "observatory", "academy",     "society",   "department"};
  return *kNouns;
}

const Words& SentenceOpeners() {
  static const auto* const kOpeners = new Words{
      "the", "a",   "an",    "on",     "in",    "at",   "among", "during", "following", "after",
      "as",  "by",  "for",   "from",   "this",  "that", "these", "with",   "both",      "its",
      "his", "her", "their", "before", "since", "to",   "when",  "while",  "under",     "over"};
  return *kOpeners;
}

const Words& Honorifics() {
  static const auto* const kHonorifics =
      new Words{"dr", "mr", "mrs", "ms", "prof", "professor", "sir", "dame", "mx"};
  return *kHonorifics;
}

const std::vector<Words>& Roles() {
  static const auto* const kRoles = new std::vector<Words>{{"assistant", "secretary", "general"},
                                                           {"deputy", "secretary", "general"},
                                                           {"under", "secretary", "general"},
                                                           {"deputy", "director", "general"},
                                                           {"secretary", "general"},
                                                           {"secretary-general"},
                                                           {"director", "general"},
                                                           {"director-general"},
                                                           {"executive", "director"},
                                                           {"executive", "secretary"},
                                                           {"deputy", "director"},
                                                           {"deputy", "president"},
                                                           {"vice", "president"},
                                                           {"prime", "minister"},
                                                           {"high", "commissioner"},
                                                           {"chief", "economist"},
                                                           {"chief", "executive"},
                                                           {"president"},
                                                           {"director"},
                                                           {"secretary"},
                                                           {"minister"},
                                                           {"commissioner"},
                                                           {"ambassador"},
                                                           {"chairperson"},
                                                           {"chair"},
                                                           {"coordinator"},
                                                           {"rapporteur"},
                                                           {"spokesperson"}};
  return *kRoles;
}

const Words& EventNouns() {
  static const auto* const kNouns =
      new Words{"meeting",  "session",   "conference", "assembly", "forum",      "summit",
                "congress", "symposium", "workshop",   "seminar",  "convention", "hearing"};
  return *kNouns;
}

const Words& HostingVerbs() {
  static const auto* const kVerbs =
      new Words{"hosted", "organised", "organized", "convened", "held"};
  return *kVerbs;
}

const std::vector<Region>& Regions() {
  static const auto* const kRegions =
      new std::vector<Region>{{"m49:202", "Sub-Saharan Africa", "sub-saharan african"},
                              {"m49:015", "Northern Africa", "northern african"},
                              {"m49:011", "Western Africa", "western african"},
                              {"m49:014", "Eastern Africa", "eastern african"},
                              {"m49:018", "Southern Africa", "southern african"},
                              {"m49:002", "Africa", "african"},
                              {"m49:419", "Latin America", "latin american"},
                              {"m49:021", "Northern America", "north american"},
                              {"m49:029", "Caribbean", "caribbean"},
                              {"m49:019", "Americas", ""},
                              {"m49:143", "Central Asia", "central asian"},
                              {"m49:030", "Eastern Asia", "east asian"},
                              {"m49:034", "Southern Asia", "south asian"},
                              {"m49:035", "South-eastern Asia", "southeast asian"},
                              {"m49:145", "Western Asia", "west asian"},
                              {"m49:142", "Asia", "asian"},
                              {"m49:151", "Eastern Europe", "eastern european"},
                              {"m49:154", "Northern Europe", "northern european"},
                              {"m49:039", "Southern Europe", "southern european"},
                              {"m49:155", "Western Europe", "western european"},
                              {"m49:150", "Europe", "european"},
                              {"m49:009", "Oceania", "oceanian"},
                              // Not a set of countries that M49 knows.
                              {"region:middle-east", "Middle East", "middle eastern"},
                              {"region:sahel", "Sahel", "sahelian"},
                              {"region:balkans", "Balkans", "balkan"},
                              {"region:arctic", "Arctic", "arctic"}};
  return *kRegions;
}

unsigned OrdinalOf(const std::string& word) {
  static const auto* const kWords =
      new Words{"first",   "second", "third", "fourth", "fifth",    "sixth",
                "seventh", "eighth", "ninth", "tenth",  "eleventh", "twelfth"};
  for (std::size_t i = 0; i < kWords->size(); ++i) {
    if (word == (*kWords)[i]) return static_cast<unsigned>(i + 1);
  }
  unsigned number = 0;
  for (const char* ending : {"st", "nd", "rd", "th"}) {
    if (absl::EndsWith(word, ending) &&
        absl::SimpleAtoi(absl::string_view(word).substr(0, word.size() - 2), &number)) {
      return number;
    }
  }
  return 0;
}

}  // namespace newswire::page
