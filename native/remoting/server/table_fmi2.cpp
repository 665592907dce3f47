// FMI 2.0 in the server: which code serves which function.
#include "fmi/fmi2_numbers.hpp"
#include "remoting/server/callbacks_fmi2.hpp"
#include "remoting/server/serve.hpp"

namespace remoting {
namespace {

constexpr Row rows[] = {
    {nullptr, Role::call, false, nullptr},
#define FMI_CREATE REMOTING_CREATE_ROW
#define FMI_FREE REMOTING_FREE_ROW
#define FMI_CALL REMOTING_CALL_ROW
#include "fmi/fmi2.inc"
};
static_assert(sizeof rows / sizeof *rows == fmi2::function::count);

} // namespace

const Table fmi2Table = {rows, fmi2::function::count, putNoteFmi2, false, 0};

} // namespace remoting
