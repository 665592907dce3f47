// The library under test, its instances by name, and what they report to the importer.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "guest/functions.hpp"

namespace guest {

// One instance and the callbacks that it is given. An event is printed as "! <what> <instance>
// ...".
struct Model {
  explicit Model(const std::string &name);
  Model(const Model &) = delete;
  Model &operator=(const Model &) = delete;

  std::string name;
  fmi2CallbackFunctions callbacks{};
  fmi2Component component = nullptr;
  double time = 0;
  const Functions *functions = nullptr;
};

// The next logger or stepFinished call does not return until letGo().
void holdNextCallback();
void letGo();
// What every logger call does before it returns: one call of fmi2GetReal on its own instance.
void callInCallbacks();

class Models {
public:
  Models(std::string path, std::string guid, std::string resources)
      : path_(std::move(path)), guid_(std::move(guid)), resources_(std::move(resources)) {}

  // "loaded", or why not.
  std::string load();
  void unload();
  const Functions &functions() const { return *functions_; }

  // False: fmi2Instantiate has returned null.
  bool add(const std::string &name, bool modelExchange, bool logging = true);
  // Null: there is no such instance.
  Model *find(const std::string &name);
  void remove(const std::string &name);

private:
  std::string path_, guid_, resources_;
  std::unique_ptr<tracer::Library> library_;
  std::unique_ptr<Functions> functions_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Model>> models_;
};

} // namespace guest
