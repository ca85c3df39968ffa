// The contract is commented to the last value and keeps its form. Walks the descriptors of
// newswire.protoset, which carries the comments.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace newswire::tidy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using google::protobuf::MethodDescriptor;
using google::protobuf::SourceLocation;

class ProtoStyleTest : public testing::Test {
 protected:
  void SetUp() override {
    std::ifstream in(NEWSWIRE_PROTOSET, std::ios::binary);
    FileDescriptorSet set;
    ASSERT_TRUE(set.ParseFromIstream(&in)) << NEWSWIRE_PROTOSET;
    for (const FileDescriptorProto& file : set.file()) {
      const FileDescriptor* built = pool_.BuildFile(file);
      ASSERT_NE(built, nullptr) << file.name();
      if (built->package() == "newswire.v1") files_.push_back(built);
    }
    ASSERT_FALSE(files_.empty());
  }

  void ForEachMessage(const std::function<void(const Descriptor&)>& visit) const {
    for (const FileDescriptor* file : files_) {
      for (int i = 0; i < file->message_type_count(); ++i) Visit(*file->message_type(i), visit);
    }
  }

  void ForEachEnum(const std::function<void(const EnumDescriptor&)>& visit) const {
    for (const FileDescriptor* file : files_) {
      for (int i = 0; i < file->enum_type_count(); ++i) visit(*file->enum_type(i));
    }
    ForEachMessage([&visit](const Descriptor& message) {
      for (int i = 0; i < message.enum_type_count(); ++i) visit(*message.enum_type(i));
    });
  }

  void ForEachMethod(const std::function<void(const MethodDescriptor&)>& visit) const {
    for (const FileDescriptor* file : files_) {
      for (int i = 0; i < file->service_count(); ++i) {
        for (int k = 0; k < file->service(i)->method_count(); ++k) {
          visit(*file->service(i)->method(k));
        }
      }
    }
  }

  std::vector<const FileDescriptor*> files_;

 private:
  static void Visit(const Descriptor& message,
                    const std::function<void(const Descriptor&)>& visit) {
    if (message.options().map_entry()) return;
    visit(message);
    for (int i = 0; i < message.nested_type_count(); ++i) Visit(*message.nested_type(i), visit);
  }

  DescriptorPool pool_;
};

template <typename Element>
void ExpectComment(const Element& element) {
  SourceLocation where;
  ASSERT_TRUE(element.GetSourceLocation(&where)) << element.full_name();
  const std::string text = where.leading_comments + where.trailing_comments;
  EXPECT_NE(text.find_first_not_of(" \n"), std::string::npos)
      << element.full_name() << " has no comment";
}

// "ItemKind" -> "ITEM_KIND_"
std::string ValuePrefix(const std::string& name) {
  std::string prefix;
  for (const char c : name) {
    if (std::isupper(static_cast<unsigned char>(c)) && !prefix.empty()) prefix += '_';
    prefix += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return prefix + '_';
}

TEST_F(ProtoStyleTest, EveryMessageFieldAndOneofIsCommented) {
  ForEachMessage([](const Descriptor& message) {
    ExpectComment(message);
    for (int i = 0; i < message.field_count(); ++i) ExpectComment(*message.field(i));
    for (int i = 0; i < message.real_oneof_decl_count(); ++i) ExpectComment(*message.oneof_decl(i));
  });
}

TEST_F(ProtoStyleTest, EveryEnumAndValueIsCommented) {
  ForEachEnum([](const EnumDescriptor& type) {
    ExpectComment(type);
    for (int i = 0; i < type.value_count(); ++i) ExpectComment(*type.value(i));
  });
}

TEST_F(ProtoStyleTest, EveryServiceAndMethodIsCommented) {
  for (const FileDescriptor* file : files_) {
    for (int i = 0; i < file->service_count(); ++i) ExpectComment(*file->service(i));
  }
  ForEachMethod([](const MethodDescriptor& method) { ExpectComment(method); });
}

TEST_F(ProtoStyleTest, EnumsBeginWithUnspecifiedAndPrefixTheirValues) {
  ForEachEnum([](const EnumDescriptor& type) {
    const std::string prefix = ValuePrefix(type.name());
    EXPECT_EQ(type.value(0)->number(), 0) << type.full_name();
    EXPECT_EQ(type.value(0)->name(), prefix + "UNSPECIFIED");
    for (int i = 0; i < type.value_count(); ++i) {
      EXPECT_EQ(type.value(i)->name().rfind(prefix, 0), 0u) << type.value(i)->full_name();
    }
  });
}

TEST_F(ProtoStyleTest, EveryCallHasARequestAndAResponseOfItsOwn) {
  std::map<std::string, std::string> user;
  ForEachMethod([&user](const MethodDescriptor& method) {
    for (const Descriptor* type : {method.input_type(), method.output_type()}) {
      const auto [known, is_new] = user.emplace(type->full_name(), method.full_name());
      EXPECT_TRUE(is_new) << method.full_name() << " and " << known->second << " share "
                          << type->full_name();
    }
  });
}

TEST_F(ProtoStyleTest, RequestsAndResponsesAreNamedAfterTheirCall) {
  ForEachMethod([](const MethodDescriptor& method) {
    EXPECT_EQ(method.input_type()->name(), method.name() + "Request");
    EXPECT_EQ(method.output_type()->name(), method.name() + "Response");
  });
}

TEST_F(ProtoStyleTest, NothingUsesEmpty) {
  for (const FileDescriptor* file : files_) {
    for (int i = 0; i < file->dependency_count(); ++i) {
      EXPECT_NE(file->dependency(i)->name(), "google/protobuf/empty.proto") << file->name();
    }
  }
}

}  // namespace
}  // namespace newswire::tidy
