#include "service/rpc/item_shape.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/field_mask_util.h"
#include "service/core/field_checker.h"
#include "service/core/field_path.h"

namespace newswire {

using google::protobuf::util::FieldMaskUtil;

constexpr int kPathsMax = 64;

ItemShape::ItemShape(v1::ItemView view, const google::protobuf::FieldMask& mask,
                     const google::protobuf::Descriptor& item, Violations* violations)
    : view_(view), mask_(mask) {
  FieldChecker check(violations);
  check.EnumValue(FieldPath("view"), view, v1::ItemView_IsValid);
  if (!check.Count(FieldPath("read_mask"), mask.paths_size(), kPathsMax)) return;
  for (int i = 0; i < mask.paths_size(); ++i) {
    const std::string& path = mask.paths(i);
    if (path == "*") {
      mask_.Clear();
      view_ = v1::ITEM_VIEW_FULL;
      return;
    }
    if (path.empty() || path.front() == '.' ||
        !FieldMaskUtil::GetFieldDescriptors(&item, path, nullptr)) {
      violations->Add(absl::StrCat("read_mask.paths[", i, "]"), "FIELD_MASK_INVALID",
                      absl::StrCat("there is no field ", path));
    }
  }
  if (mask_.paths_size() > 0) mask_.add_paths("name");
}

void ItemShape::Apply(v1::Article* article) const {
  if (mask_.paths_size() > 0) return (void)FieldMaskUtil::TrimMessage(mask_, article);
  if (view_ != v1::ITEM_VIEW_BASIC) return;
  article->clear_renditions();
  article->clear_associations();
  for (v1::Translation& translation : *article->mutable_translations()) translation.clear_bodies();
}

void ItemShape::Apply(v1::Recommendation* recommendation) const {
  if (mask_.paths_size() > 0) return (void)FieldMaskUtil::TrimMessage(mask_, recommendation);
  if (view_ != v1::ITEM_VIEW_BASIC) return;
  recommendation->clear_assessments();
  recommendation->clear_status_history();
}

}  // namespace newswire
