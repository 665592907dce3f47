# aarch64-linux: the cross compiler that scripts/setup-aarch64.sh unpacks, and the emulator that runs what it makes.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)

# The same places, in the same order, as in that script.
if(DEFINED ENV{FMUTOOL_AARCH64})
  set(prefix $ENV{FMUTOOL_AARCH64})
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(prefix $ENV{XDG_CACHE_HOME}/fmutool/aarch64)
else()
  set(prefix $ENV{HOME}/.cache/fmutool/aarch64)
endif()

set(CMAKE_C_COMPILER ${prefix}/usr/bin/aarch64-linux-gnu-gcc-12)
set(CMAKE_CXX_COMPILER ${prefix}/usr/bin/aarch64-linux-gnu-g++-12)
foreach(tool AR NM OBJCOPY OBJDUMP RANLIB READELF STRIP)
  string(TOLOWER ${tool} name)
  set(CMAKE_${tool} ${prefix}/usr/aarch64-linux-gnu/bin/${name})
endforeach()
set(CMAKE_LINKER ${prefix}/usr/aarch64-linux-gnu/bin/ld)
set(CMAKE_CROSSCOMPILING_EMULATOR ${prefix}/usr/bin/qemu-aarch64-static -L ${prefix}/usr/aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
