// A program that is nothing but a second process: for the tests between languages and word sizes.
#include "process.hpp"

#include <stdio.h>

int main(int argc, char **argv) {
  const int status = check::playRole(argc, argv);
  if (status < 0)
    fprintf(stderr, "usage: smipc_peer --role serve|ask|rage|hold NAME [ROUNDS]\n");
  return status < 0 ? 99 : status;
}
