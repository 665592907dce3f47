#include "runner/log_queue.hpp"

#include "os/text.hpp"

namespace runner {

void LogQueue::add(int status, const char *category, const char *text, size_t length) {
  const os::Lock lock(lock_);
  if (muted_ && status != static_cast<int>(Status::fatal))
    return;
  // Why a model is no more is wanted after a million messages, too.
  const bool last = status == static_cast<int>(Status::fatal) && bytes_.size() < limit + spare;
  if (last)
    tellDropped();
  const bool known = status >= 0 && status <= static_cast<int>(Status::fatal);
  if (last ? length < spare : dropped_ == 0 && length <= limit && bytes_.size() <= limit - length)
    store(static_cast<uint32_t>(known ? status : static_cast<int>(Status::error)), category, text,
          length);
  else
    ++dropped_;
}

void LogQueue::addPrinted(const char *text, size_t size) {
  const os::Lock lock(lock_);
  if (dropped_ == 0 && size <= limit && bytes_.size() <= limit - size)
    store(printedStatus, nullptr, text, size);
  else
    ++dropped_;
}

void LogQueue::store(uint32_t status, const char *category, const char *text, size_t length) {
  constexpr size_t longestCategory = 1000;
  const size_t name = category ? strnlen(category, longestCategory) : 0;
  const LogHead head{status, static_cast<uint32_t>(name), static_cast<uint32_t>(length)};
  const size_t before = bytes_.size();
  uint8_t *to = bytes_.add(sizeof head + name + length);
  if (!to || !bytes_.align(4)) {
    bytes_.cut(before);
    ++dropped_;
    return;
  }
  to = bytes_.data() + before;
  memcpy(to, &head, sizeof head);
  if (name > 0)
    memcpy(to + sizeof head, category, name);
  if (length > 0)
    memcpy(to + sizeof head + name, text, length);
}

void LogQueue::tellDropped() {
  os::Text text;
  if (dropped_ == 0)
    return;
  text.format("%u further messages were dropped.", dropped_);
  dropped_ = 0;
  store(static_cast<uint32_t>(Status::warning), "fmutool", text.text, strlen(text.text));
}

size_t LogQueue::size() {
  const os::Lock lock(lock_);
  tellDropped();
  return bytes_.size();
}

size_t LogQueue::take(uint8_t *to, size_t capacity) {
  const os::Lock lock(lock_);
  tellDropped();
  const size_t size = bytes_.size();
  if (!to || size > capacity)
    return size;
  if (size > 0)
    memcpy(to, bytes_.data(), size);
  bytes_.clear();
  return size;
}

} // namespace runner
