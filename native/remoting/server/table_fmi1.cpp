// FMI 1.0 in the server: which code serves which function.
#include "fmi/fmi1_numbers.hpp"
#include "remoting/server/callbacks_fmi1.hpp"
#include "remoting/server/serve.hpp"

namespace remoting {
namespace {

constexpr Row rows[] = {
    {nullptr, Role::call, false, nullptr},
#define FMI_CREATE REMOTING_CREATE_ROW
#define FMI_FREE REMOTING_FREE_ROW
#define FMI_CALL REMOTING_CALL_ROW
#include "fmi/fmi1.inc"
};
static_assert(sizeof rows / sizeof *rows == fmi1::function::count);

} // namespace

const Table fmi1Table = {rows, fmi1::function::count, putNoteFmi1, false, 0};

} // namespace remoting
