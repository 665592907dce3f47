#include "runner/remoted_model.hpp"

#include <stdio.h>
#include <stdlib.h>

namespace runner {

void *RemotedModel::allocate(size_t count, size_t size) { return calloc(count, size); }

void RemotedModel::logFormatted(LogQueue &queue, int status, const char *category, const char *form,
                                va_list list) {
  const size_t size = form ? strlen(form) + 1 : 1;
  auto *text = static_cast<char *>(malloc(size));
  if (!text)
    return;
  text[0] = '\0';
  if (form)
    vsnprintf(text, size, form, list);
  queue.add(status, category, text, strlen(text));
  ::free(text);
}

Answer RemotedModel::returned(int status, const char *function) {
  if (status == fmi::fatal)
    fatal_ = true;
  if (status == remoting::CallLane::postponed)
    return {Status::postponed, function};
  if (status >= fmi::ok && status <= fmi::fatal)
    return {static_cast<Status>(status), function};
  return refuse(function, "returned what is no status of it");
}

Answer RemotedModel::refuse(const char *function, const char *why) {
  os::Text text;
  text.format("%s %s.", function, why);
  log.add(fmi::error, "fmutool", text.text, strlen(text.text));
  return {Status::error, function};
}

bool RemotedModel::adopt(remoting::Instance *made) {
  if (!made || !made->settings().give(place_.server, place_.library, place_.limit)) {
    if (made)
      remoting::Instance::dispose(made);
    return false;
  }
  const os::Lock lock(lock_);
  instance_ = made;
  if (aborted_)
    made->abort();
  return true;
}

Answer RemotedModel::giveUp(const char *function) {
  const bool lost = instance_->lost();
  collectOutput(true);
  release();
  return {lost ? Status::fatal : Status::error, function};
}

// A model that was quick to be there does not see that it was aborted before it began.
Answer RemotedModel::endOnRequest(const char *function) {
  static constexpr char text[] = "The process of the model was ended on request.";
  log.add(fmi::fatal, "fmutool", text, strlen(text));
  const Answer answer = returned(fmi::fatal, function);
  release();
  return answer;
}

Answer RemotedModel::release() {
  if (!instance_)
    return {};
  if (fatal_)
    instance_->end();
  const char *function = "";
  const bool well = free(*instance_, function);
  collectOutput(false); // its process has ended
  remoting::Instance *gone = instance_;
  {
    const os::Lock lock(lock_);
    instance_ = nullptr;
  }
  remoting::Instance::dispose(gone);
  return well ? Answer{} : Answer{Status::fatal, function};
}

bool RemotedModel::pauseForStep(uint64_t begun) {
  constexpr uint64_t shortest = 20000, longest = 10000000; // nanoseconds
  const uint64_t passed = os::nanoseconds() - begun;
  if (aborted_ || (place_.limit != 0 && passed > place_.limit)) {
    if (aborted_)
      instance_->end();
    else
      instance_->expire();
    return false;
  }
  const uint64_t pause = passed / 8;
  os::sleepNanoseconds(pause < shortest ? shortest : pause > longest ? longest : pause);
  return true;
}

// Calls are not logged twice.
bool RemotedModel::hurry(bool yes) {
  if (!instance_ || (yes && (aborted_ || instance_->callLog())))
    return false;
  hurried_ = yes;
  instance_->calls().hurry(yes);
  return true;
}

bool RemotedModel::ahead(bool yes) {
  if (!instance_ || (yes && (aborted_ || fatal_ || instance_->callLog())))
    return false;
  instance_->calls().ahead(yes);
  return true;
}

void RemotedModel::abort() {
  const os::Lock lock(lock_);
  aborted_ = true;
  if (instance_)
    instance_->abort();
}

void RemotedModel::end() {
  if (instance_)
    instance_->end();
}

void RemotedModel::collectOutput(bool all) {
  if (instance_ && all)
    instance_->settleOutput();
  if (!instance_ || !instance_->hasOutput())
    return;
  auto *text = static_cast<char *>(malloc(remoting::Output::readable));
  bool cut = false;
  const uint32_t size = text ? instance_->takeOutput(text, cut) : 0;
  static constexpr char said[] = "(what the model printed before was too much to be kept)\n";
  if (cut)
    log.addPrinted(said, sizeof said - 1);
  if (size > 0)
    log.addPrinted(text, size);
  ::free(text);
}

} // namespace runner
