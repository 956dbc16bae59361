// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/worker/lockdown.hpp"

#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>
#include <memory>

namespace earshot::files {
namespace {

constexpr rlim_t seconds = 10;
[[maybe_unused]] constexpr rlim_t memory = 768u << 20;  // not under a sanitizer, which maps terabytes

bool limit(int what, rlim_t most) noexcept {
    rlimit const r{most, most};
    return ::setrlimit(static_cast<__rlimit_resource>(what), &r) == 0;
}

bool limits() noexcept {
#if defined(__SANITIZE_ADDRESS__) || (defined(__has_feature) && __has_feature(address_sanitizer))
    bool const space = true;  // the sanitizer's shadow takes terabytes of addresses
#else
    bool const space = limit(RLIMIT_AS, memory);
#endif
    return space && limit(RLIMIT_CPU, seconds) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_MEMLOCK, 0);
}

// A second wall where the kernel has it (5.13): no access to any file, even if the filter below had a hole.
void wall_off_files() noexcept {
    landlock_ruleset_attr rules{};
    rules.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;  // all of the first version
    int const set = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0));
    if (set < 0) return;
    ::syscall(SYS_landlock_restrict_self, set, 0);
    ::close(set);
}

bool filter(kind what) noexcept {
    std::unique_ptr<void, void (*)(scmp_filter_ctx)> const rules(seccomp_init(SCMP_ACT_KILL_PROCESS), seccomp_release);
    if (!rules) return false;
    bool good = true;
    auto const allow = [&](std::initializer_list<int> calls) {
        for (int const c : calls) good = good && seccomp_rule_add(rules.get(), SCMP_ACT_ALLOW, c, 0) == 0;
    };
    auto const answer = [&](int error, std::initializer_list<int> calls) {
        for (int const c : calls)
            good = good && seccomp_rule_add(rules.get(), SCMP_ACT_ERRNO(static_cast<std::uint32_t>(error)), c, 0) == 0;
    };
    allow({SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(lseek),
           SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(exit),
           SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(clock_gettime),
           SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
           SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(restart_syscall)});
    auto const allow_when = [&](int call, unsigned argument, std::uint64_t bits, std::uint64_t are) {
        scmp_arg_cmp const test{argument, SCMP_CMP_MASKED_EQ, bits, are};
        good = good && seccomp_rule_add_array(rules.get(), SCMP_ACT_ALLOW, call, 1, &test) == 0;
    };
    // Memory, never code.
    allow_when(SCMP_SYS(mmap), 2, PROT_EXEC, 0);
    allow_when(SCMP_SYS(mprotect), 2, PROT_EXEC, 0);
    // Threads of this process (one decoder insists on them), never another process. clone3 hides its flags from the
    // filter: the C library falls back to clone.
    allow_when(SCMP_SYS(clone), 0, CLONE_THREAD, CLONE_THREAD);
    answer(ENOSYS, {SCMP_SYS(clone3), SCMP_SYS(statx), SCMP_SYS(sysinfo)});
    answer(EPERM, {SCMP_SYS(prctl), SCMP_SYS(tgkill)});
    bool const sound = what == kind::wav || what == kind::flac || what == kind::ogg || what == kind::mp3;
    if (what == kind::pdf || what == kind::heic || sound)
        answer(EACCES, {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
                        SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(readlink), SCMP_SYS(getcwd),
                        SCMP_SYS(statfs), SCMP_SYS(getdents64), SCMP_SYS(uname), SCMP_SYS(getuid), SCMP_SYS(geteuid)});
    return good && seccomp_load(rules.get()) == 0;
}

}  // namespace

locked lock_down(kind what) noexcept {
    bool const good = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
                      ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0;
    if (!good) return locked::no;
    wall_off_files();
    return limits() && filter(what) ? locked::yes : locked::no;
}

}  // namespace earshot::files
