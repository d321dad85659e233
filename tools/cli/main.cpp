#include "commands.hpp"

#include <osteon/report/output_folder.hpp>

#include <spdlog/spdlog.h>

#include <csignal>
#include <exception>
#include <thread>
#include <unistd.h>

namespace {

/// Ctrl+C and a polite kill leave nothing half written. The signals are blocked in every thread (so before
/// any starts) and one thread waits for them: it may do what a handler may not.
void clean_up_when_interrupted() {
  sigset_t awaited;
  sigemptyset(&awaited);
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction present {};
    sigaction(signal, nullptr, &present);
    if (present.sa_handler != SIG_IGN)
      sigaddset(&awaited, signal);  // ignored by whoever started us: as it is
  }
  pthread_sigmask(SIG_BLOCK, &awaited, nullptr);
  std::thread([awaited] {
    int signal = 0;
    if (sigwait(&awaited, &signal) != 0) return;
    osteon::remove_unfinished_outputs();
    ::_exit(128 + signal);
  }).detach();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    clean_up_when_interrupted();
    return osteon::cli::run(argc, argv);
  } catch (
      const std::exception& error) {  // a bug of ours: say so, and leave what was written before as it is
    spdlog::error("internal failure: {}", error.what());
    return osteon::cli::kFailure;
  }
}
