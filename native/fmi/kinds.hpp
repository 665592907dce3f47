// The kinds of argument that FMI functions have, as the function tables name them. A kind says what
// crosses the process border and in which direction; `type` is what the C signature has in its
// place. How each kind is written to the wire stands in remoting/caller.hpp and
// remoting/callee.hpp.
#pragma once

#include <stddef.h>

namespace fmi {

// A scalar passed by value.
template <class T> struct In { using type = T; };

// The number of elements of one or more arrays of the call.
struct Count {
  using type = size_t;
};

// Value references; N is the argument (from 1) that counts them.
template <int N> struct References { using type = const unsigned int *; };

// Elements that the model reads.
template <class T, int N> struct InArray { using type = const T *; };

// Elements that the model writes. What it leaves alone keeps the caller's value.
template <class T, int N> struct OutArray { using type = T *; };

// One value behind a pointer, read and written.
template <class T> struct InOut { using type = T *; };

struct InString {
  using type = const char *;
};

template <int N> struct InStrings { using type = const char *const *; };

// Strings that belong to the instance and stay valid until its next call.
template <int N> struct OutStrings { using type = const char **; };

struct OutString {
  using type = const char **;
};

// An FMU state; a handle on the wire.
struct State {
  using type = void *;
};

// Where an FMU state is stored, created or set to null.
struct StateSlot {
  using type = void **;
};

struct OutSize {
  using type = size_t *;
};

// One or more arrays of sizes; 64 bits each on the wire.
template <int N> struct InSizes { using type = const size_t *; };
template <int N> struct OutSizes { using type = size_t *; };

template <int N> struct InBytes { using type = const char *; };

template <int N> struct OutBytes { using type = char *; };

// Pointers to bytes; argument S has the sizes, argument N the count.
template <int S, int N> struct InBinaries { using type = const unsigned char *const *; };

// The same from the model: sizes and pointers are results, and the bytes belong to the instance and
// stay valid until its next call.
template <int S, int N> struct OutBinaries { using type = const unsigned char **; };

// The structure of the importer's callback functions, behind a pointer. The functions stay in the
// importer; which of them it has given is what crosses.
template <class T> struct Callbacks { using type = const T *; };

// The same structure by value, as FMI 1.0 has it.
template <class T> struct CallbacksValue { using type = T; };

// A callback function, an argument of its own as FMI 3.0 has it; null or not is what crosses. Row
// is the number of its FMI_CALLBACK row in the table, counted from 0.
template <class F, int Row> struct Callback { using type = F; };

// The pointer that the importer wants back with each callback; it never crosses.
struct Environment {
  using type = void *;
};

} // namespace fmi
