// clone() without what glibc before 2.25 does beside the system call: it notes in the new process
// that the thread's number is not known, and where the memory is shared (CLONE_VM) that is the
// calling thread's own note. From then on other threads could not join that thread, and its
// recursive locks would not be its own.
#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <sys/syscall.h>

// The new process runs on its own stack, where this function's variables are not, so what it needs
// is in registers.
static long cloneCall(int (*body)(void *), uintptr_t stack, long flags, void *argument) {
#if defined(__x86_64__)
  long result = SYS_clone;
  register int (*function)(void *) __asm__("r12") = body;
  register void *parameter __asm__("r13") = argument;
  __asm__ volatile("syscall\n\t"
                   "test %%rax, %%rax\n\t"
                   "jnz 1f\n\t"
                   "xor %%ebp, %%ebp\n\t"
                   "mov %%r13, %%rdi\n\t"
                   "call *%%r12\n\t"
                   "mov %%eax, %%edi\n\t"
                   "mov %[exit], %%eax\n\t"
                   "syscall\n"
                   "1:"
                   : "+a"(result)
                   : "D"(flags), "S"(stack), "d"(0), "r"(function),
                     "r"(parameter), [exit] "i"(SYS_exit)
                   : "rcx", "r11", "memory", "cc");
  return result;
#elif defined(__i386__)
  long result = SYS_clone;
  stack -= 16; // the parameter, where the function looks for it
  *(void **)stack = argument;
  __asm__ volatile("int $0x80\n\t"
                   "test %%eax, %%eax\n\t"
                   "jnz 1f\n\t"
                   "xor %%ebp, %%ebp\n\t"
                   "call *%%esi\n\t"
                   "mov %%eax, %%ebx\n\t"
                   "mov %[exit], %%eax\n\t"
                   "int $0x80\n"
                   "1:"
                   : "+a"(result)
                   : "b"(flags), "c"(stack), "S"(body), "d"(0), "D"(0), [exit] "i"(SYS_exit)
                   : "memory", "cc");
  return result;
#elif defined(__aarch64__)
  register long result __asm__("x0") = flags;
  register uintptr_t top __asm__("x1") = stack;
  register long number __asm__("x8") = SYS_clone;
  register int (*function)(void *) __asm__("x10") = body;
  register void *parameter __asm__("x11") = argument;
  __asm__ volatile("svc #0\n\t"
                   "cbnz x0, 1f\n\t"
                   "mov x29, xzr\n\t"
                   "mov x0, x11\n\t"
                   "blr x10\n\t"
                   "mov x8, %[exit]\n\t"
                   "svc #0\n"
                   "1:"
                   : "+r"(result)
                   : "r"(top), "r"(number), "r"(function), "r"(parameter), [exit] "i"(SYS_exit)
                   : "memory", "cc");
  return result;
#endif
}

int clone(int (*body)(void *), void *stack, int flags, void *argument, ...) {
  const uintptr_t top = (uintptr_t)stack & ~(uintptr_t)15;
  const long result = cloneCall(body, top, flags, argument);
  if (result >= 0)
    return (int)result;
  errno = (int)-result;
  return -1;
}
