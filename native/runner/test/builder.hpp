// Programs for the tests, written byte by byte after program.hpp.
#pragma once

#include "runner/bytes.hpp"

namespace runner {

class Builder {
public:
  // Begins a call; its input follows.
  Builder &call(Call call) {
    finish();
    head_ = bytes_.size();
    u32(static_cast<uint32_t>(call));
    return u32(0);
  }
  Builder &u8(uint8_t value) { return add(&value, sizeof value); }
  Builder &u16(uint16_t value) { return add(&value, sizeof value); }
  Builder &u32(uint32_t value) { return add(&value, sizeof value); }
  Builder &f64(double value) { return add(&value, sizeof value); }
  Builder &text(const char *text) { return add(text, strlen(text) + 1); }
  Builder &align(size_t unit) {
    bytes_.align(unit);
    return *this;
  }
  const Bytes &program() {
    finish();
    return bytes_;
  }

private:
  Builder &add(const void *data, size_t size) {
    uint8_t *to = bytes_.add(size);
    if (to)
      memcpy(to, data, size);
    return *this;
  }
  void finish() {
    if (bytes_.size() == 0)
      return;
    const auto size = static_cast<uint32_t>(bytes_.size() - head_ - sizeof(CallHead));
    memcpy(bytes_.data() + head_ + sizeof(uint32_t), &size, sizeof size);
    bytes_.align(8);
  }
  Bytes bytes_;
  size_t head_ = 0;
};

// Every call there is, with values of every type.
inline void everyCall(Builder &to) {
  to.call(Call::instantiate)
      .u32(1)
      .u32(0)
      .u32(1)
      .u32(2)
      .u32(0)
      .u32(1)
      .u32(7)
      .text("name")
      .text("{token}")
      .text("file:");
  to.text("logStatusError").text("logStatusDiscard");
  to.call(Call::setup).f64(0).f64(1).f64(1e-6).u32(1).u32(0);
  to.call(Call::enterInitialization);
  to.call(Call::set).u32(4 + 12 + 12 + 16).u32(0);
  to.u32(3).u16(0x31).u16(0).u32(1).u32(7).u16(0x21).u16(0).u32(1).u32(8);
  to.u16(0x41).u16(0).u32(2).u32(9).u32(10).align(8);
  to.f64(1.5).u32(3).u32(3).text("ab").align(4).u32(1).text("").align(4);
  to.call(Call::exitInitialization);
  to.call(Call::get).u32(2).u16(0x41).u16(0).u32(3).u32(1).u32(2).u32(3);
  to.u16(0x31).u16(0).u32(1).u32(4);
  to.call(Call::step).f64(0).f64(0.5).u32(1).u32(0);
  to.call(Call::enterEvents);
  to.call(Call::newDiscreteStates);
  to.call(Call::enterContinuousTime);
  to.call(Call::setTime).f64(0.5);
  to.call(Call::setStates).f64(1).f64(2);
  to.call(Call::getStates).u32(2).u32(0);
  to.call(Call::getNominals).u32(1).u32(0);
  to.call(Call::getDerivatives).u32(2).u32(0);
  to.call(Call::getIndicators).u32(3).u32(0);
  to.call(Call::completedStep).u32(1).u32(0);
  to.call(Call::saveState);
  to.call(Call::loadState).u8(1).u8(2).u8(3);
  to.call(Call::terminate);
  to.call(Call::reset);
  to.call(Call::free);
}

} // namespace runner
