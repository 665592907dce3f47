// Memory for the arguments of the calls that are under way. Calls nest, so what a call has taken is
// given back as a stack: everything after a mark at once.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

namespace remoting {

class Arena {
public:
  Arena() = default;
  Arena(const Arena &) = delete;
  Arena &operator=(const Arena &) = delete;
  ~Arena() {
    release({nullptr, 0});
    free(top_);
    free(spare_);
  }

  struct Mark {
    void *block;
    size_t used;
  };

  // At least one byte, aligned for any type; null if the system has no more.
  void *take(size_t size) {
    size = (size + alignment - 1) / alignment * alignment + (size == 0 ? alignment : 0);
    if (!top_ || top_->size - top_->used < size) {
      Block *block =
          spare_ && spare_->size >= size ? spare_ : make(size > smallest ? size : smallest);
      if (!block)
        return nullptr;
      if (block == spare_)
        spare_ = nullptr;
      block->below = top_;
      block->used = 0;
      top_ = block;
    }
    void *result = reinterpret_cast<uint8_t *>(top_ + 1) + top_->used;
    top_->used += size;
    return result;
  }

  Mark mark() const { return {top_, top_ ? top_->used : 0}; }

  // The lowest block stays, so that small calls allocate nothing; of the others the largest does,
  // because memory that is new from the system costs more than what is done with it.
  void release(Mark mark) {
    while (top_ && top_ != mark.block && (mark.block || top_->below)) {
      Block *below = top_->below;
      retire(top_);
      top_ = below;
    }
    if (top_)
      top_->used = mark.used;
  }

private:
  static constexpr size_t alignment = 16;
  static constexpr size_t smallest = 65536;
  static constexpr size_t largestSpare = 64u << 20;
  struct alignas(alignment) Block {
    Block *below;
    size_t size;
    size_t used;
  };
  static Block *make(size_t room) {
    auto *block = static_cast<Block *>(malloc(sizeof(Block) + room));
    if (block)
      block->size = room;
    return block;
  }

  void retire(Block *block) {
    const bool keep = block->size <= largestSpare && (!spare_ || spare_->size < block->size);
    free(keep ? spare_ : block);
    if (keep)
      spare_ = block;
  }

  Block *top_ = nullptr;
  Block *spare_ = nullptr;
};

} // namespace remoting
