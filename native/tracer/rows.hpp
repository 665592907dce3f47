// The rows of a table as values, for what is done with every function or with one that goes by its
// name.
#pragma once

#include "instance.hpp"

namespace tracer {

enum class Values { real, integer, string };

// fmi2GetReal and its like: a value for each reference.
struct Access {
  // count: how many values that is, more than references where there are arrays
  void (*get)(Instance &, List<unsigned> references, size_t count, Outs) = nullptr;
  // values == null: a null pointer.
  void (*set)(Instance &, List<unsigned> references, const Word *values) = nullptr;
  Values values{};
};

struct Row {
  const char *name;
  void (*call)(Instance &, const std::vector<Word> &);
  Access access;
};

template <class Row, class Kind, class... Sizes> Access accessOf() {
  using Given = Argument<Kind>;
  using Value = std::remove_cv_t<std::remove_pointer_t<decltype(std::declval<Given>().pass())>>;
  Access access;
  access.values = std::is_same_v<Value, const char *> ? Values::string
                  : std::is_floating_point_v<Value>   ? Values::real
                                                      : Values::integer;
  if constexpr (Given::counter == 0)
    access.get = [](Instance &instance, List<unsigned> references, [[maybe_unused]] size_t count,
                    Outs outs) { instance.call<Row>(outs, references, Sizes(count)...); };
  else
    access.set = [](Instance &instance, List<unsigned> references, const Word *values) {
      Given given;
      if (values)
        given.read(*values);
      given.list = {given.values.get(), values ? values->size() : references.count};
      instance.call<Row>(references, given.list);
    };
  return access;
}

template <class Row, class Arguments> struct Shape {
  static Access access() { return {}; }
};
template <class Row, class Kind> struct Shape<Row, Kinds<fmi::References<2>, fmi::Count, Kind>> {
  static Access access() { return accessOf<Row, Kind>(); }
};
// FMI 3.0 counts the values, too.
template <class Row, class Kind>
struct Shape<Row, Kinds<fmi::References<2>, fmi::Count, Kind, fmi::Count>> {
  static Access access() { return accessOf<Row, Kind, size_t>(); }
};

// Binary values: an item of a word is the bytes of one.
template <class Row>
struct Shape<Row, Kinds<fmi::References<2>, fmi::Count, fmi::OutSizes<5>, fmi::OutBinaries<3, 5>,
                        fmi::Count>> {
  static Access access() {
    Access access;
    access.values = Values::string;
    access.get = [](Instance &instance, List<unsigned> references, size_t count, Outs outs) {
      instance.call<Row>(outs, references, count);
    };
    return access;
  }
};
template <class Row>
struct Shape<Row, Kinds<fmi::References<2>, fmi::Count, fmi::InSizes<5>, fmi::InBinaries<3, 5>,
                        fmi::Count>> {
  static Access access() {
    Access access;
    access.values = Values::string;
    access.set = [](Instance &instance, List<unsigned> references, const Word *values) {
      const size_t count = values ? values->size() : references.count;
      std::vector<size_t> sizes(count);
      std::vector<const unsigned char *> bytes(count);
      for (size_t i = 0; values && i < count; i++)
        if (const Item &item = (*values)[i]) {
          sizes[i] = item->size();
          bytes[i] = reinterpret_cast<const unsigned char *>(item->data());
        }
      if (values)
        instance.call<Row>(references, sizes, bytes);
      else
        instance.call<Row>(references, List<size_t>(nullptr, count),
                           List<const unsigned char *>(nullptr, count));
    };
    return access;
  }
};

template <class R> Row rowOf() {
  return {R::name,
          [](Instance &instance, const std::vector<Word> &words) { instance.callWith<R>(words); },
          Shape<R, typename R::Arguments>::access()};
}

// The functions of a version.
struct Table {
  std::string prefix;      // of their names
  std::string enumeration; // the type by which enumerations are read and set
  std::vector<const char *> locals;
  std::vector<Row> rows;

  // Null: there is no such function.
  const Row *find(const std::string &name) const;
  // The function that gets or sets variables of a type, "real" for example.
  const Row *getter(const std::string &type) const { return accessor("get", type); }
  const Row *setter(const std::string &type) const { return accessor("set", type); }

private:
  const Row *accessor(const std::string &verb, const std::string &type) const;
};

} // namespace tracer
