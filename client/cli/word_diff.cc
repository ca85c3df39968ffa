#include "client/cli/word_diff.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string_view>

namespace newswire::cli {
namespace {

using Words = std::vector<std::string_view>;

// Cells of the table below, 2 bytes each: 2,000 words against 2,000, and 8 MB.
constexpr std::size_t kCellsMax = 4'000'000;

// Words, and what stands between them.
Words Split(const std::string& text) {
  Words words;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  UText* utext =
      utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status);
  if (U_SUCCESS(status)) breaks->setText(utext, status);
  if (U_FAILURE(status)) {
    utext_close(utext);
    return {text};
  }
  std::int32_t begin = breaks->first();
  for (std::int32_t end = breaks->next(); end != icu::BreakIterator::DONE; end = breaks->next()) {
    words.push_back(std::string_view(text).substr(static_cast<std::size_t>(begin),
                                                  static_cast<std::size_t>(end - begin)));
    begin = end;
  }
  utext_close(utext);
  return words;
}

class Pieces {
 public:
  void Add(Piece::Kind kind, std::string_view text) {
    if (text.empty()) return;
    if (pieces_.empty() || pieces_.back().kind != kind) pieces_.push_back({kind, ""});
    pieces_.back().text += text;
  }
  std::vector<Piece> Take() { return std::move(pieces_); }

 private:
  std::vector<Piece> pieces_;
};

// The longest words that both have in the same order, by the usual table: cell (i, j) holds how
// many are common to before[i..] and after[j..].
void Compare(const Words& before, const Words& after, Pieces* pieces) {
  const std::size_t rows = before.size();
  const std::size_t columns = after.size();
  if (rows * columns > kCellsMax) {
    for (const std::string_view word : before) pieces->Add(Piece::kRemoved, word);
    for (const std::string_view word : after) pieces->Add(Piece::kAdded, word);
    return;
  }
  std::vector<std::uint16_t> common((rows + 1) * (columns + 1));
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint16_t& {
    return common[i * (columns + 1) + j];
  };
  for (std::size_t i = rows; i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;) {
      at(i, j) =
          before[i] == after[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
    }
  }
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && before[i] == after[j]) {
      pieces->Add(Piece::kSame, before[i]);
      ++i;
      ++j;
    } else if (j == columns || (i < rows && at(i + 1, j) >= at(i, j + 1))) {
      pieces->Add(Piece::kRemoved, before[i++]);
    } else {
      pieces->Add(Piece::kAdded, after[j++]);
    }
  }
}

bool IsSpace(const std::string& text) {
  return text.find_first_not_of(' ') == std::string::npos;
}

// Two changed words with an unchanged space between them are one change of two words, and within a
// change what goes comes before what comes.
std::vector<Piece> Join(const std::vector<Piece>& pieces) {
  Pieces joined;
  std::string removed;
  std::string added;
  const auto flush = [&] {
    joined.Add(Piece::kRemoved, removed);
    joined.Add(Piece::kAdded, added);
    removed.clear();
    added.clear();
  };
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    const bool changing = !removed.empty() || !added.empty();
    if (piece.kind == Piece::kRemoved) {
      removed += piece.text;
    } else if (piece.kind == Piece::kAdded) {
      added += piece.text;
    } else if (changing && i + 1 < pieces.size() && IsSpace(piece.text)) {
      removed += piece.text;
      added += piece.text;
    } else {
      flush();
      joined.Add(Piece::kSame, piece.text);
    }
  }
  flush();
  return joined.Take();
}

}  // namespace

std::vector<Piece> WordDiff(const std::string& before, const std::string& after) {
  Words left = Split(before);
  Words right = Split(after);
  Pieces pieces;
  // What is common at both ends needs no table, and most corrections change a word or two.
  std::size_t head = 0;
  while (head < left.size() && head < right.size() && left[head] == right[head]) {
    pieces.Add(Piece::kSame, left[head++]);
  }
  std::size_t tail = 0;
  while (tail < left.size() - head && tail < right.size() - head &&
         left[left.size() - tail - 1] == right[right.size() - tail - 1]) {
    ++tail;
  }
  const auto middle = [&](const Words& words) {
    return Words(words.begin() + static_cast<std::ptrdiff_t>(head),
                 words.end() - static_cast<std::ptrdiff_t>(tail));
  };
  Compare(middle(left), middle(right), &pieces);
  for (; tail > 0; --tail) pieces.Add(Piece::kSame, left[left.size() - tail]);
  return Join(pieces.Take());
}

}  // namespace newswire::cli
