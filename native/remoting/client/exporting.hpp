// How a function is exported.
#pragma once

// A program that holds the client itself calls these functions and exports none of them.
#if defined(REMOTING_INTERNAL)
#define FMI_EXPORT extern "C"
#elif defined(_WIN32)
#define FMI_EXPORT extern "C" __declspec(dllexport)
#else
#define FMI_EXPORT extern "C" __attribute__((visibility("default")))
#endif

// Importers built by other compilers keep the stack of a 32-bit process aligned to 4 bytes only.
#if defined(__i386__)
#define FMI_ENTRY __attribute__((force_align_arg_pointer))
#else
#define FMI_ENTRY
#endif
