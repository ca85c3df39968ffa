#ifndef NEWSWIRE_SERVICE_CORE_FIELD_PATH_H_
#define NEWSWIRE_SERVICE_CORE_FIELD_PATH_H_

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "storage/strings.h"

namespace newswire {

// Where in a request a field is. A chain on the stack: each link borrows its parent, so going down
// costs nothing and the text is only made when something is wrong there.
class FieldPath {
 public:
  // `root` must outlive the path; may be empty.
  explicit FieldPath(std::string_view root) : name_(root) {}

  // The child lives no longer than its parent.
  FieldPath At(std::string_view name, int index = -1) const { return {this, name, index}; }

  // For example "article.translations[1].language".
  std::string ToString() const {
    std::string text = parent_ == nullptr ? "" : parent_->ToString();
    absl::StrAppend(&text, text.empty() ? "" : ".", View(name_));
    if (index_ >= 0) absl::StrAppend(&text, "[", index_, "]");
    return text;
  }

 private:
  FieldPath(const FieldPath* parent, std::string_view name, int index)
      : parent_(parent), name_(name), index_(index) {}

  const FieldPath* parent_ = nullptr;
  std::string_view name_;
  int index_ = -1;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_FIELD_PATH_H_
