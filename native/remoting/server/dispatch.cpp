#include "remoting/server/dispatch.hpp"

#include "fmi/rows.hpp"
#include "remoting/server/session.hpp"

#include <tuple>
#include <utility>

namespace remoting {
namespace {

// The count that belongs to an argument of kind K.
template <class K, class Arguments> uint64_t countFor(const Arguments &arguments) {
  constexpr int by = ServerKind<K>::countedBy;
  if constexpr (by > 0)
    return std::get<static_cast<size_t>(by) - 1>(arguments).value;
  else
    return 0;
}

template <class... K> struct Serving {
  using Arguments = std::tuple<ServerKind<K>...>;

  template <size_t... I>
  static bool serve(std::index_sequence<I...>, Session &session, ServerCodec &codec, Tag tag,
                    void *model, int *status) {
    Arguments arguments;
    if (!(std::get<I>(arguments).getScalar(codec) && ...))
      return false;
    if (codec.refusal)
      return true;
    if (!(std::get<I>(arguments).getBody(codec, countFor<K>(arguments),
                                         (tag.nulls >> I & 1) != 0) &&
          ...))
      return codec.refusal != nullptr;
    if (codec.refusal)
      return true;
    using Function = int (*)(fmi2Component, typename K::type...);
    *status =
        reinterpret_cast<Function>(model)(session.component(), std::get<I>(arguments).value...);
    session.answer(tag.function, *status);
    (std::get<I>(arguments).putResult(codec, countFor<K>(arguments), *status), ...);
    return codec.wire.end() == smipc::Result::ok;
  }
};

template <class... K>
bool serve(Session &session, ServerCodec &codec, Tag tag, void *model, int *status) {
  return Serving<K...>::serve(std::index_sequence_for<K...>{}, session, codec, tag, model, status);
}

template <class K> constexpr bool isOutStrings = false;
template <int N> constexpr bool isOutStrings<fmi::OutStrings<N>> = true;
template <> constexpr bool isOutStrings<fmi::OutString> = true;

template <class... K> constexpr bool handsOutStrings = (isOutStrings<K> || ...);

} // namespace

const TableFunction tableFunctions[function::count] = {
    {nullptr, nullptr, false},
    {"fmi2Instantiate", nullptr, false},
    {"fmi2FreeInstance", nullptr, false},
#define FMI_LOCAL(name, answer)
#define FMI_CALL(name, ...)                                                                        \
  {#name, serve<FMI_KIND_LIST(__VA_ARGS__)>, handsOutStrings<FMI_KIND_LIST(__VA_ARGS__)>},
#include "fmi/fmi2.inc"
};

} // namespace remoting
