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

constexpr uint32_t polynomial = 0x82F63B78u; // bits reversed

uint32_t bytewise(uint32_t crc, const uint8_t *data, size_t size) {
  struct Table {
    uint32_t entry[256];
    constexpr Table() : entry() {
      for (uint32_t i = 0; i < 256; ++i) {
        uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
          value = value & 1 ? value >> 1 ^ polynomial : value >> 1;
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

// The instruction has a latency of three cycles and a throughput of one, so long data is done as
// three runs side by side. Putting their checksums together means multiplying by a power of x (the
// checksum is a remainder of polynomials over GF(2); the lowest coefficient is the highest bit).
constexpr uint32_t multiply(uint32_t a, uint32_t b) {
  uint32_t product = 0;
  for (uint32_t bit = 0x80000000u; bit != 0; bit >>= 1) {
    if (a & bit)
      product ^= b;
    b = b & 1 ? b >> 1 ^ polynomial : b >> 1;
  }
  return product;
}

constexpr uint32_t powerOfX(uint64_t exponent) {
  uint32_t result = 0x80000000u, square = 0x40000000u;
  for (; exponent > 0; exponent >>= 1, square = multiply(square, square)) {
    if (exponent & 1)
      result = multiply(result, square);
  }
  return result;
}

// Multiplies by x to the power of 8 * bytes: what as many zero bytes do to a checksum.
struct Shift {
  uint32_t entry[4][256];
  explicit constexpr Shift(uint64_t bytes) : entry() {
    const uint32_t power = powerOfX(8 * bytes);
    for (uint32_t place = 0; place < 4; ++place) {
      for (uint32_t byte = 0; byte < 256; ++byte)
        entry[place][byte] = multiply(power, byte << 8 * place);
    }
  }
  uint32_t operator()(uint32_t crc) const {
    return entry[0][crc & 0xff] ^ entry[1][crc >> 8 & 0xff] ^ entry[2][crc >> 16 & 0xff] ^
           entry[3][crc >> 24];
  }
};

#if defined(__x86_64__)
#define HARDWARE __attribute__((target("sse4.2")))
using Word = uint64_t;
using Wide = unsigned long long;
HARDWARE inline Wide step(Wide crc, Word word) { return __builtin_ia32_crc32di(crc, word); }
HARDWARE inline uint32_t tail(uint32_t crc, uint8_t byte) {
  return __builtin_ia32_crc32qi(crc, byte);
}
#elif defined(__i386__)
#define HARDWARE __attribute__((target("sse4.2")))
using Word = uint32_t;
using Wide = uint32_t;
HARDWARE inline Wide step(Wide crc, Word word) { return __builtin_ia32_crc32si(crc, word); }
HARDWARE inline uint32_t tail(uint32_t crc, uint8_t byte) {
  return __builtin_ia32_crc32qi(crc, byte);
}
#elif defined(__aarch64__)
#define HARDWARE __attribute__((target("+crc")))
using Word = uint64_t;
using Wide = uint32_t;
HARDWARE inline Wide step(Wide crc, Word word) { return __builtin_aarch64_crc32cx(crc, word); }
HARDWARE inline uint32_t tail(uint32_t crc, uint8_t byte) {
  return __builtin_aarch64_crc32cb(crc, byte);
}
#endif

#ifdef HARDWARE
// As many bytes as there are threes of runs of this length.
template <size_t run>
HARDWARE inline uint32_t inThrees(uint32_t crc, const uint8_t *&data, size_t &size) {
  static constexpr Shift shift(run);
  for (; size >= 3 * run; size -= 3 * run, data += 3 * run) {
    Wide a = crc, b = 0, c = 0;
    for (size_t i = 0; i < run; i += sizeof(Word)) {
      a = step(a, load<Word>(data + i));
      b = step(b, load<Word>(data + run + i));
      c = step(c, load<Word>(data + 2 * run + i));
    }
    crc = shift(shift(static_cast<uint32_t>(a)) ^ static_cast<uint32_t>(b)) ^
          static_cast<uint32_t>(c);
  }
  return crc;
}

HARDWARE uint32_t byHardware(uint32_t crc, const uint8_t *data, size_t size) {
  crc = inThrees<1344>(crc, data, size); // three of these are a full packet but for a few bytes
  crc = inThrees<304>(crc, data, size);
  Wide wide = crc;
  for (; size >= sizeof(Word); size -= sizeof(Word), data += sizeof(Word))
    wide = step(wide, load<Word>(data));
  crc = static_cast<uint32_t>(wide);
  for (; size > 0; --size)
    crc = tail(crc, *data++);
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

// Atomic because threads may be the first at once; each finds the same. 0: not known yet.
std::atomic<uint32_t> known{0};

bool fast() {
  uint32_t answer = known.load(std::memory_order_relaxed);
  if (answer == 0)
    known.store(answer = hardware() ? 1 : 2, std::memory_order_relaxed);
  return answer == 1;
}

} // namespace

uint32_t checksum(uint32_t seed, const void *data, size_t size) {
  const auto *bytes = static_cast<const uint8_t *>(data);
#ifdef HARDWARE
  if (fast())
    return ~byHardware(~seed, bytes, size);
#endif
  return ~bytewise(~seed, bytes, size);
}

} // namespace smipc
