// The arguments of a traced call, one class per kind of the function tables: how each is made of
// what a run gives or of a scenario's word, how it is passed, and how it is printed before and
// after the call.
//
//   Given    what a run gives for it; Nothing: the call makes it
//   counter  of a list that the model reads, the argument that counts it
//   link     called when every list is there, with the number that the argument has in its row
//   keep     called after the call: what later calls with FMU states need
#pragma once

#include <memory>
#include <tuple>
#include <utility>

#include "buffers.hpp"
#include "fmi/kinds.hpp"
#include "masks.hpp"
#include "states.hpp"

namespace tracer {

struct Nothing {};

// Whether out arguments are null pointers, which is illegal.
enum class Outs { given, null };

// What a call knows beside its arguments.
struct Context {
  States &states;
  const Masks &masks;
  bool null;    // the out arguments are null pointers
  bool ofState; // sizes are those of an FMU state
};

// What every kind does that has nothing else to do.
struct Plain {
  using Given = Nothing;
  static constexpr int counter = 0;
  void read(const Word &, const States &) {}
  template <int, class All> void link(All &, const Context &) {}
  std::string before() const { return ""; }
  std::string after() const { return ""; }
  void keep(States &) const {}
};

template <class Kind> struct Argument;

// A value of which nothing is printed, because it differs between two runs.
template <class T> struct Unseen : Plain {
  using Given = T;
  void give(T given) { value = given; }
  T pass() const { return value; }
  T value{};
};
template <class T> struct Argument<fmi::Callbacks<T>> : Unseen<const T *> {};
template <class T> struct Argument<fmi::CallbacksValue<T>> : Unseen<T> {};
template <class F, int Row> struct Argument<fmi::Callback<F, Row>> : Unseen<F> {};
template <> struct Argument<fmi::Environment> : Unseen<void *> {};

template <class T> struct Scalar : Unseen<T> {
  void read(const Word &given, const States & = {}) {
    word = given;
    this->value = valueOf<T>(word.empty() ? Item() : word[0]);
  }
  std::string before() const { return textOf(this->value); }
  Word word;
};
template <class T> struct Argument<fmi::In<T>> : Scalar<T> {};
template <> struct Argument<fmi::InString> : Scalar<const char *> {};

// The number of bytes that the last serialized state has.
inline constexpr size_t lastSize = static_cast<size_t>(-1);

// A number of elements. A list that the model reads says it, and shows it.
template <> struct Argument<fmi::Count> : Scalar<size_t> {
  void read(const Word &word, const States &) {
    value = word.empty() ? lastSize : valueOf<size_t>(word[0]);
  }
  template <int I, class List> void countBy(const List &one) {
    if constexpr (List::counter == I)
      if (!std::exchange(derived, true))
        value = one.list.count;
  }
  template <int, class All> void link(All &, const Context &context) {
    if (value != lastSize)
      return;
    value = context.ofState ? context.states.serializedSize : 0;
    masked = context.masks.stateSize;
  }
  std::string before() const { return derived ? "" : masked ? "masked" : textOf(value); }
  bool derived = false, masked = false;
};

// Elements that the model reads.
template <class T, int N> struct InList : Plain {
  using Given = List<T>;
  static constexpr int counter = N;
  void give(Given given) { list = given; }
  void read(const Word &given, const States & = {}) {
    word = given;
    values = std::make_unique<T[]>(word.size());
    for (size_t i = 0; i < word.size(); i++)
      values[i] = valueOf<T>(word[i]);
    list = List<T>(word.empty() ? nullptr : values.get(), word.size());
  }
  const T *pass() const { return list.data; }
  std::string before() const { return list.text(); }
  List<T> list;
  Word word;
  std::unique_ptr<T[]> values;
};
template <int N> struct Argument<fmi::References<N>> : InList<unsigned, N> {};
template <class T, int N> struct Argument<fmi::InArray<T, N>> : InList<T, N> {};
template <int N> struct Argument<fmi::InStrings<N>> : InList<const char *, N> {};
template <int N> struct Argument<fmi::InSizes<N>> : InList<size_t, N> {};

// Bytes; a word has them as text, and "serialized" stands for the last serialized state.
template <int N> struct Argument<fmi::InBytes<N>> : InList<char, N> {
  void read(const Word &given, const States &states) {
    this->word = given;
    if (given == Word{"serialized"})
      this->list = states.serialized;
    else if (!given.empty())
      this->list = List<char>(this->word[0]->data(), this->word[0]->size());
  }
  template <int, class All> void link(All &, const Context &context) {
    masked = context.masks.stateBytes;
  }
  std::string before() const {
    if (!this->list.data)
      return this->list.text();
    return masked ? "masked" : textOfBytes(this->list.data, this->list.count);
  }
  bool masked = false;
};

// Pointers to bytes, whose sizes are another argument.
template <int S, int N> struct Argument<fmi::InBinaries<S, N>> : InList<const unsigned char *, N> {
  void read(const Word &given, const States & = {}) {
    this->word = given;
    this->values = std::make_unique<const unsigned char *[]>(given.size());
    for (size_t i = 0; i < given.size(); i++)
      this->values[i] = reinterpret_cast<const unsigned char *>(this->word[i]->data());
    this->list = {given.empty() ? nullptr : this->values.get(), given.size()};
  }
  template <int, class All> void link(All &all, const Context &) {
    sizes = std::get<S - 1>(all).list;
  }
  std::string before() const {
    if (!this->list.data || !sizes.data)
      return "null*" + std::to_string(this->list.count);
    std::string result = "[";
    for (size_t i = 0; i < this->list.count; i++)
      result += (i ? ", " : "") +
                (this->list.data[i] ? textOfBytes(this->list.data[i], sizes.data[i]) : "null");
    return result + "]";
  }
  List<size_t> sizes;
};

// Elements that the model writes.
template <class T, int N> struct OutList : Plain {
  template <int, class All> void link(All &all, const Context &context) {
    out = Out<T>(std::get<N - 1>(all).value);
    null = context.null;
  }
  T *pass() const { return null ? nullptr : out.data(); }
  std::string after() const { return null ? "" : out.text(); }
  std::vector<T> result() const { return out.values(); }
  Out<T> out;
  bool null = false;
};
template <class T, int N> struct Argument<fmi::OutArray<T, N>> : OutList<T, N> {};
template <int N> struct Argument<fmi::OutStrings<N>> : OutList<const char *, N> {};
template <int N> struct Argument<fmi::OutSizes<N>> : OutList<size_t, N> {};

// The bytes of a state.
template <int N> struct Argument<fmi::OutBytes<N>> : OutList<char, N> {
  template <int I, class All> void link(All &all, const Context &context) {
    OutList<char, N>::template link<I>(all, context);
    masked = context.masks.stateBytes;
  }
  std::string after() const {
    const Out<char> &out = this->out;
    if (out.overrun())
      return "WROTE PAST THE END";
    if (this->null)
      return "";
    if (out.untouched())
      return untouchedString;
    return masked ? "masked" : textOfBytes(out.data(), out.count());
  }
  void keep(States &states) const {
    if (!this->null && !this->out.overrun() && !this->out.untouched())
      states.serialized = this->out.values();
  }
  bool masked = false;
};

template <int S, int N>
struct Argument<fmi::OutBinaries<S, N>> : OutList<const unsigned char *, N> {
  template <int I, class All> void link(All &all, const Context &context) {
    OutList<const unsigned char *, N>::template link<I>(all, context);
    sizes = std::get<S - 1>(all).out.data();
  }
  std::string after() const {
    if (this->null)
      return "";
    std::string result = "[";
    for (size_t i = 0; i < this->out.count(); i++) {
      const unsigned char *bytes = this->out.data()[i];
      result += (i ? ", " : "") + (isUntouched(bytes) ? untouchedString
                                   : !bytes           ? "null"
                                                      : textOfBytes(bytes, sizes[i]));
    }
    return result + (this->out.overrun() ? "] WROTE PAST THE END" : "]");
  }
  const size_t *sizes = nullptr;
};

// One value that the model writes.
template <class T> struct Argument<fmi::InOut<T>> : Plain {
  template <int, class All> void link(All &, const Context &context) { null = context.null; }
  T *pass() const { return null ? nullptr : out.data(); }
  std::string after() const { return null ? "" : textOfOut(result()); }
  const T &result() const { return *out.data(); }
  Out<T> out{1};
  bool null = false;
};
template <> struct Argument<fmi::OutString> : Argument<fmi::InOut<const char *>> {};

template <> struct Argument<fmi::OutSize> : Argument<fmi::InOut<size_t>> {
  template <int, class All> void link(All &, const Context &context) {
    null = context.null;
    ofState = context.ofState;
    masked = context.ofState && context.masks.stateSize;
  }
  std::string after() const {
    return masked && !isUntouched(result()) ? "masked" : Argument<fmi::InOut<size_t>>::after();
  }
  void keep(States &states) const {
    if (ofState && !isUntouched(result()))
      states.serializedSize = result();
  }
  bool ofState = false, masked = false;
};

// An FMU state, by its number.
template <> struct Argument<fmi::State> : Unseen<Place> {
  void read(const Word &word, const States &) {
    value.number = valueOf<size_t>(word.empty() ? Item() : word[0]);
  }
  template <int, class All> void link(All &, const Context &context) { states = &context.states; }
  void *pass() const { return *states->slot(value); }
  std::string before() const { return states->text(value); }
  States *states = nullptr;
};

template <> struct Argument<fmi::StateSlot> : Argument<fmi::State> {
  void **pass() const { return states->slot(value); }
  std::string after() const { return pass() ? before() : ""; }
};

} // namespace tracer
