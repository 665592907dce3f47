// Makes parameter lists out of a row of a function table, whose kinds stand in parentheses: up to
// fourteen arguments, named a1 to a14.
#pragma once

#define FMI_UNPACK(...) __VA_ARGS__
#define FMI_NTH(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, n, ...) n
#define FMI_COUNT(...)                                                                             \
  FMI_NTH(__VA_ARGS__ __VA_OPT__(, ) 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define FMI_JOIN_(a, b) a##b
#define FMI_JOIN(a, b) FMI_JOIN_(a, b)

// "fmi::In<T>, fmi::Count": the kinds as template arguments.
#define FMI_KIND(kind) fmi::FMI_UNPACK kind
#define FMI_KINDS_0()
#define FMI_KINDS_1(k) FMI_KIND(k)
#define FMI_KINDS_2(k, ...) FMI_KIND(k), FMI_KINDS_1(__VA_ARGS__)
#define FMI_KINDS_3(k, ...) FMI_KIND(k), FMI_KINDS_2(__VA_ARGS__)
#define FMI_KINDS_4(k, ...) FMI_KIND(k), FMI_KINDS_3(__VA_ARGS__)
#define FMI_KINDS_5(k, ...) FMI_KIND(k), FMI_KINDS_4(__VA_ARGS__)
#define FMI_KINDS_6(k, ...) FMI_KIND(k), FMI_KINDS_5(__VA_ARGS__)
#define FMI_KINDS_7(k, ...) FMI_KIND(k), FMI_KINDS_6(__VA_ARGS__)
#define FMI_KINDS_8(k, ...) FMI_KIND(k), FMI_KINDS_7(__VA_ARGS__)
#define FMI_KINDS_9(k, ...) FMI_KIND(k), FMI_KINDS_8(__VA_ARGS__)
#define FMI_KINDS_10(k, ...) FMI_KIND(k), FMI_KINDS_9(__VA_ARGS__)
#define FMI_KINDS_11(k, ...) FMI_KIND(k), FMI_KINDS_10(__VA_ARGS__)
#define FMI_KINDS_12(k, ...) FMI_KIND(k), FMI_KINDS_11(__VA_ARGS__)
#define FMI_KINDS_13(k, ...) FMI_KIND(k), FMI_KINDS_12(__VA_ARGS__)
#define FMI_KINDS_14(k, ...) FMI_KIND(k), FMI_KINDS_13(__VA_ARGS__)
#define FMI_KIND_LIST(...) FMI_JOIN(FMI_KINDS_, FMI_COUNT(__VA_ARGS__))(__VA_ARGS__)

// "const double *a1, size_t a2": the parameters of a C function.
#define FMI_PARAMETER(kind, name) fmi::FMI_UNPACK kind::type name
#define FMI_PARAMETERS_0()
#define FMI_PARAMETERS_1(k) FMI_PARAMETER(k, a1)
#define FMI_PARAMETERS_2(k1, k2) FMI_PARAMETERS_1(k1), FMI_PARAMETER(k2, a2)
#define FMI_PARAMETERS_3(k1, k2, k3) FMI_PARAMETERS_2(k1, k2), FMI_PARAMETER(k3, a3)
#define FMI_PARAMETERS_4(k1, k2, k3, k4) FMI_PARAMETERS_3(k1, k2, k3), FMI_PARAMETER(k4, a4)
#define FMI_PARAMETERS_5(k1, k2, k3, k4, k5) FMI_PARAMETERS_4(k1, k2, k3, k4), FMI_PARAMETER(k5, a5)
#define FMI_PARAMETERS_6(k1, k2, k3, k4, k5, k6)                                                   \
  FMI_PARAMETERS_5(k1, k2, k3, k4, k5), FMI_PARAMETER(k6, a6)
#define FMI_PARAMETERS_7(k1, k2, k3, k4, k5, k6, k7)                                               \
  FMI_PARAMETERS_6(k1, k2, k3, k4, k5, k6), FMI_PARAMETER(k7, a7)
#define FMI_PARAMETERS_8(k1, k2, k3, k4, k5, k6, k7, k8)                                           \
  FMI_PARAMETERS_7(k1, k2, k3, k4, k5, k6, k7), FMI_PARAMETER(k8, a8)
#define FMI_PARAMETERS_9(k1, k2, k3, k4, k5, k6, k7, k8, k9)                                       \
  FMI_PARAMETERS_8(k1, k2, k3, k4, k5, k6, k7, k8), FMI_PARAMETER(k9, a9)
#define FMI_PARAMETERS_10(k1, k2, k3, k4, k5, k6, k7, k8, k9, k10)                                 \
  FMI_PARAMETERS_9(k1, k2, k3, k4, k5, k6, k7, k8, k9), FMI_PARAMETER(k10, a10)
#define FMI_PARAMETERS_11(k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11)                            \
  FMI_PARAMETERS_10(k1, k2, k3, k4, k5, k6, k7, k8, k9, k10), FMI_PARAMETER(k11, a11)
#define FMI_PARAMETERS_12(k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12)                       \
  FMI_PARAMETERS_11(k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11), FMI_PARAMETER(k12, a12)
#define FMI_PARAMETERS_13(k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12, k13)                  \
  FMI_PARAMETERS_12(k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12), FMI_PARAMETER(k13, a13)
#define FMI_PARAMETERS_14(k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12, k13, k14)             \
  FMI_PARAMETERS_13(k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12, k13), FMI_PARAMETER(k14, a14)
#define FMI_PARAMETERS(...) FMI_JOIN(FMI_PARAMETERS_, FMI_COUNT(__VA_ARGS__))(__VA_ARGS__)

// "a1, a2": the same as arguments.
#define FMI_ARGUMENTS_0
#define FMI_ARGUMENTS_1 a1
#define FMI_ARGUMENTS_2 a1, a2
#define FMI_ARGUMENTS_3 a1, a2, a3
#define FMI_ARGUMENTS_4 a1, a2, a3, a4
#define FMI_ARGUMENTS_5 a1, a2, a3, a4, a5
#define FMI_ARGUMENTS_6 a1, a2, a3, a4, a5, a6
#define FMI_ARGUMENTS_7 a1, a2, a3, a4, a5, a6, a7
#define FMI_ARGUMENTS_8 a1, a2, a3, a4, a5, a6, a7, a8
#define FMI_ARGUMENTS_9 a1, a2, a3, a4, a5, a6, a7, a8, a9
#define FMI_ARGUMENTS_10 a1, a2, a3, a4, a5, a6, a7, a8, a9, a10
#define FMI_ARGUMENTS_11 a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11
#define FMI_ARGUMENTS_12 a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12
#define FMI_ARGUMENTS_13 a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13
#define FMI_ARGUMENTS_14 a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14
#define FMI_ARGUMENTS(...) FMI_JOIN(FMI_ARGUMENTS_, FMI_COUNT(__VA_ARGS__))

// The same behind another parameter or argument: with a comma in front, if there are any.
#define FMI_MORE_PARAMETERS(...) __VA_OPT__(, FMI_PARAMETERS(__VA_ARGS__))
#define FMI_MORE_ARGUMENTS(...) __VA_OPT__(, FMI_ARGUMENTS(__VA_ARGS__))
