#include "tests/bench/questions/sqlite_peer.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "newswire/v1/feed.pb.h"
#include "service/core/facet_values.h"
#include "service/core/item_texts.h"
#include "service/core/payload_item.h"
#include "service/core/terms.h"
#include "storage/check.h"
#include "storage/entry_frame.h"

namespace newswire::bench {
namespace {

constexpr std::uint64_t kItemsOfATransaction = 20'000;

void Bind(sqlite3_stmt* statement, int at, std::string_view text) {
  sqlite3_bind_text(statement, at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

void Step(sqlite3_stmt* statement) {
  NEWSWIRE_CHECK(sqlite3_step(statement) == SQLITE_DONE);
  sqlite3_reset(statement);
}

std::string YearOf(const v1::Article& article) {
  return article.date_published().value().substr(0, 4);
}
std::string YearOf(const v1::Recommendation&) {
  return "none";  // only articles are counted by year
}

}  // namespace

SqlitePeer::SqlitePeer(const std::string& path) {
  NEWSWIRE_CHECK(sqlite3_open(path.c_str(), &db_) == SQLITE_OK);
  Run("PRAGMA journal_mode=OFF");
  Run("PRAGMA synchronous=OFF");
  Run("PRAGMA cache_size=-1000000");
  Run("PRAGMA mmap_size=8000000000");
  Run("CREATE TABLE IF NOT EXISTS item(seq INTEGER PRIMARY KEY, name TEXT UNIQUE, bytes BLOB)");
  Run("CREATE TABLE IF NOT EXISTS facet(facet TEXT, value TEXT, seq INTEGER, "
      "PRIMARY KEY(facet, value, seq)) WITHOUT ROWID");
  Run("CREATE INDEX IF NOT EXISTS of_item ON facet(seq, facet, value)");
  Run("CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, content='', "
      "tokenize='unicode61 remove_diacritics 2')");
}

SqlitePeer::~SqlitePeer() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(db_);
}

void SqlitePeer::Run(const char* sql) {
  NEWSWIRE_CHECK(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
}

sqlite3_stmt* SqlitePeer::Prepare(const std::string& sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (statement == nullptr) {
    NEWSWIRE_CHECK(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
  }
  sqlite3_reset(statement);
  return statement;
}

bool SqlitePeer::IsFilledTo(Sequence head) {
  sqlite3_stmt* const statement = Prepare("SELECT max(seq) FROM item");
  NEWSWIRE_CHECK(sqlite3_step(statement) == SQLITE_ROW);
  return static_cast<Sequence>(sqlite3_column_int64(statement, 0)) == head;
}

void SqlitePeer::Fill(const Store& store) {
  sqlite3_stmt* const item = Prepare("INSERT INTO item VALUES(?, ?, ?)");
  sqlite3_stmt* const facet = Prepare("INSERT OR IGNORE INTO facet VALUES(?, ?, ?)");
  sqlite3_stmt* const words = Prepare("INSERT INTO words(rowid, text) VALUES(?, ?)");
  std::uint64_t filled = 0;
  Run("BEGIN");
  const auto add = [&](Sequence sequence, std::string_view framed) {
    EntryPayload payload;
    const auto head = ParseEntryHead(framed, &payload);
    NEWSWIRE_CHECK(head.has_value());
    const auto seq = static_cast<std::int64_t>(sequence);
    sqlite3_bind_int64(item, 1, seq);
    Bind(item, 2, head->name);
    sqlite3_bind_blob(item, 3, payload.bytes.data(), static_cast<int>(payload.bytes.size()),
                      SQLITE_TRANSIENT);
    Step(item);
    const auto add_facet = [&](std::string_view name, std::string_view value) {
      Bind(facet, 1, name);
      Bind(facet, 2, value);
      sqlite3_bind_int64(facet, 3, seq);
      Step(facet);
    };
    const PayloadItem parsed(payload);
    for (const std::string& term : FacetValuesOf(*head, parsed)) {
      add_facet(std::string_view(term).substr(0, 1), ParseFacetValue(term).value);
    }
    for (const std::string& term : TermsOfHead(*head)) {
      if (term[0] == 'k' || term[0] == 'v') add_facet(term.substr(0, 1), term.substr(1));
    }
    for (const std::string& term : TermsOfItem(parsed)) {
      if (term[0] == 'y') add_facet("y", term.substr(1));
    }
    std::string text;
    parsed.Visit([&](const auto& parsed_item) {
      add_facet("year", YearOf(parsed_item));
      VisitTexts(parsed_item,
                 [&](const ItemText& one) { absl::StrAppend(&text, std::string(one.text), "\n"); });
    });
    sqlite3_bind_int64(words, 1, seq);
    Bind(words, 2, text);
    Step(words);
    if (++filled % kItemsOfATransaction == 0) {
      Run("COMMIT");
      Run("BEGIN");
      std::fprintf(stderr, "\rSQLite: %llu items", static_cast<unsigned long long>(filled));
    }
    return true;
  };
  NEWSWIRE_CHECK(store.Scan(1, add).ok());
  Run("COMMIT");
  Run("INSERT INTO words(words) VALUES('optimize')");
  Run("ANALYZE");
  std::fprintf(stderr, "\rSQLite: %llu items\n", static_cast<unsigned long long>(filled));
}

std::size_t SqlitePeer::Read(sqlite3_stmt* statement) {
  std::size_t rows = 0;
  for (; sqlite3_step(statement) == SQLITE_ROW; ++rows) {
    const void* const bytes = sqlite3_column_blob(statement, 0);
    const int size = sqlite3_column_bytes(statement, 0);
    bytes_ += std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size)).size();
  }
  sqlite3_reset(statement);
  return rows;
}

std::size_t SqlitePeer::Get(const std::string& name) {
  sqlite3_stmt* const statement = Prepare("SELECT bytes FROM item WHERE name = ?");
  Bind(statement, 1, name);
  return Read(statement);
}

std::size_t SqlitePeer::Page(const std::vector<Value>& values) {
  std::string sql = "SELECT item.bytes FROM facet f0";
  for (std::size_t i = 1; i < values.size(); ++i) {
    absl::StrAppend(&sql, " CROSS JOIN facet f", i, " ON f", i, ".facet = ? AND f", i,
                    ".value = ? AND f", i, ".seq = f0.seq");
  }
  sql +=
      " JOIN item ON item.seq = f0.seq WHERE f0.facet = ? AND f0.value = ? "
      "ORDER BY f0.seq DESC LIMIT 50";
  sqlite3_stmt* const statement = Prepare(sql);
  int at = 1;
  for (std::size_t i = 1; i <= values.size(); ++i) {
    const Value& value = values[i % values.size()];  // the first stands last
    Bind(statement, at++, std::string_view(&value.first, 1));
    Bind(statement, at++, value.second);
  }
  return Read(statement);
}

std::size_t SqlitePeer::Search(const std::string& words, const Value& kind) {
  sqlite3_stmt* const statement = Prepare(
      "SELECT item.bytes FROM words CROSS JOIN facet f ON f.facet = ? AND f.value = ? AND "
      "f.seq = words.rowid JOIN item ON item.seq = words.rowid WHERE words MATCH ? "
      "ORDER BY words.rowid DESC LIMIT 50");
  Bind(statement, 1, std::string_view(&kind.first, 1));
  Bind(statement, 2, kind.second);
  Bind(statement, 3, words);
  return Read(statement);
}

std::size_t SqlitePeer::Count(const std::string& by, const std::string& value,
                              const std::string& facets) {
  std::size_t rows = 0;
  for (const char facet : facets) {
    sqlite3_stmt* const statement = Prepare(
        "SELECT f.value, count(*) n FROM facet m CROSS JOIN facet f ON f.seq = m.seq "
        "WHERE m.facet = ? AND m.value = ? AND f.facet = ? GROUP BY f.value "
        "ORDER BY n DESC LIMIT 10");
    Bind(statement, 1, by);
    Bind(statement, 2, value);
    Bind(statement, 3, std::string_view(&facet, 1));
    rows += Read(statement);
  }
  return rows;
}

}  // namespace newswire::bench
