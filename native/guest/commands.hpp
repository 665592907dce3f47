// What the importer of the fault tests can be told to do.
#pragma once

#include <string>
#include <vector>

#include "guest/models.hpp"

namespace guest {

// Carries out one command and returns its answer in one line:
//   load | unload                     new NAME [me]            free NAME
//   init NAME                         step NAME [COUNT]        cancel|terminate|reset NAME
//   set NAME real|integer|string REFERENCE VALUE               get NAME real|integer|string
//   REFERENCE state NAME                        status NAME cycles COUNT                      fork
//   NAME                limit files|memory AMOUNT hold | nest                       end-servers
//   STATUS       handles | inheritable close-streams                     exit STATUS | exit-at-once
//   STATUS
//   apart COMMAND                     (in a thread that ends afterwards)
// FMI functions answer with their status as a number.
std::string carryOut(Models &models, const std::vector<std::string> &words);

} // namespace guest
