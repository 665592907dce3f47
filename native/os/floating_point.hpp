// How the processor rounds, and what precision the old floating-point unit works with. Programs
// differ in it: those of Microsoft's compiler set 53 bits, those of GCC 64, and there are models
// that loop for ever with the other one. So a model's process gets what the importer has.
#pragma once

#include <stdint.h>

namespace os {

struct FloatingPoint {
  uint32_t family = 0;   // 1: x86, 2: Arm; control words of one mean nothing to the other
  uint32_t wordSize = 0; // in bytes
  uint32_t unit = 0;     // x87 control word
  uint32_t vector = 0;   // MXCSR without its flags; FPCR on Arm

  static FloatingPoint ofThread();
  void apply() const;
};

inline FloatingPoint FloatingPoint::ofThread() {
  FloatingPoint mode;
#if defined(__i386__) || defined(__x86_64__)
  constexpr uint32_t flags = 0x3f;
  uint16_t unit;
  uint32_t vector;
  __asm__ volatile("fnstcw %0" : "=m"(unit));
  __asm__ volatile("stmxcsr %0" : "=m"(vector));
  mode = {1, sizeof(void *), unit, vector & ~flags};
#elif defined(__aarch64__)
  uint64_t control;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  mode = {2, sizeof(void *), 0, static_cast<uint32_t>(control)};
#endif
  return mode;
}

inline void FloatingPoint::apply() const {
  if (family != ofThread().family)
    return;
#if defined(__i386__) || defined(__x86_64__)
  // A control word with reserved bits set would be a fault. Exceptions stay masked: there are tools
  // that unmask them, and models that were never meant to run like that.
  constexpr uint32_t known = 0xffc0, masks = 0x1f80;
  constexpr uint16_t unitMasks = 0x3f;
#ifdef _WIN32
  constexpr uint16_t given = 0x27f; // 53 bits; what MinGW's start code has changed
#else
  constexpr uint16_t given = 0x37f; // 64 bits
#endif
  const auto control = wordSize == sizeof(void *) ? static_cast<uint16_t>(unit) : given;
  const uint32_t modes = (vector & known) | masks;
  const uint16_t unitModes = control | unitMasks;
  __asm__ volatile("fldcw %0" : : "m"(unitModes));
  __asm__ volatile("ldmxcsr %0" : : "m"(modes));
#elif defined(__aarch64__)
  const uint64_t control = vector;
  __asm__ volatile("msr fpcr, %0" : : "r"(control));
#endif
}

} // namespace os
