#ifndef NEWSWIRE_CLIENT_PAGE_TABLES_H_
#define NEWSWIRE_CLIENT_PAGE_TABLES_H_

#include <string>
#include <vector>

namespace newswire::page {

// What the importer knows of the world. English; words in small letters. To teach it a word, add it
// here.

using Words = std::vector<std::string>;

// Last words of names of organisations.
const Words& OrganisationNouns();
// What begins a sentence with a capital letter and is no part of a name.
const Words& SentenceOpeners();
// Forms of address.
const Words& Honorifics();
// Roles of people, the longer before the shorter.
const std::vector<Words>& Roles();
// What an edition of a series is called: "8th Meeting".
const Words& EventNouns();
// "hosted by".
const Words& HostingVerbs();

// A region, with the adjective that stands for it.
struct Region {
  const char* code;  // UN M49 where it has one
  const char* name;
  const char* adjective;
};
const std::vector<Region>& Regions();

// 8 for "8th" and "eighth"; 0 when the word is no ordinal.
unsigned OrdinalOf(const std::string& word);

}  // namespace newswire::page

#endif  // NEWSWIRE_CLIENT_PAGE_TABLES_H_
