/*
 * runner: FMUs brought to life by a program with an event loop.
 *
 * Every instance lives in a process of its own (server_sm, see native/remoting); nothing of a model
 * is ever loaded here. A thread per instance carries out lists of calls, "programs" (program.hpp),
 * so that no other thread waits: runner_begin() hands a program over, runner_wait() looks whether
 * it is done, runner_take() fetches what came of it.
 *
 * Functions return RUNNER_OK or another of the values below. Times are microseconds. Everything may
 * be called from any thread, but of one instance only runner_abort() while another call of it is
 * under way.
 */
#ifndef RUNNER_H
#define RUNNER_H

#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32
#define RUNNER_API __declspec(dllexport)
#else
#define RUNNER_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum {
  RUNNER_OK = 0,
  RUNNER_AGAIN = 1,     /* not done yet */
  RUNNER_INVALID = 2,   /* arguments, or a call that does not fit what is under way */
  RUNNER_NO_MEMORY = 3, /* memory or threads */
};

/* Of runner_begin(). */
enum { RUNNER_ASIDE = 0, RUNNER_NOW = 1, RUNNER_LATER = 2 };

typedef struct runner_hub runner_hub;
typedef struct runner_instance runner_instance;

/*
 * Where an event loop learns of instances that are done. *descriptor becomes readable, by one byte,
 * when there are some again; the caller owns it. It is -1 on Windows, where a thread of the
 * caller's waits in runner_done(). The hub outlives its instances.
 */
RUNNER_API int runner_hub_open(runner_hub **hub, int *descriptor);
RUNNER_API void runner_hub_close(runner_hub *hub);

/*
 * Writes the numbers of up to `capacity` instances for which runner_arm() returned RUNNER_AGAIN and
 * which are done since, and returns how many. Waits for at most `timeout` until there is one. If it
 * returns `capacity`, ask again. An instance that was given another program at once may be among
 * them although that one is not done: look, and arm again.
 */
RUNNER_API int runner_done(runner_hub *hub, uint32_t *numbers, int capacity, int64_t timeout);

/*
 * Makes an instance, which has neither process nor model yet: the first call of its first program
 * makes those. `fmi`: major version of the FMI, 1 or 2. `server`: the program that loads `library`,
 * both absolute paths in UTF-8. `limit`: longest that a call may take, 0: no limit. `number` is
 * what runner_done() reports.
 */
RUNNER_API int runner_open(runner_hub *hub, uint32_t number, int fmi, const char *server,
                           const char *library, int64_t limit, runner_instance **instance);

/*
 * Copies the program and has it carried out. RUNNER_OK: it is done already. RUNNER_AGAIN: it is
 * under way. RUNNER_INVALID while another one is. `pace`: RUNNER_NOW: if all its calls are quick,
 * the program is carried out before this returns; it never waits for any of them longer than some
 * 50 microseconds. RUNNER_LATER: the model's process is sent what it can begin with, and the rest
 * is done, at the same pace, by the next runner_wait() or runner_arm(); for a caller that has more
 * to begin meanwhile. RUNNER_ASIDE: the caller does not wait for the model.
 */
RUNNER_API int runner_begin(runner_instance *instance, const uint8_t *program, size_t size,
                            int pace);

/* Waits until the program is done. Short waits poll, so that they cost little more than the calls.
 */
RUNNER_API int runner_wait(runner_instance *instance, int64_t timeout);

/* RUNNER_OK: it is done already. RUNNER_AGAIN: runner_done() will say when. */
RUNNER_API int runner_arm(runner_instance *instance);

/*
 * Copies the result (program.hpp) if it fits into `capacity`, and returns its size; -1 while a
 * program is under way or if there has been none.
 */
RUNNER_API int64_t runner_take(runner_instance *instance, uint8_t *to, size_t capacity);

/*
 * The same for what the logger was told and the model has printed; what was copied is forgotten.
 */
RUNNER_API int64_t runner_take_log(runner_instance *instance, uint8_t *to, size_t capacity);

/* Ends the model's process. The program under way, and every later one, returns fatal. */
RUNNER_API void runner_abort(runner_instance *instance);

/* Gives everything back. A model that has not been freed by a program is ended. */
RUNNER_API void runner_close(runner_instance *instance);

#ifdef __cplusplus
}
#endif

#endif
