#include "service/core/article_bytes.h"

#include "service/core/language.h"
#include "service/core/sha256.h"
#include "service/core/text.h"
#include "storage/check.h"
#include "storage/wire_reader.h"
#include "storage/wire_writer.h"

namespace newswire {
namespace {

using Field = WireReader::Field;

// Calls `visit` for each field in order. REQUIRES: our own serialisation, so never damaged.
template <typename Visit>
void ForEachField(std::string_view message, Visit visit) {
  WireReader reader(message);
  while (!reader.done()) {
    Field field;
    NEWSWIRE_CHECK(reader.Next(&field));
    visit(field);
  }
}

// Completes translations one after the other; keeps its buffers between them.
class TranslationWriter {
 public:
  // The completed translation; lives until the next call. `chars` has one entry per body.
  std::string_view Complete(std::string_view content, const v1::Translation& translation,
                            const std::vector<std::uint32_t>& chars) {
    bytes_.clear();
    std::string_view texts;  // headlines, descriptions and bodies follow each other
    std::size_t body = 0;
    ForEachField(content, [&](const Field& field) {
      if (field.number >= v1::Translation::kHeadlinesFieldNumber &&
          field.number <= v1::Translation::kBodiesFieldNumber) {
        const char* const first = texts.empty() ? field.whole.data() : texts.data();
        const char* const last = field.whole.data() + field.whole.size();
        texts = {first, static_cast<std::size_t>(last - first)};
      }
      if (field.number != v1::Translation::kBodiesFieldNumber) {
        bytes_.append(field.whole);
        return;
      }
      const int index = static_cast<int>(body);
      AppendBody(field.bytes, chars[body++],
                 CountWords(translation.bodies(index).value(), translation.language()));
    });
    AppendNumber(v1::Translation::kDirectionFieldNumber, DirectionOf(translation.language()),
                 &bytes_);
    AppendNumber(v1::Translation::kRevisionFieldNumber, 1, &bytes_);
    AppendBytes(v1::Translation::kContentSha256FieldNumber, Sha256(texts), &bytes_);
    return bytes_;
  }

 private:
  void AppendBody(std::string_view content, std::uint32_t chars, std::uint32_t words) {
    counts_.clear();
    AppendNumber(v1::Body::kCharCountFieldNumber, chars, &counts_);
    AppendNumber(v1::Body::kWordCountFieldNumber, words, &counts_);
    AppendTag(v1::Translation::kBodiesFieldNumber, WireReader::kBytes, &bytes_);
    AppendVarint(content.size() + counts_.size(), &bytes_);
    bytes_.append(content).append(counts_);
  }

  std::string bytes_;
  std::string counts_;
};

}  // namespace

std::string CompleteArticleBytes(std::string_view content, const v1::Article& article,
                                 const BodySizes& bodies) {
  // What is added to a translation: 43 bytes, and 10 to each of its bodies, of which 4 are allowed.
  constexpr std::size_t kAddedBytesMax = 96;
  std::string payload;
  payload.reserve(content.size() + article.translations_size() * kAddedBytesMax);
  TranslationWriter writer;
  int index = 0;
  ForEachField(content, [&](const Field& field) {
    if (field.number != v1::Article::kTranslationsFieldNumber) {
      payload.append(field.whole);
      return;
    }
    AppendBytes(field.number,
                writer.Complete(field.bytes, article.translations(index), bodies.chars(index)),
                &payload);
    ++index;
  });
  return payload;
}

}  // namespace newswire
