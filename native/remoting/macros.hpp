// Makes parameter lists out of a row of the function table, whose kinds stand in parentheses: up to
// eight arguments, named a1 to a8.
#pragma once

#define FMI_UNPACK(...) __VA_ARGS__
#define FMI_NTH(a1, a2, a3, a4, a5, a6, a7, a8, n, ...) n
#define FMI_COUNT(...) FMI_NTH(__VA_ARGS__ __VA_OPT__(, ) 8, 7, 6, 5, 4, 3, 2, 1, 0)
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
#define FMI_KIND_LIST(...) FMI_JOIN(FMI_KINDS_, FMI_COUNT(__VA_ARGS__))(__VA_ARGS__)

// ", const double *a1, size_t a2": the parameters after the instance.
#define FMI_PARAMETER(kind, name) , fmi::FMI_UNPACK kind::type name
#define FMI_PARAMETERS_0()
#define FMI_PARAMETERS_1(k) FMI_PARAMETER(k, a1)
#define FMI_PARAMETERS_2(k, l) FMI_PARAMETERS_1(k) FMI_PARAMETER(l, a2)
#define FMI_PARAMETERS_3(k, l, m) FMI_PARAMETERS_2(k, l) FMI_PARAMETER(m, a3)
#define FMI_PARAMETERS_4(k, l, m, n) FMI_PARAMETERS_3(k, l, m) FMI_PARAMETER(n, a4)
#define FMI_PARAMETERS_5(k, l, m, n, o) FMI_PARAMETERS_4(k, l, m, n) FMI_PARAMETER(o, a5)
#define FMI_PARAMETERS_6(k, l, m, n, o, p) FMI_PARAMETERS_5(k, l, m, n, o) FMI_PARAMETER(p, a6)
#define FMI_PARAMETERS_7(k, l, m, n, o, p, q)                                                      \
  FMI_PARAMETERS_6(k, l, m, n, o, p) FMI_PARAMETER(q, a7)
#define FMI_PARAMETERS_8(k, l, m, n, o, p, q, r)                                                   \
  FMI_PARAMETERS_7(k, l, m, n, o, p, q) FMI_PARAMETER(r, a8)
#define FMI_PARAMETERS(...) FMI_JOIN(FMI_PARAMETERS_, FMI_COUNT(__VA_ARGS__))(__VA_ARGS__)

// ", a1, a2": the same as arguments.
#define FMI_ARGUMENTS_0
#define FMI_ARGUMENTS_1 , a1
#define FMI_ARGUMENTS_2 , a1, a2
#define FMI_ARGUMENTS_3 , a1, a2, a3
#define FMI_ARGUMENTS_4 , a1, a2, a3, a4
#define FMI_ARGUMENTS_5 , a1, a2, a3, a4, a5
#define FMI_ARGUMENTS_6 , a1, a2, a3, a4, a5, a6
#define FMI_ARGUMENTS_7 , a1, a2, a3, a4, a5, a6, a7
#define FMI_ARGUMENTS_8 , a1, a2, a3, a4, a5, a6, a7, a8
#define FMI_ARGUMENTS(...) FMI_JOIN(FMI_ARGUMENTS_, FMI_COUNT(__VA_ARGS__))
