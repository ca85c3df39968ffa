#ifndef NEWSWIRE_CLIENT_BENCH_BENCH_H_
#define NEWSWIRE_CLIENT_BENCH_BENCH_H_

namespace newswire {

// `newswire bench`: starts a server of its own in a temporary folder, loads it and prints what was
// measured beside a reference that ran in the same minutes. Takes the arguments after `newswire`
// (argv[0] is "bench"); returns the exit code of the process. Call it from the main thread, once.
int BenchMain(int argc, char** argv);

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_BENCH_BENCH_H_
