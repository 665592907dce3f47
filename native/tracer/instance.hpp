// An instance whose every call is written down: the function with its arguments, the callbacks that
// came, and what it returned with every out value.
#pragma once

#include "callbacks.hpp"
#include "fmi/status.hpp"
#include "frame.hpp"
#include "library.hpp"

namespace tracer {

// What a call has given: its status and, by at<N>(), its out arguments.
template <class Row> struct Called {
  typename Row::Result status;
  Frame<Row> frame;

  // The value or the values of argument N of the row, counted from 1.
  template <int N> auto out() const { return frame.template at<N>().result(); }
};

class Instance {
public:
  Instance(const Library &library, Environment &environment, const Masks &masks)
      : library_(library), environment_(environment), masks_(masks) {}

  bool exists() const { return component_ != nullptr; }
  // What the functions are given.
  void *component() const { return component_; }
  Environment &environment() { return environment_; }

  // Calls a row with what it asks for, in its order, see Frame.
  template <class Row, class... G> Called<Row> call(Outs outs, const G &...given) {
    Frame<Row> frame;
    frame.give(given...);
    return carryOut(std::move(frame), outs);
  }
  template <class Row, class... G> Called<Row> call(const G &...given) {
    return call<Row>(Outs::given, given...);
  }
  // Calls it with a scenario's words.
  template <class Row> void callWith(const std::vector<Word> &words) {
    Frame<Row> frame;
    frame.read(words, states);
    carryOut(std::move(frame), Outs::given);
  }

  template <class Row, class... G> bool create(const G &...given) {
    Frame<Row> frame;
    frame.give(given...);
    frame.link({states, masks_, false, false});
    print(Row::name + frame.before());
    if (auto *function = library_.find<Row>())
      component_ = frame.pass(function);
    print(component_ ? "  = instance" : "  = null");
    return exists();
  }
  template <class Row> void free() {
    print(Row::name);
    if (auto *function = library_.find<Row>())
      function(component_);
    if (!silent)
      environment_.printQueued();
    component_ = nullptr;
    states.clear();
    print("  = freed");
  }

  States states;
  // Calls are not written down; callbacks are.
  bool silent = false;

private:
  template <class Row> Called<Row> carryOut(Frame<Row> &&frame, Outs outs) {
    frame.link({states, masks_, outs == Outs::null, Row::Arguments::ofState});
    print(Row::name + frame.before());
    auto *function = library_.find<Row>();
    if (!function) {
      print("  = not exported");
      return {static_cast<typename Row::Result>(fmi::error), std::move(frame)};
    }
    const auto status = frame.pass([&](auto... values) { return function(component_, values...); });
    print("  = " + textOf(status) + frame.after());
    frame.keep(states);
    return {status, std::move(frame)};
  }
  void print(const std::string &line) {
    if (!silent)
      environment_.print(line);
  }

  const Library &library_;
  Environment &environment_;
  const Masks &masks_;
  void *component_ = nullptr;
};

} // namespace tracer
