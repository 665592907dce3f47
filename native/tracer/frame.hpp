// A call of a row: the function's name and type, and all its arguments together.
#pragma once

#include <array>

#include "arguments.hpp"

namespace tracer {

template <class... K> struct Kinds {
  static constexpr bool ofState = (std::is_same_v<K, fmi::State> || ...);
};

// What a row of a table is made of, see rows.inc.
template <class Status, class... K> struct CallRow {
  using Result = Status;
  using Arguments = Kinds<K...>;
  using Function = Status(void *, typename K::type...);
};
template <class... K> struct CreateRow {
  using Arguments = Kinds<K...>;
  using Function = void *(typename K::type...);
};
struct FreeRow {
  using Function = void(void *);
};

// A value that is printed in another way, or not at all.
template <class T> struct Shown {
  T value;
  std::string text;
};
template <class T> Shown<T> shown(T value, std::string text) { return {value, std::move(text)}; }
template <class T> Shown<T> hidden(T value) { return {value, ""}; }

// What stands before the out value with this number, from 0, in a trace; for the rows that have
// several.
template <class Row> const char *label(size_t) { return ""; }

// The values of a callback that come from the model.
template <class... K> std::string textOfValues(Kinds<K...>, typename K::type... values) {
  std::string result;
  [[maybe_unused]] auto add = [&](auto value) {
    using Value = decltype(value);
    if constexpr (!std::is_pointer_v<Value> || std::is_same_v<Value, const char *>)
      result += " " + textOf(value);
  };
  (add(values), ...);
  return result;
}

template <class Row, class = typename Row::Arguments> class Frame;

template <class Row, class... K> class Frame<Row, Kinds<K...>> {
  using All = std::tuple<Argument<K>...>;
  template <size_t I> using At = std::tuple_element_t<I, All>;
  static constexpr auto indices = std::index_sequence_for<K...>();

  // Whether a list that the model reads is counted by argument I, from 0.
  template <size_t I> static constexpr bool counted = ((Argument<K>::counter == I + 1) || ...);
  // Whether a run gives argument I.
  template <size_t I>
  static constexpr bool asked = !std::is_same_v<typename At<I>::Given, Nothing> &&
                                !(std::is_same_v<At<I>, Argument<fmi::Count>> && counted<I>);

public:
  // In the order of the row, without what the call makes itself.
  template <class... G> void give(const G &...given) { giveFrom<0>(given...); }
  // The same from a scenario. What is not there is empty, null or zero.
  void read(const std::vector<Word> &words, const States &states) {
    readAll(words, states, indices);
  }
  void link(const Context &context) { linkAll(context, indices); }

  template <class Call> auto pass(const Call &call) {
    return std::apply([&](auto &...each) { return call(each.pass()...); }, all_);
  }
  std::string before() const { return textBefore(indices); }
  std::string after() const {
    std::string text;
    size_t number = 0;
    [[maybe_unused]] auto add = [&](const std::string &its) {
      if (!its.empty())
        text += std::string(" ") + label<Row>(number++) + its;
    };
    std::apply([&](const auto &...each) { (add(each.after()), ...); }, all_);
    return text;
  }
  void keep(States &states) const {
    std::apply([&](const auto &...each) { (each.keep(states), ...); }, all_);
  }
  // What argument N, from 1, has got.
  template <int N> const auto &at() const { return std::get<N - 1>(all_); }

private:
  template <size_t I> void giveFrom() {
    static_assert(I == sizeof...(K) || !askedFrom<I>(indices));
  }
  template <size_t I, class First, class... Rest>
  void giveFrom(const First &first, const Rest &...rest) {
    static_assert(I < sizeof...(K), "more is given than the row asks for");
    if constexpr (asked<I>) {
      giveOne<I>(first);
      giveFrom<I + 1>(rest...);
    } else {
      giveFrom<I + 1>(first, rest...);
    }
  }
  template <size_t I, class T> void giveOne(const T &value) { std::get<I>(all_).give(value); }
  template <size_t I, class T> void giveOne(const Shown<T> &given) {
    std::get<I>(all_).give(given.value);
    shown_[I] = given.text;
  }
  template <size_t From, size_t... I> static constexpr bool askedFrom(std::index_sequence<I...>) {
    return ((I >= From && asked<I>) || ...);
  }
  template <size_t... I>
  void readAll(const std::vector<Word> &words, const States &states, std::index_sequence<I...>) {
    size_t at = 0;
    ((asked<I> ? std::get<I>(all_).read(at < words.size() ? words[at] : Word(), states), at++ : 0),
     ...);
  }
  template <size_t... I> void linkAll(const Context &context, std::index_sequence<I...>) {
    (countOne<I>(), ...);
    (linkOne<I>(context, true), ...);
    (linkOne<I>(context, false), ...);
  }
  // The counts first: the others look at them.
  template <size_t I> void linkOne(const Context &context, bool counts) {
    if (std::is_same_v<At<I>, Argument<fmi::Count>> == counts)
      std::get<I>(all_).template link<I + 1>(all_, context);
  }
  template <size_t I> void countOne() {
    if constexpr (counted<I>)
      std::apply([&](auto &...each) { (std::get<I>(all_).template countBy<I + 1>(each), ...); },
                 all_);
  }
  template <size_t... I> std::string textBefore(std::index_sequence<I...>) const {
    std::string text;
    [[maybe_unused]] auto add = [&](const std::string &its) {
      text += its.empty() ? "" : " " + its;
    };
    (add(shown_[I] ? *shown_[I] : std::get<I>(all_).before()), ...);
    return text;
  }

  All all_;
  std::array<std::optional<std::string>, sizeof...(K)> shown_;
};

} // namespace tracer
