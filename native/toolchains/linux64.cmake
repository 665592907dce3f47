# linux64: the machine's own gcc.
set(CMAKE_C_COMPILER gcc)
set(CMAKE_CXX_COMPILER g++)
