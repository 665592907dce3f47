// FMI 3.0 in the server: which code serves which function.
#include "fmi/fmi3_numbers.hpp"
#include "remoting/server/callbacks_fmi3.hpp"
#include "remoting/server/serve.hpp"

namespace remoting {
namespace {

constexpr Row rows[] = {
    {nullptr, Role::call, false, nullptr},
#define FMI_CREATE REMOTING_CREATE_ROW
#define FMI_FREE REMOTING_FREE_ROW
#define FMI_CALL REMOTING_CALL_ROW
#include "fmi/fmi3.inc"
};
static_assert(sizeof rows / sizeof *rows == fmi3::function::count);

} // namespace

const Table fmi3Table = {rows, fmi3::function::count, putNoteFmi3, true,
                         fmi3::function::fmi3InstantiateScheduledExecution};

} // namespace remoting
