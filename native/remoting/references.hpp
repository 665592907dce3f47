// Importers ask for the same variables again and again. Both sides remember the last lists of value
// references, so that a list that was sent before is named by one number. The client decides which
// list lies where.
#pragma once

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

namespace remoting {

class ReferenceLists {
public:
  static constexpr uint32_t places = 16;
  static constexpr uint32_t isNew = 0x80000000u;   // added to the place: the list follows
  static constexpr uint32_t unnamed = 0xffffffffu; // the list follows and is not remembered
  static constexpr size_t shortest = 8;            // shorter lists are quicker sent than looked up
  static constexpr size_t longest = 1u << 20;

  ReferenceLists() = default;
  ReferenceLists(const ReferenceLists &) = delete;
  ReferenceLists &operator=(const ReferenceLists &) = delete;
  ~ReferenceLists() {
    for (List &list : lists_)
      free(list.data);
  }

  // Client: the place of an equal list, or the place to remember this one at with isNew added.
  uint32_t find(const unsigned *data, size_t count) {
    if (count < shortest || count > longest)
      return unnamed;
    for (uint32_t i = 0; i < places; ++i) {
      const uint32_t place = (last_ + i) % places;
      const List &list = lists_[place];
      if (list.count == count && memcmp(list.data, data, count * sizeof *data) == 0) {
        last_ = place;
        return place;
      }
    }
    const uint32_t place = next_;
    unsigned *copy = reserve(place, count);
    if (!copy)
      return unnamed;
    memcpy(copy, data, count * sizeof *data);
    next_ = (next_ + 1) % places;
    return place | isNew;
  }

  // Room for a list of `count` at `place`; null: there is no such place, or no memory.
  unsigned *reserve(uint32_t place, size_t count) {
    if (place >= places || count > longest)
      return nullptr;
    List &list = lists_[place];
    free(list.data);
    list.data = static_cast<unsigned *>(malloc(count * sizeof *list.data + 1));
    list.count = list.data ? count : 0;
    return list.data;
  }

  // Client: the server may not have got what was sent last.
  void forget() {
    for (List &list : lists_)
      list.count = 0;
  }

  // Server: the list at `place` if it has that many references.
  unsigned *at(uint32_t place, size_t count) const {
    return place < places && lists_[place].count == count ? lists_[place].data : nullptr;
  }

private:
  struct List {
    unsigned *data = nullptr;
    size_t count = 0;
  };
  List lists_[places];
  uint32_t next_ = 0;
  uint32_t last_ = 0;
};

} // namespace remoting
