#include "smipc/checksum.hpp"

#include <atomic>
#include <string.h>

#if defined(__i386__) || defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <sys/auxv.h>
#endif

namespace smipc {
namespace {

using Function = uint32_t (*)(uint32_t, const uint8_t *, size_t);

uint32_t bytewise(uint32_t crc, const uint8_t *data, size_t size) {
  struct Table {
    uint32_t entry[256];
    constexpr Table() : entry() {
      for (uint32_t i = 0; i < 256; ++i) {
        uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
          value = value & 1 ? value >> 1 ^ 0x82F63B78u : value >> 1;
        entry[i] = value;
      }
    }
  };
  static constexpr Table table;
  for (; size > 0; --size)
    crc = table.entry[(crc ^ *data++) & 0xff] ^ crc >> 8;
  return crc;
}

template <class Word> Word load(const uint8_t *data) {
  Word word;
  memcpy(&word, data, sizeof word);
  return word;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) uint32_t byHardware(uint32_t crc, const uint8_t *data,
                                                      size_t size) {
  uint64_t wide = crc;
  for (; size >= 8; size -= 8, data += 8)
    wide = __builtin_ia32_crc32di(wide, load<uint64_t>(data));
  crc = static_cast<uint32_t>(wide);
  for (; size > 0; --size)
    crc = __builtin_ia32_crc32qi(crc, *data++);
  return crc;
}
#elif defined(__i386__)
__attribute__((target("sse4.2"))) uint32_t byHardware(uint32_t crc, const uint8_t *data,
                                                      size_t size) {
  for (; size >= 4; size -= 4, data += 4)
    crc = __builtin_ia32_crc32si(crc, load<uint32_t>(data));
  for (; size > 0; --size)
    crc = __builtin_ia32_crc32qi(crc, *data++);
  return crc;
}
#elif defined(__aarch64__)
__attribute__((target("+crc"))) uint32_t byHardware(uint32_t crc, const uint8_t *data,
                                                    size_t size) {
  for (; size >= 8; size -= 8, data += 8)
    crc = __builtin_aarch64_crc32cx(crc, load<uint64_t>(data));
  for (; size > 0; --size)
    crc = __builtin_aarch64_crc32cb(crc, *data++);
  return crc;
}
#endif

bool hardware() {
#if defined(__i386__) || defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSE4_2) != 0;
#elif defined(__aarch64__)
  constexpr unsigned long hasCrc32 = 1ul << 7;
  return (getauxval(AT_HWCAP) & hasCrc32) != 0;
#else
  return false;
#endif
}

Function choose() {
#if defined(__i386__) || defined(__x86_64__) || defined(__aarch64__)
  return hardware() ? byHardware : bytewise;
#else
  return bytewise;
#endif
}

// Atomic because threads may be the first at once; each finds the same.
std::atomic<Function> chosen{nullptr};

} // namespace

uint32_t checksum(uint32_t seed, const void *data, size_t size) {
  Function function = chosen.load(std::memory_order_relaxed);
  if (!function)
    chosen.store(function = choose(), std::memory_order_relaxed);
  return ~function(~seed, static_cast<const uint8_t *>(data), size);
}

} // namespace smipc
