#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/item_name.h"
#include "client/cli/options.h"
#include "client/cli/written.h"

namespace newswire::cli {
namespace {

struct TranslateFlags {
  std::string name;
  std::string file;
  std::string language;
  std::string headline;
  std::string body_file;
  v1::TranslationKind kind = v1::TRANSLATION_KIND_HUMAN;
  std::string from;
  std::uint32_t source_revision = 0;
  std::string etag;
  bool validate_only = false;
  std::string output;
};

absl::StatusOr<v1::Translation> FromJson(const std::string& file) {
  const auto text = ReadInput(file);
  if (!text.ok()) return text.status();
  v1::Translation translation;
  const auto status = google::protobuf::util::JsonStringToMessage(*text, &translation);
  if (!status.ok()) {
    const auto message = status.message();
    return absl::InvalidArgumentError(absl::StrCat(
        file, " is no translation as JSON: ", absl::string_view(message.data(), message.size())));
  }
  return translation;
}

// Line breaks at the end are the editor's, not the author's.
std::string WithoutLastBreaks(const std::string& text) {
  return text.substr(0, text.find_last_not_of("\r\n") + 1);
}

absl::StatusOr<v1::Translation> FromFlags(const TranslateFlags& flags) {
  v1::Translation translation;
  translation.set_language(flags.language);
  translation.set_kind(flags.kind);
  translation.set_translated_from(flags.from);
  translation.set_source_revision(flags.source_revision);
  if (!flags.headline.empty()) {
    v1::Headline* headline = translation.add_headlines();
    headline->set_role("main");
    headline->set_value(flags.headline);
  }
  if (!flags.body_file.empty()) {
    const auto text = ReadInput(flags.body_file);
    if (!text.ok()) return text.status();
    v1::Body* body = translation.add_bodies();
    body->set_role("main");
    body->set_value(WithoutLastBreaks(*text));
  }
  return translation;
}

// A translation must say what it was made from. Nearly always that is the original, which every
// reader can see, unless the article is under embargo.
absl::Status FillSource(Client* client, const std::string& name, v1::Translation* translation) {
  if (translation->kind() == v1::TRANSLATION_KIND_ORIGINAL) return absl::OkStatus();
  if (!translation->translated_from().empty()) return absl::OkStatus();
  v1::GetArticleRequest request;
  request.set_name(name);
  const auto article = client->GetArticle(request);
  if (IsNoSuchItem(article.status())) {
    return absl::NotFoundError(
        absl::StrCat("no reader can see ", name,
                     ". If it is under embargo, say what the text was made from: "
                     "--from LANGUAGE, and --source-revision N unless that is its current text"));
  }
  if (!article.ok()) return article.status();
  translation->set_translated_from(article->article().original_language());
  return absl::OkStatus();
}

absl::StatusOr<Written> Translate(Client* client, const TranslateFlags& flags) {
  auto translation = flags.file.empty() ? FromFlags(flags) : FromJson(flags.file);
  if (!translation.ok()) return translation.status();
  v1::PutTranslationRequest request;
  request.set_name(ArticleName(flags.name));
  request.set_etag(flags.etag);
  request.set_validate_only(flags.validate_only);
  if (absl::Status status = FillSource(client, request.name(), &*translation); !status.ok()) {
    return status;
  }
  *request.mutable_translation() = *std::move(translation);
  return ToWritten(client->PutTranslation(std::move(request)));
}

int RunTranslate(const Globals& globals, const TranslateFlags& flags) {
  const bool by_flags = !flags.language.empty();
  if (by_flags != flags.file.empty()) {
    return WrongUse(by_flags ? "a FILE holds the whole translation: leave out either it or --lang"
                             : "what is the translation? Either a FILE, or --lang with --headline "
                               "and --body-file");
  }
  if (by_flags && flags.headline.empty() && flags.body_file.empty()) {
    return WrongUse("--lang wants a --headline or a --body-file");
  }
  Client client = globals.MakeClient();
  const auto written = Translate(&client, flags);
  if (written.ok() && flags.validate_only && flags.output == "text") {
    Print("valid " + written->name + "\n");
    return kExitOk;
  }
  return ShowWritten(globals, flags.output, "translated", written);
}

}  // namespace

void AddTranslate(CLI::App* root, Commands* commands) {
  CLI::App* app =
      AddCommand(root, "translate", "Add a translation to an article, or replace it",
                 "newswire translate articles/urn:example:1 --lang fr --headline \"Un titre\" "
                 "--body-file corps.txt");
  app->group(kNewsroom);
  const auto flags = std::make_shared<TranslateFlags>();
  app->add_option("name", flags->name, "articles/URI or the URI alone")->required();
  app->add_option("file", flags->file, "The translation as JSON, - for standard input");
  app->add_option("--lang", flags->language, "Without a file: language of the translation");
  app->add_option("--headline", flags->headline, "Its headline");
  app->add_option("--body-file", flags->body_file, "Its text, - for standard input");
  AddChoice(app, "--kind", &flags->kind, "Who made it");
  app->add_option("--from", flags->from,
                  "Language it was made from [the original]; needed under embargo");
  app->add_option("--source-revision", flags->source_revision,
                  "Revision of that text [the current one]");
  AddEtag(app, &flags->etag);
  app->add_flag("--validate-only", flags->validate_only, "Check everything, change nothing");
  AddOutput(app, &flags->output, {"text", "json"});
  commands->Add(app, [flags](const Globals& globals) { return RunTranslate(globals, *flags); });
}

}  // namespace newswire::cli
