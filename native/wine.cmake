# Sets `wine`: what runs the programs of this build where they are Windows ones and are not built on Windows; NOTFOUND
# where there is no Wine, empty where none is needed.
set(wine "")
if(CMAKE_CROSSCOMPILING AND WIN32)
  if(CMAKE_SIZEOF_VOID_P EQUAL 8)
    find_program(WINE_${FMUTOOL_PLATFORM} NAMES wine64 PATHS /usr/lib/wine)
  else()
    find_program(WINE_${FMUTOOL_PLATFORM} NAMES wine PATHS /usr/lib/wine NO_DEFAULT_PATH)
    find_program(WINE_${FMUTOOL_PLATFORM} NAMES wine)
  endif()
  set(wine ${WINE_${FMUTOOL_PLATFORM}})
endif()
