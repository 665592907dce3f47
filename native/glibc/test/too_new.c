// reallocarray came with glibc 2.26.
#include <stdlib.h>

int main(int argc, char **argv) {
  (void)argv;
  return reallocarray(NULL, (size_t)argc, 2) == NULL;
}
