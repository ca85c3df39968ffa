#ifndef NEWSWIRE_CLIENT_PAGE_ORGANISATIONS_H_
#define NEWSWIRE_CLIENT_PAGE_ORGANISATIONS_H_

#include <string>
#include <vector>

#include "client/page/scan.h"
#include "newswire/v1/entity.pb.h"

namespace newswire::page {

// The organisations that a body names: "World Trade Office (WTO)", names that end in a noun such as
// Council, and names in capitals such as INTERPOL. Ids are o1, o2, ... in order of appearance.
class Organisations {
 public:
  // `headline` decides which ones the item is about. `scan` is borrowed for the constructor only.
  Organisations(const Scan& scan, const std::string& headline);

  const std::vector<v1::Entity>& list() const { return list_; }
  // By name or acronym; nullptr when it is none of them.
  const v1::Entity* Find(const std::string& name) const;
  // The one that the headline names first, else the first; nullptr when there is none.
  const v1::Entity* Publisher() const { return publisher_ < 0 ? nullptr : &list_[publisher_]; }
  // Whether a token stands inside of a name that was found.
  bool Covers(std::size_t token) const { return covered_[token]; }
  void SetRole(const std::string& id, const v1::LangString& role);

 private:
  v1::Entity* FindMutable(const std::string& name);
  void Add(const Scan& scan, const Run& run, const std::string& acronym);
  void FindNames(const Scan& scan);
  void FindAcronyms(const Scan& scan);
  void JudgeByHeadline(const std::string& headline);

  std::vector<v1::Entity> list_;
  std::vector<bool> covered_;  // by token
  int publisher_ = -1;
};

}  // namespace newswire::page

#endif  // NEWSWIRE_CLIENT_PAGE_ORGANISATIONS_H_
