// An importer that a test leads by the hand: importer LIBRARY GUID RESOURCES. Each line of standard
// input is "<number> <thread> <command ...>" (see commands.hpp); the answer is "<number> <text>".
// Commands of one thread follow each other, threads run side by side, and "go" lets a callback
// return that "hold" has stopped. Callbacks are printed as they come, as lines that begin with "!".
#include <condition_variable>
#include <deque>
#include <thread>

#include "guest/commands.hpp"
#include "guest/system.hpp"
#ifdef _WIN32
#include "tracer/platform.hpp"
#endif

namespace guest {

namespace {

std::vector<std::string> wordsOf(const std::string &line) {
  std::vector<std::string> words;
  size_t at = 0;
  while ((at = line.find_first_not_of(" \r", at)) != std::string::npos) {
    const size_t end = std::min(line.find_first_of(" \r", at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

// Carries out its commands one after the other on a thread of its own.
class Worker {
public:
  explicit Worker(Models &models) : thread_([this, &models] { run(models); }) {}
  ~Worker() {
    add({});
    thread_.join();
  }
  void add(std::vector<std::string> words) {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(words));
    changed_.notify_one();
  }

private:
  std::vector<std::string> next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !queue_.empty(); });
    std::vector<std::string> words = std::move(queue_.front());
    queue_.pop_front();
    return words;
  }
  void run(Models &models) {
    for (;;) {
      std::vector<std::string> words = next();
      if (words.empty())
        return;
      const std::string number = words[0];
      words.erase(words.begin(), words.begin() + 2);
      writeAnswer(number + " " + carryOut(models, words) + "\n");
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::vector<std::string>> queue_;
  std::thread thread_;
};

int serve(const std::vector<std::string> &arguments) {
  if (arguments.size() < 2)
    return 2;
  Models models(arguments[0], arguments[1], arguments.size() > 2 ? arguments[2] : "");
  std::map<std::string, std::unique_ptr<Worker>> workers;
  std::string line;
  while (readLine(line)) {
    std::vector<std::string> words = wordsOf(line);
    if (words.size() == 1 && words[0] == "go")
      letGo();
    if (words.size() < 3)
      continue;
    std::unique_ptr<Worker> &worker = workers[words[1]];
    if (!worker)
      worker = std::make_unique<Worker>(models);
    worker->add(std::move(words));
  }
  return 0;
}

} // namespace

} // namespace guest

#ifdef _WIN32
int wmain(int count, wchar_t **values) {
  std::vector<std::string> arguments;
  for (int i = 1; i < count; i++)
    arguments.push_back(tracer::narrow(values[i]));
  return guest::serve(arguments);
}
#else
int main(int count, char **values) {
  return guest::serve(std::vector<std::string>(values + 1, values + count));
}
#endif
