#include "client/page/people.h"

#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace newswire::page {
namespace {

// What one place of the body says about one person.
struct Mention {
  Run name;
  std::string honorific;
  std::string role;
  std::string affiliation_id;
};

class PeopleFinder {
 public:
  PeopleFinder(const Scan& scan, const Organisations& organisations)
      : scan_(scan), organisations_(organisations) {}

  std::vector<v1::Entity> Find() {
    for (const Run& run : scan_.runs()) {
      std::optional<Mention> mention = Read(run);
      if (mention.has_value()) Record(*mention);
    }
    return std::move(people_);
  }

 private:
  std::optional<Mention> Read(const Run& run) const {
    Mention mention;
    mention.name = run;
    TakeHonorific(&mention);
    if (TakeRoleBefore(&mention)) return mention;
    if (mention.honorific.empty()) return std::nullopt;
    TakeRoleAfter(&mention);
    return mention;
  }

  // "Dr. Ada" is three tokens with the name alone in the run, "Dr Ada" a run of two.
  void TakeHonorific(Mention* mention) const {
    Run& name = mention->name;
    if (name.first >= 2 && scan_.Is(name.first - 1, ".") &&
        scan_.IsOneOf(name.first - 2, Honorifics())) {
      mention->honorific = scan_.TextOf({name.first - 2, name.first - 1});
    } else if (name.size() >= 2 && scan_.IsOneOf(name.first, Honorifics())) {
      mention->honorific = scan_.tokens()[name.first].text;
      ++name.first;
    }
  }

  // "WCO Secretary General Ada Example": affiliation, role, name in one run.
  bool TakeRoleBefore(Mention* mention) const {
    const Run run = mention->name;
    for (std::size_t at = run.first; at < run.last; ++at) {
      const std::size_t length = RoleLength(scan_, at, run.last);
      if (length == 0) continue;
      if (at + length > run.last) return false;  // a role and nobody
      mention->name = {at + length, run.last};
      mention->role = scan_.TextOf({run.first, at + length - 1});
      if (at > run.first) mention->affiliation_id = IdOf({run.first, at - 1});
      return true;
    }
    return false;
  }

  // "Ada Example, the Secretary General of the World Example Organization".
  void TakeRoleAfter(Mention* mention) const {
    std::size_t at = mention->name.last + 1;
    if (!scan_.Is(at, ",")) return;
    at = scan_.Skip(at + 1, "the");
    const Run* role = scan_.RunAt(at);
    if (role == nullptr || RoleLength(scan_, role->first, role->last) == 0) return;
    mention->role = scan_.TextOf(*role);
    if (!scan_.Is(role->last + 1, "of")) return;
    const Run* organisation = scan_.RunAt(scan_.Skip(role->last + 2, "the"));
    if (organisation != nullptr) mention->affiliation_id = IdOf(*organisation);
  }

  std::string IdOf(const Run& run) const {
    const v1::Entity* entity = organisations_.Find(scan_.TextOf(run));
    return entity == nullptr ? std::string() : entity->id();
  }

  // A last name alone is somebody who was named before.
  v1::Entity* Known(const std::string& name) {
    for (v1::Entity& person : people_) {
      const std::string& known = person.names(0).value();
      if (known == name || absl::EndsWith(known, absl::StrCat(" ", name))) return &person;
    }
    return nullptr;
  }

  void Record(const Mention& mention) {
    const std::string name = scan_.TextOf(mention.name);
    v1::Entity* person = Known(name);
    if (person == nullptr) {
      if (mention.name.size() < 2) return;  // a last name of nobody we know
      person = &people_.emplace_back();
      person->set_id(absl::StrCat("p", people_.size()));
      *person->add_names() = scan_.InLanguage(name);
      person->set_rel(people_.size() == 1 ? "about" : "mentions");
    }
    if (person->honorifics().empty() && !mention.honorific.empty()) {
      *person->add_honorifics() = scan_.InLanguage(mention.honorific);
    }
    if (person->roles().empty() && !mention.role.empty()) {
      *person->add_roles() = scan_.InLanguage(mention.role);
    }
    if (person->affiliation_ids().empty() && !mention.affiliation_id.empty()) {
      person->add_affiliation_ids(mention.affiliation_id);
    }
    *person->add_spans() = scan_.SpanOf(mention.name);
  }

  const Scan& scan_;
  const Organisations& organisations_;
  std::vector<v1::Entity> people_;
};

}  // namespace

std::vector<v1::Entity> FindPeople(const Scan& scan, const Organisations& organisations) {
  return PeopleFinder(scan, organisations).Find();
}

}  // namespace newswire::page
