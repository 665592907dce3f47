// What differs between Windows and Linux for the tracer, apart from loading libraries.
#pragma once

#include <cstdio>
#include <string>

#ifdef _WIN32
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
#endif

namespace tracer {

// UTF-8 path to a file opened for reading.
FILE *openFile(const std::string &path);
// All of it or nothing, at once, without translation of line ends.
void writeOut(const char *text, size_t size);
void writeLine(const std::string &line);
unsigned long processId();
// On 32-bit Windows the x87 rounds to 53 bits in a thread whose precision was never set, and in
// programs made with Microsoft's compiler; MinGW's start code changes that. Elsewhere this does
// nothing.
void setUsualPrecision();

#ifdef _WIN32
std::wstring wide(const std::string &utf8);
std::string narrow(const wchar_t *text);
// Absolute, and with the prefix that lifts the limit of 260 characters where it is needed.
std::wstring fullPath(const std::string &utf8);
#endif

} // namespace tracer
